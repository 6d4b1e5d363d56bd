// What people may be asked to approve: a plan that the lint, which had no part in making it, found nothing wrong with.
// Only the check makes one, so that nothing else can be proposed.

import type { Brand, DurationMs } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import { statusAt, type FleetSnapshot } from '../fleet/snapshot.ts';
import { LintFleet } from './lint-fleet.ts';
import { lintPlan, type LintContext, type PlanFault } from './plan-lint.ts';
import type { PlanDocument } from './plan.ts';
import type { PlanOutcome } from './planner.ts';

export type CheckedPlan = Brand<PlanDocument, 'CheckedPlan'>;

/** Planner and lint do not agree: a defect of Stagger. It may answer a question, but nobody is asked to approve it. */
export type FaultyPlan = {
  readonly kind: 'faulty';
  readonly document: PlanDocument;
  readonly faults: readonly PlanFault[];
};

export type MadePlan =
  | Exclude<PlanOutcome, { kind: 'planned' }>
  | { readonly kind: 'planned'; readonly document: CheckedPlan }
  | FaultyPlan;

export type CheckContext = Omit<LintContext, 'absent'> & {
  readonly snapshot: Pick<FleetSnapshot, 'hosts'>;
  /** An observation older than this is not believed. */
  readonly maxAgeMs: DurationMs;
  /** Hosts that campaigns hold, or left out of rotation. */
  readonly held: ReadonlySet<HostId>;
};

export function checkedPlan(outcome: PlanOutcome, context: CheckContext): MadePlan {
  if (outcome.kind === 'nothing-to-do') return outcome;
  const { document } = outcome;
  const absent = absentHosts(document.plan.createdAt, context);
  const faults = lintPlan(document, { ...context, absent });
  return faults.length === 0
    ? { kind: 'planned', document: document as CheckedPlan }
    : { kind: 'faulty', document, faults };
}

/** Not seen up, held, or a guest of a held one: nothing has proven that it serves again. */
function absentHosts(now: number, { fleet, snapshot, maxAgeMs, held }: CheckContext): ReadonlySet<HostId> {
  const absent = new Set<HostId>();
  for (const host of fleet.hosts.keys())
    if (statusAt(snapshot.hosts.get(host), now, maxAgeMs) !== 'up') absent.add(host);
  if (held.size === 0) return absent;
  const read = new LintFleet(fleet);
  for (const host of held) for (const falling of read.falling(host)) absent.add(falling);
  return absent;
}

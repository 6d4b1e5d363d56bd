// The last look at what was drawn, by those who had no part in drawing it: the plan lint, and the conditions that every
// host meets at its start, asked as if the plan were approved now. What would stop it then stops it before people are
// asked.

import type { Instant } from '../brand.ts';
import type { Sha256Hex } from '../canonical-text.ts';
import type { Opening } from '../calendar/opening.ts';
import type { MaintenanceWindow } from '../calendar/window.ts';
import { FLEET_RULE } from '../campaign/approval-rules.ts';
import { replay } from '../campaign/evolve.ts';
import type { World } from '../campaign/input.ts';
import { startBlocks, type StartBlock } from '../campaign/start-conditions.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { CampaignId, HostId, PersonId } from '../fleet/ids.ts';
import { lintPlan, type PlanFault } from '../planning/plan-lint.ts';
import type { PlanDocument } from '../planning/plan.ts';
import { chaosMode } from './chaos-terms.ts';

/** What keeps a drawn plan from being told or proposed. */
export type VettingFault =
  | { readonly kind: 'plan-fault'; readonly fault: PlanFault }
  | { readonly kind: 'start-block'; readonly block: StartBlock }
  /** It would wait: for a window, a slot, another host. */
  | { readonly kind: 'not-now'; readonly startAt: Instant }
  | { readonly kind: 'not-one-host'; readonly hosts: number };

export type Vetting = {
  readonly document: PlanDocument;
  /** The fleet that the plan was made for, with the drawn host's windows replaced by the working hours. */
  readonly fleet: Fleet;
  readonly fingerprintOf: (host: HostId) => string;
  readonly absent: ReadonlySet<HostId>;
  readonly world: World;
  readonly opening: Opening;
  readonly sha256Hex: Sha256Hex;
};

/** Everything that is wrong with the plan; empty: it may be told, or proposed. */
export function vetDrawnPlan(vetting: Vetting): readonly VettingFault[] {
  const { document, world, opening } = vetting;
  const { steps } = document.plan;
  const [step] = steps;
  if (step === undefined || steps.length !== 1) return [{ kind: 'not-one-host', hosts: steps.length }];
  const startsNow = step.expectedStartAt >= opening.fromAt && step.expectedEndAt <= opening.untilAt;
  return [
    ...(startsNow ? [] : [{ kind: 'not-now', startAt: step.expectedStartAt } as const]),
    ...lintPlan(document, vetting).map((fault) => ({ kind: 'plan-fault', fault }) as const),
    ...blocksIfApproved(document, step.host, world).map((block) => ({ kind: 'start-block', block }) as const),
  ];
}

/** `fleet` as the planner and the lint see it for a draw: the drawn host goes in the working hours. */
export function inWorkingHours(fleet: Fleet, id: HostId, hours: MaintenanceWindow): Fleet {
  const host = fleet.hosts.get(id);
  if (host === undefined) return fleet;
  return { ...fleet, hosts: new Map(fleet.hosts).set(id, { ...host, windows: [hours] }) };
}

function blocksIfApproved(document: PlanDocument, host: HostId, world: World): readonly StartBlock[] {
  const approver = 'vetting' as PersonId;
  const policy = { needed: 1, requesterMayApprove: false, rules: [] };
  const id = 'vetting' as CampaignId;
  const approved = replay(
    [
      { kind: 'campaign-proposed', id, document, by: chaosMode, policy, expiresAt: world.now + 1 } as const,
      { kind: 'plan-approved', by: approver, of: 1, needed: 1, meets: [FLEET_RULE] } as const,
      { kind: 'campaign-started' } as const,
    ].map((event) => ({ at: world.now, event })),
  );
  return approved === null ? [] : startBlocks(approved, host, world);
}

// Makes plans from the inventory in force, what was last observed, and what running campaigns hold: the one place that
// assembles the planner's question, for the command line and the daemon alike.

import type { DurationMs } from '../core/brand.ts';
import { hostsHeldBy, promisedHosts } from '../core/campaign/promised-hosts.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { PersonId, PlanId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { Selection } from '../core/planning/eligibility.ts';
import type { RebootReason } from '../core/planning/plan.ts';
import { planReboots, type PlanOutcome } from '../core/planning/planner.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { FleetSource } from './fleet-source.ts';

export type PlanQuestion = {
  readonly requestedBy: PersonId;
  readonly selection: Selection;
  readonly reasons: readonly RebootReason[];
  readonly canary: 'none' | 'first-host';
};

export type PlanMakerOptions = {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly fleet: FleetSource;
  readonly snapshot: () => FleetSnapshot;
  readonly openCampaigns: () => Promise<readonly Campaign[]>;
  /** An observation older than this is not believed. */
  readonly maxAgeMs: DurationMs;
};

/** A later version of a plan keeps the plan's id; without it the plan is a new one. */
export type PlanIdentity = { readonly planId: PlanId; readonly version: number };

export type PlanMaker = (question: PlanQuestion, as?: PlanIdentity) => Promise<PlanOutcome>;

export function createPlanMaker(options: PlanMakerOptions): PlanMaker {
  const { clock, ids, fleet } = options;
  return async (question, as) => {
    const campaigns = await options.openCampaigns();
    const { fingerprints } = fleet.forWorld();
    return planReboots({
      ...question,
      fleet: fleet.current(),
      snapshot: options.snapshot(),
      now: clock.now(),
      maxObservationAgeMs: options.maxAgeMs,
      promisedTo: promisedHosts(campaigns),
      held: hostsHeldBy(campaigns),
      planId: as?.planId ?? (ids.next() as PlanId),
      version: as?.version ?? 1,
      fingerprintOf: (host) => fingerprints.get(host) ?? '',
      sha256Hex: ids.sha256Hex,
    });
  };
}

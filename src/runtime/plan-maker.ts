// Makes plans from the inventory in force, what was last observed, and what running campaigns hold: the one place that
// assembles the planner's question, for the command line and the daemon alike. What it makes has passed the lint, or says
// that it has not and cannot be proposed.

import type { DurationMs, Instant } from '../core/brand.ts';
import { hostsHeldBy, promisedHosts } from '../core/campaign/promised-hosts.ts';
import { inWorkingHours } from '../core/chaos/vetting.ts';
import type { LeftOut } from '../core/campaign/left-out.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { HostId, PersonId, PlanId } from '../core/fleet/ids.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { Selection } from '../core/planning/eligibility.ts';
import type { RebootReason } from '../core/planning/plan.ts';
import { withLengthBases } from '../core/planning/length-basis.ts';
import { checkedPlan, type FaultyPlan, type MadePlan } from '../core/planning/checked-plan.ts';
import { planReboots } from '../core/planning/planner.ts';
import type { Clock } from '../ports/clock.ts';
import {
  courseEventKinds,
  LEARN_FROM_MS,
  rebootCourses,
  learnedTimings,
  withTimings,
  type RebootCourse,
} from '../core/uptime/learned-timing.ts';
import type { Store } from '../ports/store.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Log } from '../ports/log.ts';
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
  readonly log: Log;
  readonly fleet: FleetSource;
  readonly snapshot: () => FleetSnapshot;
  readonly openCampaigns: () => Promise<readonly Campaign[]>;
  readonly leftOut: () => Promise<ReadonlyMap<HostId, LeftOut>>;
  /** Its journal says how long reboots really take. */
  readonly store: Pick<Store, 'campaignEventsSince'>;
  /** An observation older than this is not believed. */
  readonly maxAgeMs: DurationMs;
};

/** A later version of a plan keeps the plan's id; without it the plan is a new one. */
export type PlanIdentity = { readonly planId: PlanId; readonly version: number };

export type PlanMaker = (question: PlanQuestion, as?: PlanIdentity) => Promise<MadePlan>;

export function createPlanMaker(options: PlanMakerOptions): PlanMaker {
  const { clock, ids, log } = options;
  return async (question, as) => {
    const campaigns = await options.openCampaigns();
    const left = await options.leftOut();
    const now = clock.now();
    const courses = await coursesUntil(now, options.store);
    // From here on nothing is awaited: planner and lint see one inventory, with its fingerprints.
    const current = options.fleet.current();
    const { fingerprints } = options.fleet.forWorld();
    const learned = learnedTimings(current, courses);
    const judged = {
      fleet: fleetFor(question.selection, withTimings(current, learned)),
      snapshot: options.snapshot(),
      held: new Set([...hostsHeldBy(campaigns), ...left.keys()]),
      fingerprintOf: (host: HostId) => fingerprints.get(host) ?? '',
    };
    const outcome = planReboots({
      ...question,
      ...judged,
      now,
      maxObservationAgeMs: options.maxAgeMs,
      promisedTo: new Map([
        ...[...left].map(([host, { campaign }]) => [host, campaign] as const),
        ...promisedHosts(campaigns),
      ]),
      planId: as?.planId ?? (ids.next() as PlanId),
      version: as?.version ?? 1,
      newSha256: () => ids.newSha256(),
    });
    const { maxAgeMs } = options;
    const { sha256Hex } = ids;
    const made = checkedPlan(withLengthBases(outcome, learned), { ...judged, maxAgeMs, sha256Hex });
    if (made.kind === 'faulty') tell(log, made);
    return made;
  };
}

const MOST_TOLD = 10;

function tell(log: Log, { document, faults }: FaultyPlan): void {
  log.error('a plan does not pass its lint, so nobody is asked to approve it: a defect of Stagger', {
    plan: document.plan.id,
    version: document.plan.version,
    faults: faults.length,
    found: faults.slice(0, MOST_TOLD).map((fault) => JSON.stringify(fault)),
  });
}

function fleetFor(selection: Selection, fleet: Fleet): Fleet {
  return selection.kind === 'drawn' ? inWorkingHours(fleet, selection.host, selection.hours) : fleet;
}

/** Reboots that the journal has of the time up to `now`. */
export async function coursesUntil(
  now: Instant,
  store: Pick<Store, 'campaignEventsSince'>,
): Promise<readonly RebootCourse[]> {
  return rebootCourses(
    await store.campaignEventsSince({ sinceAt: now - LEARN_FROM_MS, kinds: courseEventKinds }),
  );
}

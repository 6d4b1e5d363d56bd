// Draws a host and has the draw looked over by those who had no part in it: the planner, the plan lint, the start
// conditions and the load balancers. A host that any of them objects to goes back, and the same seed draws among the
// rest. Used by the daemon, and by the command line to rehearse; it records, posts and changes nothing.

import { SECOND_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { Opening } from '../core/calendar/opening.ts';
import type { World } from '../core/campaign/input.ts';
import { hostsHeldBy } from '../core/campaign/promised-hosts.ts';
import { judgeChaos, type ChaosJudgement, type ChaosQuestion } from '../core/chaos/candidates.ts';
import type { Ticketed } from '../core/chaos/chaos-draw.ts';
import { chaosMode, type ChaosTerms } from '../core/chaos/chaos-terms.ts';
import { drawHost, drawNote, urnOf } from '../core/chaos/draw-host.ts';
import { FAILED_WITHIN_MS, failedLately, outcomeEventKinds } from '../core/chaos/failed-lately.ts';
import { inWorkingHours, vetDrawnPlan, type VettingFault } from '../core/chaos/vetting.ts';
import { guestsOf } from '../core/fleet/fleet-lookup.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId, HostId } from '../core/fleet/ids.ts';
import { statusAt, type FleetSnapshot, type HostStatus } from '../core/fleet/snapshot.ts';
import type { CheckedPlan } from '../core/planning/checked-plan.ts';
import type { WaitReason } from '../core/planning/plan.ts';
import { rotationsOf } from '../core/rotation/rotations-of.ts';
import { seatName, type SeatState } from '../core/rotation/rotation.ts';
import { isServing } from '../core/rotation/seat-changes.ts';
import { withLearnedTimings } from '../core/uptime/learned-timing.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { LoadBalancers } from '../ports/load-balancer.ts';
import type { Store } from '../ports/store.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import type { FleetSource } from './fleet-source.ts';
import { coursesUntil, type PlanMaker } from './plan-maker.ts';

/** Why a host that was drawn went back. */
export type LateObjection =
  | { readonly kind: 'no-plan'; readonly why: WaitReason | null }
  | VettingFault
  /** Somebody took it out of a load balancer, or that cannot be told. */
  | { readonly kind: 'seat'; readonly seat: string; readonly detail: string };

export type WentBack = { readonly host: HostId; readonly objections: readonly LateObjection[] };

export type DrawOutcome = {
  /** Null: nobody was left. */
  readonly drawn: { readonly host: HostId; readonly document: CheckedPlan } | null;
  /** Out of which it was drawn: those who went back are not in it. */
  readonly urn: readonly Ticketed[];
  readonly wentBack: readonly WentBack[];
};

export type ChaosDrawer = {
  /** Who may be drawn now. */
  readonly judge: () => Promise<ChaosJudgement>;
  /** One of `urn`, for `seed`. */
  readonly draw: (urn: readonly Ticketed[], seed: string, opening: Opening) => Promise<DrawOutcome>;
};

export type ChaosDrawerOptions = {
  readonly terms: ChaosTerms;
  readonly store: Pick<Store, 'campaignEventsSince'>;
  readonly ids: Pick<IdSource, 'sha256Hex'>;
  readonly fleet: FleetSource;
  readonly snapshot: () => FleetSnapshot;
  readonly runner: Pick<CampaignRunner, 'openCampaigns' | 'worldFor'>;
  readonly makePlan: PlanMaker;
  /** Null: load balancers are not asked (a rehearsal). */
  readonly balancers: Pick<LoadBalancers, 'read'> | null;
  /** An observation older than this is not believed. */
  readonly maxAgeMs: DurationMs;
};

/** Each makes a plan; more than a few objections mean that something is wrong with more than a host. */
const MOST_DRAWS = 5;

const SEAT_WITHIN_MS: DurationMs = 10 * SECOND_MS;

/** No campaign has it: the world is asked for as a new campaign would find it. */
const nobody = 'chaos' as CampaignId;

export function createChaosDrawer(options: ChaosDrawerOptions): ChaosDrawer {
  const { store, fleet, runner, terms } = options;

  const statuses = (now: Instant): ReadonlyMap<HostId, HostStatus> =>
    new Map([...options.snapshot().hosts].map(([id, view]) => [id, statusAt(view, now, options.maxAgeMs)]));

  const planningFleet = async (now: Instant) =>
    withLearnedTimings(fleet.current(), await coursesUntil(now, store));

  const question = async (): Promise<ChaosQuestion> => {
    const world = await runner.worldFor(nobody);
    const { now, flags, rebootsOfDay } = world;
    return {
      fleet: await planningFleet(now),
      snapshot: options.snapshot(),
      now,
      maxObservationAgeMs: options.maxAgeMs,
      terms,
      flags,
      openCampaigns: await runner.openCampaigns(),
      rebootsOfDay,
      leftOut: world.leftOut,
      failed: failedLately(
        await store.campaignEventsSince({ sinceAt: now - FAILED_WITHIN_MS, kinds: outcomeEventKinds }),
      ),
    };
  };

  const planFor = async (host: HostId, opening: Opening) => {
    const outcome = await options.makePlan({
      requestedBy: chaosMode,
      selection: { kind: 'drawn', host, hours: terms.hours },
      reasons: [],
      canary: 'none',
    });
    if (outcome.kind === 'nothing-to-do') {
      const row = outcome.report.hosts.find((each) => each.host === host);
      const why = row?.kind === 'left-out' ? row.why : null;
      return { document: null, objections: [{ kind: 'no-plan', why }] as readonly LateObjection[] };
    }
    if (outcome.kind === 'faulty') {
      const found = outcome.faults.map((fault) => ({ kind: 'plan-fault', fault }) as const);
      return { document: null, objections: found as readonly LateObjection[] };
    }
    const { document } = outcome;
    const world: World = await runner.worldFor(nobody);
    const { fingerprints } = fleet.forWorld();
    const faults = vetDrawnPlan({
      document,
      fleet: inWorkingHours(await planningFleet(world.now), host, terms.hours),
      fingerprintOf: (id) => fingerprints.get(id) ?? '',
      absent: absentNow(fleet.current(), {
        held: [...hostsHeldBy(await runner.openCampaigns()), ...world.leftOut.keys()],
        seen: statuses(world.now),
      }),
      // The command line's runner does not look at hosts: what was observed is what is believed, here as there.
      world: { ...world, statuses: statuses(world.now) },
      opening,
      sha256Hex: options.ids.sha256Hex,
    });
    return { document, objections: faults as readonly LateObjection[] };
  };

  const seatObjections = async (host: HostId): Promise<readonly LateObjection[]> => {
    const { balancers } = options;
    if (balancers === null) return [];
    const objections: LateObjection[] = [];
    for (const seat of rotationsOf(fleet.current(), host).flatMap(({ seats }) => seats)) {
      const read = await balancers.read(seat, { deadlineMs: SEAT_WITHIN_MS });
      const detail = read.kind === 'error' ? read.detail : awayDetail(read.state);
      if (detail !== null) objections.push({ kind: 'seat', seat: seatName(seat), detail });
    }
    return objections;
  };

  return {
    judge: async () => judgeChaos(await question()),
    draw: async (first, seed, opening) => {
      const wentBack: WentBack[] = [];
      let urn = urnOf(first);
      for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
        const host = drawHost(urn, seed, options.ids.sha256Hex);
        if (host === null) break;
        const { document, objections: planned } = await planFor(host, opening);
        const objections = planned.length > 0 ? planned : await seatObjections(host);
        if (document !== null && objections.length === 0) {
          const report = { ...document.report, draw: drawNote(urn, host, seed) };
          return { drawn: { host, document: { ...document, report } }, urn, wentBack };
        }
        wentBack.push({ host, objections });
        urn = urn.filter((each) => each.host !== host);
      }
      return { drawn: null, urn, wentBack };
    },
  };
}

/** Guests of a held host count with it. */
function absentNow(
  fleet: Fleet,
  { held, seen }: { readonly held: readonly HostId[]; readonly seen: ReadonlyMap<HostId, HostStatus> },
): ReadonlySet<HostId> {
  const down = [...seen].flatMap(([id, status]) => (status === 'up' ? [] : [id]));
  return new Set([...held, ...held.flatMap((host) => guestsOf(fleet, host)), ...down]);
}

/** What a person did to it, or what it suffers; null: it takes its traffic. */
function awayDetail(state: SeatState): string | null {
  if (state.admin !== 'ready') return `it is in ${state.admin}`;
  if (state.weight === 0) return 'its weight is 0';
  return isServing(state) ? null : `it is ${state.status}`;
}

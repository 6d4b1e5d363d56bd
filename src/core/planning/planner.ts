// From the fleet as it is to a plan that people can approve: who goes, in which order and wave, when it is expected,
// and for every host of the fleet why it goes when it goes, waits, or is left out. Pure and deterministic: the same
// fleet, snapshot and question give the same digest, in whatever order hosts and services were written down.

import { DAY_MS, type Instant } from '../brand.ts';
import { canonicalDigest, type Sha256Stream } from '../canonical-bytes.ts';
import { openingWithRoom } from '../calendar/opening.ts';
import { byId, guestsOf } from '../fleet/fleet-lookup.ts';
import type { HostId, PersonId, PlanDigest, PlanId } from '../fleet/ids.ts';
import { statusAt } from '../fleet/snapshot.ts';
import { budgetIndexOf } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import { budgetScopeOf } from './budget.ts';
import { sortByEligibility, type Candidate, type Eligibility } from './eligibility.ts';
import { narrowedTo } from './narrowed-scope.ts';
import { PLAN_HORIZON_MS, PlanCalendar } from './plan-calendar.ts';
import { scheduleHosts, type ScheduledHost } from './plan-schedule.ts';
import { planSteps } from './plan-steps.ts';
import type { HostReport, PlanDocument, PlanReport, RebootPlan, WaitReason } from './plan.ts';

export type PlanRequest = Eligibility & {
  readonly planId: PlanId;
  readonly version: number;
  readonly requestedBy: PersonId;
  /** Hosts that campaigns hold now. They count as absent, also where they answer: they are out of rotation. */
  readonly held: ReadonlySet<HostId>;
  /** `first-host`: one host goes alone before all others, so that a bad image or kernel stops at it. */
  readonly canary: 'none' | 'first-host';
  readonly fingerprintOf: (host: HostId) => string;
  readonly newSha256: () => Sha256Stream;
};

export type PlanOutcome =
  | { readonly kind: 'planned'; readonly document: PlanDocument }
  | { readonly kind: 'nothing-to-do'; readonly report: PlanReport };

/** Plans the reboots that `request` asks for. */
export function planReboots(request: PlanRequest): PlanOutcome {
  const { fleet, now } = request;
  const scope = budgetScopeOf(fleet);
  const index = budgetIndexOf(scope);
  const absent = absentHosts(request)
    .map((host) => index.numberOf.get(host))
    .filter((number) => number !== undefined);
  const calendar = new PlanCalendar(fleet, now);
  const { candidates, leftOut } = chooseCandidates(request, absent, calendar);
  const scheduled = scheduleHosts({
    candidates,
    scope,
    index,
    absent,
    calendar,
    canary: request.canary,
    fromAt: now,
  });
  const report = reportOf(scheduled, withUnscheduled(leftOut, candidates, scheduled), calendar, now);
  if (scheduled.length === 0) return { kind: 'nothing-to-do', report };
  const plan: RebootPlan = {
    id: request.planId,
    version: request.version,
    createdAt: now,
    requestedBy: request.requestedBy,
    fleetDigest: fleet.digest,
    maxFailures: fleet.runLimits.maxFailures,
    steps: planSteps(scheduled, fleet, request.fingerprintOf),
    scope: narrowedTo(
      scope,
      scheduled.map(({ candidate }) => candidate.number),
    ),
  };
  return { kind: 'planned', document: { plan, digest: planDigest(plan, request.newSha256()), report } };
}

/** The digest that people approve: over everything that is executed, and nothing else. */
export function planDigest(plan: RebootPlan, sha256: Sha256Stream): PlanDigest {
  return canonicalDigest(plan, sha256) as PlanDigest;
}

function absentHosts(request: PlanRequest): readonly HostId[] {
  const { fleet, snapshot, now, maxObservationAgeMs, held } = request;
  const notUp = [...fleet.hosts.keys()].filter(
    (host) => statusAt(snapshot.hosts.get(host), now, maxObservationAgeMs) !== 'up',
  );
  // Whatever they answer: a held host took its guests down, and nothing has proven that they serve again.
  const ofHeld = [...held].flatMap((host) => guestsOf(fleet, host));
  return [...new Set([...held, ...ofHeld, ...notUp])];
}

type Choice = {
  readonly candidates: readonly Candidate[];
  readonly leftOut: ReadonlyMap<HostId, WaitReason>;
};

/**
 * The candidates that can go at all, longest past their own limit first, at most as many as one campaign may hold.
 * Those that never fit do not count: a blocked host must not starve the rest.
 */
function chooseCandidates(request: PlanRequest, absent: readonly number[], calendar: PlanCalendar): Choice {
  const sorted = sortByEligibility(request);
  const leftOut = new Map(sorted.leftOut);
  const limit = request.fleet.caps.maxHostsPerCampaign;
  const index = budgetIndexOf(budgetScopeOf(request.fleet));
  const ledger = new BudgetLedger(index);
  for (const host of absent) ledger.markAbsent(host);
  const candidates: Candidate[] = [];
  for (const candidate of [...sorted.candidates].sort(byDueAt)) {
    const { host, number } = candidate;
    const obstacle = calendar.obstacle(host) ?? ledger.firstObstacle(number);
    if (obstacle !== null) leftOut.set(host.id, obstacle);
    else if (candidates.length < limit) candidates.push(candidate);
    else leftOut.set(host.id, { kind: 'campaign-size', limit });
  }
  return { candidates, leftOut };
}

function byDueAt(left: Candidate, right: Candidate): number {
  return left.dueAt - right.dueAt || byId(left.host.id, right.host.id);
}

function withUnscheduled(
  leftOut: ReadonlyMap<HostId, WaitReason>,
  candidates: readonly Candidate[],
  scheduled: readonly ScheduledHost[],
): ReadonlyMap<HostId, WaitReason> {
  if (scheduled.length === candidates.length) return leftOut;
  const known = new Set(scheduled.map(({ candidate }) => candidate));
  const days = Math.round(PLAN_HORIZON_MS / DAY_MS);
  const detail = `the windows of the next ${days} days are full`;
  const lack = { kind: 'full', days } as const;
  const missing = candidates.filter((candidate) => !known.has(candidate));
  return new Map([
    ...leftOut,
    ...missing.map(({ host }) => [host.id, { kind: 'no-window', detail, lack }] as const),
  ]);
}

function reportOf(
  scheduled: readonly ScheduledHost[],
  leftOut: ReadonlyMap<HostId, WaitReason>,
  calendar: PlanCalendar,
  now: Instant,
): PlanReport {
  const rows: HostReport[] = [...leftOut].map(([host, why]) => ({ host, kind: 'left-out', why }));
  for (const { candidate, place } of scheduled) {
    const { host } = candidate;
    const opensAt = openingWithRoom(calendar.openingsOf(host), now, host.timing.expectedMs)?.fromAt ?? now;
    const shut: readonly WaitReason[] = opensAt > now ? [{ kind: 'window-shut', opensAt }] : [];
    rows.push({ host: host.id, kind: 'planned', wave: place.wave, waits: [...shut, ...place.waits] });
  }
  return { hosts: rows.sort((left, right) => byId(left.host, right.host)) };
}

// Which hosts chaos mode may draw now, and for every other host why not. A reboot that nobody needs must not meet
// anything that is wrong: whatever is not known to be well, or is under way already, leaves the host or the whole draw
// out. Nothing here is asked only here: the plan is linted, approved, and judged again at its start.

import type { DurationMs, Instant } from '../brand.ts';
import { freezeAt } from '../calendar/freeze.ts';
import { mayStartAt } from '../calendar/cut-off.ts';
import { onlyWindow } from '../calendar/window.ts';
import type { Flag, StopSubject } from '../campaign/input.ts';
import type { LeftOut } from '../campaign/left-out.ts';
import { hostsHeldBy } from '../campaign/promised-hosts.ts';
import type { Campaign, CampaignPhase, HostFailureKind } from '../campaign/state.ts';
import { guestsOf, instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host, Instance } from '../fleet/fleet.ts';
import type { CampaignId, HostId, ServiceId } from '../fleet/ids.ts';
import { statusAt, type FleetSnapshot } from '../fleet/snapshot.ts';
import { budgetIndexOf } from '../planning/budget-index.ts';
import { BudgetLedger } from '../planning/budget-ledger.ts';
import { budgetScopeOf } from '../planning/budget.ts';
import type { WaitReason } from '../planning/plan.ts';
import { judgeUptime } from '../uptime/age-policy.ts';
import type { Ticketed } from './chaos-draw.ts';
import type { ChaosTerms } from './chaos-terms.ts';
import { missingConsent } from './consent.ts';
import { ticketsFor } from './draw-host.ts';

export type ChaosQuestion = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  readonly now: Instant;
  readonly maxObservationAgeMs: DurationMs;
  readonly terms: ChaosTerms;
  readonly flags: readonly Flag[];
  readonly openCampaigns: readonly Campaign[];
  /** By host: its reboots within the last 24 hours, by whomever. */
  readonly rebootsOfDay: ReadonlyMap<HostId, number>;
  /** Hosts that ended campaigns took out of rotation and did not bring back. */
  readonly leftOut: ReadonlyMap<HostId, LeftOut>;
  /** Hosts whose last reboot by a campaign failed, and was not mended by a later one. */
  readonly failed: ReadonlyMap<HostId, HostFailureKind>;
};

/** Why nobody at all is drawn now. */
export type ChaosHold =
  /** One that runs or waits for people: practice never competes with work, nor with other practice. */
  | { readonly kind: 'campaign-open'; readonly campaign: CampaignId; readonly phase: CampaignPhase['kind'] }
  /** A stop switch, an incident, a clock that jumped. */
  | { readonly kind: 'flag-set'; readonly why: string }
  | { readonly kind: 'flag-unknown'; readonly why: string }
  | { readonly kind: 'frozen'; readonly reason: string; readonly untilAt: Instant }
  | { readonly kind: 'freeze-unknown'; readonly freeze: string; readonly why: string };

/** Why one host is not drawn now. */
export type ChaosObstacle =
  | { readonly kind: 'no-service' }
  | { readonly kind: 'not-opted-in'; readonly instances: readonly Instance[] }
  | { readonly kind: 'no-placement' }
  | { readonly kind: 'exempt'; readonly reason: string; readonly untilAt: Instant }
  /** It has no maintenance window: nobody lets it be rebooted by plan. */
  | { readonly kind: 'never-by-plan' }
  | { readonly kind: 'own-path' }
  /** More than one server would go down. */
  | { readonly kind: 'has-guests'; readonly guests: number }
  | { readonly kind: 'not-observed'; readonly status: 'unreachable' | 'unknown' }
  | { readonly kind: 'booted-lately'; readonly bootedAt: Instant; readonly restMs: DurationMs }
  | { readonly kind: 'reboots-used'; readonly reboots: number; readonly limit: number }
  | { readonly kind: 'failed-lately'; readonly failure: HostFailureKind }
  | { readonly kind: 'left-out'; readonly campaign: CampaignId }
  | { readonly kind: 'stopped'; readonly subject: StopSubject; readonly why: string }
  /** Practice on a service that has lost something already would be a second loss. */
  | { readonly kind: 'not-whole'; readonly service: ServiceId; readonly missing: readonly HostId[] }
  /** No other instance would be left. */
  | { readonly kind: 'last-instance'; readonly service: ServiceId }
  | { readonly kind: 'hours-too-short'; readonly closesAt: Instant }
  | { readonly kind: 'budget'; readonly why: WaitReason };

export type ChaosRow =
  | ({ readonly kind: 'eligible' } & Ticketed)
  | { readonly kind: 'left-out'; readonly host: HostId; readonly why: readonly ChaosObstacle[] };

export type ChaosJudgement = {
  /** Not empty: nobody is drawn, whatever the rows say. */
  readonly holds: readonly ChaosHold[];
  /** One for each host of the fleet, in the fleet's order. */
  readonly hosts: readonly ChaosRow[];
};

export function judgeChaos(question: ChaosQuestion): ChaosJudgement {
  const absent = absentHosts(question);
  const index = budgetIndexOf(budgetScopeOf(question.fleet));
  const ledger = new BudgetLedger(index);
  for (const host of absent) {
    const number = index.numberOf.get(host);
    if (number !== undefined) ledger.markAbsent(number);
  }
  const budget = (host: HostId): WaitReason | null => {
    const number = index.numberOf.get(host);
    return number === undefined ? { kind: 'no-placement' } : ledger.firstObstacle(number);
  };
  const hosts = [...question.fleet.hosts.values()].map((host): ChaosRow => {
    const why = [...obstacles(host, { ...question, absent, budget })];
    if (why.length > 0) return { kind: 'left-out', host: host.id, why };
    return { kind: 'eligible', host: host.id, tickets: ticketsFor(uptimeOf(host, question) ?? 0) };
  });
  return { holds: holdsOf(question), hosts };
}

/** The urn of a judgement; empty while anything holds. */
export function eligibleHosts({ holds, hosts }: ChaosJudgement): readonly Ticketed[] {
  if (holds.length > 0) return [];
  return hosts.flatMap((row) => (row.kind === 'eligible' ? [{ host: row.host, tickets: row.tickets }] : []));
}

function holdsOf({ fleet, now, flags, openCampaigns }: ChaosQuestion): readonly ChaosHold[] {
  const freeze = freezeAt(fleet.freezes, now);
  return [
    ...openCampaigns.map(
      ({ id, phase }) => ({ kind: 'campaign-open', campaign: id, phase: phase.kind }) as const,
    ),
    ...flags.flatMap((flag): readonly ChaosHold[] => {
      if (flag.kind === 'set') return [{ kind: 'flag-set', why: flag.why }];
      return flag.kind === 'unknown' ? [{ kind: 'flag-unknown', why: flag.why }] : [];
    }),
    ...(freeze === null ? [] : [{ kind: 'frozen', reason: freeze.reason, untilAt: freeze.untilAt } as const]),
    ...fleet.unreadFreezes.map(({ id, why }) => ({ kind: 'freeze-unknown', freeze: id, why }) as const),
  ];
}

function absentHosts(question: ChaosQuestion): ReadonlySet<HostId> {
  const { fleet, snapshot, now, maxObservationAgeMs } = question;
  const absent = new Set([...hostsHeldBy(question.openCampaigns), ...question.leftOut.keys()]);
  for (const host of fleet.hosts.keys())
    if (statusAt(snapshot.hosts.get(host), now, maxObservationAgeMs) !== 'up') absent.add(host);
  return absent;
}

function uptimeOf(host: Host, { snapshot, now }: ChaosQuestion): DurationMs | null {
  const age = judgeUptime({ ...host, exemption: null }, snapshot.hosts.get(host.id), now);
  return age.kind === 'unknown' || age.kind === 'exempt' ? null : age.uptimeMs;
}

type Judging = ChaosQuestion & {
  readonly absent: ReadonlySet<HostId>;
  readonly budget: (host: HostId) => WaitReason | null;
};

/** All of them; but of a host that has not opted in nothing more is asked. */
function* obstacles(host: Host, judging: Judging): Generator<ChaosObstacle> {
  const missing = missingConsent(judging.fleet, host.id);
  if (missing !== null) return yield missing;
  yield* standingObstacles(host, judging);
  yield* recentObstacles(host, judging);
  yield* serviceObstacles(host, judging);
  const fits = mayStartAt({
    windows: onlyWindow(judging.terms.hours),
    // Nobody with guests is drawn.
    guestWindows: [],
    freezes: judging.fleet.freezes,
    now: judging.now,
    expectedMs: host.timing.expectedMs,
  });
  if (fits.kind === 'too-late') yield { kind: 'hours-too-short', closesAt: fits.closesAt };
  const why = judging.budget(host.id);
  if (why !== null && why.kind !== 'no-placement') yield { kind: 'budget', why };
}

/** What the inventory says of it. */
function* standingObstacles(host: Host, { fleet, now, flags }: Judging): Generator<ChaosObstacle> {
  if (host.placement === null) yield { kind: 'no-placement' };
  if (host.exemption !== null && now < host.exemption.untilAt) yield { kind: 'exempt', ...host.exemption };
  if (host.windows.length === 0) yield { kind: 'never-by-plan' };
  if (host.ownPath) yield { kind: 'own-path' };
  const guests = guestsOf(fleet, host.id).length;
  if (guests > 0) yield { kind: 'has-guests', guests };
  const services = new Set(instancesOn(fleet, host.id).map(({ service }) => service));
  for (const flag of flags)
    if (flag.kind === 'stopped') {
      const { subject, why } = flag;
      const applies = subject.kind === 'host' ? subject.id === host.id : services.has(subject.id);
      if (applies) yield { kind: 'stopped', subject, why };
    }
}

/** What it has been through. */
function* recentObstacles(host: Host, judging: Judging): Generator<ChaosObstacle> {
  const { snapshot, now, maxObservationAgeMs, terms, rebootsOfDay, fleet, failed } = judging;
  const status = statusAt(snapshot.hosts.get(host.id), now, maxObservationAgeMs);
  const uptimeMs = uptimeOf(host, judging);
  if (status !== 'up' || uptimeMs === null)
    yield { kind: 'not-observed', status: status === 'unreachable' ? status : 'unknown' };
  else if (uptimeMs < terms.restMs)
    yield { kind: 'booted-lately', bootedAt: now - uptimeMs, restMs: terms.restMs };
  const reboots = rebootsOfDay.get(host.id) ?? 0;
  const limit = fleet.runLimits.maxRebootsPerDay;
  if (reboots >= limit) yield { kind: 'reboots-used', reboots, limit };
  const left = judging.leftOut.get(host.id);
  if (left !== undefined) yield { kind: 'left-out', campaign: left.campaign };
  const failure = failed.get(host.id);
  if (failure !== undefined) yield { kind: 'failed-lately', failure };
}

/** What its services are like without it. */
function* serviceObstacles(host: Host, { fleet, absent }: Judging): Generator<ChaosObstacle> {
  const services = new Set(instancesOn(fleet, host.id).map(({ service }) => service));
  for (const service of services) {
    const others = (fleet.services.get(service)?.instances ?? []).filter((each) => each.host !== host.id);
    const missing = others.map((each) => each.host).filter((other) => absent.has(other));
    if (missing.length > 0) yield { kind: 'not-whole', service, missing };
    if (others.length === 0) yield { kind: 'last-instance', service };
  }
}

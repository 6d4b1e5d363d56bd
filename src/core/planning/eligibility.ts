// Which hosts a plan may hold, and for every other host of the fleet why not. What cannot be told (not observed, too
// old an observation) leaves a host out: nothing is planned on a guess.

import { assertNever, type DurationMs, type Instant } from '../brand.ts';
import type { MaintenanceWindow } from '../calendar/window.ts';
import { guestsOf, hostsIn } from '../fleet/fleet-lookup.ts';
import type { FailureDomain, Fleet, Host } from '../fleet/fleet.ts';
import type { CampaignId, HostId, ServiceId } from '../fleet/ids.ts';
import type { Tristate } from '../fleet/observation.ts';
import { statusAt, wasNeverProbed, type FleetSnapshot, type HostView } from '../fleet/snapshot.ts';
import { gatesOn } from '../gates/gates-on.ts';
import { drainedGuestsOf } from '../rotation/guest-drains.ts';
import { judgeUptime } from '../uptime/age-policy.ts';
import { turnsOfThisWeek } from '../uptime/even-spread.ts';
import { rebootRequired } from '../uptime/reboot-required.ts';
import { budgetIndexOf } from './budget-index.ts';
import { budgetScopeOf } from './budget.ts';
import type { RebootReason, WaitReason, ObservationGap } from './plan.ts';
import { sameMachines } from './same-machine.ts';

/** Which part of the fleet a plan is about. Hosts named one by one go whether they are due or not. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'hosts'; readonly hosts: readonly HostId[] }
  | { readonly kind: 'service'; readonly service: ServiceId }
  | { readonly kind: 'domain'; readonly domain: FailureDomain }
  /** The one host that chaos mode has drawn; it goes within these hours and not in its own windows. */
  | { readonly kind: 'drawn'; readonly host: HostId; readonly hours: MaintenanceWindow };

export type Eligibility = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  readonly now: Instant;
  /** An observation older than this says nothing. */
  readonly maxObservationAgeMs: DurationMs;
  readonly selection: Selection;
  /** What makes a host go that nobody named; `requested` has no effect here. */
  readonly reasons: readonly RebootReason[];
  /** Hosts that an approved campaign has yet to finish with. */
  readonly promisedTo: ReadonlyMap<HostId, CampaignId>;
};

export type Candidate = {
  readonly host: Host;
  /** Of the host, in the budget index of the fleet's scope. */
  readonly number: number;
  readonly seen: NonNullable<HostView['lastSeen']>;
  readonly reason: RebootReason;
  readonly dueAt: Instant;
  readonly uptimeMs: DurationMs;
};

export type Sorted = {
  readonly candidates: readonly Candidate[];
  readonly leftOut: ReadonlyMap<HostId, WaitReason>;
};

/** Every host of the fleet is in exactly one of the two. */
export function sortByEligibility(question: Eligibility): Sorted {
  const { numberOf } = budgetIndexOf(budgetScopeOf(question.fleet));
  const selected = selectedHosts(question.fleet, question.selection);
  const turns = question.reasons.includes('spread') ? turnsOfThisWeek(question) : new Set<HostId>();
  const known = { numberOf, turns, twins: sameMachines(question) };
  const candidates: Candidate[] = [];
  const leftOut = new Map<HostId, WaitReason>();
  for (const host of question.fleet.hosts.values()) {
    const judged =
      selected === null || selected.has(host.id)
        ? judgeHost(host, known, question)
        : ({ kind: 'not-selected' } as const);
    if ('seen' in judged) candidates.push(judged);
    else leftOut.set(host.id, judged);
  }
  return { candidates, leftOut };
}

function selectedHosts(fleet: Fleet, selection: Selection): ReadonlySet<HostId> | null {
  switch (selection.kind) {
    case 'all':
      return null;
    case 'hosts':
      return new Set(selection.hosts);
    case 'service':
      return new Set(fleet.services.get(selection.service)?.instances.map(({ host }) => host));
    case 'domain':
      return hostsIn(fleet, selection.domain);
    case 'drawn':
      return new Set([selection.host]);
    default:
      return assertNever(selection);
  }
}

type Known = {
  readonly numberOf: ReadonlyMap<HostId, number>;
  /** Whose turn it is this week. */
  readonly turns: ReadonlySet<HostId>;
  readonly twins: ReadonlyMap<HostId, HostId>;
};

function judgeHost(
  host: Host,
  { numberOf, turns, twins }: Known,
  question: Eligibility,
): Candidate | WaitReason {
  const { snapshot, now, selection, reasons, promisedTo } = question;
  // The index knows every host that has a placement.
  const number = numberOf.get(host.id);
  if (host.placement === null || number === undefined) return { kind: 'no-placement' };
  if (host.exemption !== null && now < host.exemption.untilAt) return { kind: 'exempt', ...host.exemption };
  const exempt = exemptGuest(host, question);
  if (exempt !== null) return exempt;
  const campaign = promisedTo.get(host.id);
  if (campaign !== undefined) return { kind: 'in-other-campaign', campaign };
  const view = snapshot.hosts.get(host.id);
  const seen = view?.lastSeen ?? null;
  if (seen === null || statusAt(view, now, question.maxObservationAgeMs) !== 'up')
    return { kind: 'not-observed', ...whyNotObserved(view) };
  const silent = silentGuest(host, question);
  if (silent !== null) return { kind: 'guest-not-up', guest: silent };
  const twin = twins.get(host.id);
  if (twin !== undefined) return { kind: 'same-machine', host: twin };
  const age = judgeUptime(host, view, now);
  if (age.kind === 'exempt' || age.kind === 'unknown')
    return { kind: 'not-observed', ...whyNotObserved(view) };
  const dueAt = age.kind === 'overdue' ? age.sinceAt : age.dueAt;
  if (selection.kind === 'drawn')
    return { host, number, seen, reason: 'drawn', dueAt, uptimeMs: age.uptimeMs };
  const found = reasonsOf(age.kind, rebootRequired(seen.facts), turns.has(host.id)).find((each) =>
    reasons.includes(each),
  );
  if (found === undefined && selection.kind !== 'hosts') return { kind: 'not-due', dueAt };
  return { host, number, seen, reason: found ?? 'requested', dueAt, uptimeMs: age.uptimeMs };
}

/** Not rebooted is not rebooted: a guest goes down with its hypervisor. */
function exemptGuest(host: Host, { fleet, now }: Eligibility): WaitReason | null {
  for (const guest of guestsOf(fleet, host.id)) {
    const exemption = fleet.hosts.get(guest)?.exemption ?? null;
    if (exemption !== null && now < exemption.untilAt) return { kind: 'guest-exempt', guest, ...exemption };
  }
  return null;
}

/** A guest that nobody sees up, and that is drained or has gates: whether the reboot has cost it could not be told. */
function silentGuest(
  { id }: Host,
  { fleet, snapshot, now, maxObservationAgeMs }: Eligibility,
): HostId | null {
  const isUp = (guest: HostId): boolean =>
    statusAt(snapshot.hosts.get(guest), now, maxObservationAgeMs) === 'up';
  const isAsked = (guest: HostId): boolean =>
    gatesOn(fleet, guest).length > 0 || drainedGuestsOf(fleet, id).has(guest);
  return guestsOf(fleet, id).find((guest) => !isUp(guest) && isAsked(guest)) ?? null;
}

function reasonsOf(
  age: 'overdue' | 'due-soon' | 'ok',
  required: Tristate,
  isItsTurn: boolean,
): readonly RebootReason[] {
  return [
    ...(age === 'overdue' ? (['overdue'] as const) : []),
    ...(required === 'yes' ? (['reboot-required'] as const) : []),
    ...(age === 'due-soon' && isItsTurn ? (['spread'] as const) : []),
    ...(age === 'due-soon' ? (['due-soon'] as const) : []),
  ];
}

function whyNotObserved(view: HostView | undefined): {
  readonly detail: string;
  readonly gap: ObservationGap;
} {
  if (view === undefined || wasNeverProbed(view))
    return { detail: 'never probed', gap: { kind: 'never-probed' } };
  const { status, lastProblem } = view;
  if (status === 'up') return { detail: 'the last observation is too old', gap: { kind: 'too-old' } };
  if (lastProblem === null) return { detail: status, gap: { kind: 'silent' } };
  return { detail: lastProblem.detail, gap: { kind: 'missed', failure: lastProblem.failure } };
}

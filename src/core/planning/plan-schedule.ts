// Order, waves and expected starts of the hosts that a plan holds.

import type { Instant } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { BudgetIndex } from './budget-index.ts';
import type { BudgetScope } from './budget-scope.ts';
import type { Candidate } from './eligibility.ts';
import type { PlanCalendar } from './plan-calendar.ts';
import { precedenceAmong, type Precedence } from './precedence.ts';
import { rosterOf } from './roster.ts';
import { timetableOf } from './timetable.ts';
import { packWaves, type WavePlace } from './wave-packing.ts';

export type ScheduledHost = {
  readonly candidate: Candidate;
  readonly place: WavePlace;
  readonly startAt: Instant;
  /** It or a guest of it is on the daemon's own path. */
  readonly ownPath: boolean;
  /** Scheduled hosts that must be done first. */
  readonly after: readonly HostId[];
};

export type ScheduleQuestion = {
  /** In order of preference; each may go alone. */
  readonly candidates: readonly Candidate[];
  readonly scope: BudgetScope;
  readonly index: BudgetIndex;
  /** Numbers of the hosts that are down for other reasons. */
  readonly absent: readonly number[];
  readonly calendar: PlanCalendar;
  readonly canary: 'none' | 'first-host';
  readonly fromAt: Instant;
};

/**
 * In order of expected start. A candidate that finds no room before the calendar's horizon is missing, and the others
 * are then scheduled anew without it: an order that it contradicted may hold again.
 */
export function scheduleHosts(question: ScheduleQuestion): readonly ScheduledHost[] {
  let candidates = question.candidates;
  for (;;) {
    const scheduled = scheduleOnce({ ...question, candidates });
    if (scheduled.length === candidates.length) return scheduled;
    const known = new Set(scheduled.map(({ candidate }) => candidate.host.id));
    candidates = candidates.filter(({ host }) => known.has(host.id));
  }
}

function scheduleOnce(question: ScheduleQuestion): readonly ScheduledHost[] {
  const { candidates, index, absent, calendar, fromAt } = question;
  const hosts = candidates.map(({ host }) => host.id);
  const precedence = withCanary(hosts, precedenceAmong(hosts, question.scope), question);
  const roster = rosterOf(hosts, precedence, index);
  const places = packWaves({ roster, index, absent });
  const order = [...hosts.keys()].sort(
    (left, right) => (places[left]?.wave ?? 0) - (places[right]?.wave ?? 0) || left - right,
  );
  const entries = candidates.map(({ host }) => ({
    expectedMs: host.timing.expectedMs,
    soakMs: host.timing.soakMs,
    openings: calendar.openingsOf(host),
  }));
  const starts = timetableOf({ roster, entries, order, index, absent, fromAt });
  const scheduled = order.flatMap((rank): readonly ScheduledHost[] => {
    const [candidate, place, startAt] = [candidates[rank], places[rank], starts[rank] ?? null];
    if (candidate === undefined || place === undefined || startAt === null) return [];
    const after = precedence.get(candidate.host.id) ?? [];
    return [{ candidate, place, startAt, after, ownPath: roster.ownPath[rank] === true }];
  });
  return scheduled.sort((left, right) => left.startAt - right.startAt);
}

/** The canary is the first host that waits for nobody; never one of the daemon's own path. */
function withCanary(
  hosts: readonly HostId[],
  precedence: Precedence,
  question: ScheduleQuestion,
): Precedence {
  if (question.canary === 'none') return precedence;
  const { numberOf, ownPath } = question.index;
  const canary = hosts.find((host) => !precedence.has(host) && ownPath[numberOf.get(host) ?? -1] === false);
  if (canary === undefined) return precedence;
  const others = hosts.filter((host) => host !== canary);
  return new Map(
    others.map((host) => [
      host,
      [...(precedence.get(host) ?? []).filter((first) => first !== canary), canary].sort(byId),
    ]),
  );
}

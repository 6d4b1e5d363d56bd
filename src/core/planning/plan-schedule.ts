// Order, waves and expected starts of the hosts that a plan holds.

import type { Instant } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import type { BudgetIndex } from './budget-index.ts';
import type { BudgetScope } from './budget-scope.ts';
import type { Candidate } from './eligibility.ts';
import type { PlanCalendar } from './plan-calendar.ts';
import { precedenceAmong, type Precedence } from './precedence.ts';
import { rosterOf } from './roster.ts';
import { timetableOf } from './timetable.ts';
import { packWaves } from './wave-packing.ts';
import type { WavePlace } from './wave-place.ts';

const none: readonly never[] = [];

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
  const numbers = Int32Array.from(candidates, ({ number }) => number);
  const precedence = withCanary(numbers, precedenceAmong(numbers, index, question.scope), question);
  const roster = rosterOf(hosts, numbers, precedence, index);
  const places = packWaves({ roster, index, absent });
  const order = byWave(places);
  const entries = candidates.map(({ host }) => ({
    expectedMs: host.timing.expectedMs,
    soakMs: host.timing.soakMs,
    openings: calendar.openingsOf(host),
  }));
  const starts = timetableOf({ roster, entries, order, index, absent, fromAt });
  const scheduled: ScheduledHost[] = [];
  for (const rank of order.sort((left, right) => (starts[left] ?? 0) - (starts[right] ?? 0))) {
    const [candidate, place, startAt] = [candidates[rank], places[rank], starts[rank] ?? null];
    if (candidate === undefined || place === undefined || startAt === null) continue;
    const after = (roster.firsts[rank] ?? [])
      .map((first) => hosts[first])
      .filter((host) => host !== undefined);
    scheduled.push({ candidate, place, startAt, after, ownPath: roster.ownPath[rank] === true });
  }
  return scheduled;
}

/** All ranks, those of one wave in their own order. */
function byWave(places: readonly WavePlace[]): number[] {
  const waves: number[][] = [];
  for (const [rank, { wave }] of places.entries()) (waves[wave] ??= []).push(rank);
  return waves.flat();
}

/** The canary is the first host that waits for nobody; never one of the daemon's own path. */
function withCanary(numbers: Int32Array, precedence: Precedence, question: ScheduleQuestion): Precedence {
  if (question.canary === 'none') return precedence;
  const { ownPath } = question.index;
  const canary = numbers.findIndex((number, rank) => !precedence.has(rank) && ownPath[number] === false);
  if (canary === -1) return precedence;
  const all = new Map<number, ReadonlySet<number>>();
  for (const rank of numbers.keys())
    if (rank !== canary) all.set(rank, new Set([...(precedence.get(rank) ?? none), canary]));
  return all;
}

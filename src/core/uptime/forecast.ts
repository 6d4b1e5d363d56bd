// Weeks ahead: what falls due, what the windows and budgets can carry, and whether it fits. Hosts racked on one day
// fall due on one day; the forecast spreads them over the weeks of their warning span before it, and warns where even
// that does not help.
//
// Each week is played through with the planner's own timetable, so a forecast never promises what a plan would refuse.

import { DAY_MS, type Instant } from '../brand.ts';
import { startableOpenings } from '../calendar/cut-off.ts';
import type { Opening } from '../calendar/opening.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import { budgetIndexOf } from '../planning/budget-index.ts';
import { BudgetLedger } from '../planning/budget-ledger.ts';
import { budgetScopeOf } from '../planning/budget.ts';
import type { WaitReason } from '../planning/plan.ts';
import { precedenceAmong } from '../planning/precedence.ts';
import { rosterOf } from '../planning/roster.ts';
import { timetableOf } from '../planning/timetable.ts';
import { judgeUptime } from './age-policy.ts';

export type ForecastWeek = Opening & {
  /** Hosts whose maximum uptime ends in this week; in the first week also those that are overdue already. */
  readonly due: readonly HostId[];
  /** How many hosts windows and budgets could carry if every host of the fleet were to go. */
  readonly room: number;
  /** Hosts that the spread reboots in this week. */
  readonly carried: readonly HostId[];
  /** Of `due`: hosts that the spread has not rebooted by the end of the week. */
  readonly late: readonly HostId[];
};

export type ForecastWarning =
  /** Even spread over their warning spans these do not fit in time. */
  | { readonly kind: 'does-not-fit'; readonly week: number; readonly late: readonly HostId[] }
  /** More falls due than the week has room for; it fits only if reboots begin in week `beginBy`. */
  | {
      readonly kind: 'crowded';
      readonly week: number;
      readonly due: number;
      readonly room: number;
      readonly beginBy: number;
    };

export type Forecast = {
  readonly weeks: readonly ForecastWeek[];
  readonly warnings: readonly ForecastWarning[];
  /** Hosts that can never go as things are, with the reason; their deadlines will pass. */
  readonly stuck: readonly { readonly host: HostId; readonly dueAt: Instant; readonly why: WaitReason }[];
  /** Hosts whose uptime is not known. */
  readonly unknown: readonly HostId[];
};

export type ForecastQuestion = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  readonly now: Instant;
  readonly weeks: number;
};

const WEEK_MS = 7 * DAY_MS;

type Deadline = {
  readonly host: Host;
  readonly dueAt: Instant;
  /** From here on a reboot is worth while: the warning span begins, and no exemption holds. */
  readonly fromAt: Instant;
};

/** The next `weeks` weeks, each seven days from `now` on. */
export function forecast(question: ForecastQuestion): Forecast {
  const { fleet, now, weeks: count } = question;
  const { deadlines, unknown } = deadlinesOf(question);
  const weeksAhead = Array.from({ length: count }, (_, week) => ({
    fromAt: now + week * WEEK_MS,
    untilAt: now + (week + 1) * WEEK_MS,
  }));
  const stuck = stuckHosts(fleet, deadlines, { fromAt: now, untilAt: now + count * WEEK_MS });
  const isStuck = new Set(stuck.map(({ host }) => host));
  const able = deadlines.filter(({ host }) => !isStuck.has(host.id));
  const weeks: ForecastWeek[] = [];
  let waiting = able;
  for (const [week, range] of weeksAhead.entries()) {
    const ready = waiting.filter(({ fromAt }) => fromAt < range.untilAt);
    const quota = quotaOf(waiting, weeksAhead.slice(week));
    const carried = new Set(carriedIn(fleet, ready, range, 'in-its-span').slice(0, quota));
    waiting = waiting.filter(({ host }) => !carried.has(host.id));
    const due = able.filter(({ dueAt }) => dueAt < range.untilAt && (week === 0 || dueAt >= range.fromAt));
    const left = new Set(waiting.map(({ host }) => host.id));
    weeks.push({
      ...range,
      due: due.map(({ host }) => host.id),
      room: carriedIn(fleet, able, range, 'any-time').length,
      carried: [...carried],
      late: due.filter(({ host }) => left.has(host.id)).map(({ host }) => host.id),
    });
  }
  return { weeks, warnings: warningsOf(weeks), stuck, unknown };
}

/**
 * How many must go in the first of `weeks` so that no later week has to carry more: for each deadline ahead, all that
 * falls due by then, in equal parts over the weeks until then. What goes in one week falls due in one week again.
 */
function quotaOf(waiting: readonly Deadline[], weeks: readonly Opening[]): number {
  let quota = 0;
  for (const [ahead, { untilAt }] of weeks.entries()) {
    const dueByThen = waiting.filter(({ dueAt }) => dueAt < untilAt).length;
    quota = Math.max(quota, Math.ceil(dueByThen / (ahead + 1)));
  }
  return quota;
}

/** In order of `dueAt`: the most urgent first. */
function deadlinesOf({ fleet, snapshot, now }: ForecastQuestion): {
  readonly deadlines: readonly Deadline[];
  readonly unknown: readonly HostId[];
} {
  const deadlines: Deadline[] = [];
  const unknown: HostId[] = [];
  for (const host of fleet.hosts.values()) {
    const age = judgeUptime({ uptime: host.uptime, exemption: null }, snapshot.hosts.get(host.id), now);
    if (age.kind === 'unknown' || age.kind === 'exempt') {
      unknown.push(host.id);
      continue;
    }
    const endsAt = age.kind === 'overdue' ? age.sinceAt : age.dueAt;
    const exemptUntilAt = host.exemption?.untilAt ?? -Infinity;
    const fromAt = Math.max(now, endsAt - host.uptime.warnBeforeMs, exemptUntilAt);
    deadlines.push({ host, dueAt: Math.max(endsAt, exemptUntilAt), fromAt });
  }
  deadlines.sort((left, right) => left.dueAt - right.dueAt || byId(left.host.id, right.host.id));
  return { deadlines, unknown: unknown.sort(byId) };
}

/** The hosts of `deadlines` that can be rebooted within `range`, each from its own time on or at any time. */
function carriedIn(
  fleet: Fleet,
  deadlines: readonly Deadline[],
  range: Opening,
  when: 'in-its-span' | 'any-time',
): readonly HostId[] {
  const scope = budgetScopeOf(fleet);
  const index = budgetIndexOf(scope);
  const hosts = deadlines.map(({ host }) => host.id);
  const roster = rosterOf(hosts, precedenceAmong(hosts, scope), index);
  const openings = openingsWithin(fleet, range);
  const entries = deadlines.map(({ host, fromAt }) => ({
    expectedMs: host.timing.expectedMs,
    soakMs: host.timing.soakMs,
    openings: when === 'any-time' ? openings(host) : from(openings(host), fromAt),
  }));
  const order = [...hosts.keys()];
  const starts = timetableOf({ roster, entries, order, index, absent: [], fromAt: range.fromAt });
  return hosts.filter((_, rank) => (starts[rank] ?? null) !== null);
}

/** One search for all hosts with the same windows. */
function openingsWithin(fleet: Fleet, range: Opening): (host: Host) => readonly Opening[] {
  const known = new Map<string, readonly Opening[]>();
  return ({ windows }) => {
    const text = JSON.stringify(windows);
    const found = known.get(text) ?? startableOpenings(windows, fleet.freezes, range);
    known.set(text, found);
    return found;
  };
}

function from(openings: readonly Opening[], fromAt: Instant): readonly Opening[] {
  return openings
    .filter(({ untilAt }) => untilAt > fromAt)
    .map((opening) => ({ fromAt: Math.max(opening.fromAt, fromAt), untilAt: opening.untilAt }));
}

/** Hosts that no window or budget ever lets go within `range`, each asked as if all others were up. */
function stuckHosts(fleet: Fleet, deadlines: readonly Deadline[], range: Opening): Forecast['stuck'] {
  const index = budgetIndexOf(budgetScopeOf(fleet));
  const ledger = new BudgetLedger(index);
  const openings = openingsWithin(fleet, range);
  return deadlines.flatMap(({ host, dueAt }) => {
    const fits = openings(host).some(({ fromAt, untilAt }) => untilAt - fromAt >= host.timing.expectedMs);
    const why: WaitReason | null = fits
      ? ledger.firstObstacle(index.numberOf.get(host.id) ?? Infinity)
      : { kind: 'no-window', detail: 'no window of these weeks has room for it' };
    return why === null || dueAt >= range.untilAt ? [] : [{ host: host.id, dueAt, why }];
  });
}

function warningsOf(weeks: readonly ForecastWeek[]): readonly ForecastWarning[] {
  return weeks.flatMap(({ due, room, late }, week): readonly ForecastWarning[] => {
    if (late.length > 0) return [{ kind: 'does-not-fit', week, late }];
    if (due.length <= room || week === 0) return [];
    const dueHere = new Set(due);
    const beginBy = weeks.findIndex(({ carried }) => carried.some((host) => dueHere.has(host)));
    return [{ kind: 'crowded', week, due: due.length, room, beginBy }];
  });
}

// Weeks ahead: what falls due, what the windows and budgets can carry, and whether it fits. Hosts racked on one day
// fall due on one day; the forecast spreads them over the weeks of their warning span before it, and warns where even
// that does not help.
//
// Each week is played through with the planner's own timetable, so a forecast never promises what a plan would refuse:
// while a freeze calendar cannot be read, nothing at all. A week at a time, so that a daemon can answer in between.

import type { Instant } from '../brand.ts';
import { guestWindowsOf } from '../calendar/guest-windows.ts';
import type { Opening } from '../calendar/opening.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import { budgetIndexOf } from '../planning/budget-index.ts';
import { BudgetLedger } from '../planning/budget-ledger.ts';
import { budgetScopeOf } from '../planning/budget.ts';
import type { WaitReason } from '../planning/plan.ts';
import { carriedIn, deadlinesOf, openingsWithin, quotaOf, WEEK_MS, type Deadline } from './even-spread.ts';

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

/** The next `weeks` weeks, each seven days from `now` on. */
export function forecast(question: ForecastQuestion): Forecast {
  const steps = forecastSteps(question);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** `forecast` in steps, two a week: each takes some tens of milliseconds for 5,000 hosts. */
export function* forecastSteps(question: ForecastQuestion): Generator<undefined, Forecast, undefined> {
  const { fleet, now, weeks: count } = question;
  const { deadlines, unknown } = deadlinesOf(question);
  const weeksAhead = Array.from({ length: count }, (_, week) => ({
    fromAt: now + week * WEEK_MS,
    untilAt: now + (week + 1) * WEEK_MS,
  }));
  const stuck = stuckHosts(fleet, deadlines, { fromAt: now, untilAt: now + count * WEEK_MS });
  yield;
  const isStuck = new Set(stuck.map(({ host }) => host));
  const able = deadlines.filter(({ host }) => !isStuck.has(host.id));
  const isReadable = fleet.unreadFreezes.length === 0;
  const roomIn = isReadable ? roomOf(fleet, able) : () => 0;
  const weeks: ForecastWeek[] = [];
  let waiting = able;
  for (const [week, range] of weeksAhead.entries()) {
    const ready = waiting.filter(({ fromAt }) => fromAt < range.untilAt);
    const quota = quotaOf(waiting, weeksAhead.slice(week));
    const fitting = isReadable ? carriedIn(fleet, ready, range, 'in-its-span') : [];
    const carried = new Set(fitting.slice(0, quota));
    waiting = waiting.filter(({ host }) => !carried.has(host.id));
    const due = able.filter(({ dueAt }) => dueAt < range.untilAt && (week === 0 || dueAt >= range.fromAt));
    const left = new Set(waiting.map(({ host }) => host.id));
    yield;
    weeks.push({
      ...range,
      due: due.map(({ host }) => host.id),
      room: roomIn(range),
      carried: [...carried],
      late: due.filter(({ host }) => left.has(host.id)).map(({ host }) => host.id),
    });
    yield;
  }
  return { weeks, warnings: warningsOf(weeks), stuck, unknown };
}

/** How many of `hosts` a week can carry. Weeks with the same windows at the same times of the week carry the same. */
function roomOf(fleet: Fleet, hosts: readonly Deadline[]): (range: Opening) => number {
  // A hypervisor's time is its own: its guests narrow it.
  const lists = new Map(
    hosts.map(({ host }) => [guestWindowsOf(fleet, host).length > 0 ? host.id : host.windows, host]),
  );
  const known = new Map<string, number>();
  return (range) => {
    const openings = openingsWithin(fleet, range);
    const times = [...lists.values()].map((host) =>
      openings(host).map(({ fromAt, untilAt }) => [fromAt - range.fromAt, untilAt - range.fromAt]),
    );
    const key = JSON.stringify(times);
    const room = known.get(key) ?? carriedIn(fleet, hosts, range, 'any-time').length;
    known.set(key, room);
    return room;
  };
}

/** Hosts that no window or budget ever lets go within `range`, each asked as if all others were up. */
function stuckHosts(fleet: Fleet, deadlines: readonly Deadline[], range: Opening): Forecast['stuck'] {
  const index = budgetIndexOf(budgetScopeOf(fleet));
  const ledger = new BudgetLedger(index);
  const openings = openingsWithin(fleet, range);
  const [unread] = fleet.unreadFreezes;
  return deadlines.flatMap(({ host, dueAt }) => {
    if (unread !== undefined) {
      const why: WaitReason = { kind: 'freeze-unknown', freeze: unread.id, why: unread.why };
      return dueAt >= range.untilAt ? [] : [{ host: host.id, dueAt, why }];
    }
    const fits = openings(host).some(({ fromAt, untilAt }) => untilAt - fromAt >= host.timing.expectedMs);
    const why: WaitReason | null = fits
      ? ledger.firstObstacle(index.numberOf.get(host.id) ?? Infinity)
      : {
          kind: 'no-window',
          detail: 'no window of these weeks has room for it',
          lack: { kind: 'no-room-in-range' },
        };
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

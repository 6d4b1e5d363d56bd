// Evening out reboots before their deadline: hosts racked on one day fall due on one day, and would do so for ever if
// all of them were rebooted on it. Each week takes its equal part of what falls due in the weeks ahead, as far as
// warning spans, windows and budgets let it. The forecast and the planner's `spread` ask the same functions.

import { DAY_MS, type DurationMs, type Instant } from '../brand.ts';
import { startableOpenings } from '../calendar/cut-off.ts';
import { guestWindowsOf } from '../calendar/guest-windows.ts';
import type { Opening } from '../calendar/opening.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import { budgetIndexOf } from '../planning/budget-index.ts';
import { budgetScopeOf } from '../planning/budget.ts';
import { precedenceAmong } from '../planning/precedence.ts';
import { rosterOf } from '../planning/roster.ts';
import { timetableOf } from '../planning/timetable.ts';
import { judgeUptime } from './age-policy.ts';

export const WEEK_MS: DurationMs = 7 * DAY_MS;

/** 1970-01-05, the first Monday: weeks of the spread are calendar weeks, so that asking each day adds nothing. */
const FIRST_MONDAY_AT: Instant = 4 * DAY_MS;

export type SpreadQuestion = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  readonly now: Instant;
};

export type Deadline = {
  readonly host: Host;
  readonly dueAt: Instant;
  /** From here on a reboot is worth while: the warning span begins, and no exemption holds. */
  readonly fromAt: Instant;
};

/**
 * The hosts inside their warning span whose turn it is in this calendar week (from Monday, UTC). Hosts that have
 * booted since Monday, for whatever reason, have had their turn: asked on any day, the week takes the same number.
 */
export function turnsOfThisWeek(question: SpreadQuestion): ReadonlySet<HostId> {
  const { fleet, snapshot, now } = question;
  const mondayAt = now - ((now - FIRST_MONDAY_AT) % WEEK_MS);
  const { deadlines } = deadlinesOf(question);
  const ready = deadlines.filter(({ fromAt }) => fromAt <= now);
  const lastDueAt = ready.at(-1)?.dueAt ?? now;
  const weeks: Opening[] = [{ fromAt: now, untilAt: mondayAt + WEEK_MS }];
  for (let fromAt = mondayAt + WEEK_MS; fromAt <= lastDueAt; fromAt += WEEK_MS)
    weeks.push({ fromAt, untilAt: fromAt + WEEK_MS });
  const booted = [...snapshot.hosts.values()].filter(
    ({ hostId, lastSeen }) =>
      fleet.hosts.has(hostId) && lastSeen !== null && lastSeen.at - lastSeen.facts.uptimeMs >= mondayAt,
  ).length;
  const [thisWeek] = weeks;
  const quota = quotaOf(deadlines, weeks, booted);
  if (thisWeek === undefined || quota === 0) return new Set();
  return new Set(carriedIn(fleet, ready, thisWeek, 'in-its-span').slice(0, quota));
}

/**
 * How many must go in the first of `weeks` so that no later week has to carry more: for each deadline ahead, all that
 * falls due by then, in equal parts over the weeks until then. What goes in one week falls due in one week again.
 * @param gone hosts that have had their turn in the first week already.
 */
export function quotaOf(waiting: readonly Deadline[], weeks: readonly Opening[], gone = 0): number {
  let quota = 0;
  for (const [ahead, { untilAt }] of weeks.entries()) {
    const dueByThen = waiting.filter(({ dueAt }) => dueAt < untilAt).length;
    if (dueByThen > 0) quota = Math.max(quota, Math.ceil((dueByThen + gone) / (ahead + 1)) - gone);
  }
  return quota;
}

/** In order of `dueAt`: the most urgent first. */
export function deadlinesOf({ fleet, snapshot, now }: SpreadQuestion): {
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
export function carriedIn(
  fleet: Fleet,
  deadlines: readonly Deadline[],
  range: Opening,
  when: 'in-its-span' | 'any-time',
): readonly HostId[] {
  const scope = budgetScopeOf(fleet);
  const index = budgetIndexOf(scope);
  const hosts = deadlines.map(({ host }) => host.id);
  const numbers = Int32Array.from(hosts, (host) => index.numberOf.get(host) ?? -1);
  const roster = rosterOf(hosts, numbers, precedenceAmong(numbers, index, scope), index);
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

/** One search for all hosts with the same windows; a hypervisor goes only where its guests may, too. */
export function openingsWithin(fleet: Fleet, range: Opening): (host: Host) => readonly Opening[] {
  const byIdentity = new Map<Host['windows'], readonly Opening[]>();
  const byContent = new Map<string, readonly Opening[]>();
  const search = (...lists: readonly Host['windows'][]): readonly Opening[] => {
    const text = JSON.stringify(lists);
    const found = byContent.get(text) ?? startableOpenings(lists, fleet.freezes, range);
    byContent.set(text, found);
    return found;
  };
  return (host) => {
    const guests = guestWindowsOf(fleet, host);
    if (guests.length > 0) return search(host.windows, ...guests.map(({ windows }) => windows));
    const found = byIdentity.get(host.windows) ?? search(host.windows);
    byIdentity.set(host.windows, found);
    return found;
  };
}

function from(openings: readonly Opening[], fromAt: Instant): readonly Opening[] {
  return openings
    .filter(({ untilAt }) => untilAt > fromAt)
    .map((opening) => ({ fromAt: Math.max(opening.fromAt, fromAt), untilAt: opening.untilAt }));
}

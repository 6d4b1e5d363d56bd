// When reboots may start. A window belongs to the local day it starts on, is half-open [start, end), is pure wall
// clock of its IANA zone, and may pass midnight: "Fri 22:00 for 6 h" is open on Saturday 00:00 to 04:00 and shut on
// Friday 00:00 to 04:00.
//
// Pure wall clock means: at every instant the question is only what the zone's calendar and clock show. So a one-hour
// window can be open for less on the day clocks go forward (not at all if it lies in the gap), and for more on the
// day they go back; a window that ends inside the repeated time opens a second time. `openings` gives real lengths.

import { DAY_MS, HOUR_MS, MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import type { WindowId } from '../fleet/ids.ts';
import { isNthOfMonth, weekdayOf, type LocalDay, type Weekday } from './local-day.ts';
import { commonOpeningAfter, mergedOpenings, openingAfter, openingFrom, type Opening } from './opening.ts';
import { offsetSpans, wallTimeAt, type OffsetSpan } from './zone-clock.ts';

export type MaintenanceWindow = {
  readonly id: WindowId;
  readonly weekdays: readonly Weekday[];
  /** Which of that weekday in the month (1 to 5, or -1 for the last); empty: every one. */
  readonly nth: readonly number[];
  /** Wall-clock minutes after local midnight, 0 to 1439. */
  readonly startMinute: number;
  /** Wall-clock minutes, 1 to 10080. */
  readonly durationMinutes: number;
  /** IANA name, for example `Asia/Seoul`. */
  readonly timeZone: string;
};

/** Longest span that a window covers, so that a search never misses one that began before it. */
const MAX_WINDOW_MS = 10_080 * MINUTE_MS;
/** Wall clocks and UTC are never further apart. */
const MAX_OFFSET_MS = 14 * HOUR_MS;

function startsOn(window: MaintenanceWindow, day: LocalDay): boolean {
  if (!window.weekdays.includes(weekdayOf(day))) return false;
  return window.nth.length === 0 || window.nth.some((nth) => isNthOfMonth(day, nth));
}

/** True if `window` is open at `at`: the definition itself, without any search. */
export function isOpenAt(window: MaintenanceWindow, at: Instant): boolean {
  const wall = wallTimeAt(window.timeZone, at);
  const sinceStart = wall - window.startMinute * MINUTE_MS;
  const durationMs = window.durationMinutes * MINUTE_MS;
  const newest = Math.floor(sinceStart / DAY_MS);
  for (let day = newest; sinceStart - day * DAY_MS < durationMs; day -= 1)
    if (startsOn(window, day)) return true;
  return false;
}

/** One turn of a window, on the local day that it belongs to. */
export type Occurrence = {
  readonly day: LocalDay;
  /** In order; none where the clock change leaves the whole window out, two where it opens twice. */
  readonly openings: readonly Opening[];
};

/** The turns of `window` that may be open within `range`, cut to it, in order of their days. */
export function occurrences(window: MaintenanceWindow, range: Opening): readonly Occurrence[] {
  const spans = offsetSpans(window.timeZone, range.fromAt, range.untilAt);
  const firstDay = Math.floor((range.fromAt - MAX_WINDOW_MS - MAX_OFFSET_MS) / DAY_MS);
  const lastDay = Math.floor((range.untilAt + MAX_OFFSET_MS) / DAY_MS);
  const found: Occurrence[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (!startsOn(window, day)) continue;
    const start = day * DAY_MS + window.startMinute * MINUTE_MS;
    const end = start + window.durationMinutes * MINUTE_MS;
    const pieces = spans.map((span) => inSpan(span, start, end));
    found.push({ day, openings: mergedOpenings(pieces.filter(({ fromAt, untilAt }) => fromAt < untilAt)) });
  }
  return found;
}

/** The part of the wall times [start, end) that falls into a span of one offset; empty if none does. */
function inSpan(span: OffsetSpan, start: number, end: number): Opening {
  return {
    fromAt: Math.max(span.fromAt, start - span.offsetMs),
    untilAt: Math.min(span.untilAt, end - span.offsetMs),
  };
}

/**
 * When any of `windows` is open within [fromAt, untilAt), in order, cut to that range. Windows that touch or overlap
 * are one opening.
 */
export function openings(windows: readonly MaintenanceWindow[], range: Opening): readonly Opening[] {
  return mergedOpenings(
    windows.flatMap((window) => occurrences(window, range).flatMap((turn) => turn.openings)),
  );
}

/** A fifth weekday of a month is at most 98 days away (two months without one between); the rest is margin. */
export const SEARCH_MS: DurationMs = 120 * DAY_MS;

/** A search covers a week more than asked, so that a tick each second does not search each second. */
const searches = new WeakMap<readonly MaintenanceWindow[], { range: Opening; found: readonly Opening[] }>();

const alone = new WeakMap<MaintenanceWindow, readonly MaintenanceWindow[]>();

/** The list of one window; always the same, so that what was searched in it is known. */
export function onlyWindow(window: MaintenanceWindow): readonly MaintenanceWindow[] {
  const known = alone.get(window) ?? [window];
  alone.set(window, known);
  return known;
}

function openingsNear(windows: readonly MaintenanceWindow[], at: Instant): readonly Opening[] {
  const known = searches.get(windows);
  if (known !== undefined && known.range.fromAt <= at && at + SEARCH_MS <= known.range.untilAt)
    return known.found;
  const range = { fromAt: at - DAY_MS, untilAt: at + SEARCH_MS + 7 * DAY_MS };
  const found = openings(windows, range);
  searches.set(windows, { range, found });
  return found;
}

/**
 * Until when one of `windows` stays open from `now` on, or null if none is open now. Windows without end count as
 * open until the end of the search, at least `SEARCH_MS` away.
 */
export function openUntil(windows: readonly MaintenanceWindow[], now: Instant): Instant | null {
  const found = openingFrom(openingsNear(windows, now), now);
  // The definition is asked besides the search, and both must agree before anything starts.
  return found !== null && found.fromAt <= now && windows.some((window) => isOpenAt(window, now))
    ? found.untilAt
    : null;
}

/** When one of `windows` opens next after `now`, or null if none does within `SEARCH_MS`. */
export function opensNext(windows: readonly MaintenanceWindow[], now: Instant): Instant | null {
  return withinSearch(openingAfter(openingsNear(windows, now), now), now);
}

/** When next after `now` one window of each of `lists` comes to be open, or null if that is not within `SEARCH_MS`. */
export function opensTogetherNext(
  lists: readonly (readonly MaintenanceWindow[])[],
  now: Instant,
): Instant | null {
  const near = lists.map((windows) => openingsNear(windows, now));
  return withinSearch(commonOpeningAfter(near, now), now);
}

function withinSearch(opening: Opening | null, now: Instant): Instant | null {
  return opening === null || opening.fromAt > now + SEARCH_MS ? null : opening.fromAt;
}

// Instants and the wall clock of an IANA zone, both ways, with the zone data that the runtime's Intl carries.
//
// A wall time is the milliseconds that the local calendar and clock show, counted as if that clock were UTC. When
// clocks go forward, wall times in the gap belong to no instant; when they go back, repeated ones belong to two.
// Nothing here picks one of two or invents one for none: callers get all of them.

import { DAY_MS, HOUR_MS, type DurationMs, type Instant } from '../brand.ts';

/** Milliseconds from 1970-01-01 00:00 of the zone's own calendar and clock. */
export type WallTime = number;

/** From `at` on, wall clocks are `offsetMs` ahead of UTC; just before it was `beforeMs`. */
export type ClockChange = {
  readonly at: Instant;
  readonly beforeMs: DurationMs;
  readonly offsetMs: DurationMs;
};

/** Wall clocks are `offsetMs` ahead of UTC in [fromAt, untilAt). */
export type OffsetSpan = {
  readonly fromAt: Instant;
  readonly untilAt: Instant;
  readonly offsetMs: DurationMs;
};

/** Enough for decades of one zone; past it the cache starts anew, so that a long simulation stays bounded. */
const MAX_CACHED_DAYS = 40_000;

/** Offsets lie between -12 h and +14 h, so the instants of a wall time lie within 14 h before and 12 h after it. */
const FURTHEST_EAST_MS = 14 * HOUR_MS;
const FURTHEST_WEST_MS = 12 * HOUR_MS;

type ZoneCache = {
  readonly format: Intl.DateTimeFormat;
  /** By UTC day number: the offset at its first instant. */
  readonly offsets: Map<number, DurationMs>;
  /** By UTC day number: the change within that day, or null. */
  readonly changes: Map<number, ClockChange | null>;
};

const zones = new Map<string, ZoneCache>();

function cacheOf(timeZone: string): ZoneCache {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const cache: ZoneCache = { format, offsets: new Map(), changes: new Map() };
  zones.set(timeZone, cache);
  return cache;
}

/** Intl writes `GMT`, `GMT+09:00` or, for zones of long ago, `GMT-00:44:30`. */
const offsetShape = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

function askOffset({ format }: ZoneCache, at: Instant): DurationMs {
  const text = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const match = offsetShape.exec(text);
  if (match === null) throw new Error(`Intl gave "${text}" where an offset was expected`);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? -size : size;
}

function offsetAtDayStart(cache: ZoneCache, day: number): DurationMs {
  const known = cache.offsets.get(day);
  if (known !== undefined) return known;
  if (cache.offsets.size >= MAX_CACHED_DAYS) cache.offsets.clear();
  const offsetMs = askOffset(cache, day * DAY_MS);
  cache.offsets.set(day, offsetMs);
  return offsetMs;
}

/** No zone changes its clocks twice within one UTC day, so a day with equal ends has no change. */
function changeOn(cache: ZoneCache, day: number): ClockChange | null {
  const known = cache.changes.get(day);
  if (known !== undefined) return known;
  if (cache.changes.size >= MAX_CACHED_DAYS) cache.changes.clear();
  const change = findChange(cache, day);
  cache.changes.set(day, change);
  return change;
}

function findChange(cache: ZoneCache, day: number): ClockChange | null {
  const beforeMs = offsetAtDayStart(cache, day);
  const offsetMs = offsetAtDayStart(cache, day + 1);
  if (beforeMs === offsetMs) return null;
  let [last, first] = [day * DAY_MS, (day + 1) * DAY_MS];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (askOffset(cache, middle) === beforeMs) last = middle;
    else first = middle;
  }
  return { at: first, beforeMs, offsetMs };
}

/**
 * How far the wall clocks of `timeZone` are ahead of UTC at `at`.
 * @throws RangeError for a zone that Intl does not know (config refuses those).
 */
export function offsetAt(timeZone: string, at: Instant): DurationMs {
  const cache = cacheOf(timeZone);
  const day = Math.floor(at / DAY_MS);
  const change = changeOn(cache, day);
  if (change !== null) return at < change.at ? change.beforeMs : change.offsetMs;
  return offsetAtDayStart(cache, day);
}

/** What calendar and clock of `timeZone` show at `at`. */
export function wallTimeAt(timeZone: string, at: Instant): WallTime {
  return at + offsetAt(timeZone, at);
}

/** The instants at which `timeZone` shows `wall`, earliest first: one, none (in a gap) or two (repeated). */
export function instantsAt(timeZone: string, wall: WallTime): readonly Instant[] {
  const offsets = new Set([
    offsetAt(timeZone, wall - FURTHEST_EAST_MS),
    offsetAt(timeZone, wall + FURTHEST_WEST_MS),
  ]);
  return [...offsets]
    .map((offsetMs) => wall - offsetMs)
    .filter((at) => wallTimeAt(timeZone, at) === wall)
    .sort((left, right) => left - right);
}

/** The clock changes of `timeZone` in [fromAt, untilAt), in order. */
export function clockChanges(timeZone: string, fromAt: Instant, untilAt: Instant): readonly ClockChange[] {
  const cache = cacheOf(timeZone);
  const changes: ClockChange[] = [];
  for (let day = Math.floor(fromAt / DAY_MS); day * DAY_MS < untilAt; day += 1) {
    const change = changeOn(cache, day);
    if (change !== null && change.at >= fromAt && change.at < untilAt) changes.push(change);
  }
  return changes;
}

/** [fromAt, untilAt) cut at each clock change. */
export function offsetSpans(timeZone: string, fromAt: Instant, untilAt: Instant): readonly OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let span = { fromAt, offsetMs: offsetAt(timeZone, fromAt) };
  for (const { at, offsetMs } of clockChanges(timeZone, fromAt + 1, untilAt)) {
    spans.push({ ...span, untilAt: at });
    span = { fromAt: at, offsetMs };
  }
  spans.push({ ...span, untilAt });
  return spans;
}

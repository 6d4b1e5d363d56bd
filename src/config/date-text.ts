// Dates as people write them for freezes, exemptions and waivers: local to a zone, with or without a time. A day that
// is named as an end belongs to the stretch: "until 2027-01-04" ends when that day ends. Where clocks change, the
// answer that keeps a freeze longer is taken.

import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../core/brand.ts';
import { civilDateOf, localDayOf } from '../core/calendar/local-day.ts';
import { instantsAt, type WallTime } from '../core/calendar/zone-clock.ts';

export const clockTimePattern = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

export const datePattern = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?$/;

type DateText = { readonly wall: WallTime; readonly hasTime: boolean };

function readDate(text: string): DateText | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}))?$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = match[4] ?? null;
  if (month < 1 || month > 12 || day < 1 || (time !== null && !clockTimePattern.test(time))) return null;
  const localDay = localDayOf({ year, month, day });
  const same = civilDateOf(localDay);
  if (same.month !== month || same.day !== day) return null;
  const minutes = time === null ? 0 : Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return { wall: localDay * DAY_MS + minutes * MINUTE_MS, hasTime: time !== null };
}

/** True for a day that the calendar has and a time that a clock shows. */
export function isRealDate(text: string): boolean {
  return readDate(text) !== null;
}

/** Longest jump of a local clock that any zone has made: Samoa left out a whole day in 2011. */
const LONGEST_GAP_MS = DAY_MS + HOUR_MS;

/** The instants at which `wall` is shown, or, if it falls into a gap, the first instant after the gap. */
function instantsFrom(timeZone: string, wall: WallTime): readonly Instant[] {
  for (let laterMs = 0; laterMs <= LONGEST_GAP_MS; laterMs += 15 * MINUTE_MS) {
    const instants = instantsAt(timeZone, wall + laterMs);
    if (instants.length > 0) return instants;
  }
  throw new Error(`no instant after ${wall} in ${timeZone}`);
}

/** When a stretch that is written `from: text` begins. Null if `text` is no date. */
export function beginningAt(text: string, timeZone: string): Instant | null {
  const date = readDate(text);
  return date === null ? null : (instantsFrom(timeZone, date.wall)[0] ?? null);
}

/** When a stretch that is written `until: text` ends: after the whole day if no time is given. */
export function endAt(text: string, timeZone: string): Instant | null {
  const date = readDate(text);
  if (date === null) return null;
  if (!date.hasTime) return instantsFrom(timeZone, date.wall + DAY_MS)[0] ?? null;
  return instantsFrom(timeZone, date.wall).at(-1) ?? null;
}

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

/** The first instant of a stretch that begins when `timeZone` shows `wall`. */
export function beginningOf(wall: WallTime, timeZone: string): Instant {
  return Math.min(...instantsFrom(timeZone, wall));
}

/** The instant at which a stretch is over that ends when `timeZone` shows `wall`. */
export function endOf(wall: WallTime, timeZone: string): Instant {
  return Math.max(...instantsFrom(timeZone, wall));
}

export const yearlyPattern = /^\d{2}-\d{2}\.\.\d{2}-\d{2}$/;

type MonthDay = { readonly month: number; readonly day: number };

/** First and last day of a yearly stretch such as `12-20..01-03`, or null if there are no such days. */
function readYearly(text: string): { readonly first: MonthDay; readonly last: MonthDay } | null {
  const match = /^(\d{2})-(\d{2})\.\.(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const [, firstMonth, firstDay, lastMonth, lastDay] = match.map(Number);
  const first = { month: firstMonth ?? 0, day: firstDay ?? 0 };
  const last = { month: lastMonth ?? 0, day: lastDay ?? 0 };
  return isMonthDay(first) && isMonthDay(last) ? { first, last } : null;
}

/** A day of some year: 2024 has a leap day. */
function isMonthDay({ month, day }: MonthDay): boolean {
  const same = civilDateOf(localDayOf({ year: 2024, month, day }));
  return month >= 1 && month <= 12 && day >= 1 && same.month === month && same.day === day;
}

export function isRealYearly(text: string): boolean {
  return readYearly(text) !== null;
}

/**
 * The turns of a yearly stretch that begin in the years [from, until), both named days whole. A last day before the
 * first one is of the next year. In a year without it, 29 February is the 28th as a first day and 1 March as a last
 * one: a freeze is never shorter than written.
 */
export function yearlyTurns(
  text: string,
  timeZone: string,
  years: { readonly from: number; readonly until: number },
): readonly { readonly fromAt: Instant; readonly untilAt: Instant }[] {
  const yearly = readYearly(text);
  if (yearly === null) return [];
  const { first, last } = yearly;
  const wraps = last.month < first.month || (last.month === first.month && last.day < first.day);
  return Array.from({ length: years.until - years.from }, (_, at) => {
    const year = years.from + at;
    const firstDay = localDayOf({ year, ...first });
    // A leap day that the year does not have runs on into March.
    const beginsOn = civilDateOf(firstDay).month === first.month ? firstDay : firstDay - 1;
    const endsOn = localDayOf({ year: wraps ? year + 1 : year, ...last });
    return {
      fromAt: beginningOf(beginsOn * DAY_MS, timeZone),
      untilAt: beginningOf((endsOn + 1) * DAY_MS, timeZone),
    };
  });
}

/** When a stretch that is written `from: text` begins. Null if `text` is no date. */
export function beginningAt(text: string, timeZone: string): Instant | null {
  const date = readDate(text);
  return date === null ? null : beginningOf(date.wall, timeZone);
}

/** When a stretch that is written `until: text` ends: after the whole day if no time is given. */
export function endAt(text: string, timeZone: string): Instant | null {
  const date = readDate(text);
  if (date === null) return null;
  return date.hasTime ? endOf(date.wall, timeZone) : beginningOf(date.wall + DAY_MS, timeZone);
}

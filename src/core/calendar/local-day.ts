// Days of the proleptic Gregorian calendar as numbers (0 is 1970-01-01), because windows and freezes count days and
// core has no date object. Time zones are zone-clock.ts's business.

/** Days since 1970-01-01. */
export type LocalDay = number;

export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Days of a 400-year cycle, after which the Gregorian calendar repeats. */
const CYCLE_DAYS = 146_097;
/** 0000-03-01 to 1970-01-01; years are counted from March so that a leap day comes last. */
const DAYS_BEFORE_1970 = 719_468;

/** The date of a day (H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days). */
export function civilDateOf(day: LocalDay): CivilDate {
  const shifted = day + DAYS_BEFORE_1970;
  const cycle = Math.floor(shifted / CYCLE_DAYS);
  const dayOfCycle = shifted - cycle * CYCLE_DAYS;
  const yearOfCycle = Math.floor(
    (dayOfCycle -
      Math.floor(dayOfCycle / 1_460) +
      Math.floor(dayOfCycle / 36_524) -
      Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** The day of a date; `month` is 1 to 12. A day past the month's end runs on into the next month. */
export function localDayOf({ year, month, day }: CivilDate): LocalDay {
  const marchYear = month <= 2 ? year - 1 : year;
  const cycle = Math.floor(marchYear / 400);
  const yearOfCycle = marchYear - cycle * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfCycle =
    yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * CYCLE_DAYS + dayOfCycle - DAYS_BEFORE_1970;
}

/** 1970-01-01 was a Thursday. */
export function weekdayOf(day: LocalDay): Weekday {
  return weekdays[(((day + 3) % 7) + 7) % 7] ?? 'mon';
}

/** True if `day` is the `nth` of its weekday in its month; -1 is the last. */
export function isNthOfMonth(day: LocalDay, nth: number): boolean {
  const { year, month, day: dayOfMonth } = civilDateOf(day);
  if (nth > 0) return Math.ceil(dayOfMonth / 7) === nth;
  const firstOfNext = localDayOf({ year, month: month + 1, day: 1 });
  return nth === -1 && day + 7 >= firstOfNext;
}

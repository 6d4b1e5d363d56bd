import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import { civilDateOf, isNthOfMonth, localDayOf, weekdayOf } from '../../../src/core/calendar/local-day.ts';
import { clockChanges, instantsAt, offsetAt, wallTimeAt } from '../../../src/core/calendar/zone-clock.ts';

const wall = (text: string): number => Date.parse(`${text}Z`);
const shown = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe('a wall time', () => {
  it('in the gap is no instant, repeated it is two, else one', () => {
    expect(instantsAt('Europe/Berlin', wall('2026-03-29T02:30'))).toEqual([]);
    expect(instantsAt('Europe/Berlin', wall('2026-10-25T02:30')).map(shown)).toEqual([
      '2026-10-25T00:30',
      '2026-10-25T01:30',
    ]);
    expect(instantsAt('Asia/Seoul', wall('2026-03-29T02:30')).map(shown)).toEqual(['2026-03-28T17:30']);
  });

  it('in a day that a zone left out is no instant', () => {
    expect(instantsAt('Pacific/Apia', wall('2011-12-30T12:00'))).toEqual([]);
    expect(instantsAt('Pacific/Apia', wall('2011-12-31T12:00')).map(shown)).toEqual(['2011-12-30T22:00']);
  });

  it.each([
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'Africa/Cairo',
    'America/St_Johns',
    'UTC',
  ])('of every hour of a year in %s leads back to its instant', (timeZone) => {
    const start = Date.UTC(2026, 0, 1);
    for (let at = start; at < start + 365 * DAY_MS; at += HOUR_MS)
      expect(instantsAt(timeZone, wallTimeAt(timeZone, at))).toContain(at);
  });
});

describe('clock changes', () => {
  it('are found to the millisecond', () => {
    const year = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)] as const;
    expect(clockChanges('Pacific/Chatham', ...year).map(({ at }) => shown(at))).toEqual([
      '2026-04-04T14:00',
      '2026-09-26T14:00',
    ]);
    const [change] = clockChanges('Australia/Lord_Howe', ...year);
    expect(offsetAt('Australia/Lord_Howe', change!.at - 1)).toBe(11 * HOUR_MS);
    expect(offsetAt('Australia/Lord_Howe', change!.at)).toBe(10.5 * HOUR_MS);
    expect(clockChanges('Asia/Seoul', ...year)).toEqual([]);
  });

  it('need a zone that exists', () => {
    expect(() => offsetAt('Mars/Olympus', 0)).toThrow(RangeError);
  });
});

describe('days', () => {
  it('are counted as the Gregorian calendar counts them', () => {
    for (let day = -40_000; day < 80_000; day += 11) {
      const date = new Date(day * DAY_MS);
      const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      expect(civilDateOf(day)).toEqual(expected);
      expect(localDayOf(expected)).toBe(day);
      expect(weekdayOf(day)).toBe(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][date.getUTCDay()]);
    }
  });

  it('know their place in the month', () => {
    const days = (month: number) => Array.from({ length: 28 + (month === 2 ? 0 : 3) }, (_, at) => at + 1);
    const place = (month: number, nth: number) =>
      days(month).filter((day) => isNthOfMonth(localDayOf({ year: 2026, month, day }), nth));
    expect(place(2, -1)).toEqual([22, 23, 24, 25, 26, 27, 28]);
    expect(place(12, -1)).toEqual([25, 26, 27, 28, 29, 30, 31]);
    expect(place(12, 5)).toEqual([29, 30, 31]);
    expect(place(2, 5)).toEqual([]);
    expect(place(2, 1)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

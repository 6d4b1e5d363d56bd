import { describe, expect, it } from 'vitest';
import { beginningAt, endAt, isRealDate } from '../../src/config/date-text.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

describe('local dates', () => {
  it.each([
    ['2026-12-18', 'Asia/Seoul', '2026-12-17T15:00:00.000Z', '2026-12-18T15:00:00.000Z'],
    ['2026-12-18T22:30', 'Asia/Seoul', '2026-12-18T13:30:00.000Z', '2026-12-18T13:30:00.000Z'],
    ['2026-12-18 22:30', 'UTC', '2026-12-18T22:30:00.000Z', '2026-12-18T22:30:00.000Z'],
    ['2028-02-29', 'UTC', '2028-02-29T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    // Clocks go forward from 02:00 to 03:00: a time in the gap is the first instant after it.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    // Clocks go back from 03:00 to 02:00: a freeze begins at the first 02:30 and ends at the second.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
    // A midnight that does not exist: Cairo goes from 23:59 to 01:00.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    // A day that does not exist: Samoa left out 30 December 2011.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
  ])('%s in %s', (text, zone, from, until) => {
    expect([iso(beginningAt(text, zone)), iso(endAt(text, zone))]).toEqual([from, until]);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-01-01T24:00',
    '2026-01-01T10:60',
    '26-01-01',
    '2026-1-1',
    'soon',
  ])('refuses %s', (text) => {
    expect(isRealDate(text)).toBe(false);
    expect(beginningAt(text, 'UTC')).toBeNull();
    expect(endAt(text, 'UTC')).toBeNull();
  });
});

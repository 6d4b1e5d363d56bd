import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import { isOpenAt, openings, type MaintenanceWindow } from '../../../src/core/calendar/window.ts';
import type { Weekday } from '../../../src/core/calendar/local-day.ts';
import type { WindowId } from '../../../src/core/fleet/ids.ts';
import { fc } from '../../fakes/properties.ts';

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function windowOf(given: Partial<MaintenanceWindow>): MaintenanceWindow {
  return {
    id: 'w' as WindowId,
    weekdays,
    nth: [],
    startMinute: 120,
    durationMinutes: 60,
    timeZone: 'Europe/Berlin',
    ...given,
  };
}

/** The local calendar and clock of an instant as Intl shows them, asked minute by minute: no offsets, no spans. */
function reader(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (at: number) => {
    const shown = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = shown;
    return { date: Date.UTC(year, month - 1, day), minute: hour * 60 + minute };
  };
}

/** Rule B word for word: some local day, at most a week back, has the window's weekday and holds this minute. */
function openByReference(window: MaintenanceWindow, shown: { date: number; minute: number }): boolean {
  for (let back = 0; back <= 7; back += 1) {
    const day = new Date(shown.date - back * DAY_MS);
    const elapsed = back * 1440 + shown.minute - window.startMinute;
    if (elapsed < 0 || elapsed >= window.durationMinutes) continue;
    if (!window.weekdays.includes(weekdays[(day.getUTCDay() + 6) % 7]!)) continue;
    const lastDate = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
    const nth = Math.floor((day.getUTCDate() - 1) / 7) + 1;
    const isLast = day.getUTCDate() > lastDate - 7;
    if (window.nth.length === 0 || window.nth.includes(nth) || (window.nth.includes(-1) && isLast))
      return true;
  }
  return false;
}

/** A clock change of each kind: forward and back, at midnight, by half an hour, at a quarter to three, and none. */
const changes = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Pacific/Chatham', '2026-09-27'],
  ['Pacific/Chatham', '2026-04-05'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Asia/Seoul', '2026-03-29'],
  ['Pacific/Apia', '2011-12-30'],
] as const;

const someWindow = (timeZone: string): fc.Arbitrary<MaintenanceWindow> =>
  fc
    .record({
      weekdays: fc.subarray([...weekdays], { minLength: 1 }),
      nth: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray([1, 2, 3, 4, 5, -1]) },
      ),
      startMinute: fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 1439 })),
      durationMinutes: fc.oneof(fc.integer({ min: 1, max: 180 }), fc.integer({ min: 1, max: 10080 })),
    })
    .map((given) => windowOf({ ...given, timeZone }));

describe('openings over a clock change', { timeout: 60_000 }, () => {
  it.each(changes)('%s around %s agree with a walk minute by minute', (timeZone, date) => {
    const middle = Date.parse(`${date}T00:00:00Z`);
    const range = { fromAt: middle - 36 * HOUR_MS, untilAt: middle + 48 * HOUR_MS };
    const read = reader(timeZone);
    const minutes = Array.from({ length: (range.untilAt - range.fromAt) / MINUTE_MS }, (_, minute) => {
      const at = range.fromAt + minute * MINUTE_MS;
      return { at, shown: read(at) };
    });
    fc.assert(
      fc.property(someWindow(timeZone), (window) => {
        const found = openings([window], range);
        for (const { at, shown } of minutes) {
          const expected = openByReference(window, shown);
          const open = found.some(({ fromAt, untilAt }) => fromAt <= at && at < untilAt);
          if (open !== expected || isOpenAt(window, at) !== expected)
            expect.fail(`${new Date(at).toISOString()}: expected ${expected ? 'open' : 'shut'}`);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Real lengths in minutes of what is open on the local day of the change and the one after. */
function realMinutes(window: MaintenanceWindow, date: string): readonly number[] {
  const noon = Date.parse(`${date}T12:00:00Z`);
  return openings([window], { fromAt: noon - 30 * HOUR_MS, untilAt: noon + 6 * HOUR_MS }).map(
    ({ fromAt, untilAt }) => (untilAt - fromAt) / MINUTE_MS,
  );
}

describe('the real length of a one-hour window', () => {
  const sunday = (startMinute: number, timeZone = 'Europe/Berlin') =>
    windowOf({ weekdays: ['sun'], startMinute, timeZone });

  it('is none in the gap, half where it reaches into the gap', () => {
    expect(realMinutes(sunday(120), '2026-03-29')).toEqual([]);
    expect(realMinutes(sunday(90), '2026-03-29')).toEqual([30]);
  });

  it('is double in the repeated hour, and in two pieces where only a part is repeated', () => {
    expect(realMinutes(sunday(120), '2026-10-25')).toEqual([120]);
    expect(realMinutes(sunday(90), '2026-10-25')).toEqual([60, 30]);
    expect(realMinutes(sunday(150), '2026-10-25')).toEqual([30, 60]);
  });

  it('is 30 or 90 minutes where clocks change by half an hour', () => {
    expect(realMinutes(sunday(120, 'Australia/Lord_Howe'), '2026-10-03')).toEqual([30]);
    expect(realMinutes(sunday(60, 'Australia/Lord_Howe'), '2026-04-04')).toEqual([90]);
  });
});

describe('the day a window belongs to', () => {
  const friday = windowOf({
    weekdays: ['fri'],
    startMinute: 22 * 60,
    durationMinutes: 360,
    timeZone: 'Asia/Seoul',
  });
  const seoul = (text: string) => Date.parse(`${text}:00+09:00`);

  it('is the day it starts on, past midnight too', () => {
    expect(isOpenAt(friday, seoul('2026-07-03T00:00'))).toBe(false);
    expect(isOpenAt(friday, seoul('2026-07-03T22:00'))).toBe(true);
    expect(isOpenAt(friday, seoul('2026-07-04T03:59'))).toBe(true);
    expect(isOpenAt(friday, seoul('2026-07-04T04:00'))).toBe(false);
  });

  it('decides the nth: a last Friday may end in the next month', () => {
    const last = { ...friday, nth: [-1] };
    expect(isOpenAt(last, seoul('2026-08-01T01:00'))).toBe(true);
    expect(isOpenAt(last, seoul('2026-08-29T01:00'))).toBe(true);
    expect(isOpenAt(last, seoul('2026-08-22T01:00'))).toBe(false);
    expect(isOpenAt({ ...friday, nth: [5] }, seoul('2026-08-29T01:00'))).toBe(false);
  });

  it('gives one opening for windows that touch', () => {
    const early = windowOf({
      weekdays: ['fri'],
      startMinute: 20 * 60,
      durationMinutes: 120,
      timeZone: 'Asia/Seoul',
    });
    const range = { fromAt: seoul('2026-07-01T00:00'), untilAt: seoul('2026-07-06T00:00') };
    expect(openings([friday, early], range)).toEqual([
      { fromAt: seoul('2026-07-03T20:00'), untilAt: seoul('2026-07-04T04:00') },
    ]);
  });
});

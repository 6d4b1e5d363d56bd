// When a draw may be: in the hours, once an opening, once in so many days, never in a burst.
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import { drawTime, nextDrawAt } from '../../../src/core/chaos/draw-time.ts';
import { chaosTerms, officeHours } from '../../fakes/chaos-fleet.ts';
import { planningNow } from '../../fakes/planning-fleet.ts';

/** Wednesday 21 October 2026, 10:00 UTC. */
const opensAt = planningNow - 2 * HOUR_MS;
const daily = { ...chaosTerms, everyDays: 1 };

describe('a draw may be', () => {
  it('from the first instant of the hours to before the last', () => {
    expect(drawTime(daily, opensAt, null).kind).toBe('open');
    expect(drawTime(daily, opensAt + 5 * HOUR_MS - 1, null).kind).toBe('open');
    expect(drawTime(daily, opensAt - 1, null)).toEqual({ kind: 'outside-hours', opensAt });
    expect(drawTime(daily, opensAt + 5 * HOUR_MS, null)).toEqual({
      kind: 'outside-hours',
      opensAt: opensAt + DAY_MS,
    });
  });

  it('once an opening, which is the same from beginning to end', () => {
    const first = drawTime(daily, opensAt + MINUTE_MS, null);
    expect(first).toMatchObject({ opening: { fromAt: opensAt, untilAt: opensAt + 5 * HOUR_MS } });
    expect(drawTime(daily, planningNow, opensAt)).toMatchObject({ kind: 'drawn-lately', lastAt: opensAt });
    expect(drawTime(daily, planningNow + DAY_MS, opensAt).kind).toBe('open');
  });

  it('once in so many days by the calendar, however late the last one was', () => {
    const lastAt = opensAt;
    expect(drawTime(chaosTerms, lastAt + 6 * DAY_MS + HOUR_MS, lastAt).kind).toBe('drawn-lately');
    expect(drawTime(chaosTerms, lastAt + 7 * DAY_MS, lastAt).kind).toBe('open');
  });

  it('not twice on the day that opens twice', () => {
    // Berlin puts its clocks back on Sunday 25 October 2026 at 03:00: 02:00 to 02:30 comes twice.
    const hours = {
      ...officeHours,
      weekdays: ['sun'] as const,
      startMinute: 120,
      durationMinutes: 30,
      timeZone: 'Europe/Berlin',
    };
    const first = Date.UTC(2026, 9, 25, 0);
    expect(drawTime({ ...daily, hours }, first, null).kind).toBe('open');
    expect(drawTime({ ...daily, hours }, first + HOUR_MS, null).kind).toBe('open');
    expect(drawTime({ ...daily, hours }, first + HOUR_MS, first).kind).toBe('drawn-lately');
  });

  it('not while the clock stands before the last draw', () => {
    expect(drawTime(daily, planningNow, opensAt + 8 * DAY_MS).kind).toBe('drawn-lately');
  });
});

describe('the next draw', () => {
  it('is now, at the next opening, or when the days are over', () => {
    expect(nextDrawAt(chaosTerms, planningNow, null)).toBe(planningNow);
    expect(nextDrawAt(chaosTerms, opensAt - HOUR_MS, null)).toBe(opensAt);
    expect(nextDrawAt(chaosTerms, planningNow, opensAt)).toBe(opensAt + 7 * DAY_MS);
    // Saturday: the hours open again on Monday.
    expect(nextDrawAt({ ...chaosTerms, everyDays: 1 }, planningNow + 3 * DAY_MS, opensAt)).toBe(
      opensAt + 5 * DAY_MS,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createCronSchedule } from '../../../src/adapters/schedule/cron-schedule.ts';

const utc = (text: string): number => Date.parse(text);

describe('the instants of a cron text in a zone', () => {
  it('names nine in Seoul whatever the machine’s zone is', () => {
    const { next } = createCronSchedule({ cron: '0 9 * * 1-5', timeZone: 'Asia/Seoul' });
    expect(next(utc('2026-11-20T00:00:00Z'))).toBe(utc('2026-11-23T00:00:00Z'));
    expect(next(utc('2026-11-19T23:59:59Z'))).toBe(utc('2026-11-20T00:00:00Z'));
  });

  it('runs once at the end of the gap in spring', () => {
    const { next } = createCronSchedule({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    const first = next(utc('2026-03-28T23:30:00Z'));
    expect(first).toBe(utc('2026-03-29T01:00:00Z'));
    expect(next(first ?? 0)).toBe(utc('2026-03-30T00:30:00Z'));
    // Also where the text names several hours: croner's own default would leave this one out.
    const twice = createCronSchedule({ cron: '0 2,14 * * *', timeZone: 'Europe/Berlin' });
    expect(twice.next(utc('2026-03-28T23:30:00Z'))).toBe(utc('2026-03-29T01:00:00Z'));
    expect(twice.next(utc('2026-03-29T01:00:00Z'))).toBe(utc('2026-03-29T12:00:00Z'));
  });

  it('runs once in the repeated hour of autumn', () => {
    const { next } = createCronSchedule({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    const first = next(utc('2026-10-24T12:00:00Z'));
    expect(first).toBe(utc('2026-10-25T00:30:00Z'));
    expect(next(first ?? 0)).toBe(utc('2026-10-26T01:30:00Z'));
    // Two o'clock and three o'clock, each once: by default croner would have another one in between.
    const hours = createCronSchedule({ cron: '0 2-3 * * *', timeZone: 'Europe/Berlin' });
    expect(hours.next(utc('2026-10-24T12:00:00Z'))).toBe(utc('2026-10-25T00:00:00Z'));
    expect(hours.next(utc('2026-10-25T00:00:00Z'))).toBe(utc('2026-10-25T02:00:00Z'));
  });

  it('refuses an empty text', () => {
    expect(() => createCronSchedule({ cron: ' ', timeZone: 'UTC' })).toThrow('empty');
  });
});

describe('waking', () => {
  const { wakeAt } = createCronSchedule({ cron: '0 9 * * *', timeZone: 'UTC' });

  it('wakes at the instant, at once for one that has passed, and when aborted', async () => {
    const at = Date.now() + 50;
    await wakeAt(at, new AbortController().signal);
    expect(Date.now()).toBeGreaterThanOrEqual(at);
    await wakeAt(Date.now() - 1, new AbortController().signal);
    const aborted = new AbortController();
    const waiting = wakeAt(Date.now() + 3_600_000, aborted.signal);
    aborted.abort();
    await waiting;
  });
});

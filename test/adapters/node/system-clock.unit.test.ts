// Long sleeps of the real clock, on hand-driven timers that have Node's own trap: above 2^31-1 ms they fire at once.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';

const dayMs = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a sleep of the system clock', () => {
  it('of more than 2^31 ms does not end at once', async () => {
    let [ours, naive] = ['asleep', 'asleep'];
    void createSystemClock()
      .sleep(30 * dayMs)
      .then(() => (ours = 'awake'));
    setTimeout(() => (naive = 'awake'), 30 * dayMs);
    await vi.advanceTimersByTimeAsync(60_000);
    expect({ ours, naive }).toEqual({ ours: 'asleep', naive: 'awake' });
    await vi.advanceTimersByTimeAsync(30 * dayMs - 61_000);
    expect(ours).toBe('asleep');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ours).toBe('awake');
  });

  it('ends when it is aborted, and leaves no timer behind', async () => {
    const stopping = new AbortController();
    let ended = false;
    void createSystemClock()
      .sleep(dayMs, stopping.signal)
      .then(() => (ended = true));
    await vi.advanceTimersByTimeAsync(1_000);
    stopping.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

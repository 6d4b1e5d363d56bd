// The real clock. Long sleeps are cut into slices, because setTimeout above 2^31-1 ms fires after 1 ms
// (nodejs/node#3512), and so that a suspended machine wakes close to the right time.

import type { DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';

const SLICE_MS: DurationMs = 60_000;

/** @param speed how many clock milliseconds pass in one real one: 1 except in the demo. */
export function createSystemClock(speed = 1): Clock {
  const startedAt = Date.now();
  const monotonicMs = (): DurationMs => performance.now() * speed;
  const startedMonotonic = monotonicMs();
  const now = (): number =>
    speed === 1 ? Date.now() : Math.round(startedAt + monotonicMs() - startedMonotonic);
  return {
    now,
    monotonicMs,
    sleep: async (delayMs, signal) => {
      const untilMs = monotonicMs() + delayMs;
      for (let leftMs = delayMs; leftMs > 0 && signal?.aborted !== true; leftMs = untilMs - monotonicMs())
        await slice(Math.min(leftMs / speed, SLICE_MS), signal);
    },
  };
}

function slice(realMs: DurationMs, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.ceil(realMs));
    signal?.addEventListener('abort', finish, { once: true });
  });
}

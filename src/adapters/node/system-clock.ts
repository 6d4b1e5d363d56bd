// The real clock. Long sleeps are cut into slices, because setTimeout above 2^31-1 ms fires after 1 ms
// (nodejs/node#3512).

import type { DurationMs } from '../../core/brand.ts';
import type { Clock, Interruption } from '../../ports/clock.ts';

const SLICE_MS: DurationMs = 60_000;

export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep: async (delayMs, signal) => {
      const untilMs = performance.now() + delayMs;
      for (let leftMs = delayMs; leftMs > 0 && signal?.aborted !== true; leftMs = untilMs - performance.now())
        await slice(Math.min(leftMs, SLICE_MS), signal);
    },
  };
}

function slice(delayMs: DurationMs, signal: Interruption | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.ceil(delayMs));
    signal?.addEventListener('abort', finish);
  });
}

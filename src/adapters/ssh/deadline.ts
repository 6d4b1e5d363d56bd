// One bound over all steps of one operation. Every wait in this adapter is raced against it, because ssh2 itself has
// no timeout after the login.

import type { DurationMs } from '../../core/brand.ts';

export type Deadline = {
  readonly totalMs: DurationMs;
  readonly remainingMs: () => DurationMs;
};

/** `monotonicMs` is a clock that never steps. */
export function deadlineIn(totalMs: DurationMs, monotonicMs: () => number): Deadline {
  const endsAt = monotonicMs() + totalMs;
  return { totalMs, remainingMs: () => Math.max(0, endsAt - monotonicMs()) };
}

/**
 * Settles once, with the first of `settle`'s calls or `onTimeout`'s value after `ms`. Later calls are ignored: ssh2 can
 * report one failure twice, and after the answer.
 */
export function firstOf<T>(
  ms: DurationMs,
  onTimeout: () => T,
  start: (settle: (value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(onTimeout()), ms);
    start((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

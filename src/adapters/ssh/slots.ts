// Bounds how many of something run at once. First come, first served; nobody waits longer than its own deadline.

import type { DurationMs } from '../../core/brand.ts';

export type Slots = {
  /** The way to give the slot back, or null if none became free within `waitMs`. */
  readonly take: (waitMs: DurationMs) => Promise<(() => void) | null>;
};

export function slots(limit: number): Slots {
  let used = 0;
  const waiting = new Set<() => void>();

  const release = (): void => {
    used -= 1;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    next();
  };

  const take = (waitMs: DurationMs): Promise<(() => void) | null> => {
    const grant = (): (() => void) => {
      used += 1;
      let given = true;
      return () => {
        if (given) release();
        given = false;
      };
    };
    if (used < limit) return Promise.resolve(grant());
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(wake);
        resolve(null);
      }, waitMs);
      const wake = (): void => {
        clearTimeout(timer);
        resolve(grant());
      };
      waiting.add(wake);
    });
  };

  return { take };
}

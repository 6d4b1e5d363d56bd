// Time for the demo: it begins at an instant of its choosing and runs faster than ours, so that a night of reboots
// takes two minutes. Everything that reads the Clock port lives in it; network time-outs stay real.

import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { Instant } from '../core/brand.ts';
import type { Clock } from '../ports/clock.ts';

/** @param options.speed how many of its milliseconds pass in one real one. */
export function createAcceleratedClock(options: {
  readonly startAt: Instant;
  readonly speed: number;
}): Clock {
  const real = createSystemClock();
  const beganMs = real.monotonicMs();
  const monotonicMs = (): number => (real.monotonicMs() - beganMs) * options.speed;
  return {
    now: () => Math.round(options.startAt + monotonicMs()),
    monotonicMs,
    sleep: (delayMs, signal) => real.sleep(delayMs / options.speed, signal),
  };
}

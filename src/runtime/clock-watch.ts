// Watches the wall clock against the monotonic one. When they move apart, no date in a record can be compared with now:
// nothing is started until the running campaigns are halted. What counts is how far the clock is from any place where it
// was seen: small steps that cancel each other out since the start are one large step for what began between them.

import type { DurationMs } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { Clock } from '../ports/clock.ts';

export type ClockWatch = {
  /** By how much the wall clock moved against where it was seen furthest from now since the last `accept`; 0 below the limit. */
  readonly jumpedByMs: () => DurationMs;
  /** From now on the wall clock as it is counts as right: campaigns are halted. */
  readonly accept: () => void;
  /** Set from the jump until `accept`, so that nothing starts in between. */
  readonly flag: () => Flag;
};

/** @param limitMs a step of at least this counts. NTP slews stay far below; a step of a minute moves windows. */
export function createClockWatch(clock: Clock, limitMs: DurationMs): ClockWatch {
  const offsetNow = (): DurationMs => clock.now() - clock.monotonicMs();
  let lowestMs = offsetNow();
  let highestMs = lowestMs;
  const jumpedByMs = (): DurationMs => {
    const offsetMs = offsetNow();
    lowestMs = Math.min(lowestMs, offsetMs);
    highestMs = Math.max(highestMs, offsetMs);
    const [upMs, downMs] = [Math.round(offsetMs - lowestMs), Math.round(offsetMs - highestMs)];
    const byMs = upMs > -downMs ? upMs : downMs;
    return Math.abs(byMs) < limitMs ? 0 : byMs;
  };
  return {
    jumpedByMs,
    accept: () => {
      lowestMs = offsetNow();
      highestMs = lowestMs;
    },
    flag: () => {
      const byMs = jumpedByMs();
      if (byMs === 0) return { kind: 'clear' };
      const why = `the wall clock moved by ${byMs} ms against the monotonic clock`;
      return { kind: 'set', cause: { kind: 'clock', byMs }, why };
    },
  };
}

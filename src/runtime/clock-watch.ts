// Watches the wall clock against the monotonic one. When they move apart, no date in a record can be compared with now:
// nothing is started until the running campaigns are halted. What counts is how far the clock is from any place where it
// was seen: small steps that cancel each other out since the start are one large step for what began between them.

import type { DurationMs } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { Clock } from '../ports/clock.ts';

export type ClockWatch = {
  /** By how much the wall clock moved against where it was seen furthest from now since the last `accept`; 0 below the limit. */
  readonly jumpedByMs: () => DurationMs;
  /** What `jumpedByMs` said last has been told: it counts from that look on. What moved while it was told is a jump of its own. */
  readonly accept: () => void;
  /** Set from the jump until `accept`, so that nothing starts in between. */
  readonly flag: () => Flag;
};

/** Wall clock minus monotonic clock, wherever it was seen. */
type Seen = { lowestMs: DurationMs; highestMs: DurationMs };

/** @param limitMs a step of at least this counts. NTP slews stay far below; a step of a minute moves windows. */
export function createClockWatch(clock: Clock, limitMs: DurationMs): ClockWatch {
  const seenNow = (): Seen => {
    const offsetMs = clock.now() - clock.monotonicMs();
    return { lowestMs: offsetMs, highestMs: offsetMs };
  };
  let sinceAccepted = seenNow();
  let sinceTold = seenNow();
  const movedByMs = (): DurationMs => {
    const { lowestMs: offsetMs } = seenNow();
    for (const seen of [sinceAccepted, sinceTold]) {
      seen.lowestMs = Math.min(seen.lowestMs, offsetMs);
      seen.highestMs = Math.max(seen.highestMs, offsetMs);
    }
    const { lowestMs, highestMs } = sinceAccepted;
    const [upMs, downMs] = [Math.round(offsetMs - lowestMs), Math.round(offsetMs - highestMs)];
    const byMs = upMs > -downMs ? upMs : downMs;
    return Math.abs(byMs) < limitMs ? 0 : byMs;
  };
  return {
    jumpedByMs: () => {
      sinceTold = seenNow();
      return movedByMs();
    },
    accept: () => void (sinceAccepted = { ...sinceTold }),
    flag: () => {
      const byMs = movedByMs();
      if (byMs === 0) return { kind: 'clear' };
      const why = `the wall clock moved by ${byMs} ms against the monotonic clock`;
      return { kind: 'set', cause: { kind: 'clock', byMs }, why };
    },
  };
}

// A clock that a test moves by hand. `advance` lets sleepers wake in order and everything that follows settle.
import type { Clock } from '../../src/ports/clock.ts';

export type HandClock = Clock & {
  /** Moves both clocks forward, waking whoever sleeps until then, in order. */
  readonly advance: (byMs: number) => Promise<void>;
  /** Steps the wall clock alone. */
  readonly step: (byMs: number) => void;
};

export function createHandClock(startAt: number): HandClock {
  let offsetMs = startAt;
  let elapsedMs = 0;
  const sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
  return {
    now: () => offsetMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const sleeper = {
          untilMs: elapsedMs + delayMs,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake);
      }),
    advance: async (byMs) => {
      const untilMs = elapsedMs + byMs;
      for (;;) {
        await settled();
        const [next] = [...sleepers].sort((left, right) => left.untilMs - right.untilMs);
        if (next === undefined || next.untilMs > untilMs) break;
        elapsedMs = Math.max(elapsedMs, next.untilMs);
        next.wake();
      }
      elapsedMs = untilMs;
      await settled();
    },
    step: (byMs) => {
      offsetMs += byMs;
    },
  };
}

/** Lets every promise that can settle without time passing do so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

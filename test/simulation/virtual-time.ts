// Time that passes only when nothing is left to do at this instant. Two queues: what happens in the world, and what
// happens inside the daemon's process, which can be held back (stopped, suspended, idle) while the world goes on.
import type { DurationMs, Instant } from '../../src/core/brand.ts';
import { createTimerQueue, type Timer } from './timer-queue.ts';

export type VirtualTime = {
  readonly now: () => Instant;
  /** Schedules in the world. */
  readonly at: (at: Instant, run: () => void) => Timer;
  /** Schedules in the daemon's process: runs no earlier than `holdUntil` said last. */
  readonly inProcess: (at: Instant, run: () => void) => Timer;
  /** Nothing happens in the process before this. */
  readonly holdUntil: (at: Instant) => void;
  readonly heldUntil: () => Instant;
  /** Ends the holding: the process died, or another one starts. */
  readonly release: () => void;
  /** When the world has something to do next, or Infinity. */
  readonly nextInWorld: () => Instant;
  /** Resolves after `ms` in the world. */
  readonly pass: (ms: DurationMs, signal?: AbortSignal) => Promise<void>;
  /** Runs everything up to `until`, or until `stop` says so. `onStep` is called before each event. */
  readonly run: (
    until: Instant,
    options: { readonly stop: () => boolean; readonly onStep: () => void },
  ) => Promise<void>;
};

export function createVirtualTime(startAt: Instant): VirtualTime {
  let now = startAt;
  let heldUntil = startAt;
  const world = createTimerQueue();
  const process = createTimerQueue();

  const at: VirtualTime['at'] = (when, run) => world.add(Math.max(when, now), run);

  return {
    now: () => now,
    at,
    inProcess: (when, run) => process.add(Math.max(when, now), run),
    holdUntil: (until) => (heldUntil = Math.max(heldUntil, until)),
    heldUntil: () => heldUntil,
    release: () => (heldUntil = now),
    nextInWorld: () => world.peek() ?? Infinity,
    pass: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const timer = at(now + ms, resolve);
        signal?.addEventListener('abort', () => {
          timer.cancel();
          resolve();
        });
      }),
    run: async (until, { stop, onStep }) => {
      for (;;) {
        await everythingAwaited();
        if (stop()) return;
        onStep();
        const inWorld = world.peek() ?? Infinity;
        const inProcess = Math.max(process.peek() ?? Infinity, heldUntil);
        const next = Math.min(inWorld, inProcess);
        if (next > until) {
          now = until;
          return;
        }
        now = Math.max(now, next);
        (inWorld <= inProcess ? world : process).take()?.();
      }
    },
  };
}

/** Lets every promise that can go on do so: immediates run when no microtask is left. */
function everythingAwaited(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

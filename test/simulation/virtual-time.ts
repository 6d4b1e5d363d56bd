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
  /** As `holdUntil`, and not to be ended before: the whole machine sleeps, and its monotonic clock stands still as long. */
  readonly sleepUntil: (at: Instant) => void;
  /** How long the machine has slept up to now. */
  readonly sleptMs: () => DurationMs;
  readonly heldUntil: () => Instant;
  /** Ends the holding: the process died, or another one starts. On a machine that sleeps it starts when that wakes. */
  readonly release: () => void;
  /** When the world has something to do next, or Infinity. */
  readonly nextInWorld: () => Instant;
  /** How many timers the daemon's process has. */
  readonly timersInProcess: () => number;
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
  let asleepUntil = startAt;
  /** A sleep that goes on is counted to its end. */
  let sleepsMs: DurationMs = 0;
  const world = createTimerQueue();
  const process = createTimerQueue();

  const at: VirtualTime['at'] = (when, run) => world.add(Math.max(when, now), run);

  return {
    now: () => now,
    at,
    inProcess: (when, run) => process.add(Math.max(when, now), run),
    holdUntil: (until) => (heldUntil = Math.max(heldUntil, until)),
    sleepUntil: (until) => {
      sleepsMs += Math.max(0, until - Math.max(now, asleepUntil));
      asleepUntil = Math.max(asleepUntil, until);
      heldUntil = Math.max(heldUntil, until);
    },
    sleptMs: () => sleepsMs - Math.max(0, asleepUntil - now),
    heldUntil: () => heldUntil,
    release: () => (heldUntil = Math.max(now, asleepUntil)),
    nextInWorld: () => world.peek() ?? Infinity,
    timersInProcess: () => process.size(),
    pass: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const timer = at(now + ms, resolve);
        signal?.addEventListener('abort', () => {
          timer.cancel();
          resolve();
        });
      }),
    run: (until, { stop, onStep }) => {
      const step = (): 'go on' | 'over' => {
        if (stop()) return 'over';
        onStep();
        const inWorld = world.peek() ?? Infinity;
        const inProcess = Math.max(process.peek() ?? Infinity, heldUntil);
        const next = Math.min(inWorld, inProcess);
        if (next > until) {
          now = until;
          return 'over';
        }
        now = Math.max(now, next);
        (inWorld <= inProcess ? world : process).take()?.();
        return 'go on';
      };
      return inSteps(step);
    },
  };
}

/** Immediates queued together run one after another in one turn of the event loop, which is slow to come round. */
const STEPS_A_TURN = 200;

/** Between two steps every promise that can go on does so: Node empties its microtasks before the next immediate. */
function inSteps(step: () => 'go on' | 'over'): Promise<void> {
  return new Promise((resolve, reject) => {
    let over = false;
    const take = (): void => {
      if (over) return;
      try {
        over = step() === 'over';
        if (over) resolve();
      } catch (error) {
        over = true;
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const turn = (): void => {
      if (over) return;
      for (let steps = 0; steps < STEPS_A_TURN; steps += 1) setImmediate(take);
      setImmediate(turn);
    };
    turn();
  });
}

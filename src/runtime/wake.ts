// Ends the sleep of a loop before its time. A loop sleeps a million times a day, and an AbortController is made for what
// is aborted once: each of its signals is an event target, and each abort an event.

import type { Interruption } from '../ports/clock.ts';

/** Of one loop: one sleep at a time. */
export type Wake = Interruption & {
  /** Ends the sleep, or the next one at once if none is under way. */
  readonly call: () => void;
  /** Forgets calls: what they told of is looked at now. */
  readonly heard: () => void;
};

export function createWake(): Wake {
  let isCalled = false;
  const listeners = new Set<() => void>();
  return {
    get aborted() {
      return isCalled;
    },
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
    call: () => {
      if (isCalled) return;
      isCalled = true;
      for (const listener of listeners) {
        listeners.delete(listener);
        listener();
      }
    },
    heard: () => {
      isCalled = false;
    },
  };
}

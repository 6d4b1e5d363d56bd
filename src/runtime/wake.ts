// Ends sleeps before their time: of a loop that is woken, or of everything that stops together. Loops sleep many times a
// minute, and an AbortController is made for what is aborted once: each of its signals is an event target, each abort an
// event.

import type { Interruption } from '../ports/clock.ts';

export type Wake = Interruption & {
  /** Ends the sleeps that are under way, and each later one at once until it is heard. */
  readonly call: () => void;
  /** Forgets calls: what they told of is looked at now. Never asked of what stops. */
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

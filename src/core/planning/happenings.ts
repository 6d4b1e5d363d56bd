// What is to happen when, by number: the instants in order, and those of one instant in the order they were added.

import type { Instant } from '../brand.ts';
import { NumberHeap } from './number-heap.ts';

export class Happenings {
  readonly #instants = new NumberHeap();
  readonly #at = new Map<Instant, number[]>();

  add(at: Instant, happening: number): void {
    const known = this.#at.get(at);
    if (known !== undefined) known.push(happening);
    else {
      this.#at.set(at, [happening]);
      this.#instants.add(at);
    }
  }

  /**
   * Hands `happen` all of the next instant, those included that it adds for the same instant, and gives that instant;
   * null if nothing is left.
   */
  next(happen: (happening: number, at: Instant) => void): Instant | null {
    const at = this.#instants.take();
    if (at === null) return null;
    for (const happening of this.#at.get(at) ?? []) happen(happening, at);
    this.#at.delete(at);
    return at;
  }
}

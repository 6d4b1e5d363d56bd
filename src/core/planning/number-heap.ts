// A binary heap of numbers that gives out the lowest. Equal numbers are the same thing, so whatever uses it stays
// deterministic.

export class NumberHeap {
  readonly #heap: number[] = [];

  /** The number that `take` would give, or null when empty. */
  get lowest(): number | null {
    return this.#heap[0] ?? null;
  }

  add(item: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent] ?? item;
      if (above <= item) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  }

  /** Removes and gives the lowest, or null when empty. */
  take(): number | null {
    const heap = this.#heap;
    const first = heap[0];
    const item = heap.pop();
    if (first === undefined || item === undefined) return null;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1] ?? Infinity;
      const right = heap[2 * at + 2] ?? Infinity;
      const child = Math.min(left, right);
      if (item <= child) break;
      heap[at] = child;
      at = 2 * at + (left <= right ? 1 : 2);
    }
    heap[at] = item;
    return first;
  }
}

// A binary heap that gives equal keys out in the order they came in, so that whatever uses it stays deterministic.

type Item<Value> = { readonly key: number; readonly turn: number; readonly value: Value };

export class PriorityQueue<Value> {
  readonly #heap: Item<Value>[] = [];
  #turn = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** The lowest key, or null when empty. */
  get lowestKey(): number | null {
    return this.#heap[0]?.key ?? null;
  }

  /** The value that `take` would give, or null when empty. */
  peek(): Value | null {
    return this.#heap[0]?.value ?? null;
  }

  add(key: number, value: Value): void {
    const heap = this.#heap;
    const item = { key, turn: this.#turn, value };
    this.#turn += 1;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, item)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  }

  /** Removes and gives the value of the lowest key, or null when empty. */
  take(): Value | null {
    const heap = this.#heap;
    const first = heap[0];
    const item = heap.pop();
    if (first === undefined || item === undefined) return null;
    if (heap.length === 0) return first.value;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || isBefore(item, child)) break;
      heap[at] = child;
      at = child === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = item;
    return first.value;
  }
}

function isBefore(left: Item<unknown>, right: Item<unknown>): boolean {
  return left.key < right.key || (left.key === right.key && left.turn < right.turn);
}

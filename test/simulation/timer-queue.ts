// A binary heap of what is to happen when; equal times in the order of adding.

export type Timer = { readonly cancel: () => void };

type Entry = { readonly at: number; readonly number: number; run: (() => void) | null };

export type TimerQueue = {
  readonly add: (at: number, run: () => void) => Timer;
  /** When the next one is due, or null. */
  readonly peek: () => number | null;
  readonly take: () => (() => void) | null;
  /** How many are to come. */
  readonly size: () => number;
};

export function createTimerQueue(): TimerQueue {
  const heap: Entry[] = [];
  let count = 0;

  const before = (left: Entry, right: Entry): boolean =>
    left.at < right.at || (left.at === right.at && left.number < right.number);

  const swap = (left: number, right: number): void => {
    const [a, b] = [heap[left], heap[right]];
    if (a !== undefined && b !== undefined) [heap[left], heap[right]] = [b, a];
  };

  const isBefore = (left: number, right: number): boolean => {
    const [a, b] = [heap[left], heap[right]];
    return a !== undefined && b !== undefined && before(a, b);
  };

  const removeFirst = (): Entry | undefined => {
    swap(0, heap.length - 1);
    const first = heap.pop();
    let at = 0;
    for (;;) {
      let least = at;
      if (isBefore(2 * at + 1, least)) least = 2 * at + 1;
      if (isBefore(2 * at + 2, least)) least = 2 * at + 2;
      if (least === at) return first;
      swap(at, least);
      at = least;
    }
  };

  const dropCancelled = (): Entry | undefined => {
    while (heap[0]?.run === null) removeFirst();
    return heap[0];
  };

  return {
    add: (at, run) => {
      const entry: Entry = { at, number: (count += 1), run };
      heap.push(entry);
      let child = heap.length - 1;
      while (child > 0) {
        const parent = (child - 1) >> 1;
        if (!isBefore(child, parent)) break;
        swap(child, parent);
        child = parent;
      }
      return { cancel: () => (entry.run = null) };
    },
    size: () => heap.filter(({ run }) => run !== null).length,
    peek: () => dropCancelled()?.at ?? null,
    take: () => {
      dropCancelled();
      return removeFirst()?.run ?? null;
    },
  };
}

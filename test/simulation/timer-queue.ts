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

  const isBefore = (left: Entry, right: Entry): boolean =>
    left.at < right.at || (left.at === right.at && left.number < right.number);

  /** What is at `position`, which is one of the heap's. */
  const entryAt = (position: number): Entry => heap[position] as Entry;

  const removeFirst = (): Entry | undefined => {
    const first = heap[0];
    const last = heap.pop();
    const size = heap.length;
    if (last === undefined || size === 0) return first;
    // The last one sinks from the top to where it belongs; what is before it moves up.
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(entryAt(child + 1), entryAt(child))) child += 1;
      if (!isBefore(entryAt(child), last)) break;
      heap[at] = entryAt(child);
      at = child;
    }
    heap[at] = last;
    return first;
  };

  const dropCancelled = (): Entry | undefined => {
    while (heap[0]?.run === null) removeFirst();
    return heap[0];
  };

  return {
    add: (at, run) => {
      const entry: Entry = { at, number: (count += 1), run };
      let position = heap.push(entry) - 1;
      while (position > 0) {
        const parent = (position - 1) >> 1;
        if (!isBefore(entry, entryAt(parent))) break;
        heap[position] = entryAt(parent);
        position = parent;
      }
      heap[position] = entry;
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

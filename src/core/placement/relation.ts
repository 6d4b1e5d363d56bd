// A relation between small integers in two flat arrays (compressed sparse rows): the targets of `source` are
// contiguous, so reading them is reading memory in order. Immutable once built.

export class Relation {
  /** Number of sources. */
  readonly size: number;
  private readonly starts: Int32Array;
  private readonly targets: Int32Array;

  constructor(starts: Int32Array, targets: Int32Array) {
    this.size = starts.length - 1;
    this.starts = starts;
    this.targets = targets;
  }

  /** Positions `start` up to but not including `end`, for `target`. Nothing is allocated per element. */
  range(source: number): { readonly start: number; readonly end: number } {
    return { start: this.starts[source] ?? 0, end: this.starts[source + 1] ?? 0 };
  }

  target(position: number): number {
    const target = this.targets[position];
    if (target === undefined) throw new RangeError(`no position ${position} in a relation`);
    return target;
  }

  count(source: number): number {
    return (this.starts[source + 1] ?? 0) - (this.starts[source] ?? 0);
  }

  targetsOf(source: number): number[] {
    const { start, end } = this.range(source);
    const targets: number[] = [];
    for (let at = start; at < end; at += 1) targets.push(this.target(at));
    return targets;
  }

  has(source: number, target: number): boolean {
    const { start, end } = this.range(source);
    for (let at = start; at < end; at += 1) if (this.targets[at] === target) return true;
    return false;
  }

  /** Target to its sources, in ascending order of source. `targetCount` is how many targets there are. */
  reversed(targetCount: number): Relation {
    const starts = new Int32Array(targetCount + 1);
    for (const target of this.targets) starts[target + 1] = (starts[target + 1] ?? 0) + 1;
    for (let target = 0; target < targetCount; target += 1)
      starts[target + 1] = (starts[target + 1] ?? 0) + (starts[target] ?? 0);
    const next = starts.slice();
    const sources = new Int32Array(this.targets.length);
    for (let source = 0; source < this.size; source += 1) {
      const { start, end } = this.range(source);
      for (let at = start; at < end; at += 1) {
        const target = this.target(at);
        const position = next[target] ?? 0;
        sources[position] = source;
        next[target] = position + 1;
      }
    }
    return new Relation(starts, sources);
  }
}

/** A relation of `size` sources; `fill` is called once per source, in order, and adds its targets. */
export function relationFrom(
  size: number,
  fill: (source: number, add: (target: number) => void) => void,
): Relation {
  const starts = new Int32Array(size + 1);
  const targets: number[] = [];
  const add = (target: number): void => {
    targets.push(target);
  };
  for (let source = 0; source < size; source += 1) {
    fill(source, add);
    starts[source + 1] = targets.length;
  }
  return new Relation(starts, new Int32Array(targets));
}

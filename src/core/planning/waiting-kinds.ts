// The hosts that are in no wave yet, kind by kind: each kind's ranks, lowest first, in one stretch of one array, and the
// kinds in the order of their first ranks. Every wave walks all of it.

export class WaitingKinds {
  /** Ranks by kind; the waiting ones of kind `k` are `#ranks[#from[k]]` to `#ranks[#until[k] - 1]`. */
  readonly #ranks: Int32Array;
  readonly #from: Int32Array;
  readonly #until: Int32Array;
  /** Kinds with a waiting host, by first rank. */
  #order: Int32Array;

  /** @param kindOf by rank; kinds are numbered in the order of their first ranks. */
  constructor(kindOf: Int32Array) {
    const kinds = kindOf.reduce((most, kind) => Math.max(most, kind + 1), 0);
    this.#from = new Int32Array(kinds);
    this.#until = new Int32Array(kinds);
    for (const kind of kindOf) this.#until[kind] = (this.#until[kind] ?? 0) + 1;
    let next = 0;
    for (let kind = 0; kind < kinds; kind += 1) {
      const size = this.#until[kind] ?? 0;
      this.#from[kind] = this.#until[kind] = next;
      next += size;
    }
    this.#ranks = new Int32Array(kindOf.length);
    for (let rank = 0; rank < kindOf.length; rank += 1) {
      const at = this.#until[kindOf[rank] ?? -1] ?? 0;
      this.#ranks[at] = rank;
      this.#until[kindOf[rank] ?? -1] = at + 1;
    }
    this.#order = Int32Array.from(this.#from.keys());
  }

  /** Kinds with a waiting host, by first rank. Stands until `sort` is called. */
  get inOrder(): Int32Array {
    return this.#order;
  }

  firstOf(kind: number): number {
    return this.#ranks[this.#from[kind] ?? -1] ?? -1;
  }

  countOf(kind: number): number {
    return (this.#until[kind] ?? 0) - (this.#from[kind] ?? 0);
  }

  /**
   * Offers the waiting hosts of `kind`, lowest rank first, and takes out those that are taken.
   * @param offer `'stop'` ends it: this one and all behind it go on waiting.
   */
  takeOut(kind: number, offer: (rank: number) => 'taken' | 'waits' | 'stop'): void {
    const ranks = this.#ranks;
    const from = this.#from[kind] ?? 0;
    const until = this.#until[kind] ?? 0;
    let at = from;
    let taken = 0;
    for (; at < until; at += 1) {
      const answer = offer(ranks[at] ?? -1);
      if (answer === 'stop') break;
      if (answer === 'waits') continue;
      ranks[at] = TAKEN;
      taken += 1;
    }
    if (taken === 0) return;
    // Those that wait move up to what was not offered.
    let to = at;
    for (at -= 1; at >= from; at -= 1) if (ranks[at] !== TAKEN) ranks[(to -= 1)] = ranks[at] ?? TAKEN;
    this.#from[kind] = to;
  }

  /** Only kinds of `changed` gave hosts away and can have another first rank; the others are merged as they stand. */
  sort(changed: ReadonlySet<number>): void {
    const moved = Int32Array.from(changed)
      .filter((kind) => this.countOf(kind) > 0)
      .sort((left, right) => this.firstOf(left) - this.firstOf(right));
    const merged = new Int32Array(this.#order.length);
    let next = 0;
    let length = 0;
    for (const kind of this.#order) {
      if (changed.has(kind)) continue;
      while (next < moved.length && this.firstOf(moved[next] ?? -1) < this.firstOf(kind))
        merged[length++] = moved[next++] ?? -1;
      merged[length++] = kind;
    }
    while (next < moved.length) merged[length++] = moved[next++] ?? -1;
    this.#order = merged.subarray(0, length);
  }
}

const TAKEN = -1;

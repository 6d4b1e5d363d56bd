// Single things that go wrong, or that somebody does: each has a name that is the same in every replay and draws from
// its own chance, so that one can be left out without changing the others. That is what shrinking a failing run needs.

export type Acts = {
  /** The name of the next act of this kind, or null if that one is left out. */
  readonly next: (kind: string) => string | null;
  /** Every act that was met, left out or not, in order. */
  readonly met: readonly string[];
};

export function createActs(leftOut: ReadonlySet<string>): Acts {
  const counts = new Map<string, number>();
  const met: string[] = [];
  return {
    met,
    next: (kind) => {
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      const name = `${kind} ${number}`;
      met.push(name);
      return leftOut.has(name) ? null : name;
    },
  };
}

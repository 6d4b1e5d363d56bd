// Which hosts of a plan must be done before which others: standby before replica and member before primary in each
// service, and a hypervisor before its guests (they boot with it, so their own reboot is then not needed).
//
// Orders can contradict each other: two hosts that are each other's standby. Those among the contradicting ones are
// dropped, first the wish that guests come after their hypervisor; the budgets hold all the same. A hypervisor counts
// for a service as the highest part that rides on it, because its reboot takes that part down.

import type { Part } from '../fleet/part.ts';
import type { BudgetIndex } from './budget-index.ts';
import type { BudgetScope } from './budget-scope.ts';
import { componentsOf } from './strong-components.ts';

const rankOf: Readonly<Record<Part, number>> = { standby: 0, replica: 1, member: 1, primary: 2 };

/** By position in the plan: the positions that must be done first. Hosts that wait for nobody are absent. */
export type Precedence = ReadonlyMap<number, ReadonlySet<number>>;

type Edges = readonly (readonly [before: number, after: number])[];

/**
 * The precedence among `numbers`, which are hosts of `index`. A host of the daemon's own path is put before none that
 * is not of it: it goes last in any case.
 *
 * @param scope what `index` was made from.
 */
export function precedenceAmong(numbers: Int32Array, index: BudgetIndex, scope: BudgetScope): Precedence {
  const plan = planned(numbers, index);
  const parts = partEdges(plan, scope);
  const guests = plan.guests.filter(([hypervisor, guest]) => !plan.goesLast(hypervisor, guest));
  const partRing = componentsOf(numbers.length, parts);
  const anyRing = componentsOf(numbers.length, [...parts, ...guests]);
  const precedence = new Map<number, Set<number>>();
  const keep = (edges: Edges, ring: Int32Array): void => {
    for (const [before, after] of edges) {
      if (ring[before] === ring[after]) continue;
      const firsts = precedence.get(after);
      if (firsts === undefined) precedence.set(after, new Set([before]));
      else firsts.add(before);
    }
  };
  keep(parts, partRing);
  keep(guests, anyRing);
  return precedence;
}

type Planned = {
  readonly index: BudgetIndex;
  /** By host of the index: its position in the plan; -1 for one that is not in it or has no placement. */
  readonly positions: Int32Array;
  /** Hypervisor and guest, both of the plan. */
  readonly guests: Edges;
  /** True if `before` is of the own path and `after` is not: then `before` goes last, whatever its part. */
  readonly goesLast: (before: number, after: number) => boolean;
};

function planned(numbers: Int32Array, index: BudgetIndex): Planned {
  const positions = new Int32Array(index.hostIds.length).fill(-1);
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? -1;
    if (number >= 0 && number < index.placed) positions[number] = at;
  }
  const guests: [number, number][] = [];
  for (let at = 0; at < numbers.length; at += 1)
    for (const hypervisor of index.hypervisors[numbers[at] ?? -1] ?? []) {
      const below = positions[hypervisor] ?? -1;
      if (below !== -1) guests.push([below, at]);
    }
  const isOwn = (at: number): boolean => index.ownPath[numbers[at] ?? -1] === true;
  return { index, positions, guests, goesLast: (before, after) => isOwn(before) && !isOwn(after) };
}

/** A service whose instances play parts of different rank puts those of a lower rank before those of a higher one. */
function partEdges({ index, positions, guests, goesLast }: Planned, scope: BudgetScope): Edges {
  const keyOf = (one: number, other: number): number =>
    Math.min(one, other) * positions.length + Math.max(one, other);
  const related = new Set(guests.map(([hypervisor, guest]) => keyOf(hypervisor, guest)));
  const edges: [number, number][] = [];
  for (const { instances } of scope.services) {
    const [first] = instances;
    if (first === undefined || instances.every(({ part }) => rankOf[part] === rankOf[first.part])) continue;
    const ranks = new Map<number, number>();
    for (const { host, part } of instances) {
      const number = index.numberOf.get(host) ?? -1;
      for (const taker of [number, ...(index.hypervisors[number] ?? [])]) {
        const at = positions[taker] ?? -1;
        if (at !== -1) ranks.set(at, Math.max(ranks.get(at) ?? 0, rankOf[part]));
      }
    }
    const byRank = [0, 1, 2].map((rank) => [...ranks.keys()].filter((at) => ranks.get(at) === rank));
    for (const [rank, firsts] of byRank.entries())
      for (const before of firsts)
        for (const after of byRank.slice(rank + 1).flat())
          if (!goesLast(before, after) && !related.has(keyOf(before, after))) edges.push([before, after]);
  }
  return edges;
}

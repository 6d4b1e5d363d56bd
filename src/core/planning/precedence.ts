// Which hosts of a plan must be done before which others: standby before replica and member before primary in each
// service, and a hypervisor before its guests (they boot with it, so their own reboot is then not needed).
//
// Orders can contradict each other: two hosts that are each other's standby. Those among the contradicting ones are
// dropped, first the wish that guests come after their hypervisor; the budgets hold all the same. A hypervisor counts
// for a service as the highest part that rides on it, because its reboot takes that part down.

import type { Part } from '../fleet/part.ts';
import type { HostId } from '../fleet/ids.ts';
import type { BudgetScope } from './budget-scope.ts';
import { componentsOf } from './strong-components.ts';

const rankOf: Readonly<Record<Part, number>> = { standby: 0, replica: 1, member: 1, primary: 2 };

/** By host of the plan: the hosts of the plan that must be done first. Hosts with none are absent. */
export type Precedence = ReadonlyMap<HostId, readonly HostId[]>;

type Edges = readonly (readonly [before: number, after: number])[];

/**
 * The precedence among `hosts`. A host of the daemon's own path is put before none that is not of it: it goes last in
 * any case.
 */
export function precedenceAmong(hosts: readonly HostId[], scope: BudgetScope): Precedence {
  const number = new Map(hosts.map((host, at) => [host, at]));
  const rides = ridersOf(scope, number);
  const parts = partEdges(scope, number, rides);
  const guests = guestEdges(rides);
  const partRing = componentsOf(hosts.length, parts);
  const anyRing = componentsOf(hosts.length, [...parts, ...guests]);
  const kept = [
    ...parts.filter(([before, after]) => partRing[before] !== partRing[after]),
    ...guests.filter(([before, after]) => anyRing[before] !== anyRing[after]),
  ];
  const precedence = new Map<HostId, Set<HostId>>();
  for (const [before, after] of kept) {
    const [first, second] = [hosts[before], hosts[after]];
    if (first === undefined || second === undefined) continue;
    const firsts = precedence.get(second) ?? new Set();
    precedence.set(second, firsts.add(first));
  }
  return new Map([...precedence].map(([host, firsts]) => [host, [...firsts].sort()]));
}

type Riders = {
  /** By any host of the scope: the hosts of the plan that take it down, itself included. */
  readonly takenDownBy: ReadonlyMap<HostId, readonly number[]>;
  /** Hypervisor and guest, both of the plan. */
  readonly pairs: Edges;
  /** True if `before` is of the own path and `after` is not: then `before` goes last, whatever its part. */
  readonly goesLast: (before: number, after: number) => boolean;
};

function ridersOf(scope: BudgetScope, number: ReadonlyMap<HostId, number>): Riders {
  const below = new Map(scope.hosts.map(({ host, hypervisor }) => [host, hypervisor]));
  const takenDownBy = new Map<HostId, readonly number[]>();
  const pairs: [number, number][] = [];
  const ownPath = new Set<number>();
  for (const { host, ownPath: own, hypervisor } of scope.hosts) {
    const guest = number.get(host);
    const takers = [
      ...(guest === undefined ? [] : [guest]),
      ...(hypervisor === null ? [] : hypervisorsUnder(host, below))
        .map((each) => number.get(each))
        .filter((each) => each !== undefined),
    ];
    if (takers.length > 0) takenDownBy.set(host, takers);
    if (own) for (const at of takers) ownPath.add(at);
    if (guest !== undefined) for (const at of takers.slice(1)) pairs.push([at, guest]);
  }
  return { takenDownBy, pairs, goesLast: (before, after) => ownPath.has(before) && !ownPath.has(after) };
}

/** Ends where a ring of hypervisors closes. */
function hypervisorsUnder(guest: HostId, below: ReadonlyMap<HostId, HostId | null>): readonly HostId[] {
  const seen = new Set([guest]);
  for (const host of seen) {
    const next = below.get(host) ?? null;
    if (next !== null) seen.add(next);
  }
  return [...seen].slice(1);
}

function partEdges(scope: BudgetScope, number: ReadonlyMap<HostId, number>, rides: Riders): Edges {
  const keyOf = (one: number, other: number): number =>
    Math.min(one, other) * number.size + Math.max(one, other);
  const related = new Set(rides.pairs.map(([hypervisor, guest]) => keyOf(hypervisor, guest)));
  const edges: [number, number][] = [];
  for (const { instances } of scope.services) {
    const [first] = instances;
    if (first === undefined || instances.every(({ part }) => rankOf[part] === rankOf[first.part])) continue;
    const ranks = new Map<number, number>();
    for (const { host, part } of instances)
      for (const at of rides.takenDownBy.get(host) ?? [])
        ranks.set(at, Math.max(ranks.get(at) ?? 0, rankOf[part]));
    const byRank = [0, 1, 2].map((rank) => [...ranks.keys()].filter((at) => ranks.get(at) === rank));
    for (const [rank, firsts] of byRank.entries())
      for (const before of firsts)
        for (const after of byRank.slice(rank + 1).flat())
          if (!rides.goesLast(before, after) && !related.has(keyOf(before, after)))
            edges.push([before, after]);
  }
  return edges;
}

function guestEdges({ pairs, goesLast }: Riders): Edges {
  return pairs.filter(([hypervisor, guest]) => !goesLast(hypervisor, guest));
}

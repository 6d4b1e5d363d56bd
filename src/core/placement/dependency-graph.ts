// The shape of "needs": which services need each other in a circle, and the longest chain of needs. Both are reported
// because every link is one more thing that can stop what hangs on it, and a circle has no order to start in.

import type { ServiceId } from '../fleet/ids.ts';
import type { PlacementIndex } from './placement-index.ts';
import type { Relation } from './relation.ts';

export type DependencyReport = {
  /** From a service along what it needs to one that needs nothing further. At most one service: no chains. */
  readonly longestChain: readonly ServiceId[];
  /** Each as a walk: the first needs the second, …, the last needs the first. */
  readonly cycles: readonly (readonly ServiceId[])[];
};

/** Longest chain and one shortest circle for each knot of services that need each other; in id order. */
export function dependencyReport(index: PlacementIndex): DependencyReport {
  const knots = knotsOf(index.needs);
  const idsOf = (numbers: readonly number[]): readonly ServiceId[] =>
    numbers.flatMap((number) => index.services[number]?.id ?? []);
  const cycles = knots
    .filter((knot) => knot.length > 1 || knot.some((service) => index.needs.has(service, service)))
    .map((knot) => circleOf(index.needs, knot))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  return { longestChain: idsOf(longestChain(index.needs, knots)), cycles: cycles.map(idsOf) };
}

/**
 * Strongly connected components (Tarjan 1972, without recursion: a chain may be as long as the fleet has services).
 * What a knot needs comes before it.
 */
export function knotsOf(needs: Relation): readonly (readonly number[])[] {
  const order = new Int32Array(needs.size).fill(-1);
  const low = new Int32Array(needs.size);
  const next = new Int32Array(needs.size);
  const onStack = new Uint8Array(needs.size);
  const stack: number[] = [];
  const knots: number[][] = [];
  let visited = 0;
  const enter = (service: number, path: number[]): void => {
    order[service] = visited;
    low[service] = visited;
    visited += 1;
    next[service] = needs.range(service).start;
    onStack[service] = 1;
    stack.push(service);
    path.push(service);
  };
  const lower = (service: number, to: number): void => {
    low[service] = Math.min(low[service] ?? 0, to);
  };
  for (let root = 0; root < needs.size; root += 1) {
    if (order[root] !== -1) continue;
    const path: number[] = [];
    enter(root, path);
    for (let service = path.at(-1); service !== undefined; service = path.at(-1)) {
      const place = next[service] ?? 0;
      if (place < needs.range(service).end) {
        next[service] = place + 1;
        const needed = needs.target(place);
        if (order[needed] === -1) enter(needed, path);
        else if (onStack[needed] === 1) lower(service, order[needed] ?? 0);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(above, low[service] ?? 0);
      if (low[service] === order[service]) knots.push(popKnot(stack, onStack, service));
    }
  }
  return knots;
}

function popKnot(stack: number[], onStack: Uint8Array, root: number): number[] {
  const knot: number[] = [];
  for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
    onStack[member] = 0;
    knot.push(member);
    if (member === root) break;
  }
  return knot.sort((a, b) => a - b);
}

/** A shortest walk from the knot's first service back to itself, inside the knot. */
function circleOf(needs: Relation, knot: readonly number[]): readonly number[] {
  const [first] = knot;
  if (first === undefined) return [];
  const inside = new Set(knot);
  const cameFrom = new Map<number, number>();
  const queue = [first];
  for (const service of queue) {
    for (const needed of needs.targetsOf(service)) {
      if (needed === first) {
        const walk = [service];
        for (let step = cameFrom.get(service); step !== undefined; step = cameFrom.get(step)) walk.push(step);
        return walk.reverse();
      }
      if (!inside.has(needed) || cameFrom.has(needed)) continue;
      cameFrom.set(needed, service);
      queue.push(needed);
    }
  }
  return [first];
}

/** Through a knot of several, the chain names where it enters and where it leaves. */
function longestChain(needs: Relation, knots: readonly (readonly number[])[]): readonly number[] {
  const knotOf = new Int32Array(needs.size);
  knots.forEach((knot, number) => {
    for (const service of knot) knotOf[service] = number;
  });
  const length = new Int32Array(knots.length).fill(1);
  const leave = new Int32Array(knots.length).fill(-1);
  const arrive = new Int32Array(knots.length).fill(-1);
  knots.forEach((knot, number) => {
    for (const service of knot)
      for (const needed of needs.targetsOf(service)) {
        const below = knotOf[needed] ?? 0;
        if (below === number || (length[below] ?? 0) + 1 <= (length[number] ?? 0)) continue;
        length[number] = (length[below] ?? 0) + 1;
        leave[number] = service;
        arrive[number] = needed;
      }
  });
  let longest = -1;
  length.forEach((links, number) => {
    if (longest === -1 || links > (length[longest] ?? 0)) longest = number;
  });
  const chain: number[] = [];
  for (let number = longest; number !== -1;) {
    const out = leave[number] ?? -1;
    const last = out === -1 ? knots[number]?.[0] : out;
    if (last !== undefined && chain.at(-1) !== last && !(out === -1 && chain.length > 0)) chain.push(last);
    const into = arrive[number] ?? -1;
    if (into === -1) break;
    chain.push(into);
    number = knotOf[into] ?? -1;
  }
  return chain;
}

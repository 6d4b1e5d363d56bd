// How many waves the waiting hosts need at least, and which of them have no wave to lose. A service takes turns: its
// hosts zone by zone, in each as many at once as its budget lets go; services that depend on each other take theirs
// one after the other. Whoever is on the longest such chain must move in every wave, or the plan gets longer.

import { listOf, type BudgetIndex } from './budget-index.ts';

/**
 * A chain that takes at least this share of the waves that are left anyhow counts as critical. Half leaves time to even
 * out the chains before the end: by `npm run bench -- plan` plans then meet the bound, and are 8 % over it at 0.9.
 */
const CRITICAL_SHARE = 0.5;

export class RemainingTurns {
  readonly #index: BudgetIndex;
  /** By service: waiting hosts by zone. A host counts where it serves, not where its guests do. */
  readonly #waiting: readonly Map<number, number>[];
  /** By service: the turns that these take. */
  readonly #own: Int32Array;
  /** By service: how many may go at once when nothing is in flight; at least 1. */
  readonly #mayGo: Int32Array;
  /** Services so that each comes after all that it needs (as far as they do not go in a ring). */
  readonly #needsFirst: readonly number[];
  #left = 0;

  constructor(index: BudgetIndex, absent: Iterable<number>) {
    this.#index = index;
    this.#waiting = index.serviceIds.map(() => new Map<number, number>());
    this.#own = new Int32Array(index.serviceIds.length);
    const down = new Int32Array(index.serviceIds.length);
    for (const host of absent)
      for (const service of listOf(index.serves, host)) down[service] = (down[service] ?? 0) + 1;
    this.#mayGo = Int32Array.from(index.serviceIds, (_, service) =>
      Math.max(
        1,
        (index.instances[service] ?? 0) - (index.minAvailable[service] ?? 0) - (down[service] ?? 0),
      ),
    );
    this.#needsFirst = inNeedsOrder(index);
  }

  add(host: number): void {
    this.#count(host, 1);
  }

  remove(host: number): void {
    this.#count(host, -1);
  }

  #count(host: number, by: 1 | -1): void {
    this.#left += by;
    const zone = this.#index.zone[host] ?? -1;
    const { from, items } = this.#index.serves;
    for (let at = from[host] ?? 0; at < (from[host + 1] ?? 0); at += 1) {
      const service = items[at] ?? 0;
      const mayGo = this.#mayGo[service] ?? 1;
      const before = this.#waiting[service]?.get(zone) ?? 0;
      this.#waiting[service]?.set(zone, before + by);
      this.#own[service] =
        (this.#own[service] ?? 0) + Math.ceil((before + by) / mayGo) - Math.ceil(before / mayGo);
    }
  }

  /** By service: the waves that the longest chain it is on still takes, or 0 if its hosts have waves to lose. */
  criticalTurns(): Int32Array {
    const turns = this.#turnsThroughEach();
    const longest = this.#longestOf(turns);
    return turns.map((each) => (each >= CRITICAL_SHARE * longest ? each : 0));
  }

  /** The waves that the longest chain takes, or that the fleet's cap makes of all that wait. */
  longest(): number {
    return this.#longestOf(this.#turnsThroughEach());
  }

  #longestOf(turns: Int32Array): number {
    const byCap = Math.ceil(this.#left / this.#index.maxInFlight);
    return turns.reduce((most, each) => Math.max(most, each), byCap);
  }

  /** By service: the turns of the longest chain of needs that it is on. */
  #turnsThroughEach(): Int32Array {
    const { needs, neededBy } = this.#index;
    const own = this.#own;
    const below = new Int32Array(own.length);
    for (const service of this.#needsFirst)
      below[service] = (own[service] ?? 0) + most(needs[service], below);
    const above = new Int32Array(own.length);
    for (let at = this.#needsFirst.length - 1; at >= 0; at -= 1) {
      const service = this.#needsFirst[at] ?? 0;
      above[service] = (own[service] ?? 0) + most(neededBy[service], above);
    }
    return own.map((turns, service) =>
      turns === 0 ? 0 : (below[service] ?? 0) + (above[service] ?? 0) - turns,
    );
  }
}

function most(services: readonly number[] | undefined, turns: Int32Array): number {
  let found = 0;
  for (const service of services ?? []) found = Math.max(found, turns[service] ?? 0);
  return found;
}

/** Depth first, needs before what needs them; an edge back into a ring is passed over. */
function inNeedsOrder({ needs }: BudgetIndex): readonly number[] {
  const order: number[] = [];
  const seen = new Uint8Array(needs.length);
  for (const root of needs.keys()) {
    const path: { readonly service: number; next: number }[] = [];
    const enter = (service: number): void => {
      if (seen[service] === 1) return;
      seen[service] = 1;
      path.push({ service, next: 0 });
    };
    enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const need = needs[frame.service]?.[frame.next];
      frame.next += 1;
      if (need !== undefined) enter(need);
      else {
        order.push(frame.service);
        path.pop();
      }
    }
  }
  return order;
}

// Hosts of which no two may go together need a wave each, so the size of such a set is a number of waves that no plan
// can beat. In a tangled fleet one host bears on so many services that such sets go across chains of services.
//
// The set is searched for by local search with a memory ("tabu"): a host that excludes all of the set joins it, one that
// excludes all but one takes that one's place, and where neither helps a part of the set is given up. How it was found
// proves nothing and needs not: every pair of what is returned is judged by the budgets.
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { budgetIndexOf, type BudgetIndex } from '../../src/core/planning/budget-index.ts';
import { BudgetLedger } from '../../src/core/planning/budget-ledger.ts';
import { budgetScopeOf } from '../../src/core/planning/budget.ts';
import { lossesOf, relatedServices } from '../../src/core/planning/entanglement.ts';
import { createChance } from '../simulation/chance.ts';

/** The largest set of `planned` hosts found of which no two may be in flight together. The same question, the same set. */
export function exclusiveHosts(
  fleet: Fleet,
  planned: ReadonlySet<HostId>,
  steps: number,
): ReadonlySet<HostId> {
  const index = budgetIndexOf(budgetScopeOf(fleet));
  const hosts = [...planned];
  const numbers = hosts.map((host) => index.numberOf.get(host) ?? -1);
  const found = largestClique(exclusions(numbers, index), steps);
  return new Set(
    proven(
      found.map((at) => numbers[at] ?? -1),
      index,
    ).map((number) => index.hostIds[number] ?? ('' as HostId)),
  );
}

/** By position in `numbers`: the positions of others that may not go together with it, as far as services tell. */
function exclusions(numbers: readonly number[], index: BudgetIndex): readonly Int32Array[] {
  const on: number[][] = index.serviceIds.map(() => []);
  for (const [at, number] of numbers.entries())
    for (const service of new Set(lossesOf(number, index))) on[service]?.push(at);
  const related = relatedServices(index);
  const ledger = new BudgetLedger(index);
  return numbers.map((number, at) => {
    const excluded = new Set<number>();
    ledger.take(number);
    for (const service of new Set(lossesOf(number, index)))
      for (const other of related[service] ?? [])
        for (const each of on[other] ?? [])
          if (other !== service || ledger.firstObstacle(numbers[each] ?? -1) !== null) excluded.add(each);
    ledger.release(number);
    excluded.delete(at);
    return Int32Array.from(excluded);
  });
}

/** Positions, of which any two exclude each other. */
function largestClique(exclusions: readonly Int32Array[], steps: number): readonly number[] {
  const chance = createChance('exclusive hosts');
  const inSet = new Set<number>();
  /** By position: how many of the set it excludes, and the step until which it may not come back. */
  const excludes = new Int32Array(exclusions.length);
  const barredUntil = new Int32Array(exclusions.length);
  let best: readonly number[] = [];
  let improvedAt = 0;
  const put = (at: number): void => {
    inSet.add(at);
    for (const other of exclusions[at] ?? []) excludes[other] = (excludes[other] ?? 0) + 1;
  };
  const drop = (at: number, untilStep: number): void => {
    inSet.delete(at);
    barredUntil[at] = untilStep;
    for (const other of exclusions[at] ?? []) excludes[other] = (excludes[other] ?? 0) - 1;
  };
  /** Of those that exclude `count` of the set: the one with the highest `worth`, or -1. */
  const pick = (count: number, step: number, worth: (at: number) => number): number => {
    let [found, most] = [-1, -1];
    for (let at = 0; at < excludes.length; at += 1) {
      if (excludes[at] !== count || inSet.has(at) || (barredUntil[at] ?? 0) > step) continue;
      const each = worth(at);
      if (each > most) [found, most] = [at, each];
    }
    return found;
  };
  for (let step = 1; step <= steps; step += 1) {
    const joins = pick(inSet.size, step, (at) => (exclusions[at]?.length ?? 0) + chance.fraction());
    const swaps = joins === -1 ? pick(inSet.size - 1, step, () => chance.fraction()) : -1;
    if (joins === -1 && (swaps === -1 || step - improvedAt > GIVEN_UP_AFTER)) {
      improvedAt = step;
      const share = 0.05 + 0.3 * chance.fraction();
      for (const at of [...inSet]) if (chance.happens(share)) drop(at, step + 20);
      continue;
    }
    if (swaps !== -1) {
      const known = new Set(exclusions[swaps]);
      for (const at of [...inSet]) if (!known.has(at)) drop(at, step + 10);
    }
    put(joins === -1 ? swaps : joins);
    if (inSet.size <= best.length) continue;
    best = [...inSet];
    improvedAt = step;
  }
  return best;
}

/** Steps without a larger set after which a part of it is given up. */
const GIVEN_UP_AFTER = 4_000;

/** Those of `hosts` that the budgets let none of the others go with. */
function proven(hosts: readonly number[], index: BudgetIndex): readonly number[] {
  const kept: number[] = [];
  for (const host of hosts) {
    const ledger = new BudgetLedger(index);
    ledger.take(host);
    if (kept.every((other) => ledger.firstObstacle(other) !== null)) kept.push(host);
  }
  return kept;
}

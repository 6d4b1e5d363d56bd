// How many waiting hosts bear on each service: its own and those of every service that it needs or that needs it,
// directly or not. Where services are put on hosts at random and need each other across the fleet, hosts that bear on
// many others are what makes a plan long, and each wave should hold one of them as long as there are any.

import type { BudgetIndex } from './budget-index.ts';

/** By position in `samples`: for a host and what falls with it, the waiting hosts that it may have to take turns with. */
export function entanglementOf(
  samples: readonly { readonly host: number; readonly count: number }[],
  index: BudgetIndex,
): readonly number[] {
  const waiting = new Int32Array(index.serviceIds.length);
  for (const { host, count } of samples)
    for (const service of lossesOf(host, index)) waiting[service] = (waiting[service] ?? 0) + count;
  const related = relatedServices(index);
  return samples.map(({ host }) => {
    const all = new Set<number>();
    for (const service of lossesOf(host, index)) for (const other of related[service] ?? []) all.add(other);
    let bears = 0;
    for (const service of all) bears += waiting[service] ?? 0;
    return bears;
  });
}

/** By service: itself, all that it needs and all that need it, directly or not. */
export function relatedServices(index: BudgetIndex): readonly ReadonlySet<number>[] {
  const related = index.serviceIds.map((_, service) => new Set([service, ...index.allNeeds(service)]));
  for (const service of index.serviceIds.keys())
    for (const needed of index.allNeeds(service)) related[needed]?.add(service);
  return related;
}

/** The services that fall with `host`, one entry an instance. */
export function lossesOf(host: number, { losses }: BudgetIndex): Iterable<number> {
  return losses.items.subarray(losses.from[host] ?? 0, losses.from[host + 1] ?? 0);
}

// The part of a fleet's budget scope that can have a say over given hosts, so that a plan for ten hosts of a large
// fleet stays small. Every judgement of one of those hosts is the same in the narrowed scope as in the whole one.

import type { HostId } from '../fleet/ids.ts';
import { budgetIndexOf, reachable, type BudgetIndex } from './budget-index.ts';
import type { BudgetScope } from './budget-scope.ts';

/**
 * `scope` with only: the services that fall with `hosts`, those related to them by dependency, every host that bears
 * on these, the daemon's own path, and, where domains are capped, everything in the capped domains of `hosts`.
 */
export function narrowedScope(scope: BudgetScope, hosts: readonly HostId[]): BudgetScope {
  const { numberOf } = budgetIndexOf(scope);
  return narrowedTo(
    scope,
    hosts.map((host) => numberOf.get(host)).filter((number) => number !== undefined),
  );
}

/** The same for hosts by their numbers in the index of `scope`. */
export function narrowedTo(scope: BudgetScope, numbers: readonly number[]): BudgetScope {
  const index = budgetIndexOf(scope);
  const falling = [...numbers];
  for (const host of numbers) for (const guest of index.guests[host] ?? []) falling.push(guest);
  const services = servicesAround(index, falling);
  const domains = new Set<number>();
  if (index.cappedDomains.length > 0)
    for (const host of falling) for (const domain of index.domainsOf[host] ?? []) domains.add(domain);
  const kept = new Uint8Array(index.hostIds.length);
  const keep = (host: number): void => {
    kept[host] = 1;
    for (const hypervisor of index.hypervisors[host] ?? []) kept[hypervisor] = 1;
  };
  for (const host of falling) keep(host);
  const { from, items } = index.serves;
  for (const [host, { ownPath }] of scope.hosts.entries()) {
    let bears = ownPath || index.domainsOf[host]?.some((domain) => domains.has(domain)) === true;
    for (let at = from[host] ?? 0; at < (from[host + 1] ?? 0) && !bears; at += 1)
      bears = services.has(items[at] ?? -1);
    if (bears) keep(host);
  }
  return {
    ...scope,
    hosts: scope.hosts.filter((_, host) => kept[host] === 1),
    services: scope.services.filter((_, service) => services.has(service)),
  };
}

/** What falls with `hosts`, and all that depends on it or that it depends on, directly or not. */
function servicesAround(index: BudgetIndex, hosts: readonly number[]): ReadonlySet<number> {
  const { from, items } = index.serves;
  const falling = new Set<number>();
  for (const host of hosts)
    for (let at = from[host] ?? 0; at < (from[host + 1] ?? 0); at += 1) falling.add(items[at] ?? -1);
  return new Set([...reachable(falling, index.needs), ...reachable(falling, index.neededBy)]);
}

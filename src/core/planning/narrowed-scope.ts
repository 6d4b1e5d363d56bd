// The part of a fleet's budget scope that can have a say over given hosts, so that a plan for ten hosts of a large
// fleet stays small. Every judgement of one of those hosts is the same in the narrowed scope as in the whole one.

import type { HostId } from '../fleet/ids.ts';
import { budgetIndexOf, listOf, reachable, type BudgetIndex } from './budget-index.ts';
import type { BudgetScope } from './budget-scope.ts';

/**
 * `scope` with only: the services that fall with `hosts`, those related to them by dependency, every host that bears
 * on these, the daemon's own path, and, where domains are capped, everything in the capped domains of `hosts`.
 */
export function narrowedScope(scope: BudgetScope, hosts: readonly HostId[]): BudgetScope {
  const index = budgetIndexOf(scope);
  const numbers = hosts.map((host) => index.numberOf.get(host)).filter((host) => host !== undefined);
  const services = servicesAround(index, numbers);
  const kept = new Set<number>();
  const keep = (host: number): void => {
    if (kept.has(host)) return;
    kept.add(host);
    for (const hypervisor of index.hypervisors[host] ?? []) kept.add(hypervisor);
  };
  for (const host of numbers) for (const member of [host, ...(index.guests[host] ?? [])]) keep(member);
  for (const [service, { instances }] of scope.services.entries())
    if (services.has(service)) for (const { host } of instances) keep(index.numberOf.get(host) ?? -1);
  const domains = new Set(
    numbers.flatMap((host) =>
      [host, ...(index.guests[host] ?? [])].flatMap((member) => index.domainsOf[member] ?? []),
    ),
  );
  for (const [host, { ownPath }] of scope.hosts.entries())
    if (ownPath || index.domainsOf[host]?.some((domain) => domains.has(domain)) === true) keep(host);
  return {
    ...scope,
    hosts: scope.hosts.filter((_, host) => kept.has(host)),
    services: scope.services.filter((_, service) => services.has(service)),
  };
}

/** What falls with `hosts`, and all that depends on it or that it depends on, directly or not. */
function servicesAround(index: BudgetIndex, hosts: readonly number[]): ReadonlySet<number> {
  const falling = new Set(hosts.flatMap((host) => [...listOf(index.losses, host)]));
  return new Set([...reachable(falling, index.needs), ...reachable(falling, index.neededBy)]);
}

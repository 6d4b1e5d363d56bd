// A budget scope made fast to ask: hosts and services by number, guests with everything that rides on them, and which
// services must not be down together. Built once for a scope and forgotten with it.

import { byId } from '../fleet/fleet-lookup.ts';
import type { DomainCap, FailureDomain } from '../fleet/fleet.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import type { BudgetScope, ScopedHost } from './budget-scope.ts';

/** A service that a host takes down with it, and through which host: itself or a guest. */
export type Loss = { readonly service: number; readonly through: number };

export type CappedDomain = { readonly domain: FailureDomain; readonly maxDown: number };

export type BudgetIndex = {
  /** Hosts of the scope first, then hosts that only a service names (they have no placement). */
  readonly hostIds: readonly HostId[];
  readonly numberOf: ReadonlyMap<HostId, number>;
  /** How many of `hostIds` have a placement. */
  readonly placed: number;
  /** By host: a number that is equal for hosts of one zone; -1 without placement. */
  readonly zone: Int32Array;
  /** By host: it and every guest that goes down with it. */
  readonly falling: readonly (readonly number[])[];
  /** By host: the services of `falling`, sorted by service. */
  readonly losses: readonly (readonly Loss[])[];
  /** By host: the services that it serves itself, one entry an instance. */
  readonly serves: readonly (readonly number[])[];
  /** By host: the host itself or one of its guests is on the daemon's own path. */
  readonly ownPath: readonly boolean[];
  /** By host: the hypervisors below it, nearest first. */
  readonly hypervisors: readonly (readonly number[])[];
  readonly serviceIds: readonly ServiceId[];
  readonly instances: Int32Array;
  readonly minAvailable: readonly number[];
  /** By service: what it depends on and what depends on it, direct and transitive, without itself. */
  readonly related: (service: number) => ReadonlySet<number>;
  readonly maxInFlight: number;
  readonly cappedDomains: readonly CappedDomain[];
  /** By host: positions in `cappedDomains`. */
  readonly domainsOf: readonly (readonly number[])[];
};

const indexes = new WeakMap<BudgetScope, BudgetIndex>();

/** The index of `scope`; the same one as long as the scope object lives. */
export function budgetIndexOf(scope: BudgetScope): BudgetIndex {
  const known = indexes.get(scope);
  if (known !== undefined) return known;
  const index = buildIndex(scope);
  indexes.set(scope, index);
  return index;
}

const none: readonly never[] = [];

function buildIndex(scope: BudgetScope): BudgetIndex {
  const numberOf = new Map<HostId, number>(scope.hosts.map(({ host }, number) => [host, number]));
  const hostIds = scope.hosts.map(({ host }) => host);
  for (const { instances } of scope.services)
    for (const { host } of instances)
      if (!numberOf.has(host)) {
        numberOf.set(host, hostIds.length);
        hostIds.push(host);
      }
  const serves = servicesByHost(scope, numberOf, hostIds.length);
  const hypervisors = hypervisorsByHost(scope, numberOf, hostIds.length);
  const falling = fallingByHost(hypervisors);
  return {
    hostIds,
    numberOf,
    placed: scope.hosts.length,
    zone: zonesByHost(scope, hostIds.length),
    falling,
    losses: falling.map((hosts) => lossesOf(hosts, serves)),
    serves,
    ownPath: falling.map((hosts) => hosts.some((host) => scope.hosts[host]?.ownPath === true)),
    hypervisors,
    serviceIds: scope.services.map(({ service }) => service),
    instances: Int32Array.from(scope.services, ({ instances }) => instances.length),
    minAvailable: scope.services.map(({ minAvailable }) => minAvailable),
    related: relations(scope),
    maxInFlight: scope.maxInFlight,
    ...capsByHost(scope, hostIds.length),
  };
}

function servicesByHost(
  scope: BudgetScope,
  numberOf: ReadonlyMap<HostId, number>,
  hosts: number,
): readonly (readonly number[])[] {
  const serves: number[][] = Array.from({ length: hosts }, () => []);
  for (const [service, { instances }] of scope.services.entries())
    for (const { host } of instances) serves[numberOf.get(host) ?? -1]?.push(service);
  return serves;
}

function zonesByHost(scope: BudgetScope, hosts: number): Int32Array {
  const numbers = new Map<string, number>();
  const zone = new Int32Array(hosts).fill(-1);
  for (const [host, { zone: id }] of scope.hosts.entries()) {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    zone[host] = number;
  }
  return zone;
}

/** Stops at a hypervisor that was met before: an inventory with a ring of hypervisors must not hang the planner. */
function hypervisorsByHost(
  scope: BudgetScope,
  numberOf: ReadonlyMap<HostId, number>,
  hosts: number,
): readonly (readonly number[])[] {
  const below = (host: number): number => {
    const hypervisor = scope.hosts[host]?.hypervisor ?? null;
    return hypervisor === null ? -1 : (numberOf.get(hypervisor) ?? -1);
  };
  return Array.from({ length: hosts }, (_, host) => {
    let next = below(host);
    if (next === -1) return none;
    const chain: number[] = [];
    while (next !== -1 && next !== host && !chain.includes(next)) {
      chain.push(next);
      next = below(next);
    }
    return chain;
  });
}

function fallingByHost(hypervisors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const falling = hypervisors.map((_, host) => [host]);
  for (const [guest, chain] of hypervisors.entries())
    for (const hypervisor of chain) falling[hypervisor]?.push(guest);
  return falling;
}

function lossesOf(falling: readonly number[], serves: readonly (readonly number[])[]): readonly Loss[] {
  const losses = falling.flatMap((through) =>
    (serves[through] ?? none).map((service) => ({ service, through })),
  );
  return losses.length < 2 ? losses : losses.sort((left, right) => left.service - right.service);
}

/** Lazy, because most services of a large fleet are never asked about within one decision. */
function relations(scope: BudgetScope): (service: number) => ReadonlySet<number> {
  const numberOf = new Map<ServiceId, number>(scope.services.map(({ service }, number) => [service, number]));
  const needs = scope.services.map(({ dependsOn }) =>
    dependsOn.map((service) => numberOf.get(service)).filter((service) => service !== undefined),
  );
  const neededBy: number[][] = needs.map(() => []);
  for (const [service, others] of needs.entries()) for (const other of others) neededBy[other]?.push(service);
  const known = new Map<number, ReadonlySet<number>>();
  return (service) => {
    const before = known.get(service);
    if (before !== undefined) return before;
    const related = new Set([...reachable(service, needs), ...reachable(service, neededBy)]);
    related.delete(service);
    known.set(service, related);
    return related;
  };
}

function reachable(from: number, edges: readonly (readonly number[])[]): ReadonlySet<number> {
  const seen = new Set([from]);
  for (const service of seen) for (const other of edges[service] ?? none) seen.add(other);
  return seen;
}

function capsByHost(scope: BudgetScope, hosts: number): Pick<BudgetIndex, 'cappedDomains' | 'domainsOf'> {
  const cappedDomains: CappedDomain[] = [];
  const positions = new Map<string, number>();
  const domainsOf: number[][] = Array.from({ length: scope.domainCaps.length === 0 ? 0 : hosts }, () => []);
  for (const { level, maxDown } of strictestCaps(scope.domainCaps))
    for (const [number, host] of scope.hosts.entries())
      for (const domain of domainsAt(host, level)) {
        const key = `${level}:${domain.id}`;
        const position = positions.get(key) ?? cappedDomains.length;
        if (position === cappedDomains.length) {
          positions.set(key, position);
          cappedDomains.push({ domain, maxDown });
        }
        domainsOf[number]?.push(position);
      }
  return { cappedDomains, domainsOf };
}

/** One cap a level, the lowest where the inventory has several. */
function strictestCaps(caps: readonly DomainCap[]): readonly DomainCap[] {
  const strictest = new Map<DomainCap['level'], DomainCap>();
  for (const cap of [...caps].sort((left, right) => byId(left.level, right.level)))
    if (cap.maxDown < (strictest.get(cap.level)?.maxDown ?? Infinity)) strictest.set(cap.level, cap);
  return [...strictest.values()];
}

function domainsAt(host: ScopedHost, level: DomainCap['level']): readonly FailureDomain[] {
  switch (level) {
    case 'rack':
      return host.rack === null ? none : [{ level, id: host.rack }];
    case 'feed':
      return [...new Set(host.feeds)].map((id) => ({ level, id }));
    case 'zone':
      return [{ level, id: host.zone }];
    case 'site':
      return [{ level, id: host.site }];
  }
}

// A budget scope made fast to ask: hosts and services by number, guests with everything that rides on them, and which
// services must not be down together. Built once for a scope and forgotten with it.

import { assertNever } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { DomainCap, FailureDomain } from '../fleet/fleet.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import { mostDown } from '../fleet/minimum.ts';
import type { BudgetScope, ScopedHost } from './budget-scope.ts';

/**
 * Many short lists in one array: the list of `key` is `items[from[key]]` to `items[from[key + 1] - 1]`. A fleet of
 * 100,000 hosts has as many lists, and walking them in one place is several times as fast.
 */
export type Lists = { readonly from: Int32Array; readonly items: Int32Array };

/** `domain` null: the fleet. */
export type CappedDomain = { readonly domain: FailureDomain | null; readonly maxDown: number };

export type BudgetIndex = {
  /** Hosts of the scope first, then hosts that only a service names (they have no placement). */
  readonly hostIds: readonly HostId[];
  readonly numberOf: ReadonlyMap<HostId, number>;
  /** How many of `hostIds` have a placement. */
  readonly placed: number;
  /** By host: a number that is equal for hosts of one zone; -1 without placement. */
  readonly zone: Int32Array;
  /** By host: the site-defined domains that take it; null where no host of the scope has any. */
  readonly custom: readonly ScopedHost['domains'][] | null;
  /** By host: every guest that goes down with it, without itself. */
  readonly guests: readonly (readonly number[])[];
  /** By host: the services that it serves itself, one entry an instance. */
  readonly serves: Lists;
  /** By host: the services that fall with it, sorted, and for each entry through which host: itself or a guest. */
  readonly losses: Lists;
  readonly lostThrough: Int32Array;
  /** By host: the host itself or one of its guests is on the daemon's own path. */
  readonly ownPath: readonly boolean[];
  /** By host: the hypervisors below it, nearest first. */
  readonly hypervisors: readonly (readonly number[])[];
  readonly serviceIds: readonly ServiceId[];
  readonly serviceNumberOf: ReadonlyMap<ServiceId, number>;
  readonly instances: Int32Array;
  readonly minAvailable: readonly number[];
  /** By service: what it depends on directly, and what depends directly on it. */
  readonly needs: readonly (readonly number[])[];
  readonly neededBy: readonly (readonly number[])[];
  /** All that a service depends on, directly or not, without itself. */
  readonly allNeeds: (service: number) => readonly number[];
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
const theFleet: readonly null[] = [null];

function buildIndex(scope: BudgetScope): BudgetIndex {
  const numberOf = new Map<HostId, number>(scope.hosts.map(({ host }, number) => [host, number]));
  const hostIds = scope.hosts.map(({ host }) => host);
  for (const { instances } of scope.services)
    for (const { host } of instances)
      if (!numberOf.has(host)) {
        numberOf.set(host, hostIds.length);
        hostIds.push(host);
      }
  const serviceNumberOf = new Map<ServiceId, number>(
    scope.services.map(({ service }, number) => [service, number]),
  );
  const serves = servicesByHost(scope, numberOf, hostIds.length);
  const hypervisors = hypervisorsByHost(scope, numberOf, hostIds.length);
  const guests = guestsByHost(hypervisors);
  const ownPath = scope.hosts.map((host) => host.ownPath);
  return {
    hostIds,
    numberOf,
    placed: scope.hosts.length,
    zone: zonesByHost(scope, hostIds.length),
    custom: customByHost(scope),
    guests,
    serves,
    ...lossesByHost(guests, serves),
    ownPath: guests.map((riding, host) => ownPath[host] === true || riding.some((guest) => ownPath[guest])),
    hypervisors,
    serviceIds: scope.services.map(({ service }) => service),
    serviceNumberOf,
    instances: Int32Array.from(scope.services, ({ instances }) => instances.length),
    minAvailable: scope.services.map(({ minAvailable }) => minAvailable),
    ...dependencies(scope, serviceNumberOf),
    maxInFlight: scope.maxInFlight,
    ...capsByHost(scope, hostIds.length),
  };
}

/** The scope of a stored plan may be without the field. */
function customByHost({ hosts }: BudgetScope): BudgetIndex['custom'] {
  const custom = hosts.map(({ domains }: Partial<Pick<ScopedHost, 'domains'>>) => domains ?? none);
  return custom.some((domains) => domains.length > 0) ? custom : null;
}

/** Entries of one host stay in the order of services. */
function servicesByHost(scope: BudgetScope, numberOf: ReadonlyMap<HostId, number>, hosts: number): Lists {
  const from = new Int32Array(hosts + 1);
  /** By instance, service by service. */
  const on: number[] = [];
  for (const { instances } of scope.services)
    for (const { host } of instances) {
      const number = numberOf.get(host) ?? 0;
      on.push(number);
      from[number + 1] = (from[number + 1] ?? 0) + 1;
    }
  for (let host = 0; host < hosts; host += 1) from[host + 1] = (from[host + 1] ?? 0) + (from[host] ?? 0);
  const items = new Int32Array(on.length);
  const next = from.slice();
  let instance = 0;
  for (const [service, { instances }] of scope.services.entries())
    for (const end = instance + instances.length; instance < end; instance += 1) {
      const host = on[instance] ?? 0;
      const position = next[host] ?? 0;
      items[position] = service;
      next[host] = position + 1;
    }
  return { from, items };
}

/** The list of `key`. For what is asked rarely; loops that must be fast walk the items themselves. */
export function listOf({ from, items }: Lists, key: number): Int32Array {
  return items.subarray(from[key] ?? 0, from[key + 1] ?? 0);
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

function guestsByHost(hypervisors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const guests: (readonly number[])[] = hypervisors.map(() => none);
  for (const [guest, chain] of hypervisors.entries())
    for (const hypervisor of chain) guests[hypervisor] = [...(guests[hypervisor] ?? none), guest];
  return guests;
}

function lossesByHost(
  guests: readonly (readonly number[])[],
  serves: Lists,
): Pick<BudgetIndex, 'losses' | 'lostThrough'> {
  const from = new Int32Array(guests.length + 1);
  const items: number[] = [];
  const lostThrough: number[] = [];
  const lose = (service: number, member: number): void => {
    items.push(service);
    lostThrough.push(member);
  };
  for (let host = 0; host < guests.length; host += 1) {
    const riding = guests[host] ?? none;
    if (riding.length === 0)
      for (let at = serves.from[host] ?? 0; at < (serves.from[host + 1] ?? 0); at += 1)
        lose(serves.items[at] ?? 0, host);
    else {
      const through = [host, ...riding].flatMap((member) =>
        Array.from(listOf(serves, member), (service) => ({ service, member })),
      );
      through.sort((left, right) => left.service - right.service);
      for (const { service, member } of through) lose(service, member);
    }
    from[host + 1] = items.length;
  }
  return { losses: { from, items: Int32Array.from(items) }, lostThrough: Int32Array.from(lostThrough) };
}

function dependencies(
  scope: BudgetScope,
  numberOf: ReadonlyMap<ServiceId, number>,
): Pick<BudgetIndex, 'needs' | 'neededBy' | 'allNeeds'> {
  const needs = scope.services.map(({ dependsOn }) =>
    dependsOn.map((service) => numberOf.get(service)).filter((service) => service !== undefined),
  );
  const neededBy: number[][] = needs.map(() => []);
  for (const [service, others] of needs.entries()) for (const other of others) neededBy[other]?.push(service);
  const known: (readonly number[])[] = [];
  const allNeeds = (service: number): readonly number[] => {
    known[service] ??= [...reachable([service], needs)].filter((other) => other !== service);
    return known[service];
  };
  return { needs, neededBy, allNeeds };
}

/** `from` and all that can be reached from them along `edges`. */
export function reachable(
  from: Iterable<number>,
  edges: readonly (readonly number[])[],
): ReadonlySet<number> {
  const seen = new Set(from);
  for (const service of seen) for (const other of edges[service] ?? none) seen.add(other);
  return seen;
}

function capsByHost(scope: BudgetScope, hosts: number): Pick<BudgetIndex, 'cappedDomains' | 'domainsOf'> {
  const found: {
    readonly domain: FailureDomain | null;
    readonly caps: readonly DomainCap[];
    hosts: number;
  }[] = [];
  const positions = new Map<string, number>();
  const domainsOf: number[][] = Array.from({ length: scope.domainCaps.length === 0 ? 0 : hosts }, () => []);
  for (const level of [...new Set(scope.domainCaps.map((cap) => cap.level))].sort(byId)) {
    const caps = scope.domainCaps.filter((cap) => cap.level === level);
    for (const [number, host] of scope.hosts.entries())
      for (const domain of domainsAt(host, level)) {
        const key = `${level}:${domain?.id ?? ''}`;
        const position = positions.get(key) ?? found.length;
        const capped = (found[position] ??= { domain, caps, hosts: 0 });
        capped.hosts += 1;
        positions.set(key, position);
        domainsOf[number]?.push(position);
      }
  }
  return {
    // The strictest, where the inventory has several for one level.
    cappedDomains: found.map(({ domain, caps, hosts: size }) => ({
      domain,
      maxDown: Math.min(...caps.map((cap) => mostDown(cap, size))),
    })),
    domainsOf,
  };
}

function domainsAt(host: ScopedHost, level: DomainCap['level']): readonly (FailureDomain | null)[] {
  switch (level) {
    case 'rack':
      return host.rack === null ? none : [{ level, id: host.rack }];
    case 'feed':
      return [...new Set(host.feeds)].map((id) => ({ level, id }));
    case 'zone':
      return [{ level, id: host.zone }];
    case 'site':
      return [{ level, id: host.site }];
    case 'fleet':
      return theFleet;
    default:
      return assertNever(level);
  }
}

// The fleet by number: hosts, services and failure domains as small integers with their relations in flat arrays, so
// that an audit of a hundred thousand hosts is a few passes over memory. Agrees with fleet-lookup.ts on what each
// single loss takes (a test holds it to that); built once for a fleet object and forgotten with it.

import type { FailureDomain, Fleet, Host, Service } from '../fleet/fleet.ts';
import type { FeedId, HostId, RackId, ServiceId, SiteId } from '../fleet/ids.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import type { Relation } from './relation.ts';
import { relationFrom } from './relation.ts';

/** Levels of a domain that holds more than one host, from the smallest to the largest. */
export const sharedLevels = ['hypervisor', 'rack', 'feed', 'zone', 'site'] as const;

export type SharedLevel = (typeof sharedLevels)[number];

export type SharedDomain = Extract<FailureDomain, { level: SharedLevel }>;

export type PlacementIndex = {
  /** In the inventory's order. */
  readonly hosts: readonly Host[];
  readonly hostNumbers: ReadonlyMap<HostId, number>;
  /** In id order. */
  readonly services: readonly Service[];
  readonly serviceNumbers: ReadonlyMap<ServiceId, number>;
  /** Resolved minimum, by service. */
  readonly minimum: Float64Array;
  /** Smallest level first, in id order within a level. */
  readonly domains: readonly SharedDomain[];
  /** Service to the hosts of its instances (a host twice if it has two of them). */
  readonly instanceHosts: Relation;
  /** Host to the domains whose loss alone takes it, through its hypervisors too. */
  readonly domainsOfHost: Relation;
  /** Domain to the domains that hold all of its hosts, itself left out. */
  readonly containers: Relation;
  /** Service to the services it needs. */
  readonly needs: Relation;
  /** Service to the services that need it. */
  readonly neededBy: Relation;
  /** How many domains of a level there are in a site: what a fair share is taken of. */
  readonly domainsInSite: ReadonlyMap<SiteId, Readonly<Record<SharedLevel, number>>>;
};

const indexes = new WeakMap<Fleet, PlacementIndex>();

/** The index of `fleet`; the same object on every call for the same fleet. */
export function placementIndex(fleet: Fleet): PlacementIndex {
  const known = indexes.get(fleet);
  if (known !== undefined) return known;
  const index = build(fleet);
  indexes.set(fleet, index);
  return index;
}

function numbersOf<Id>(things: readonly { readonly id: Id }[]): ReadonlyMap<Id, number> {
  return new Map(things.map(({ id }, number) => [id, number]));
}

function build(fleet: Fleet): PlacementIndex {
  const hosts = [...fleet.hosts.values()];
  const hostNumbers = numbersOf(hosts);
  const services = [...fleet.services.values()].sort((a, b) => byId(a.id, b.id));
  const serviceNumbers = numbersOf(services);
  const hypervisors = new Set<HostId>();
  for (const { placement } of hosts)
    if (placement !== null && placement.hypervisor !== null && fleet.hosts.has(placement.hypervisor))
      hypervisors.add(placement.hypervisor);
  const domains: readonly SharedDomain[] = [
    ...[...hypervisors].sort().map((id) => ({ level: 'hypervisor' as const, id })),
    ...[...fleet.racks.keys()].sort().map((id) => ({ level: 'rack' as const, id })),
    ...[...fleet.feeds.keys()].sort().map((id) => ({ level: 'feed' as const, id })),
    ...[...fleet.zones.keys()].sort().map((id) => ({ level: 'zone' as const, id })),
    ...[...fleet.sites.keys()].sort().map((id) => ({ level: 'site' as const, id })),
  ];
  const domainsOfHost = hostDomains(fleet, hosts, domains);
  const needs = relationFrom(services.length, (service, add) => {
    for (const id of new Set(services[service]?.dependsOn)) {
      const needed = serviceNumbers.get(id);
      if (needed !== undefined) add(needed);
    }
  });
  return {
    hosts,
    hostNumbers,
    services,
    serviceNumbers,
    minimum: Float64Array.from(services, minimumAvailable),
    domains,
    instanceHosts: relationFrom(services.length, (service, add) => {
      for (const { host } of services[service]?.instances ?? []) {
        const number = hostNumbers.get(host);
        if (number !== undefined) add(number);
      }
    }),
    domainsOfHost,
    containers: containersOf(domains.length, domainsOfHost),
    needs,
    neededBy: needs.reversed(services.length),
    domainsInSite: countDomains(fleet, domains),
  };
}

/** The feed whose loss alone darkens the rack, or null: it has several, or nobody wrote them down. */
function soleFeed(fleet: Fleet, rack: RackId): FeedId | null {
  const feeds = fleet.racks.get(rack)?.feeds ?? [];
  const [first] = feeds;
  return first !== undefined && feeds.every((feed) => feed === first) ? first : null;
}

function hostDomains(fleet: Fleet, hosts: readonly Host[], domains: readonly SharedDomain[]): Relation {
  const numbers: Record<SharedLevel, Map<string, number>> = {
    hypervisor: new Map(),
    rack: new Map(),
    feed: new Map(),
    zone: new Map(),
    site: new Map(),
  };
  domains.forEach(({ level, id }, number) => numbers[level].set(id, number));
  const feedOfRack = new Map([...fleet.racks.keys()].map((rack) => [rack, soleFeed(fleet, rack)]));
  const found: number[] = [];
  const note = (level: SharedLevel, id: string | null): void => {
    const number = id === null ? undefined : numbers[level].get(id);
    if (number !== undefined && !found.includes(number)) found.push(number);
  };
  return relationFrom(hosts.length, (host, add) => {
    found.length = 0;
    const climbed: HostId[] = [];
    let below: Host | undefined = hosts[host];
    while (below !== undefined && !climbed.includes(below.id)) {
      climbed.push(below.id);
      note('hypervisor', below.id);
      const { placement }: Host = below;
      if (placement === null) break;
      note('rack', placement.rack);
      note('feed', placement.rack === null ? null : (feedOfRack.get(placement.rack) ?? null));
      note('zone', placement.zone);
      note('site', placement.site);
      below = placement.hypervisor === null ? undefined : fleet.hosts.get(placement.hypervisor);
    }
    for (const domain of found) add(domain);
  });
}

/** A domain is held by every domain that all of its hosts stand in. */
function containersOf(domains: number, domainsOfHost: Relation): Relation {
  const held: (number[] | null)[] = new Array<number[] | null>(domains).fill(null);
  for (let host = 0; host < domainsOfHost.size; host += 1) {
    const { start, end } = domainsOfHost.range(host);
    for (let at = start; at < end; at += 1) {
      const domain = domainsOfHost.target(at);
      const before = held[domain] ?? null;
      if (before === null) held[domain] = domainsOfHost.targetsOf(host).filter((other) => other !== domain);
      else if (before.some((other) => !domainsOfHost.has(host, other)))
        held[domain] = before.filter((other) => domainsOfHost.has(host, other));
    }
  }
  return relationFrom(domains, (domain, add) => held[domain]?.forEach(add));
}

function countDomains(
  fleet: Fleet,
  domains: readonly SharedDomain[],
): ReadonlyMap<SiteId, Readonly<Record<SharedLevel, number>>> {
  const counts = new Map<SiteId, Record<SharedLevel, number>>();
  for (const site of fleet.sites.keys())
    counts.set(site, { hypervisor: 0, rack: 0, feed: 0, zone: 0, site: 0 });
  for (const domain of domains) {
    const site = siteOf(fleet, domain);
    const count = site === null ? undefined : counts.get(site);
    if (count !== undefined) count[domain.level] += 1;
  }
  return counts;
}

function siteOf(fleet: Fleet, domain: SharedDomain): SiteId | null {
  switch (domain.level) {
    case 'hypervisor':
      return fleet.hosts.get(domain.id)?.placement?.site ?? null;
    case 'rack': {
      const rack = fleet.racks.get(domain.id);
      return rack === undefined ? null : (fleet.zones.get(rack.zone)?.site ?? null);
    }
    case 'feed':
      return fleet.feeds.get(domain.id)?.site ?? null;
    case 'zone':
      return fleet.zones.get(domain.id)?.site ?? null;
    case 'site':
      return domain.id;
  }
}

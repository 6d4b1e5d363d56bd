// The fleet by number: hosts, services and failure domains as small integers with their relations in flat arrays, so
// that an audit of a hundred thousand hosts is a few passes over memory. Agrees with fleet-lookup.ts on what each
// single loss takes (a test holds it to that); built once for a fleet object and forgotten with it.

import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host, Service } from '../fleet/fleet.ts';
import type { HostId, ServiceId, SiteId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import { hostProfiles } from './host-profiles.ts';
import type { HostProfiles } from './host-profiles.ts';
import { relationFrom } from './relation.ts';
import type { Relation } from './relation.ts';
import type { SharedDomain, SharedLevel } from './shared-domain.ts';

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
  readonly profiles: HostProfiles;
  /** By domain: how many hosts its loss takes. */
  readonly hostCounts: Int32Array;
  /** Domain to the domains that hold all of its hosts, itself left out. */
  readonly containers: Relation;
  /** Service to the services it needs. */
  readonly needs: Relation;
  /** Service to the services that need it. */
  readonly neededBy: Relation;
  /** By the number of a site's domain: how many domains of each level it has, of which a fair share is taken. */
  readonly domainsInSite: ReadonlyMap<number, Readonly<Record<SharedLevel, number>>>;
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

/** True if the loss of `domain` alone takes `host`. */
export function takesHost(index: PlacementIndex, domain: number, host: number): boolean {
  return index.profiles.domains.has(index.profiles.ofHost[host] ?? -1, domain);
}

/** The domains whose loss alone takes `host`. */
export function domainsOfHost(index: PlacementIndex, host: number): readonly number[] {
  return index.profiles.domains.targetsOf(index.profiles.ofHost[host] ?? -1);
}

function numbersOf<Id>(things: readonly { readonly id: Id }[]): ReadonlyMap<Id, number> {
  const numbers = new Map<Id, number>();
  let next = 0;
  for (const { id } of things) {
    numbers.set(id, next);
    next += 1;
  }
  return numbers;
}

function build(fleet: Fleet): PlacementIndex {
  const hosts = [...fleet.hosts.values()];
  const hostNumbers = numbersOf(hosts);
  const services = [...fleet.services.values()].sort((a, b) => byId(a.id, b.id));
  const serviceNumbers = numbersOf(services);
  const domains = domainsOf(fleet, hosts);
  const profiles = hostProfiles(fleet, hosts, domains);
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
    profiles,
    hostCounts: countHosts(domains.length, profiles),
    containers: containersOf(domains.length, profiles),
    needs,
    neededBy: needs.reversed(services.length),
    domainsInSite: countDomains(fleet, domains),
  };
}

function domainsOf(fleet: Fleet, hosts: readonly Host[]): readonly SharedDomain[] {
  const hypervisors = new Set<HostId>();
  for (const { placement } of hosts)
    if (placement !== null && placement.hypervisor !== null && fleet.hosts.has(placement.hypervisor))
      hypervisors.add(placement.hypervisor);
  return [
    ...[...hypervisors].sort().map((id) => ({ level: 'hypervisor' as const, id })),
    ...[...fleet.racks.keys()].sort().map((id) => ({ level: 'rack' as const, id })),
    ...[...fleet.feeds.keys()].sort().map((id) => ({ level: 'feed' as const, id })),
    ...[...fleet.domains.values()]
      .sort((a, b) => byId(a.kind, b.kind) || byId(a.id, b.id))
      .map(({ id, kind }) => ({ level: 'custom' as const, id, kind })),
    ...[...fleet.zones.keys()].sort().map((id) => ({ level: 'zone' as const, id })),
    ...[...fleet.sites.keys()].sort().map((id) => ({ level: 'site' as const, id })),
  ];
}

function countHosts(domains: number, profiles: HostProfiles): Int32Array {
  const withProfile = new Int32Array(profiles.domains.size);
  for (const profile of profiles.ofHost) withProfile[profile] = (withProfile[profile] ?? 0) + 1;
  const counts = new Int32Array(domains);
  withProfile.forEach((hosts, profile) => {
    for (const domain of profiles.domains.targetsOf(profile)) counts[domain] = (counts[domain] ?? 0) + hosts;
  });
  return counts;
}

/** A domain is held by every domain that all of its hosts stand in. */
function containersOf(domains: number, profiles: HostProfiles): Relation {
  const held = new Array<readonly number[] | undefined>(domains);
  const inUse = new Set(profiles.ofHost);
  for (const profile of inUse) {
    const together = profiles.domains.targetsOf(profile);
    for (const domain of together) {
      const before = held[domain];
      if (before === undefined) held[domain] = together.filter((other) => other !== domain);
      else if (before.some((other) => !together.includes(other)))
        held[domain] = before.filter((other) => together.includes(other));
    }
  }
  return relationFrom(domains, (domain, add) => held[domain]?.forEach(add));
}

function countDomains(
  fleet: Fleet,
  domains: readonly SharedDomain[],
): ReadonlyMap<number, Readonly<Record<SharedLevel, number>>> {
  const counts = new Map<number, Record<SharedLevel, number>>();
  const ofSite = new Map<SiteId, Record<SharedLevel, number>>();
  domains.forEach((domain, number) => {
    if (domain.level !== 'site') return;
    const count = { hypervisor: 0, rack: 0, feed: 0, custom: 0, zone: 0, site: 0 };
    counts.set(number, count);
    ofSite.set(domain.id, count);
  });
  for (const domain of domains) {
    const site = siteOf(fleet, domain);
    const count = site === null ? undefined : ofSite.get(site);
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
    // It may cross sites, and not every host is in one of its kind: no even spread over them is defined.
    case 'custom':
      return null;
    case 'zone':
      return fleet.zones.get(domain.id)?.site ?? null;
    case 'site':
      return domain.id;
  }
}

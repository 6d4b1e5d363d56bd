// The fleet as the plan lint reads it: who falls with whom, which services a host takes, what they need, where it
// stands. Plain maps, read from the fleet alone and filled once a lint; nothing here comes from the planner's indexes,
// so that a mistake in those does not vouch for itself.

import { feedsOf } from '../fleet/fleet-lookup.ts';
import type { DomainCap, Fleet, Service } from '../fleet/fleet.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';

type Level = DomainCap['level'];

const noHosts: readonly HostId[] = [];
const noInstances: ReadonlyMap<Service, number> = new Map();
const noDomains: ReadonlyMap<string, readonly string[]> = new Map();

export class LintFleet {
  readonly fleet: Fleet;
  readonly #guests = new Map<HostId, HostId[]>();
  readonly #instances = new Map<HostId, Map<Service, number>>();
  readonly #falling = new Map<HostId, ReadonlySet<HostId>>();
  readonly #taken = new Map<HostId, ReadonlySet<Service>>();
  readonly #needs = new Map<ServiceId, ReadonlySet<ServiceId>>();
  readonly #neededBy = new Map<ServiceId, ReadonlySet<ServiceId>>();
  readonly #dependents = new Map<ServiceId, ServiceId[]>();
  readonly #sizes = new Map<Level, ReadonlyMap<string, number>>();
  readonly #custom = new Map<HostId, Map<string, string[]>>();

  constructor(fleet: Fleet) {
    this.fleet = fleet;
    for (const { id, placement } of fleet.hosts.values()) {
      const hypervisor = placement?.hypervisor ?? null;
      if (hypervisor !== null) listIn(this.#guests, hypervisor).push(id);
    }
    for (const service of fleet.services.values()) {
      for (const { host } of service.instances) {
        const counts = this.#instances.get(host) ?? new Map<Service, number>();
        this.#instances.set(host, counts.set(service, (counts.get(service) ?? 0) + 1));
      }
      for (const needed of service.dependsOn) listIn(this.#dependents, needed).push(service.id);
    }
    this.#readCustomDomains();
  }

  /** The host and every guest that falls with it. */
  falling(host: HostId): ReadonlySet<HostId> {
    return remembered(this.#falling, host, () =>
      closure([host], (each) => this.#guests.get(each) ?? noHosts),
    );
  }

  /** Services with instances on this very host, and how many of each. */
  instancesOn(host: HostId): ReadonlyMap<Service, number> {
    return this.#instances.get(host) ?? noInstances;
  }

  /** Services that lose an instance when the host goes. */
  servicesTaken(host: HostId): ReadonlySet<Service> {
    return remembered(
      this.#taken,
      host,
      () => new Set([...this.falling(host)].flatMap((each) => [...this.instancesOn(each).keys()])),
    );
  }

  /** All that a service depends on, directly or not; itself only in a ring. */
  needs(service: ServiceId): ReadonlySet<ServiceId> {
    const direct = (id: ServiceId): readonly ServiceId[] => this.fleet.services.get(id)?.dependsOn ?? [];
    return remembered(this.#needs, service, () => closure(direct(service), direct));
  }

  /** All that depend on a service, directly or not; itself only in a ring. */
  neededBy(service: ServiceId): ReadonlySet<ServiceId> {
    const direct = (id: ServiceId): readonly ServiceId[] => this.#dependents.get(id) ?? [];
    return remembered(this.#neededBy, service, () => closure(direct(service), direct));
  }

  /** The domains of `level` that a host stands in; none without placement. */
  domainsOf(id: HostId, level: Level): readonly string[] {
    const host = this.fleet.hosts.get(id);
    if (host === undefined || host.placement === null) return [];
    if (level === 'feed') return feedsOf(this.fleet, host);
    if (level === 'fleet') return ['fleet'];
    const domain = host.placement[level];
    return domain === null ? [] : [domain];
  }

  /** How many hosts stand in the domain. */
  sizeOf(level: Level, domain: string): number {
    const sizes = remembered(this.#sizes, level, () => {
      const counts = new Map<string, number>();
      for (const host of this.fleet.hosts.keys())
        for (const id of this.domainsOf(host, level)) counts.set(id, (counts.get(id) ?? 0) + 1);
      return counts;
    });
    return sizes.get(domain) ?? 0;
  }

  /** By kind: the site-defined domains that take the host. */
  customDomainsOf(host: HostId): ReadonlyMap<string, readonly string[]> {
    return this.#custom.get(host) ?? noDomains;
  }

  #readCustomDomains(): void {
    for (const { id, kind, hosts, racks } of this.fleet.domains.values()) {
      const taken = new Set<HostId>(hosts.flatMap((host) => [...this.falling(host)]));
      for (const host of this.fleet.hosts.values())
        if (host.placement !== null && host.placement.rack !== null && racks.includes(host.placement.rack))
          for (const falling of this.falling(host.id)) taken.add(falling);
      for (const host of taken) {
        const kinds = this.#custom.get(host) ?? new Map<string, string[]>();
        listIn(kinds, kind).push(id);
        this.#custom.set(host, kinds);
      }
    }
  }
}

/** Everything that is reached from `from` by `next`, with `from`. */
function closure<Item>(from: readonly Item[], next: (item: Item) => readonly Item[]): ReadonlySet<Item> {
  const found = new Set(from);
  // What is added while a set is walked is walked too.
  for (const item of found) for (const other of next(item)) found.add(other);
  return found;
}

function remembered<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function listIn<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  return remembered(map, key, () => []);
}

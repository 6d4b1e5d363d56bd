// Who serves what, who stands where, and who goes down with a failure domain. The one place that answers these, so
// that the audit, the planner and the budget can never disagree on what a loss takes. An index is built once for a
// fleet object and forgotten with it; every answer is in host or service id order, so it is the same on each run.

import { assertNever } from '../brand.ts';
import type { CustomDomain, FailureDomain, Fleet, Host, Instance, Service } from './fleet.ts';
import type { FeedId, HostId, RackId, ServiceId, SiteId, ZoneId } from './ids.ts';

type Standing = {
  readonly inRack: ReadonlyMap<RackId, readonly HostId[]>;
  readonly inZone: ReadonlyMap<ZoneId, readonly HostId[]>;
  readonly inSite: ReadonlyMap<SiteId, readonly HostId[]>;
  readonly racksOnFeed: ReadonlyMap<FeedId, readonly RackId[]>;
  /** Site-defined domains by a host that they name, and by a rack. */
  readonly customByHost: ReadonlyMap<HostId, readonly CustomDomain[]>;
  readonly customByRack: ReadonlyMap<RackId, readonly CustomDomain[]>;
  /** What each domain takes, once somebody has asked for it. */
  readonly takenBy: Map<string, ReadonlySet<HostId>>;
};

const none: readonly never[] = [];

/** Orders ids by UTF-16 code unit: the same everywhere, whatever the locale. */
export function byId(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

/** What `build` makes of a fleet, made once for each fleet object. */
function onceFor<Index>(build: (fleet: Fleet) => Index): (fleet: Fleet) => Index {
  const made = new WeakMap<Fleet, Index>();
  return (fleet) => {
    const known = made.get(fleet);
    if (known !== undefined) return known;
    const index = build(fleet);
    made.set(fleet, index);
    return index;
  };
}

const instancesByHost = onceFor((fleet): ReadonlyMap<HostId, readonly Instance[]> => {
  const instances = new Map<HostId, Instance[]>();
  for (const service of [...fleet.services.values()].sort((a, b) => byId(a.id, b.id)))
    for (const instance of service.instances) append(instances, instance.host, instance);
  return instances;
});

/** Those that ride on a hypervisor directly, in no order. */
const guestsByHypervisor = onceFor((fleet): ReadonlyMap<HostId, readonly HostId[]> => {
  const guests = new Map<HostId, HostId[]>();
  for (const { id, placement } of fleet.hosts.values())
    if (placement !== null && placement.hypervisor !== null) append(guests, placement.hypervisor, id);
  return guests;
});

/** Hosts that carry guests: nothing else says of a host that it is a hypervisor. */
export function hypervisorIds(fleet: Fleet): ReadonlySet<HostId> {
  return new Set([...guestsByHypervisor(fleet).keys()].filter((id) => fleet.hosts.has(id)));
}

const standingOf = onceFor((fleet): Standing => {
  const inRack = new Map<RackId, HostId[]>();
  const inZone = new Map<ZoneId, HostId[]>();
  const inSite = new Map<SiteId, HostId[]>();
  for (const { id, placement } of [...fleet.hosts.values()].sort((a, b) => byId(a.id, b.id))) {
    if (placement === null) continue;
    append(inSite, placement.site, id);
    append(inZone, placement.zone, id);
    if (placement.rack !== null) append(inRack, placement.rack, id);
  }
  const racksOnFeed = new Map<FeedId, RackId[]>();
  for (const rack of [...fleet.racks.values()].sort((a, b) => byId(a.id, b.id)))
    for (const feed of new Set(rack.feeds)) append(racksOnFeed, feed, rack.id);
  const customByHost = new Map<HostId, CustomDomain[]>();
  const customByRack = new Map<RackId, CustomDomain[]>();
  for (const domain of [...fleet.domains.values()].sort((a, b) => byId(a.id, b.id))) {
    for (const host of domain.hosts) append(customByHost, host, domain);
    for (const rack of domain.racks) append(customByRack, rack, domain);
  }
  const takenBy = new Map<string, ReadonlySet<HostId>>();
  return { inRack, inZone, inSite, racksOnFeed, customByHost, customByRack, takenBy };
});

/** The instances that run on `host`, in service id order. */
export function instancesOn(fleet: Fleet, host: HostId): readonly Instance[] {
  return instancesByHost(fleet).get(host) ?? none;
}

/** The services with at least one instance on `host`, in id order, each once. */
export function servicesOf(fleet: Fleet, host: HostId): readonly Service[] {
  const ids = new Set<ServiceId>(instancesOn(fleet, host).map(({ service }) => service));
  return [...ids].map((id) => fleet.services.get(id)).filter((service) => service !== undefined);
}

/** The feeds of the rack that `host` stands in; empty if it has no rack or the rack's feeds are unknown. */
export function feedsOf(fleet: Fleet, host: Host): readonly FeedId[] {
  const rack = host.placement?.rack ?? null;
  return rack === null ? none : (fleet.racks.get(rack)?.feeds ?? none);
}

/** The site-defined domains that name `host` itself; not those of its rack or of its hypervisors. */
export function ownCustomDomains(fleet: Fleet, host: HostId): readonly CustomDomain[] {
  return standingOf(fleet).customByHost.get(host) ?? none;
}

/** The site-defined domains that hold `rack`. */
export function customDomainsOfRack(fleet: Fleet, rack: RackId): readonly CustomDomain[] {
  return standingOf(fleet).customByRack.get(rack) ?? none;
}

/** The site-defined domains whose loss takes `host`: its own, its rack's and those of its hypervisors, in id order. */
export function customDomainsOf(fleet: Fleet, host: Host): readonly CustomDomain[] {
  if (fleet.domains.size === 0) return none;
  const found = new Set<CustomDomain>();
  const climbed = new Set<HostId>();
  for (let below: Host | undefined = host; below !== undefined && !climbed.has(below.id);) {
    climbed.add(below.id);
    for (const domain of ownCustomDomains(fleet, below.id)) found.add(domain);
    const rack = below.placement?.rack ?? null;
    if (rack !== null) for (const domain of customDomainsOfRack(fleet, rack)) found.add(domain);
    const hypervisor: HostId | null = below.placement?.hypervisor ?? null;
    below = hypervisor === null ? undefined : fleet.hosts.get(hypervisor);
  }
  return [...found].sort((a, b) => byId(a.id, b.id));
}

/** Every guest that goes down with `host`, guests of guests included; without `host` itself. */
export function guestsOf(fleet: Fleet, host: HostId): readonly HostId[] {
  const directGuests = guestsByHypervisor(fleet);
  if (!directGuests.has(host)) return none;
  const seen = new Set<HostId>([host]);
  for (const hypervisor of seen) for (const guest of directGuests.get(hypervisor) ?? none) seen.add(guest);
  seen.delete(host);
  return [...seen].sort(byId);
}

/** What `host` is a guest of, from the nearest down. */
export function hypervisorsOf(fleet: Fleet, host: HostId): readonly HostId[] {
  const below: HostId[] = [];
  for (let next = host; ;) {
    const hypervisor = fleet.hosts.get(next)?.placement?.hypervisor ?? null;
    if (hypervisor === null || hypervisor === host || below.includes(hypervisor)) return below;
    below.push(hypervisor);
    next = hypervisor;
  }
}

/** Racks that go dark when all of `lostFeeds` are lost together: those that have no other feed left. */
function darkRacks(fleet: Fleet, lostFeeds: ReadonlySet<FeedId>): readonly RackId[] {
  const { racksOnFeed } = standingOf(fleet);
  const touched = new Set([...lostFeeds].flatMap((feed) => racksOnFeed.get(feed) ?? none));
  return [...touched].filter((rack) => fleet.racks.get(rack)?.feeds.every((feed) => lostFeeds.has(feed)));
}

function standingIn(fleet: Fleet, domain: Exclude<FailureDomain, { level: 'feed' }>): readonly HostId[] {
  const index = standingOf(fleet);
  switch (domain.level) {
    case 'host':
    case 'hypervisor':
      return fleet.hosts.has(domain.id) ? [domain.id] : none;
    case 'rack':
      return index.inRack.get(domain.id) ?? none;
    case 'custom': {
      const custom = fleet.domains.get(domain.id);
      if (custom === undefined) return none;
      return [
        ...custom.hosts.filter((host) => fleet.hosts.has(host)),
        ...custom.racks.flatMap((rack) => index.inRack.get(rack) ?? none),
      ];
    }
    case 'zone':
      return index.inZone.get(domain.id) ?? none;
    case 'site':
      return index.inSite.get(domain.id) ?? none;
    default:
      return assertNever(domain);
  }
}

/**
 * The hosts that go down when all of `domains` are lost at the same moment, guests included, in id order. Feeds count
 * together: a rack with two feeds falls only if both are among `domains`.
 */
export function hostsLost(fleet: Fleet, domains: readonly FailureDomain[]): ReadonlySet<HostId> {
  const { inRack } = standingOf(fleet);
  const feeds = new Set(domains.flatMap((domain) => (domain.level === 'feed' ? [domain.id] : [])));
  const lost = new Set<HostId>(darkRacks(fleet, feeds).flatMap((rack) => inRack.get(rack) ?? none));
  for (const domain of domains)
    if (domain.level !== 'feed') for (const host of standingIn(fleet, domain)) lost.add(host);
  for (const host of [...lost]) for (const guest of guestsOf(fleet, host)) lost.add(guest);
  return new Set([...lost].sort(byId));
}

/**
 * The hosts that go down when `domain` is lost, guests included, in id order. A feed takes only the racks that have
 * no other feed. An unknown domain takes nothing.
 */
export function hostsIn(fleet: Fleet, domain: FailureDomain): ReadonlySet<HostId> {
  // One host is looked up faster than it is remembered.
  if (domain.level === 'host' || domain.level === 'hypervisor') return hostsLost(fleet, [domain]);
  const { takenBy } = standingOf(fleet);
  const key = `${domain.level}:${domain.id}`;
  const taken = takenBy.get(key) ?? hostsLost(fleet, [domain]);
  // Anybody may ask for names that do not exist: those are not kept.
  if (taken.size > 0) takenBy.set(key, taken);
  return taken;
}

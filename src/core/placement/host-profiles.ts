// Which domains take a host: hosts that fall with the same domains (a rack full of them) share one profile, so the
// rest of the audit looks at a few thousand profiles and not at every host.

import { customDomainsOfRack, ownCustomDomains } from '../fleet/fleet-lookup.ts';
import type { CustomDomain, Fleet, Host, Placement } from '../fleet/fleet.ts';
import type { FeedId, HostId, RackId } from '../fleet/ids.ts';
import { relationFrom } from './relation.ts';
import type { Relation } from './relation.ts';
import type { SharedDomain, SharedLevel } from './shared-domain.ts';

export type HostProfiles = {
  /** Host to its profile. */
  readonly ofHost: Int32Array;
  /** Profile to the domains whose loss alone takes its hosts, through their hypervisors too. */
  readonly domains: Relation;
};

/** Profiles of `hosts`, which are numbered in the given order, as `domains` are. */
export function hostProfiles(
  fleet: Fleet,
  hosts: readonly Host[],
  domains: readonly SharedDomain[],
): HostProfiles {
  const builder = new ProfileBuilder(fleet, domains);
  const ofHost = new Int32Array(hosts.length);
  hosts.forEach((host, number) => {
    ofHost[number] = builder.profileOf(host);
  });
  const lists = builder.lists;
  return {
    ofHost,
    domains: relationFrom(lists.length, (profile, add) => lists[profile]?.forEach(add)),
  };
}

const none: readonly number[] = [];

class ProfileBuilder {
  /** Profile to its domains. */
  readonly lists: (readonly number[])[] = [];
  private readonly fleet: Fleet;
  /** Asking the fleet for them builds its lookup, which a fleet without any need not pay for. */
  private readonly hasCustom: boolean;
  private readonly numbers: Readonly<Record<SharedLevel, Map<string, number>>>;
  /** What the last host of a rack stood in, with its profile: nearly always right for the next one. */
  private readonly lastInRack = new Map<RackId | null, { placement: Placement; profile: number }>();
  private readonly ofHypervisor = new Map<HostId, number>();
  /** By what a host stands in and what names it. */
  private readonly named = new Map<string, number>();
  /** Hypervisor to the profile of the last guest on it, with what the guest stands in itself. */
  private readonly lastGuest = new Map<HostId, { standing: number; profile: number }>();

  constructor(fleet: Fleet, domains: readonly SharedDomain[]) {
    this.fleet = fleet;
    this.hasCustom = fleet.domains.size > 0;
    this.numbers = {
      hypervisor: new Map(),
      rack: new Map(),
      feed: new Map(),
      custom: new Map(),
      zone: new Map(),
      site: new Map(),
    };
    domains.forEach(({ level, id }, number) => this.numbers[level].set(id, number));
  }

  profileOf(host: Host): number {
    const self = this.numbers.hypervisor.get(host.id);
    if (self !== undefined) return this.hypervisorProfile(host, self);
    const standing = host.placement === null ? null : this.standingProfile(host.placement);
    const own = this.hasCustom ? this.ownDomains(host) : none;
    if (own.length > 0) return this.namedProfile(host, standing, own);
    if (host.placement === null || standing === null) return this.add([]);
    const below = host.placement.hypervisor;
    return below === null ? standing : this.guestProfile(standing, below);
  }

  /** Site-defined domains that name the host itself. */
  private ownDomains(host: Host): readonly number[] {
    return this.hasCustom ? this.customNumbers(ownCustomDomains(this.fleet, host.id)) : none;
  }

  private customNumbers(domains: readonly CustomDomain[]): readonly number[] {
    return domains.flatMap(({ id }) => this.numbers.custom.get(id) ?? []);
  }

  /** Hosts that stand alike and are named by the same domains (the blades of a chassis) share a profile. */
  private namedProfile(host: Host, standing: number | null, own: readonly number[]): number {
    const below = host.placement?.hypervisor ?? null;
    const placed = standing === null ? null : below === null ? standing : this.guestProfile(standing, below);
    const key = `${placed ?? ''} ${own.join(' ')}`;
    const known = this.named.get(key);
    if (known !== undefined) return known;
    const profile = this.add([...new Set([...(this.lists[placed ?? -1] ?? []), ...own])]);
    this.named.set(key, profile);
    return profile;
  }

  private add(list: readonly number[]): number {
    this.lists.push(list);
    return this.lists.length - 1;
  }

  /** Rack, feed, zone and site, nothing of hypervisors. */
  private standingProfile(placement: Placement): number {
    const known = this.lastInRack.get(placement.rack);
    if (known?.placement.zone === placement.zone && known.placement.site === placement.site)
      return known.profile;
    const { rack, feed, zone, site } = this.numbers;
    const found = [
      placement.rack === null ? undefined : rack.get(placement.rack),
      feed.get(this.soleFeed(placement.rack) ?? ''),
      zone.get(placement.zone),
      site.get(placement.site),
    ];
    const custom =
      placement.rack === null || !this.hasCustom ? [] : customDomainsOfRack(this.fleet, placement.rack);
    const profile = this.add([
      ...found.filter((number) => number !== undefined),
      ...this.customNumbers(custom),
    ]);
    this.lastInRack.set(placement.rack, { placement, profile });
    return profile;
  }

  /** The feed whose loss alone darkens the rack, or null: it has several, or nobody wrote them down. */
  private soleFeed(rack: RackId | null): FeedId | null {
    const feeds = rack === null ? [] : (this.fleet.racks.get(rack)?.feeds ?? []);
    const [first] = feeds;
    return first !== undefined && feeds.every((feed) => feed === first) ? first : null;
  }

  private guestProfile(standing: number, below: HostId): number {
    const known = this.lastGuest.get(below);
    if (known?.standing === standing) return known.profile;
    const hypervisor = this.fleet.hosts.get(below);
    const under = hypervisor === undefined ? [] : (this.lists[this.profileOf(hypervisor)] ?? []);
    const profile = this.add([...new Set([...(this.lists[standing] ?? []), ...under])]);
    this.lastGuest.set(below, { standing, profile });
    return profile;
  }

  private hypervisorProfile(host: Host, self: number): number {
    const known = this.ofHypervisor.get(host.id);
    if (known !== undefined) return known;
    const standing = host.placement === null ? [] : (this.lists[this.standingProfile(host.placement)] ?? []);
    const named = this.ownDomains(host);
    const own = this.add([...new Set([self, ...standing, ...named])]);
    // Noted before what lies under it is asked for: a circle of guests ends here.
    this.ofHypervisor.set(host.id, own);
    const below = host.placement?.hypervisor ?? null;
    const under = below === null ? undefined : this.fleet.hosts.get(below);
    if (under === undefined) return own;
    this.lists[own] = [
      ...new Set([self, ...standing, ...named, ...(this.lists[this.profileOf(under)] ?? [])]),
    ];
    return own;
  }
}

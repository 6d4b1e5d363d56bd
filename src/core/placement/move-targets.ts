// Where a host could go: a host in a rack to another rack with room, a guest to another hypervisor, a host without a
// rack (cloud) to another zone of the same kind of site. Best first for one service: fewest neighbours of its kind,
// and no other site unless there is no other way.

import { customDomainsOfRack, ownCustomDomains } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host, Placement, Rack, Zone } from '../fleet/fleet.ts';
import type { HostId, RackId } from '../fleet/ids.ts';
import type { DomainCounter } from './domain-counter.ts';
import type { Move } from './move.ts';
import { domainsOfHost } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';
import type { SharedDomain, SharedLevel } from './shared-domain.ts';
import { RackRoom } from './rack-room.ts';

export type Target = {
  readonly placement: Placement;
  /** Numbers of the domains that would take the host there, itself as a hypervisor left out. */
  readonly domains: readonly number[];
};

type Ranked = Target & { readonly rank: readonly number[]; readonly name: string };

export class MoveTargets {
  private readonly fleet: Fleet;
  private readonly index: PlacementIndex;
  private readonly room: RackRoom;
  private readonly numbers = new Map<string, number>();
  private readonly ofRack = new Map<RackId, readonly number[]>();

  constructor(fleet: Fleet, index: PlacementIndex) {
    this.fleet = fleet;
    this.index = index;
    this.room = new RackRoom(fleet);
    index.domains.forEach((domain, number) => this.numbers.set(keyOf(domain), number));
  }

  number(domain: SharedDomain): number | null {
    return this.numbers.get(keyOf(domain)) ?? null;
  }

  /**
   * The `limit` best places for `host` outside all of `away`, for the service that `counter` has counted, after
   * `moves`.
   */
  for(
    host: Host,
    from: Placement,
    options: {
      readonly away: ReadonlySet<number>;
      readonly counter: DomainCounter;
      readonly moves: readonly Move[];
      readonly limit: number;
    },
  ): readonly Target[] {
    const { away, counter, moves, limit } = options;
    const ranked: Ranked[] = [];
    const named = this.domainsNaming(host.id);
    for (const { target: place, free, name } of this.places(host, from, moves)) {
      const target =
        named.length === 0 ? place : { ...place, domains: [...new Set([...place.domains, ...named])] };
      if (target.domains.some((domain) => away.has(domain))) continue;
      const elsewhere = target.placement.site === from.site ? 0 : 1;
      const neighbours = target.domains.map((domain) => counter.lostWith(domain));
      ranked.push({ ...target, name, rank: [elsewhere, ...neighbours, -free] });
    }
    return ranked.sort(byRank).slice(0, limit);
  }

  private places(
    host: Host,
    from: Placement,
    moves: readonly Move[],
  ): readonly { readonly target: Target; readonly free: number; readonly name: string }[] {
    if (from.hypervisor !== null) return this.hypervisors(host, from.hypervisor, moves);
    if (from.rack === null) return this.zones(from);
    return [...this.fleet.racks.values()].flatMap((rack) => {
      const zone = this.fleet.zones.get(rack.zone);
      const room = this.room.in(rack.id, host.height, moves);
      if (zone === undefined || rack.id === from.rack || room.kind === 'none') return [];
      const unit = room.kind === 'some' ? room.unit : null;
      const placement = { site: zone.site, zone: zone.id, rack: rack.id, unit, hypervisor: null };
      const domains = this.domainsOfRack(rack, zone);
      return [{ target: { placement, domains }, free: room.kind === 'some' ? room.free : 0, name: rack.id }];
    });
  }

  private hypervisors(guest: Host, current: HostId, moves: readonly Move[]) {
    return this.index.domains.flatMap((domain) => {
      if (domain.level !== 'hypervisor' || domain.id === current || domain.id === guest.id) return [];
      // It will not stand where the inventory says.
      if (moves.some(({ host }) => host === domain.id)) return [];
      const hypervisor = this.fleet.hosts.get(domain.id);
      const number = this.index.hostNumbers.get(domain.id);
      // A guest on a guest is nobody's wish.
      if (hypervisor?.placement === undefined || hypervisor.placement === null || number === undefined)
        return [];
      if (hypervisor.placement.hypervisor !== null) return [];
      const placement = { ...hypervisor.placement, unit: null, hypervisor: domain.id };
      return [
        {
          target: { placement, domains: domainsOfHost(this.index, number) },
          free: 0,
          name: domain.id,
        },
      ];
    });
  }

  private zones(from: Placement) {
    const kind = this.fleet.sites.get(from.site)?.kind;
    return [...this.fleet.zones.values()].flatMap((zone) => {
      if (zone.id === from.zone || this.fleet.sites.get(zone.site)?.kind !== kind) return [];
      const placement = { site: zone.site, zone: zone.id, rack: null, unit: null, hypervisor: null };
      const domains = this.named([
        ['zone', zone.id],
        ['site', zone.site],
      ]);
      return [{ target: { placement, domains }, free: 0, name: zone.id }];
    });
  }

  /** Site-defined domains that name the host go with it wherever it stands, until somebody changes the inventory. */
  domainsNaming(host: HostId): readonly number[] {
    return this.named(ownCustomDomains(this.fleet, host).map(({ id }) => ['custom', id] as const));
  }

  private domainsOfRack(rack: Rack, zone: Zone): readonly number[] {
    const known = this.ofRack.get(rack.id);
    if (known !== undefined) return known;
    const [only, ...others] = new Set(rack.feeds);
    const domains = this.named([
      ['rack', rack.id],
      ...(only !== undefined && others.length === 0 ? [['feed', only] as const] : []),
      ['zone', zone.id],
      ['site', zone.site],
      ...customDomainsOfRack(this.fleet, rack.id).map(({ id }) => ['custom', id] as const),
    ]);
    this.ofRack.set(rack.id, domains);
    return domains;
  }

  private named(domains: readonly (readonly [SharedLevel, string])[]): readonly number[] {
    return domains.flatMap(([level, id]) => this.numbers.get(`${level}:${id}`) ?? []);
  }
}

/** Ids are unique within a level, and site-defined ones among themselves. */
function keyOf({ level, id }: SharedDomain): string {
  return `${level}:${id}`;
}

function byRank(a: Ranked, b: Ranked): number {
  for (const [place, rank] of a.rank.entries()) {
    const other = b.rank[place] ?? 0;
    if (rank !== other) return rank - other;
  }
  return a.name < b.name ? -1 : 1;
}

// Pairs of domains of one level that stop a service together although neither does alone: two racks, the two feeds
// of a rack, two hypervisors. Pairs of different levels are not listed (every rack would pair with half the zones);
// what-if answers them.

import { byId, feedsOf, hostsLost } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host, Service } from '../fleet/fleet.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import { stopsFrom } from './outcome.ts';
import { domainsOfHost, placementIndex, takesHost } from './placement-index.ts';
import { sharedLevels } from './shared-domain.ts';
import type { PlacementIndex } from './placement-index.ts';
import type { SharedDomain, SharedLevel } from './shared-domain.ts';

export type LosingPair = {
  readonly level: SharedLevel;
  readonly domains: readonly [SharedDomain, SharedDomain];
  /** Stopped by both together and by neither alone, in id order. */
  readonly services: readonly ServiceId[];
};

/** All such pairs of `levels`: those that stop most services first, then the smaller level, then by id. */
export function losingPairs(
  fleet: Fleet,
  options: { readonly levels: readonly SharedLevel[] },
): readonly LosingPair[] {
  const index = placementIndex(fleet);
  const found = new Map<string, { pair: readonly [number, number]; services: ServiceId[] }>();
  const search = new PairSearch(fleet, index);
  const wanted = new Set(options.levels);
  index.services.forEach((service, number) => {
    for (const pair of search.pairsOf(service, number)) {
      const level = index.domains[pair[0]]?.level;
      if (level === undefined || !wanted.has(level)) continue;
      const key = `${pair[0]} ${pair[1]}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { pair, services: [service.id] });
      else known.services.push(service.id);
    }
  });
  return [...found.values()]
    .flatMap(({ pair: [a, b], services }): readonly LosingPair[] => {
      const [one, other] = [index.domains[a], index.domains[b]];
      return one === undefined || other === undefined
        ? []
        : [{ level: one.level, domains: [one, other], services }];
    })
    .sort(
      (a, b) =>
        b.services.length - a.services.length ||
        sharedLevels.indexOf(a.level) - sharedLevels.indexOf(b.level) ||
        byId(a.domains[0].id, b.domains[0].id) ||
        byId(a.domains[1].id, b.domains[1].id),
    );
}

class PairSearch {
  private readonly fleet: Fleet;
  private readonly index: PlacementIndex;
  private readonly feedNumbers: ReadonlyMap<string, number>;
  /** Hosts that two feeds take together, kept because many services ask for the same two. */
  private readonly lostByFeeds = new Map<string, ReadonlySet<HostId>>();

  constructor(fleet: Fleet, index: PlacementIndex) {
    this.fleet = fleet;
    this.index = index;
    this.feedNumbers = new Map(
      index.domains.flatMap(({ level, id }, number) => (level === 'feed' ? [[id, number] as const] : [])),
    );
  }

  /** As numbers of domains, the smaller first. */
  pairsOf(service: Service, number: number): readonly (readonly [number, number])[] {
    const stopAt = stopsFrom(service);
    const reach = this.reachOf(number);
    return sharedLevels.flatMap((level) => {
      const domains = [...reach]
        .filter(([domain]) => this.index.domains[domain]?.level === level)
        .filter(([domain]) => this.lostWith(service, number, domain, domain) < stopAt)
        .sort(([a, most], [b, more]) => more - most || a - b);
      return domains.flatMap(([a, most], place) => {
        const pairs: (readonly [number, number])[] = [];
        for (const [b, more] of domains.slice(place + 1)) {
          // Sorted by what each can take at most: the first that cannot make it ends the search.
          if (most + more < stopAt) break;
          if (this.lostWith(service, number, a, b) >= stopAt) pairs.push([Math.min(a, b), Math.max(a, b)]);
        }
        return pairs;
      });
    });
  }

  /** How many instances each domain can take at most, a feed counted for every rack that hangs on it. */
  private reachOf(service: number): ReadonlyMap<number, number> {
    const { instanceHosts, hosts } = this.index;
    const reach = new Map<number, number>();
    for (const number of instanceHosts.targetsOf(service)) {
      const touched = new Set(domainsOfHost(this.index, number));
      for (const feed of this.feedsUnder(hosts[number])) touched.add(feed);
      for (const domain of touched) reach.set(domain, (reach.get(domain) ?? 0) + 1);
    }
    return reach;
  }

  /** Feeds of the host's rack and of the racks of the hypervisors under it. */
  private feedsUnder(host: Host | undefined): readonly number[] {
    const feeds: number[] = [];
    const climbed = new Set<HostId>();
    for (let below = host; below !== undefined && !climbed.has(below.id);) {
      climbed.add(below.id);
      for (const feed of feedsOf(this.fleet, below)) {
        const number = this.feedNumbers.get(feed);
        if (number !== undefined) feeds.push(number);
      }
      const under: HostId | null = below.placement?.hypervisor ?? null;
      below = under === null ? undefined : this.fleet.hosts.get(under);
    }
    return feeds;
  }

  /** Instances of the service that the loss of both domains takes. */
  private lostWith(service: Service, number: number, a: number, b: number): number {
    const { instanceHosts, domains } = this.index;
    if (a !== b && domains[a]?.level === 'feed') {
      const lost = this.lostWithFeeds(a, b);
      return service.instances.filter(({ host }) => lost.has(host)).length;
    }
    let lost = 0;
    for (const host of instanceHosts.targetsOf(number))
      if (takesHost(this.index, a, host) || takesHost(this.index, b, host)) lost += 1;
    return lost;
  }

  private lostWithFeeds(a: number, b: number): ReadonlySet<HostId> {
    const key = `${a} ${b}`;
    const known = this.lostByFeeds.get(key);
    if (known !== undefined) return known;
    const lost = hostsLost(
      this.fleet,
      [a, b].flatMap((domain) => this.index.domains[domain] ?? []),
    );
    this.lostByFeeds.set(key, lost);
    return lost;
  }
}

// Which single loss would hurt most: every failure domain and every host of the fleet, with how many services it
// stops, weakens and drags along. Agrees with what-if on each of them (a test holds it to that), but counts all of
// them in a few passes.

import { byId } from '../fleet/fleet-lookup.ts';
import type { DomainLevel, FailureDomain, Fleet, Service } from '../fleet/fleet.ts';
import { DomainCounter } from './domain-counter.ts';
import { isStopped, outcomeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { placementIndex } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';
import { relationFrom } from './relation.ts';
import type { Relation } from './relation.ts';

export type RankedLoss = {
  readonly domain: FailureDomain;
  /** Hosts that go down with it. */
  readonly hosts: number;
  /** Services by their own outcome. */
  readonly down: number;
  readonly quorumLost: number;
  readonly belowMinimum: number;
  readonly degraded: number;
  /** Services that fall only because they need one that is stopped. */
  readonly dragged: number;
};

/**
 * The worst single losses, worst first: most services stopped (dragged ones included), then most below their minimum,
 * then most degraded, then most hosts; among equals the smaller level, then by id. A host with guests counts as a
 * `hypervisor`, every other one as a `host`. Losses that touch no service are left out.
 */
export function rankLosses(
  fleet: Fleet,
  options: { readonly limit: number; readonly levels: readonly DomainLevel[] },
): readonly RankedLoss[] {
  const index = placementIndex(fleet);
  const tally = new Tally(index);
  const stops = tally.countServices();
  tally.countDragged(stops.reversed(tally.places));
  return tally.worst(options);
}

/**
 * Counts by place: the domains of the index by their number, then the hosts by theirs. One host is its own failure
 * domain like any other.
 */
class Tally {
  readonly places: number;
  private readonly index: PlacementIndex;
  private readonly dragged: Int32Array;
  private readonly counts: Readonly<Record<Exclude<Outcome, 'ok'>, Int32Array>>;

  constructor(index: PlacementIndex) {
    this.index = index;
    this.places = index.domains.length + index.hosts.length;
    this.dragged = new Int32Array(this.places);
    this.counts = {
      down: new Int32Array(this.places),
      'quorum-lost': new Int32Array(this.places),
      'below-minimum': new Int32Array(this.places),
      degraded: new Int32Array(this.places),
    };
  }

  /** Tallies every service at every place that takes some of it; returns service to the places that stop it. */
  countServices(): Relation {
    const { services, minimum, instanceHosts, domains } = this.index;
    const counter = new DomainCounter(this.index);
    const onHost = new Int32Array(this.index.hosts.length);
    return relationFrom(services.length, (service, add) => {
      const judged = services[service];
      if (judged === undefined || judged.instances.length === 0) return;
      const least = minimum[service] ?? 0;
      const note = (place: number, lost: number): void => {
        if (this.tally(judged, { place, lost, least })) add(place);
      };
      counter.count(service);
      for (const domain of counter.touched()) note(domain, counter.lostWith(domain));
      const { start, end } = instanceHosts.range(service);
      for (let at = start; at < end; at += 1) bump(onHost, instanceHosts.target(at));
      for (let at = start; at < end; at += 1) {
        const host = instanceHosts.target(at);
        const lost = onHost[host] ?? 0;
        if (lost === 0) continue;
        onHost[host] = 0;
        note(domains.length + host, lost);
      }
    });
  }

  private tally(
    service: Service,
    loss: { readonly place: number; readonly lost: number; readonly least: number },
  ): boolean {
    const instances = service.instances.length;
    const outcome = outcomeOf(service, { instances, left: instances - loss.lost, minimum: loss.least });
    if (outcome === 'ok') return false;
    bump(this.counts[outcome], loss.place);
    return isStopped(outcome);
  }

  /** For each place, walks up from the services it stops to those that need them. `stopped` is place to services. */
  countDragged(stopped: Relation): void {
    const { neededBy, services } = this.index;
    const seenAt = new Int32Array(services.length).fill(-1);
    const queue: number[] = [];
    for (let place = 0; place < stopped.size; place += 1) {
      queue.length = 0;
      const { start, end } = stopped.range(place);
      for (let at = start; at < end; at += 1) {
        const service = stopped.target(at);
        seenAt[service] = place;
        queue.push(service);
      }
      const own = queue.length;
      for (let head = 0; head < queue.length; head += 1) {
        const above = neededBy.range(queue[head] ?? 0);
        for (let at = above.start; at < above.end; at += 1) {
          const dependent = neededBy.target(at);
          if (seenAt[dependent] === place) continue;
          seenAt[dependent] = place;
          queue.push(dependent);
        }
      }
      this.dragged[place] = queue.length - own;
    }
  }

  /** Keeps the worst in order as they are found: a limit is small, and most places are no match for what is kept. */
  worst(options: { readonly limit: number; readonly levels: readonly DomainLevel[] }): readonly RankedLoss[] {
    const wanted = this.wantedPlaces(new Set(options.levels));
    const kept: number[] = [];
    for (let place = 0; place < this.places; place += 1) {
      if (wanted[place] === 0 || this.stopsAt(place) + this.weakensAt(place) === 0) continue;
      const last = kept.at(-1);
      if (kept.length >= options.limit && (last === undefined || this.compare(place, last) >= 0)) continue;
      kept.splice(this.rankIn(kept, place), 0, place);
      if (kept.length > options.limit) kept.pop();
    }
    return kept.map((place) => ({
      domain: this.domainAt(place),
      hosts: this.hostsAt(place),
      down: at(this.counts.down, place),
      quorumLost: at(this.counts['quorum-lost'], place),
      belowMinimum: at(this.counts['below-minimum'], place),
      degraded: at(this.counts.degraded, place),
      dragged: at(this.dragged, place),
    }));
  }

  /** 1 for the places of the levels; a host with guests is there as a hypervisor and not once more. */
  private wantedPlaces(levels: ReadonlySet<DomainLevel>): Uint8Array {
    const { domains, hostNumbers } = this.index;
    const wanted = new Uint8Array(this.places);
    if (levels.has('host')) wanted.fill(1, domains.length);
    domains.forEach((domain, number) => {
      if (levels.has(domain.level)) wanted[number] = 1;
      const host = domain.level === 'hypervisor' ? hostNumbers.get(domain.id) : undefined;
      if (host !== undefined) wanted[domains.length + host] = 0;
    });
    return wanted;
  }

  /** Where `place` belongs in `kept`, which is in order. */
  private rankIn(kept: readonly number[], place: number): number {
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = kept[middle];
      if (other !== undefined && this.compare(other, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(a: number, b: number): number {
    const { degraded } = this.counts;
    const below = this.counts['below-minimum'];
    return (
      this.stopsAt(b) - this.stopsAt(a) ||
      at(below, b) - at(below, a) ||
      at(degraded, b) - at(degraded, a) ||
      this.hostsAt(b) - this.hostsAt(a) ||
      this.levelOrder(a) - this.levelOrder(b) ||
      byId(this.idAt(a), this.idAt(b))
    );
  }

  private stopsAt(place: number): number {
    return at(this.counts.down, place) + at(this.counts['quorum-lost'], place) + at(this.dragged, place);
  }

  private weakensAt(place: number): number {
    return at(this.counts['below-minimum'], place) + at(this.counts.degraded, place);
  }

  /** A host without guests takes itself. */
  private hostsAt(place: number): number {
    return this.index.hostCounts[place] ?? 1;
  }

  /** Hosts first, then the domains in the index's order: by level. */
  private levelOrder(place: number): number {
    return place < this.index.domains.length ? place + 1 : 0;
  }

  private idAt(place: number): string {
    const { domains, hosts } = this.index;
    return domains[place]?.id ?? hosts[place - domains.length]?.id ?? '';
  }

  private domainAt(place: number): FailureDomain {
    const domain = this.index.domains[place];
    if (domain !== undefined) return domain;
    const host = this.index.hosts[place - this.index.domains.length];
    if (host === undefined) throw new RangeError(`no place ${place}`);
    return { level: 'host', id: host.id };
  }
}

function at(counts: Int32Array, place: number): number {
  return counts[place] ?? 0;
}

function bump(counts: Int32Array, place: number): void {
  counts[place] = (counts[place] ?? 0) + 1;
}

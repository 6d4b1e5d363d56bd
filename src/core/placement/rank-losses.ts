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
  tally.countHosts();
  return tally.worst(options);
}

/**
 * Counts by place: the domains of the index by their number, then the hosts by theirs. One host is its own failure
 * domain like any other.
 */
class Tally {
  readonly places: number;
  private readonly index: PlacementIndex;
  private readonly hosts: Int32Array;
  private readonly dragged: Int32Array;
  private readonly counts: Readonly<Record<Exclude<Outcome, 'ok'>, Int32Array>>;

  constructor(index: PlacementIndex) {
    this.index = index;
    this.places = index.domains.length + index.hosts.length;
    this.hosts = new Int32Array(this.places);
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

  countHosts(): void {
    const { domains, domainsOfHost } = this.index;
    for (let host = 0; host < domainsOfHost.size; host += 1) {
      this.hosts[domains.length + host] = 1;
      const { start, end } = domainsOfHost.range(host);
      for (let at = start; at < end; at += 1) bump(this.hosts, domainsOfHost.target(at));
    }
  }

  worst(options: { readonly limit: number; readonly levels: readonly DomainLevel[] }): readonly RankedLoss[] {
    const levels = new Set(options.levels);
    const hypervisors = new Set(
      this.index.domains.flatMap(({ level, id }) => (level === 'hypervisor' ? [id] : [])),
    );
    const touched: number[] = [];
    for (let place = 0; place < this.places; place += 1) {
      if (
        this.stopsAt(place) + at(this.counts['below-minimum'], place) + at(this.counts.degraded, place) ===
        0
      )
        continue;
      const domain = this.domainAt(place);
      if (levels.has(domain.level) && !(domain.level === 'host' && hypervisors.has(domain.id)))
        touched.push(place);
    }
    return touched
      .sort((a, b) => this.compare(a, b))
      .slice(0, options.limit)
      .map((place) => ({
        domain: this.domainAt(place),
        hosts: at(this.hosts, place),
        down: at(this.counts.down, place),
        quorumLost: at(this.counts['quorum-lost'], place),
        belowMinimum: at(this.counts['below-minimum'], place),
        degraded: at(this.counts.degraded, place),
        dragged: at(this.dragged, place),
      }));
  }

  private compare(a: number, b: number): number {
    const { degraded } = this.counts;
    const below = this.counts['below-minimum'];
    return (
      this.stopsAt(b) - this.stopsAt(a) ||
      at(below, b) - at(below, a) ||
      at(degraded, b) - at(degraded, a) ||
      at(this.hosts, b) - at(this.hosts, a) ||
      this.levelOrder(a) - this.levelOrder(b) ||
      byId(this.domainAt(a).id, this.domainAt(b).id)
    );
  }

  private stopsAt(place: number): number {
    return at(this.counts.down, place) + at(this.counts['quorum-lost'], place) + at(this.dragged, place);
  }

  private levelOrder(place: number): number {
    return place < this.index.domains.length ? place + 1 : 0;
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

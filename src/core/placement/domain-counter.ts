// Counts how many instances of one service each failure domain holds. One counter is reused for service after
// service: only the domains that the last service touched are cleared, so counting costs what the service has.

import { domainsOfHost } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';

/** Host to the domains that take it, for hosts that are thought to stand elsewhere than the index says. */
export type MovedHosts = ReadonlyMap<number, readonly number[]>;

export class DomainCounter {
  private readonly index: PlacementIndex;
  private readonly moved: MovedHosts;
  private readonly counts: Int32Array;
  private readonly touchedNow: number[] = [];

  constructor(index: PlacementIndex, moved: MovedHosts = new Map()) {
    this.index = index;
    this.moved = moved;
    this.counts = new Int32Array(index.domains.length);
  }

  /** Counts `service` and forgets the one before. */
  count(service: number): void {
    for (const domain of this.touchedNow) this.counts[domain] = 0;
    this.touchedNow.length = 0;
    const { instanceHosts, profiles } = this.index;
    const { start, end } = instanceHosts.range(service);
    for (let at = start; at < end; at += 1) {
      const host = instanceHosts.target(at);
      if (this.moved.size > 0 && this.moved.has(host)) {
        for (const domain of this.moved.get(host) ?? []) this.bump(domain);
        continue;
      }
      const places = profiles.domains.range(profiles.ofHost[host] ?? -1);
      for (let place = places.start; place < places.end; place += 1)
        this.bump(profiles.domains.target(place));
    }
  }

  private bump(domain: number): void {
    const before = this.counts[domain] ?? 0;
    if (before === 0) this.touchedNow.push(domain);
    this.counts[domain] = before + 1;
  }

  /** Domains with at least one instance of the counted service. */
  touched(): readonly number[] {
    return this.touchedNow;
  }

  /** Instances of the counted service that the loss of `domain` takes. */
  lostWith(domain: number): number {
    return this.counts[domain] ?? 0;
  }

  /** True if the loss of `domain` alone takes `host`. */
  takes(domain: number, host: number): boolean {
    const { ofHost, domains } = this.index.profiles;
    const moved = this.moved.size === 0 ? undefined : this.moved.get(host);
    return moved === undefined ? domains.has(ofHost[host] ?? -1, domain) : moved.includes(domain);
  }

  /** The domains whose loss alone takes `host`. */
  domainsTaking(host: number): readonly number[] {
    return this.moved.get(host) ?? domainsOfHost(this.index, host);
  }
}

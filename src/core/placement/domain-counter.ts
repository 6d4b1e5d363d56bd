// Counts how many instances of one service each failure domain holds. One counter is reused for service after
// service: only the domains that the last service touched are cleared, so counting costs what the service has.

import type { PlacementIndex } from './placement-index.ts';

export class DomainCounter {
  private readonly index: PlacementIndex;
  private readonly counts: Int32Array;
  private readonly touchedNow: number[] = [];

  constructor(index: PlacementIndex) {
    this.index = index;
    this.counts = new Int32Array(index.domains.length);
  }

  /** Counts `service` and forgets the one before. */
  count(service: number): void {
    for (const domain of this.touchedNow) this.counts[domain] = 0;
    this.touchedNow.length = 0;
    const { instanceHosts, profiles } = this.index;
    const { start, end } = instanceHosts.range(service);
    for (let at = start; at < end; at += 1) {
      const places = profiles.domains.range(profiles.ofHost[instanceHosts.target(at)] ?? -1);
      for (let place = places.start; place < places.end; place += 1) {
        const domain = profiles.domains.target(place);
        const before = this.counts[domain] ?? 0;
        if (before === 0) this.touchedNow.push(domain);
        this.counts[domain] = before + 1;
      }
    }
  }

  /** Domains with at least one instance of the counted service. */
  touched(): readonly number[] {
    return this.touchedNow;
  }

  /** Instances of the counted service that the loss of `domain` takes. */
  lostWith(domain: number): number {
    return this.counts[domain] ?? 0;
  }
}

// What is wrong with where the instances of one service stand: every failure domain whose loss stops, weakens or
// strains it, each with the worst explanation that is true of it. Folding what explains what is fold.ts's.

import type { Service } from '../fleet/fleet.ts';
import { majorityOf } from '../fleet/minimum.ts';
import type { DomainCounter } from './domain-counter.ts';
import type { PlacementCode } from './finding.ts';
import type { Severity } from '../fleet/severity.ts';
import { stopsFrom } from './outcome.ts';
import type { PlacementIndex } from './placement-index.ts';
import type { SharedLevel } from './shared-domain.ts';
import { severityOf } from './severity.ts';

/** Stands for "no one domain is to blame" where a domain's number is expected. */
export const noDomain = -1;

export type Weakness = {
  readonly code: PlacementCode;
  readonly severity: Severity;
  /** Number of the domain in the index, or `noDomain`. */
  readonly domain: number;
  readonly lost: number;
  readonly left: number;
  /** For `clustered`: what the domain would hold at most in an even spread; else 0. */
  readonly fairShare: number;
};

export type Spread = {
  readonly weaknesses: readonly Weakness[];
  /** Domains whose loss alone stops the service, whatever severity that has. */
  readonly stoppedBy: readonly number[];
};

/** One service with what judging each of its domains needs, looked up once. */
type Judged = {
  readonly service: Service;
  readonly count: number;
  readonly minimum: number;
  /** By level, how many domains there are to spread over. */
  readonly places: Readonly<Record<SharedLevel, number>>;
  readonly primaries: readonly number[];
  readonly standbys: readonly number[];
  /** What is true wherever the instances stand, or null. */
  readonly general: Weakness | null;
};

/** Judges service number `number`; `counter` is reused from call to call and holds its counts afterwards. */
export function spreadOf(index: PlacementIndex, number: number, counter: DomainCounter): Spread {
  const service = index.services[number];
  if (service === undefined) throw new RangeError(`no service ${number}`);
  const count = service.instances.length;
  const minimum = index.minimum[number] ?? 0;
  counter.count(number);
  const general = generalWeakness(service, minimum);
  const weaknesses = general === null ? [] : [general];
  const stoppedBy: number[] = [];
  const stopAt = stopsFrom(service);
  const hasStandby = service.instances.some(({ part }) => part === 'standby');
  // Smaller losses leave enough, stop nothing and are no cluster: most domains of most services.
  const quietBelow = hasStandby ? 1 : Math.min(stopAt, count - minimum + 1, 2);
  let judged: Judged | null = null;
  for (const domain of counter.touched()) {
    const lost = counter.lostWith(domain);
    if (lost >= stopAt) stoppedBy.push(domain);
    if (count < 2 || lost < quietBelow) continue;
    judged ??= {
      service,
      count,
      minimum,
      places: placesOf(index, counter),
      primaries: hostsWithPart(index, service, 'primary'),
      standbys: hostsWithPart(index, service, 'standby'),
      general,
    };
    weaknesses.push(...weaknessesIn(index, counter, judged, { domain, lost }));
  }
  return { weaknesses, stoppedBy };
}

/** Too few, a single one, or none to spare. */
function generalWeakness(service: Service, minimum: number): Weakness | null {
  const count = service.instances.length;
  if (count > 1 && count > minimum) return null;
  const weakness = (code: PlacementCode, lost: number): Weakness | null => {
    const severity = severityOf(code, 'host', service);
    return severity && { code, severity, domain: noDomain, lost, left: count - lost, fairShare: 0 };
  };
  if (count < minimum) return weakness('too-few-instances', 0);
  if (count === 1) {
    const single = weakness('single-instance', 1);
    // The owner said that none at all is acceptable: worth knowing, not worth a warning.
    return single && minimum === 0 ? { ...single, severity: 'notice' } : single;
  }
  return count === 0 ? null : weakness('no-headroom', 1);
}

function weaknessesIn(
  index: PlacementIndex,
  counter: DomainCounter,
  judged: Judged,
  loss: { readonly domain: number; readonly lost: number },
): readonly Weakness[] {
  const level = index.domains[loss.domain]?.level;
  if (level === undefined) return [];
  const { domain, lost } = loss;
  const left = judged.count - lost;
  const weaknesses: Weakness[] = [];
  for (const code of codesIn(counter, judged, { ...loss, level })) {
    const severity = severityOf(code, level, judged.service);
    const share = code === 'clustered' ? fairShare(judged.count, judged.places[level]) : 0;
    if (severity !== null) weaknesses.push({ code, severity, domain, lost, left, fairShare: share });
  }
  return weaknesses;
}

/**
 * The worst explanation first. A second one is given only where the first does not imply it. What the loss of any
 * one host would do already is said once for the service (`general`), not for every domain it stands in.
 */
function codesIn(
  counter: DomainCounter,
  judged: Judged,
  loss: { readonly domain: number; readonly level: SharedLevel; readonly lost: number },
): readonly PlacementCode[] {
  const { count, minimum } = judged;
  const left = count - loss.lost;
  if (left === 0) return ['all-in-one-domain'];
  const anyHost = judged.general === null ? count : count - 1;
  const needed = judged.service.quorum ? majorityOf(count) : 0;
  if (left < needed) return anyHost < needed ? [] : ['quorum-lost'];
  const below = left < minimum && anyHost >= minimum;
  if (takesPrimaryAndStandby(counter, judged, loss.domain))
    return below ? ['primary-with-standby', 'below-minimum'] : ['primary-with-standby'];
  if (below) return ['below-minimum'];
  if (left < minimum || loss.lost < 2 || loss.level === 'custom') return [];
  return loss.lost > fairShare(count, judged.places[loss.level]) ? ['clustered'] : [];
}

/** True if the domain holds a primary and every standby of the service, of which there is at least one each. */
function takesPrimaryAndStandby(counter: DomainCounter, judged: Judged, domain: number): boolean {
  const inside = (host: number): boolean => counter.takes(domain, host);
  return judged.standbys.length > 0 && judged.standbys.every(inside) && judged.primaries.some(inside);
}

function hostsWithPart(
  index: PlacementIndex,
  service: Service,
  wanted: 'primary' | 'standby',
): readonly number[] {
  return service.instances
    .filter(({ part }) => part === wanted)
    .flatMap(({ host }) => index.hostNumbers.get(host) ?? []);
}

/**
 * The most instances that one domain holds if `instances` are spread evenly over `places` domains: 5 over 3 racks are
 * 2, 2 and 1, so 2.
 */
export function fairShare(instances: number, places: number): number {
  return Math.ceil(instances / Math.max(1, places));
}

/** How many domains of each level there are in the sites where the counted service stands. */
function placesOf(index: PlacementIndex, counter: DomainCounter): Readonly<Record<SharedLevel, number>> {
  const places = { hypervisor: 0, rack: 0, feed: 0, custom: 0, zone: 0, site: 0 };
  for (const domain of counter.touched()) {
    const inSite = index.domainsInSite.get(domain);
    if (inSite === undefined) continue;
    places.hypervisor += inSite.hypervisor;
    places.rack += inSite.rack;
    places.feed += inSite.feed;
    places.zone += inSite.zone;
    places.site += inSite.site;
  }
  return places;
}

// How a failure domain is written: `rack:r12`, in commands, waivers, findings and reports.

import type { DomainLevel, FailureDomain, Fleet } from '../fleet/fleet.ts';

const levels: readonly DomainLevel[] = ['host', 'hypervisor', 'rack', 'feed', 'zone', 'site'];

/** `rack:r12`. */
export function domainText(domain: FailureDomain): string {
  return `${domain.level}:${domain.id}`;
}

export type DomainReading =
  | { readonly kind: 'domain'; readonly domain: FailureDomain }
  | { readonly kind: 'unknown-level'; readonly found: string; readonly levels: readonly DomainLevel[] }
  | {
      readonly kind: 'unknown-id';
      readonly level: DomainLevel;
      readonly id: string;
      readonly known: readonly string[];
    };

/** Reads `rack:r12` against the fleet: only what exists can be lost. `known` are the ids of that level, sorted. */
export function readDomain(fleet: Fleet, text: string): DomainReading {
  const colon = text.indexOf(':');
  const named = text.slice(0, Math.max(0, colon));
  const level = levels.find((one) => one === named);
  if (level === undefined) return { kind: 'unknown-level', found: named === '' ? text : named, levels };
  const id = text.slice(colon + 1);
  const known = idsOf(fleet, level);
  if (!known.has(id)) return { kind: 'unknown-id', level, id, known: [...known.keys()].sort() };
  return { kind: 'domain', domain: { level, id } as FailureDomain };
}

function idsOf(fleet: Fleet, level: DomainLevel): ReadonlyMap<string, unknown> {
  switch (level) {
    case 'host':
    case 'hypervisor':
      return fleet.hosts;
    case 'rack':
      return fleet.racks;
    case 'feed':
      return fleet.feeds;
    case 'zone':
      return fleet.zones;
    case 'site':
      return fleet.sites;
  }
}

// How a failure domain is written: `rack:r12`, in commands, waivers, findings and reports.

import { hypervisorIds } from '../fleet/fleet-lookup.ts';
import type { HostId } from '../fleet/ids.ts';
import type { DomainLevel, FailureDomain, Fleet } from '../fleet/fleet.ts';

const levels = [
  'host',
  'hypervisor',
  'rack',
  'feed',
  'zone',
  'site',
] as const satisfies readonly DomainLevel[];

type BuiltInLevel = (typeof levels)[number];

/** `rack`, or the kind of a domain that the site defines. */
export function levelText(domain: FailureDomain): string {
  return domain.level === 'custom' ? domain.kind : domain.level;
}

/** `rack:r12`. */
export function domainText(domain: FailureDomain): string {
  return `${levelText(domain)}:${domain.id}`;
}

export type DomainReading =
  | { readonly kind: 'domain'; readonly domain: FailureDomain }
  | { readonly kind: 'unknown-level'; readonly found: string; readonly levels: readonly string[] }
  | {
      readonly kind: 'unknown-id';
      readonly level: string;
      readonly id: string;
      readonly known: readonly string[];
    };

/** Reads `rack:r12` against the fleet: only what exists can be lost. `known` are the ids of that level, sorted. */
export function readDomain(fleet: Fleet, text: string): DomainReading {
  const colon = text.indexOf(':');
  const named = text.slice(0, Math.max(0, colon));
  const id = text.slice(colon + 1);
  const level = levels.find((one) => one === named);
  if (level === undefined) return readCustom(fleet, { text, kind: named, id });
  const known = idsOf(fleet, level);
  if (!known.has(id)) return { kind: 'unknown-id', level, id, known: [...known.keys()].sort() };
  return { kind: 'domain', domain: { level, id } as FailureDomain };
}

/** What may have been meant by an id that is no hypervisor: the host of that name alone, or null. */
export function hostInstead(fleet: Fleet, reading: DomainReading): HostId | null {
  if (reading.kind !== 'unknown-id' || reading.level !== 'hypervisor') return null;
  return fleet.hosts.get(reading.id as HostId)?.id ?? null;
}

function readCustom(
  fleet: Fleet,
  named: { readonly text: string; readonly kind: string; readonly id: string },
): DomainReading {
  const { text, kind, id } = named;
  const kinds = [...new Set([...fleet.domains.values()].map((domain) => domain.kind))].sort();
  if (!kinds.includes(kind))
    return { kind: 'unknown-level', found: kind === '' ? text : kind, levels: [...levels, ...kinds] };
  const known = [...fleet.domains.values()].filter((domain) => domain.kind === kind);
  const found = known.find((domain) => domain.id === id);
  if (found === undefined)
    return { kind: 'unknown-id', level: kind, id, known: known.map((domain) => domain.id).sort() };
  return { kind: 'domain', domain: { level: 'custom', id: found.id, kind } };
}

function idsOf(fleet: Fleet, level: BuiltInLevel): ReadonlyMap<string, unknown> | ReadonlySet<string> {
  switch (level) {
    case 'host':
      return fleet.hosts;
    case 'hypervisor':
      return hypervisorIds(fleet);
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

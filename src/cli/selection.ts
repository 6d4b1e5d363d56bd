// From words at the command line to the part of the fleet they mean. A name that is not in the inventory is an error,
// never an empty selection.

import { byNearness, listedNames, meantNames, nearestName } from '../config/known-names.ts';
import type { FailureDomain, Fleet } from '../core/fleet/fleet.ts';
import type { FeedId, HostId, RackId, ServiceId, SiteId, ZoneId } from '../core/fleet/ids.ts';
import type { Selection } from '../core/planning/eligibility.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';

/** What can stand before the colon, and what it names. */
const kinds = {
  service: (fleet: Fleet, id: string): Selection | null =>
    fleet.services.has(id as ServiceId) ? { kind: 'service', service: id as ServiceId } : null,
  rack: (fleet: Fleet, id: string) =>
    inDomain(fleet.racks.has(id as RackId), { level: 'rack', id: id as RackId }),
  feed: (fleet: Fleet, id: string) =>
    inDomain(fleet.feeds.has(id as FeedId), { level: 'feed', id: id as FeedId }),
  zone: (fleet: Fleet, id: string) =>
    inDomain(fleet.zones.has(id as ZoneId), { level: 'zone', id: id as ZoneId }),
  site: (fleet: Fleet, id: string) =>
    inDomain(fleet.sites.has(id as SiteId), { level: 'site', id: id as SiteId }),
} as const;

function inDomain(known: boolean, domain: FailureDomain): Selection | null {
  return known ? { kind: 'domain', domain } : null;
}

/**
 * Nothing: the whole fleet. Host names: those. One of `service:ID`, `rack:ID`, `feed:ID`, `zone:ID`, `site:ID`: what is
 * in it.
 * @throws OperatorError for an unknown name or a mixture.
 */
export function parseSelection(fleet: Fleet, words: readonly string[]): Selection {
  const [first] = words;
  if (first === undefined) return { kind: 'all' };
  if (words.length === 1 && first.includes(':')) return parseGroup(fleet, first);
  return { kind: 'hosts', hosts: words.map((word) => knownHost(fleet, word)) };
}

/** `did you mean a or b? `, or nothing where no name is near enough to be meant. */
export function didYouMean(name: string, known: readonly string[], prefix = ''): string {
  const meant = meantNames(name, known).map((each) => `${prefix}${each}`);
  return meant.length === 0 ? '' : `did you mean ${meant.join(' or ')}? `;
}

/** @throws OperatorError naming the host that may be meant. */
export function knownHost(fleet: Fleet, name: string): HostId {
  if (fleet.hosts.has(name as HostId)) return name as HostId;
  throw new OperatorError(`no host ${name} in the inventory`, {
    hint: `${didYouMean(name, [...fleet.hosts.keys()])}\`stagger hosts\` lists them`,
    exitCode: exitCode.usage,
  });
}

/** @throws OperatorError naming the service that may be meant. */
export function knownService(fleet: Fleet, name: string): ServiceId {
  if (fleet.services.has(name as ServiceId)) return name as ServiceId;
  throw unknownPart('service', name, { known: [...fleet.services.keys()], prefix: '' });
}

type GroupKind = keyof typeof kinds;

function unknownPart(
  kind: GroupKind,
  id: string,
  { known, prefix }: { readonly known: readonly string[]; readonly prefix: string },
): OperatorError {
  const declared =
    known.length === 0
      ? `it declares no ${kind}`
      : `it declares ${listedNames(id, known)}, under \`${kind}s:\` of its files`;
  return new OperatorError(`no ${kind} ${id} in the inventory`, {
    hint: `${didYouMean(id, known, prefix)}${declared}`,
    exitCode: exitCode.usage,
  });
}

function namesOf({
  services,
  racks,
  feeds,
  zones,
  sites,
}: Fleet): Readonly<Record<GroupKind, readonly string[]>> {
  return {
    service: [...services.keys()],
    rack: [...racks.keys()],
    feed: [...feeds.keys()],
    zone: [...zones.keys()],
    site: [...sites.keys()],
  };
}

function parseGroup(fleet: Fleet, word: string): Selection {
  const colon = word.indexOf(':');
  const [kind, id] = [word.slice(0, colon), word.slice(colon + 1)];
  const known = namesOf(fleet);
  const all = Object.keys(kinds) as GroupKind[];
  const meantKind = all.find((each) => each === nearestName(kind, all)) ?? null;
  if (meantKind === kind && id !== '') {
    const selection = kinds[meantKind](fleet, id);
    if (selection !== null) return selection;
  }
  const others = all.filter((each) => each !== kind && known[each].includes(id));
  if (others.length === 0 && meantKind === kind && id !== '')
    throw unknownPart(meantKind, id, { known: known[meantKind], prefix: `${kind}:` });
  const meant =
    others.length > 0
      ? `did you mean ${others.map((each) => `${each}:${id}`).join(' or ')}? `
      : meantKind === null
        ? ''
        : didYouMean(id, known[meantKind], `${meantKind}:`);
  throw new OperatorError(`${word}: found no such part of the fleet`, {
    hint: `${meant}expected host names, or one of ${byNearness(kind, all)
      .map((each) => `${each}:ID`)
      .join(', ')}`,
    exitCode: exitCode.usage,
  });
}

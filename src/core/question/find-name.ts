// From a name as typed to the thing that is meant: exact first, then the only one that begins or ends with it, then the nearest.
// Several that fit are never chosen between: they are shown.

import type { FailureDomain, Fleet } from '../fleet/fleet.ts';
import { byId, hypervisorIds } from '../fleet/fleet-lookup.ts';
import type { NearestName } from './question.ts';

export type NameKind = 'host' | 'rack' | 'service' | 'owner' | 'zone' | 'site' | 'feed' | 'hypervisor';

export type Named = { readonly kind: NameKind; readonly id: string };

export type NameFinding =
  /** `assumed`: it was not written exactly so. */
  | { readonly kind: 'found'; readonly named: Named; readonly assumed: boolean }
  | { readonly kind: 'ambiguous'; readonly choices: readonly Named[]; readonly more: number }
  | { readonly kind: 'unknown' };

export const MAX_CHOICES = 8;

/** One letter is the end of too many names. */
const LEAST_PART = 2;

/** Names are put together with points and dashes alike. */
function parts(name: string): string {
  return name.toLowerCase().replace(/[._]/g, '-');
}

const kinds: readonly NameKind[] = ['host', 'service', 'rack', 'owner', 'zone', 'site', 'feed', 'hypervisor'];

export function findName(
  fleet: Fleet,
  asked: { readonly name: string; readonly kinds: readonly NameKind[] },
  nearest: NearestName,
): NameFinding {
  const { name, kinds: wanted } = withKind(asked);
  const lower = name.toLowerCase();
  if (lower === '') return { kind: 'unknown' };
  const all = wanted.flatMap((kind) => idsOf(fleet, kind).map((id): Named => ({ kind, id })));
  const exact = all.filter(({ id }) => id.toLowerCase() === lower);
  if (exact.length > 0)
    return chosen(
      exact,
      exact.some(({ id }) => id !== name),
    );
  const beginning = all.filter(({ id }) => id.toLowerCase().startsWith(lower));
  if (beginning.length > 0) return chosen(beginning, true);
  // `r12` is how people say `seoul-a-r12`.
  const inside =
    lower.length < LEAST_PART ? [] : all.filter(({ id }) => parts(id).endsWith(`-${parts(lower)}`));
  if (inside.length > 0) return chosen(inside, true);
  const near = nearest(
    name,
    all.map(({ id }) => id),
  );
  return near === null
    ? { kind: 'unknown' }
    : chosen(
        all.filter(({ id }) => id === near),
        true,
      );
}

function chosen(choices: readonly Named[], assumed: boolean): NameFinding {
  const [only] = choices;
  if (only !== undefined && choices.length === 1) return { kind: 'found', named: only, assumed };
  return {
    kind: 'ambiguous',
    choices: choices.slice(0, MAX_CHOICES),
    more: Math.max(0, choices.length - MAX_CHOICES),
  };
}

/** `rack:r12` asks for a rack alone. */
export function withKind(asked: {
  readonly name: string;
  readonly kinds: readonly NameKind[];
}): typeof asked {
  const colon = asked.name.indexOf(':');
  const kind = kinds.find((one) => one === asked.name.slice(0, Math.max(0, colon)).toLowerCase());
  if (kind === undefined || !asked.kinds.includes(kind)) return asked;
  return { name: asked.name.slice(colon + 1), kinds: [kind] };
}

export function idsOf(fleet: Fleet, kind: NameKind): readonly string[] {
  return [...mapOf(fleet, kind)].sort(byId);
}

function mapOf(fleet: Fleet, kind: NameKind): Iterable<string> {
  switch (kind) {
    case 'host':
      return fleet.hosts.keys();
    case 'hypervisor':
      return hypervisorIds(fleet);
    case 'rack':
      return fleet.racks.keys();
    case 'service':
      return fleet.services.keys();
    case 'owner':
      return fleet.owners.keys();
    case 'zone':
      return fleet.zones.keys();
    case 'site':
      return fleet.sites.keys();
    case 'feed':
      return fleet.feeds.keys();
  }
}

/** What can be lost, of everything that has a name; null for services and owners. */
export function domainOf({ kind, id }: Named): FailureDomain | null {
  return kind === 'service' || kind === 'owner' ? null : ({ level: kind, id } as FailureDomain);
}

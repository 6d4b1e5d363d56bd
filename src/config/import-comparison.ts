// What an import would change in the inventory that is there, read from the files alone: the same words as after a
// reload, and the alarm when more than a small share of the hosts would vanish.

import type { FleetChange } from '../core/fleet/fleet-change.ts';
import { byId } from '../core/fleet/fleet-lookup.ts';
import type { FleetLoss } from '../core/fleet/fleet-shrink.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { declareHosts, zippedField, type HostDeclaration } from './host-declarations.ts';
import { reportInto, type Mistake } from './mistake.ts';
import { expandRange } from './name-range.ts';
import { parseInventory, type InventoryFile } from './parse-inventory.ts';

type ListedHost = { readonly place: string; readonly fields: Readonly<Record<string, string>> };

export type Listing = {
  readonly hosts: ReadonlyMap<string, ListedHost>;
  readonly services: ReadonlyMap<string, ReadonlySet<string>>;
  readonly places: ReadonlyMap<'site' | 'zone' | 'rack' | 'owner', ReadonlySet<string>>;
};

export type ListingOutcome =
  | { readonly kind: 'listed'; readonly listing: Listing }
  | { readonly kind: 'invalid'; readonly mistakes: readonly Mistake[] };

type PlaceField = 'rack' | 'zone' | 'hypervisor' | 'unit' | 'address';

function listedHost({ entry, index, count }: HostDeclaration): ListedHost {
  const ignored = reportInto([]);
  const at = (field: PlaceField): string | null => zippedField(entry, field, count, ignored)?.[index] ?? null;
  const [hypervisor, rack, zone] = [at('hypervisor'), at('rack'), at('zone')];
  const place =
    hypervisor !== null
      ? `hypervisor ${hypervisor}`
      : rack !== null
        ? `rack ${rack}`
        : zone !== null
          ? `zone ${zone}`
          : 'no known place';
  const { rack: _, zone: __, hypervisor: ___, unit: ____, address: _____, ...others } = entry.fields;
  const texts = Object.entries({ ...others, unit: at('unit'), address: at('address') })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, JSON.stringify(value)] as const);
  return { place, fields: Object.fromEntries(texts) };
}

/** What the inventory files say, without asking whether it fits together. */
export function listInventory(files: readonly InventoryFile[]): ListingOutcome {
  const parsed = parseInventory(files);
  const mistakes = [...parsed.mistakes];
  const { hosts } = declareHosts(parsed.entries.hosts, reportInto(mistakes));
  if (mistakes.length > 0) return { kind: 'invalid', mistakes };
  const services = parsed.entries.services.map(({ id, fields }) => {
    const { isList: _, ...byPart } = fields.instances ?? { isList: true };
    const names = Object.values(byPart).flatMap((patterns) =>
      (patterns ?? []).flatMap((pattern) => {
        const range = expandRange(pattern);
        return range.kind === 'names' ? range.names : [];
      }),
    );
    return [id, new Set(names)] as const;
  });
  const ids = (entries: readonly { readonly id: string }[]) => new Set(entries.map(({ id }) => id));
  const { sites, zones, racks, owners } = parsed.entries;
  return {
    kind: 'listed',
    listing: {
      hosts: new Map([...hosts].map(([id, declaration]) => [id, listedHost(declaration)])),
      services: new Map(services),
      places: new Map([
        ['site', ids(sites)],
        ['zone', ids(zones)],
        ['rack', ids(racks)],
        ['owner', ids(owners)],
      ]),
    },
  };
}

function hostChanges(id: HostId, old: ListedHost, now: ListedHost): readonly FleetChange[] {
  const moved: readonly FleetChange[] =
    old.place === now.place ? [] : [{ kind: 'moved', what: 'host', id, from: old.place, to: now.place }];
  const names = new Set([...Object.keys(old.fields), ...Object.keys(now.fields)]);
  const fields = [...names].filter((name) => old.fields[name] !== now.fields[name]).sort(byId);
  return fields.length === 0 ? moved : [...moved, { kind: 'changed', what: 'host', id, fields }];
}

/** `after` minus `before`, hosts first, each kind in order. */
export function compareListings(before: Listing, after: Listing): readonly FleetChange[] {
  const changes: FleetChange[] = [];
  const inOrder = (map: ReadonlyMap<string, unknown>) => [...map.keys()].sort(byId);
  for (const id of inOrder(after.hosts)) {
    const [old, now] = [before.hosts.get(id), after.hosts.get(id)];
    if (now === undefined) continue;
    if (old === undefined) changes.push({ kind: 'added', what: 'host', id, place: now.place });
    else changes.push(...hostChanges(id as HostId, old, now));
  }
  for (const id of inOrder(before.hosts))
    if (!after.hosts.has(id))
      changes.push({ kind: 'removed', what: 'host', id, place: before.hosts.get(id)?.place ?? null });
  for (const id of inOrder(new Map([...before.services, ...after.services]))) {
    const [old, now] = [before.services.get(id), after.services.get(id)];
    if (old === undefined || now === undefined) {
      changes.push({ kind: old === undefined ? 'added' : 'removed', what: 'service', id, place: null });
      continue;
    }
    const joined = [...now].filter((host) => !old.has(host)).sort(byId) as HostId[];
    const left = [...old].filter((host) => !now.has(host)).sort(byId) as HostId[];
    if (joined.length + left.length > 0)
      changes.push({ kind: 'staff-changed', what: 'service', id, joined, left });
  }
  for (const [what, now] of after.places) {
    const old = before.places.get(what) ?? new Set<string>();
    for (const id of [...now].sort(byId))
      if (!old.has(id)) changes.push({ kind: 'added', what, id, place: null });
    for (const id of [...old].sort(byId))
      if (!now.has(id)) changes.push({ kind: 'removed', what, id, place: null });
  }
  return changes;
}

/** The alarm, or null: more than `maxLostPercent` of the hosts would vanish. Rounded up, so that one can always go. */
export function vanishedHosts(
  before: Listing,
  after: Listing,
  options: { readonly maxLostPercent: number },
): FleetLoss | null {
  const lost = [...before.hosts.keys()].filter((id) => !after.hosts.has(id)).length;
  const allowed = Math.ceil((before.hosts.size * options.maxLostPercent) / 100);
  return lost > allowed ? { what: 'hosts', lost, before: before.hosts.size, allowed } : null;
}

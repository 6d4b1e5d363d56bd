// What a new inventory changes, in words that people check in Slack after a reload, and the rule that keeps a
// half-written file from becoming the fleet: hosts, services and memberships that vanish loosen every budget, so more
// than a small share of them at once is refused.

import type { Fleet, Freeze, Host, Placement, Service } from './fleet.ts';
import { byId } from './fleet-lookup.ts';
import type { HostId } from './ids.ts';

export type ChangedKind =
  'site' | 'zone' | 'rack' | 'feed' | 'domain' | 'owner' | 'host' | 'service' | 'freeze' | 'waiver';

export type FleetChange =
  | {
      readonly kind: 'added' | 'removed';
      readonly what: ChangedKind;
      readonly id: string;
      readonly place: string | null;
    }
  | {
      readonly kind: 'moved';
      readonly what: 'host';
      readonly id: HostId;
      readonly from: string;
      readonly to: string;
    }
  /** `fields` are names of `Host`, `Service`, …, in order. */
  | {
      readonly kind: 'changed';
      readonly what: ChangedKind;
      readonly id: string;
      readonly fields: readonly string[];
    }
  | {
      readonly kind: 'staff-changed';
      readonly what: 'service';
      readonly id: string;
      readonly joined: readonly HostId[];
      readonly left: readonly HostId[];
    }
  | { readonly kind: 'caps-changed'; readonly fields: readonly string[] };

function placeOf(placement: Placement | null): string {
  if (placement === null) return 'no known place';
  if (placement.hypervisor !== null) return `hypervisor ${placement.hypervisor}`;
  return placement.rack === null ? `zone ${placement.zone}` : `rack ${placement.rack}`;
}

/** True for plain data of equal content. Two texts would do as well, but cost seconds for 100,000 hosts. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [keys, others] = [Object.keys(left), Object.keys(right)];
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}

/** Names of the members that differ, in order. */
function differences(before: object, after: object): readonly string[] {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => !isSame(old[name], now[name])).sort(byId);
}

function hostChanges(before: Host, after: Host): readonly FleetChange[] {
  const [from, to] = [placeOf(before.placement), placeOf(after.placement)];
  const moved: readonly FleetChange[] =
    from === to ? [] : [{ kind: 'moved', what: 'host', id: after.id, from, to }];
  // A move is told once: with the rack, its zone and site change as well.
  const fields = differences(before, after).filter((field) => field !== 'placement' || from === to);
  return fields.length === 0 ? moved : [...moved, { kind: 'changed', what: 'host', id: after.id, fields }];
}

function hostsOf({ instances }: Service): ReadonlySet<HostId> {
  return new Set(instances.map(({ host }) => host));
}

function serviceChanges(before: Service, after: Service): readonly FleetChange[] {
  const [old, now] = [hostsOf(before), hostsOf(after)];
  const joined = [...now].filter((host) => !old.has(host)).sort(byId);
  const left = [...old].filter((host) => !now.has(host)).sort(byId);
  const staff: readonly FleetChange[] =
    joined.length + left.length === 0
      ? []
      : [{ kind: 'staff-changed', what: 'service', id: after.id, joined, left }];
  // Who came and who went was told above; of those who stayed, a part may have changed.
  const stayed = ({ instances }: Service) => instances.filter(({ host }) => old.has(host) && now.has(host));
  const fields = differences(
    { ...before, instances: stayed(before) },
    { ...after, instances: stayed(after) },
  );
  return fields.length === 0 ? staff : [...staff, { kind: 'changed', what: 'service', id: after.id, fields }];
}

function compareMaps<Thing extends object>(
  what: ChangedKind,
  before: ReadonlyMap<string, Thing>,
  after: ReadonlyMap<string, Thing>,
  options: {
    readonly placeOf: (thing: Thing) => string | null;
    readonly changes: (before: Thing, after: Thing, id: string) => readonly FleetChange[];
  },
): readonly FleetChange[] {
  const changes: FleetChange[] = [];
  for (const [id, thing] of after)
    if (!before.has(id)) changes.push({ kind: 'added', what, id, place: options.placeOf(thing) });
  for (const [id, thing] of before)
    if (!after.has(id)) changes.push({ kind: 'removed', what, id, place: options.placeOf(thing) });
  for (const [id, thing] of after) {
    const old = before.get(id);
    if (old !== undefined && old !== thing) changes.push(...options.changes(old, thing, id));
  }
  return changes;
}

function comparePlain<Thing extends object>(
  what: ChangedKind,
  before: ReadonlyMap<string, Thing>,
  after: ReadonlyMap<string, Thing>,
): readonly FleetChange[] {
  return compareMaps(what, before, after, {
    placeOf: () => null,
    changes: (old, now, id) => {
      const fields = differences(old, now);
      return fields.length === 0 ? [] : [{ kind: 'changed', what, id, fields }];
    },
  });
}

function keyed<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => string): ReadonlyMap<string, Thing> {
  return new Map(things.map((thing) => [keyOf(thing), thing]));
}

/** A yearly freeze, and one from a file, has many stretches; one that cannot be read has none and says why. */
function freezesById({ freezes, unreadFreezes }: Fleet): ReadonlyMap<string, object> {
  const stretches = new Map<string, Freeze[]>();
  for (const freeze of freezes) {
    const known = stretches.get(freeze.id);
    if (known === undefined) stretches.set(freeze.id, [freeze]);
    else known.push(freeze);
  }
  const told = [...stretches].map(
    ([id, all]) => [id, all.length === 1 ? { ...all[0] } : { dates: all }] as const,
  );
  return new Map<string, object>([
    ...told,
    ...unreadFreezes.map(({ id, why }) => [id, { unread: why }] as const),
  ]);
}

/** Everything that differs between two fleets. Empty exactly if their digests are the same. */
export function compareFleets(before: Fleet, after: Fleet): readonly FleetChange[] {
  const caps = [...differences(before.caps, after.caps), ...differences(before.runLimits, after.runLimits)];
  const capsChanges: readonly FleetChange[] =
    caps.length === 0 ? [] : [{ kind: 'caps-changed', fields: caps }];
  const waivers = ({ waivers: list }: Fleet) => keyed(list, ({ code, subject }) => `${code} of ${subject}`);
  return [
    ...compareMaps('host', before.hosts, after.hosts, {
      placeOf: ({ placement }) => placeOf(placement),
      changes: hostChanges,
    }),
    ...compareMaps('service', before.services, after.services, {
      placeOf: () => null,
      changes: serviceChanges,
    }),
    ...comparePlain('rack', before.racks, after.racks),
    ...comparePlain('feed', before.feeds, after.feeds),
    ...comparePlain('domain', before.domains, after.domains),
    ...comparePlain('zone', before.zones, after.zones),
    ...comparePlain('site', before.sites, after.sites),
    ...comparePlain('owner', before.owners, after.owners),
    ...comparePlain('freeze', freezesById(before), freezesById(after)),
    ...comparePlain('waiver', waivers(before), waivers(after)),
    ...capsChanges,
  ];
}

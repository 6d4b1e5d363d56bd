// Where each host stands. A rack says its zone and site, a guest stands where its hypervisor stands, and a host that
// says nothing has no placement: it is reported by the audit and never rebooted.

import type { Placement } from '../core/fleet/fleet.ts';
import type { HostId, RackId, ZoneId } from '../core/fleet/ids.ts';
import { zippedField, type HostDeclaration } from './host-declarations.ts';
import { foundText, type Report } from './mistake.ts';
import type { EntryOf } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';
import type { Places } from './resolve-places.ts';

type HostEntry = EntryOf<'hosts'>;

type StandFields = {
  readonly rack: readonly string[] | null;
  readonly zone: readonly string[] | null;
  readonly hypervisor: readonly string[] | null;
  readonly unit: readonly string[] | null;
};

/** Says where hosts stand; each answer is worked out once. */
export class PlacementResolver {
  readonly #hosts: ReadonlyMap<string, HostDeclaration>;
  readonly #places: Places;
  readonly #references: ReferenceCheck;
  readonly #report: Report;
  readonly #fields = new Map<HostEntry, StandFields>();
  readonly #placements = new Map<string, Placement | null>();

  constructor(options: {
    readonly hosts: ReadonlyMap<string, HostDeclaration>;
    readonly places: Places;
    readonly references: ReferenceCheck;
    readonly report: Report;
  }) {
    this.#hosts = options.hosts;
    this.#places = options.places;
    this.#references = options.references;
    this.#report = options.report;
  }

  /** Null where the inventory does not say, or says something wrong that has been reported. */
  placementOf(host: HostDeclaration): Placement | null {
    return this.#placementOf(host, []);
  }

  #placementOf(host: HostDeclaration, above: readonly string[]): Placement | null {
    const known = this.#placements.get(host.id);
    if (known !== undefined) return known;
    const placement = this.#resolve(host, above);
    this.#placements.set(host.id, placement);
    return placement;
  }

  #fieldsOf({ entry, count }: HostDeclaration): StandFields {
    const known = this.#fields.get(entry);
    if (known !== undefined) return known;
    const fields = {
      rack: zippedField(entry, 'rack', count, this.#report),
      zone: zippedField(entry, 'zone', count, this.#report),
      hypervisor: zippedField(entry, 'hypervisor', count, this.#report),
      unit: zippedField(entry, 'unit', count, this.#report),
    };
    this.#fields.set(entry, fields);
    checkExclusive(entry, this.#report);
    return fields;
  }

  #resolve(host: HostDeclaration, above: readonly string[]): Placement | null {
    const fields = this.#fieldsOf(host);
    const [rack, zone] = [fields.rack?.[host.index], fields.zone?.[host.index]];
    const [hypervisor, unit] = [fields.hypervisor?.[host.index], fields.unit?.[host.index]];
    if (hypervisor !== undefined) return this.#onHypervisor(host, hypervisor, above);
    if (rack !== undefined) return this.#inRack(host.entry, rack, unit === undefined ? null : Number(unit));
    if (zone !== undefined) return this.#inZone(host.entry, zone);
    return null;
  }

  #onHypervisor(host: HostDeclaration, name: string, above: readonly string[]): Placement | null {
    const { entry } = host;
    const place = entry.placeOf('hypervisor');
    if (!this.#references.check('host', name, place, entry.subject)) return null;
    const ring = [...above, host.id];
    if (ring.includes(name)) {
      this.#report({
        place,
        what: `${entry.subject}: a ring of hypervisors`,
        found: [...ring.slice(ring.indexOf(name)), name].join(' on '),
        hint: 'one of them must stand in a rack',
      });
      return null;
    }
    const below = this.#hosts.get(name);
    const placement = below === undefined ? null : this.#placementOf(below, ring);
    if (placement !== null) return { ...placement, unit: null, hypervisor: name as HostId };
    if (below !== undefined && saysNothing(below.entry)) {
      this.#report({
        place,
        what: `${entry.subject}: its hypervisor ${name} has no placement`,
        hint: `give host ${name} a rack or a zone: its guests fall with it`,
      });
    }
    return null;
  }

  #inRack(entry: HostEntry, name: string, unit: number | null): Placement | null {
    if (!this.#references.check('rack', name, entry.placeOf('rack'), entry.subject)) return null;
    const rack = this.#places.racks.get(name as RackId);
    const zone = rack === undefined ? undefined : this.#places.zones.get(rack.zone);
    if (rack === undefined || zone === undefined) return null;
    const height = entry.fields.height ?? 1;
    if (unit !== null && rack.units !== null && unit + height - 1 > rack.units) {
      this.#report({
        place: entry.placeOf('unit'),
        what: `${entry.subject}: unit`,
        found: height === 1 ? String(unit) : `${unit} for a host of ${height} units`,
        expected: `at most ${rack.units - height + 1}, the height of rack ${name}${height === 1 ? '' : ' less its own'}`,
      });
    }
    return { site: zone.site, zone: zone.id, rack: rack.id, unit, hypervisor: null };
  }

  #inZone(entry: HostEntry, name: string): Placement | null {
    if (!this.#references.check('zone', name, entry.placeOf('zone'), entry.subject)) return null;
    const zone = this.#places.zones.get(name as ZoneId);
    return zone === undefined
      ? null
      : { site: zone.site, zone: zone.id, rack: null, unit: null, hypervisor: null };
  }
}

function saysNothing(entry: HostEntry): boolean {
  return !entry.wrote('rack') && !entry.wrote('zone') && !entry.wrote('hypervisor');
}

/** One place said twice can be said in two ways; the file must not be able to contradict itself. */
function checkExclusive(entry: HostEntry, report: Report): void {
  const { placeOf, subject } = entry;
  const spare = (field: 'rack' | 'zone' | 'unit', why: string): void => {
    if (!entry.wrote(field)) return;
    const found = foundText(entry.fields[field] ?? null);
    report({ place: placeOf(field), what: `${subject}: ${field} ${why}`, found, hint: `remove ${field}` });
  };
  if (entry.wrote('hypervisor')) {
    const why = 'of a guest, which stands where its hypervisor stands';
    for (const field of ['rack', 'zone', 'unit'] as const) spare(field, why);
  } else if (entry.wrote('rack')) {
    spare('zone', 'beside rack, which says it already');
  } else {
    spare('unit', 'without a rack');
  }
}

// An imported fleet in the words of the inventory. What the mapping cannot place is named, never dropped silently; what
// would make two things one is a problem, and then nothing is written.

import type { Part } from '../core/fleet/part.ts';
import { byId } from '../core/fleet/fleet-lookup.ts';
import type { ImportedFleet, ImportedHost, LeftOut } from '../core/fleet/imported-fleet.ts';
import { FieldReader } from './field-reader.ts';
import type { ImportMapping } from './import-mapping.ts';
import { hostIdFrom, idFrom, IdBook } from './imported-ids.ts';
import { hostFields, type HostFields } from './mapped-host.ts';
import { PlaceNames, type PlaceIds, type RawPlace } from './mapped-places.ts';

export type MappedHost = HostFields & {
  readonly rack: string | null;
  /** Null beside a rack, which says it already. */
  readonly zone: string | null;
  readonly unit: number | null;
  readonly hypervisor: string | null;
};

export type MappedInventory = {
  readonly sites: ReadonlyMap<string, { readonly kind: 'datacentre' | 'cloud'; readonly timeZone: string }>;
  readonly zones: ReadonlyMap<string, { readonly site: string }>;
  readonly racks: ReadonlyMap<string, { readonly zone: string; readonly units: number | null }>;
  readonly owners: ReadonlySet<string>;
  readonly hosts: ReadonlyMap<string, MappedHost>;
  /** Instances by service and part. */
  readonly services: ReadonlyMap<string, ReadonlyMap<Part, readonly string[]>>;
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly string[];
  /** Anything here, and the rest must not be used. */
  readonly problems: readonly string[];
};

type Places = { readonly ofHosts: ReadonlyMap<ImportedHost, RawPlace>; readonly names: PlaceNames };

const parts: readonly Part[] = ['primary', 'replica', 'standby', 'member'];

class Mapper {
  readonly #fleet: ImportedFleet;
  readonly #mapping: ImportMapping;
  readonly #reader = new FieldReader();
  readonly #problems: string[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #idByKey = new Map<string, string>();
  readonly #services = new Map<string, Map<string, Part>>();
  readonly #owners = new Set<string>();
  readonly #serviceBook = new IdBook('service', this.#problems);
  readonly #ownerBook = new IdBook('owner', this.#problems);
  readonly #sites = new Map<string, string>();
  readonly #zones = new Map<string, string | null>();
  readonly #racks = new Map<string, { zone: string | null; units: number | null }>();

  constructor(fleet: ImportedFleet, mapping: ImportMapping) {
    this.#fleet = fleet;
    this.#mapping = mapping;
  }

  map(): MappedInventory {
    const fields = this.#takeHosts();
    const places = this.#placeAll(fields);
    const hosts = new Map<string, MappedHost>();
    const inOrder = [...fields].sort(([, a], [, b]) => byId(a.id, b.id));
    for (const [host, own] of inOrder) {
      hosts.set(own.id, { ...own, ...this.#stand(host, places) });
      if (own.owner !== null) this.#owners.add(this.#ownerBook.take(own.owner, own.ownerText ?? own.owner));
      this.#join(host, own.id);
    }
    this.#grounded(hosts);
    const { sites, zones, racks } = this.#sections();
    const qualified = places.names.qualifiedRacks();
    const note =
      qualified.length === 0
        ? []
        : [`racks of one name in several zones, told apart by their zone: ${qualified.join(', ')}`];
    return {
      sites,
      zones,
      racks,
      owners: this.#owners,
      hosts,
      services: this.#staff(),
      leftOut: [...this.#fleet.leftOut, ...this.#leftOut, ...this.#reader.unused(this.#fleet)],
      warnings: [...this.#fleet.warnings, ...note, ...this.#reader.account()],
      problems: this.#problems,
    };
  }

  /** Hosts that can be reached, once each. */
  #takeHosts(): ReadonlyMap<ImportedHost, HostFields & { readonly id: string }> {
    const book = new IdBook('host', this.#problems);
    const taken = new Map<ImportedHost, HostFields & { readonly id: string }>();
    const addresses = new Map<string, string>();
    for (const host of [...this.#fleet.hosts].sort((a, b) => byId(a.name, b.name) || byId(a.key, b.key))) {
      const id = hostIdFrom(host.name);
      const leave = (why: string) => this.#leftOut.push({ kind: 'host', name: host.name, why });
      if (!this.#isWanted(host)) {
        leave('not among "only" of the mapping');
        continue;
      }
      if (id === null) {
        leave('its name holds no letter or figure');
        continue;
      }
      const found = hostFields(host, { id, mapping: this.#mapping, reader: this.#reader });
      if (found === null) {
        leave('it has no address, and its name is none');
        continue;
      }
      const reach = `${(found.address ?? id).toLowerCase()} ${found.port ?? 22}`;
      const first = addresses.get(reach);
      if (first !== undefined && first !== host.name) {
        leave(`the same address and port as ${first}: one machine counted twice would loosen its budgets`);
        this.#idByKey.set(host.key, hostIdFrom(first) ?? first);
        continue;
      }
      addresses.set(reach, host.name);
      this.#idByKey.set(host.key, book.take(id, host.key));
      taken.set(host, { ...found, id });
    }
    return taken;
  }

  #isWanted(host: ImportedHost): boolean {
    const { only } = this.#mapping;
    if (only === undefined) return true;
    return only.some(({ group, field, any_of: anyOf = [] }) =>
      group === undefined
        ? anyOf.includes(this.#reader.field(host, field ?? '') ?? '')
        : this.#reader.groups(host, group).length > 0,
    );
  }

  #placeAll(hosts: ReadonlyMap<ImportedHost, unknown>): Places {
    const { site, zone, rack } = this.#mapping;
    const read = (of: Pick<ImportedHost, 'name' | 'fields' | 'groups'>): RawPlace => ({
      site: this.#reader.read(of, 'site', site),
      zone: this.#reader.read(of, 'zone', zone),
      rack: this.#reader.read(of, 'rack', rack),
    });
    const ofHosts = new Map([...hosts.keys()].map((host) => [host, read(host)]));
    const ofRacks = this.#fleet.racks.map((own) => ({ units: own.units, raw: read({ ...own, groups: [] }) }));
    const names = new PlaceNames([...ofHosts.values(), ...ofRacks.map(({ raw }) => raw)], {
      site: new IdBook('site', this.#problems),
      zone: new IdBook('zone', this.#problems),
      rack: new IdBook('rack', this.#problems),
    });
    for (const { raw, units } of ofRacks) this.#note(names.idsOf(raw), raw, units);
    return { ofHosts, names };
  }

  /** Keeps a place for the sections. */
  #note(ids: PlaceIds, raw: RawPlace, units: number | null): void {
    if (ids.site !== null && raw.site !== null) this.#sites.set(ids.site, raw.site.text);
    if (ids.zone !== null) this.#zones.set(ids.zone, this.#zones.get(ids.zone) ?? ids.site);
    if (ids.rack === null) return;
    const known = this.#racks.get(ids.rack);
    this.#racks.set(ids.rack, { zone: known?.zone ?? ids.zone, units: known?.units ?? units });
  }

  #stand(host: ImportedHost, places: Places) {
    const nowhere = { rack: null, zone: null, unit: null, hypervisor: null };
    const above = this.#reader.read(host, 'hypervisor', this.#mapping.hypervisor);
    const unitText = this.#reader.read(host, 'unit', this.#mapping.unit)?.text ?? null;
    if (above !== null) {
      const hypervisor = this.#idByKey.get(above.text) ?? null;
      if (hypervisor !== null) return { ...nowhere, hypervisor };
      this.#reader.refuse(host, 'hypervisor', { found: above.text, why: 'not among the imported hosts' });
    }
    const raw = places.ofHosts.get(host);
    if (raw === undefined) return nowhere;
    const ids = places.names.idsOf(raw);
    const writesRacks = this.#mapping.write?.includes('racks') === true;
    const hasRack = ids.rack !== null && (ids.zone !== null || !writesRacks);
    this.#note({ ...ids, rack: hasRack ? ids.rack : null }, raw, null);
    if (ids.rack !== null && !hasRack)
      this.#reader.refuse(host, 'rack', { found: ids.rack, why: 'a rack without a zone cannot be written' });
    if (!hasRack) return { ...nowhere, zone: ids.zone };
    return { ...nowhere, rack: ids.rack, unit: this.#unit(host, unitText) };
  }

  /** A guest of something that stands nowhere stands nowhere: the inventory would refuse it. */
  #grounded(hosts: Map<string, MappedHost>): void {
    const stands = (id: string, guests: readonly string[]): boolean => {
      const host = hosts.get(id);
      if (host === undefined || guests.includes(id)) return false;
      return host.hypervisor === null
        ? host.rack !== null || host.zone !== null
        : stands(host.hypervisor, [...guests, id]);
    };
    for (const [id, host] of hosts) {
      if (host.hypervisor === null || stands(host.hypervisor, [id])) continue;
      this.#reader.warnings.push(`${id}: its hypervisor ${host.hypervisor} stands nowhere: not written`);
      hosts.set(id, { ...host, hypervisor: null });
    }
  }

  #unit(host: ImportedHost, text: string | null): number | null {
    if (text === null) return null;
    const unit = Number(text);
    if (Number.isInteger(unit * 2) && unit >= 0.5 && unit <= 100) return unit;
    this.#reader.refuse(host, 'unit', { found: text, why: 'no rack unit from 0.5 to 100' });
    return null;
  }

  #join(host: ImportedHost, id: string): void {
    for (const { group, field, service, part, part_field: partField } of this.#mapping.services ?? []) {
      const named =
        group === undefined
          ? (this.#reader.field(host, field ?? '') ?? '').split(',').map((text) => text.trim())
          : this.#reader.groups(host, group);
      const said = partField === undefined ? null : this.#reader.field(host, partField);
      const found = parts.find((each) => each === said) ?? part ?? 'member';
      if (said !== null && said !== found)
        this.#reader.refuse(host, 'part', { found: said, why: `expected ${parts.join(', ')}` });
      for (const text of named) {
        if (text === '') continue;
        const serviceId = service ?? idFrom(text);
        if (serviceId === null) {
          this.#reader.refuse(host, 'service', { found: text, why: 'it holds no letter or figure' });
          continue;
        }
        if (service === undefined) this.#serviceBook.take(serviceId, text);
        this.#enlist(serviceId, found, id);
      }
    }
  }

  /** A host is in a service once; the first part said for it stands. */
  #enlist(service: string, part: Part, host: string): void {
    const partOf = this.#services.get(service) ?? new Map<string, Part>();
    this.#services.set(service, partOf);
    if (!partOf.has(host)) partOf.set(host, part);
  }

  #staff(): MappedInventory['services'] {
    return new Map(
      [...this.#services].map(([service, partOf]) => {
        const byPart = Map.groupBy(partOf, ([, part]) => part);
        return [service, new Map([...byPart].map(([part, of]) => [part, of.map(([host]) => host)]))];
      }),
    );
  }

  #sections(): Pick<MappedInventory, 'sites' | 'zones' | 'racks'> {
    const { default: usual, each = {} } = this.#mapping.site_settings ?? {};
    const sites = new Map<string, { kind: 'datacentre' | 'cloud'; timeZone: string }>();
    for (const [id, text] of [...this.#sites].sort(([a], [b]) => byId(a, b))) {
      const own = Object.hasOwn(each, id) ? each[id] : undefined;
      const timeZone = own?.time_zone ?? this.#fleet.siteTimeZones.get(text) ?? usual?.time_zone;
      if (timeZone === undefined && this.#mapping.write?.includes('sites') === true)
        this.#reader.warnings.push(`site ${id}: its time zone is not known, written as UTC (site_settings)`);
      sites.set(id, { kind: own?.kind ?? usual?.kind ?? 'datacentre', timeZone: timeZone ?? 'UTC' });
    }
    const zones = new Map<string, { site: string }>();
    for (const [id, site] of [...this.#zones].sort(([a], [b]) => byId(a, b))) {
      if (site !== null) zones.set(id, { site });
      else if (this.#mapping.write?.includes('zones') === true)
        this.#reader.warnings.push(
          `zone ${id}: its site is not known, so it is not written: write it by hand`,
        );
    }
    const racks = new Map<string, { zone: string; units: number | null }>();
    for (const [id, { zone, units }] of [...this.#racks].sort(([a], [b]) => byId(a, b)))
      if (zone !== null) racks.set(id, { zone, units });
    return { sites, zones, racks };
  }
}

/** `fleet` in the words of the inventory, by `mapping`. The same fleet gives the same result, whatever its order. */
export function mapImportedFleet(fleet: ImportedFleet, mapping: ImportMapping): MappedInventory {
  return new Mapper(fleet, mapping).map();
}

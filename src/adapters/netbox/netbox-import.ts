// NetBox records as an imported fleet. Records are tied together by id alone: names repeat, change and may be null. A
// blade stands where its chassis stands, a virtual machine where its hypervisor stands.

import {
  importedText,
  type ImportedFields,
  type ImportedFleet,
  type ImportedHost,
  type ImportedRack,
  type ImportOutcome,
  type ImportedText,
  type LeftOut,
} from '../../core/fleet/imported-fleet.ts';
import { SourceError } from '../../core/fleet/source-problem.ts';
import { fetchNetbox, type NetboxConnection } from './netbox-client.ts';
import { readNetboxFiles } from './netbox-files.ts';
import {
  choiceText,
  isObject,
  nestedId,
  textIn,
  type JsonObject,
  type NetboxRecord,
  type NetboxRecords,
} from './netbox-json.ts';
import { statusVerdict } from './netbox-status.ts';

/** Names made unique: as they are where they are, then with the site, then with the id. */
function uniqueNames(
  records: readonly NetboxRecord[],
  bases: {
    readonly name: (record: NetboxRecord) => string;
    readonly site: (record: NetboxRecord) => string | null;
  },
): ReadonlyMap<number, string> {
  const count = (names: readonly string[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
    return counts;
  };
  const qualified = (record: NetboxRecord): string => {
    const site = bases.site(record);
    return site === null ? bases.name(record) : `${bases.name(record)}-${site}`;
  };
  const [plain, withSite] = [count(records.map(bases.name)), count(records.map(qualified))];
  return new Map(
    records.map((record) => {
      const [name, sited] = [bases.name(record), qualified(record)];
      if (plain.get(name.toLowerCase()) === 1) return [record.id, name];
      return [record.id, withSite.get(sited.toLowerCase()) === 1 ? sited : `${sited}-${record.id}`];
    }),
  );
}

class NetboxReader {
  readonly #records: NetboxRecords;
  readonly #leftOut: LeftOut[] = [];
  readonly #warnings: string[] = [];
  readonly #byId: { readonly [Kind in keyof NetboxRecords]: ReadonlyMap<number, NetboxRecord> };
  readonly #rackNames: ReadonlyMap<number, string>;

  constructor(records: NetboxRecords) {
    this.#records = records;
    const keyed = (list: readonly NetboxRecord[]) => new Map(list.map((record) => [record.id, record]));
    this.#byId = {
      sites: keyed(records.sites),
      locations: keyed(records.locations),
      racks: keyed(records.racks),
      devices: keyed(records.devices),
      'virtual-machines': keyed(records['virtual-machines']),
      clusters: keyed(records.clusters),
    };
    this.#rackNames = uniqueNames(records.racks, {
      name: ({ id, fields }) => textIn(fields, 'name') ?? `rack-${id}`,
      site: ({ fields }) => this.#siteText(fields),
    });
  }

  fleet(): ImportedFleet {
    const machines = [...this.#records.devices, ...this.#records['virtual-machines']];
    const isGuest = new Set(this.#records['virtual-machines']);
    const named = (list: readonly NetboxRecord[], kind: 'device' | 'vm') =>
      uniqueNames(list, {
        name: ({ id, fields }) => textIn(fields, 'name') ?? `${kind}-${id}`,
        site: ({ fields }) => this.#siteText(fields),
      });
    const kept = machines.filter((record) => this.#isKept(record, isGuest.has(record) ? 'vm' : 'device'));
    const guests = kept.filter((record) => isGuest.has(record));
    const devices = kept.filter((record) => !isGuest.has(record));
    const deviceNames = named(devices, 'device');
    const guestNames = named(guests, 'vm');
    const hosts = [
      ...devices.map((record) => this.#host(record, deviceNames.get(record.id) ?? '', 'device')),
      ...guests.map((record) => this.#host(record, guestNames.get(record.id) ?? '', 'vm')),
    ];
    return {
      hosts: this.#apart(hosts),
      racks: this.#records.racks.map((record) => this.#rack(record)),
      siteTimeZones: this.#timeZones(),
      leftOut: this.#leftOut,
      warnings: this.#warnings,
    };
  }

  /** A virtual machine of a device's name keeps the name with its id. */
  #apart(hosts: readonly ImportedHost[]): readonly ImportedHost[] {
    const taken = new Set<string>();
    return hosts.map((host) => {
      const spelling = host.name.toLowerCase();
      if (!taken.has(spelling)) {
        taken.add(spelling);
        return host;
      }
      const name = `${host.name}-${host.key.replace(':', '-')}`;
      this.#warnings.push(`${host.key}: ${host.name} is taken, so it becomes ${name}`);
      return { ...host, name };
    });
  }

  #isKept({ id, fields }: NetboxRecord, kind: 'device' | 'vm'): boolean {
    const name = textIn(fields, 'name') ?? `${kind}-${id}`;
    const status = choiceText(fields['status']);
    const verdict = statusVerdict(status);
    if (verdict === 'skip') {
      this.#leftOut.push({ kind: 'host', name, why: `its status is ${status ?? ''}` });
      return false;
    }
    if (verdict === 'unknown')
      this.#warnings.push(`${name}: status ${status ?? '(none)'} is not known here: imported as in service`);
    if (verdict === 'down')
      this.#warnings.push(`${name}: its status is ${status ?? ''}: imported, and down until a probe sees it`);
    return true;
  }

  #siteText(fields: JsonObject): string | null {
    const own = fields['site'];
    const record = this.#byId.sites.get(nestedId(own) ?? -1);
    return record === undefined
      ? choiceText(own)
      : (textIn(record.fields, 'slug') ?? textIn(record.fields, 'name'));
  }

  #timeZones(): ReadonlyMap<string, string> {
    const zones = new Map<string, string>();
    for (const { id, fields } of this.#records.sites) {
      const [site, zone] = [this.#siteText({ site: { id } }), choiceText(fields['time_zone'])];
      if (site !== null && zone !== null) zones.set(site, zone);
    }
    return zones;
  }

  /** Site and location of a device or a rack; a virtual machine has those of its cluster. */
  #placeFields(fields: JsonObject): Map<string, ImportedText> {
    const cluster = this.#byId.clusters.get(nestedId(fields['cluster']) ?? -1);
    const scope = cluster?.fields['scope_type'] === 'dcim.site' ? cluster.fields['scope'] : null;
    const site =
      this.#siteText(fields) ??
      (cluster === undefined ? null : (this.#siteText(cluster.fields) ?? this.#siteText({ site: scope })));
    const found = new Map<string, ImportedText>();
    if (site !== null) found.set('site', importedText(site));
    const location = choiceText(fields['location']);
    if (location !== null) found.set('location', importedText(location));
    return found;
  }

  #rack({ id, fields }: NetboxRecord): ImportedRack {
    const name = this.#rackNames.get(id) ?? `rack-${id}`;
    const units = fields['u_height'];
    const place: ImportedFields = this.#placeFields(fields).set('rack', importedText(name));
    return {
      name,
      units: typeof units === 'number' && Number.isInteger(units) ? units : null,
      fields: place,
    };
  }

  #host(record: NetboxRecord, name: string, kind: 'device' | 'vm'): ImportedHost {
    const { id, fields } = record;
    const found = this.#placeFields(fields);
    const set = (field: string, text: string | null): void => {
      if (text !== null) found.set(field, importedText(text));
    };
    const standing = kind === 'device' ? this.#standing(record, []) : null;
    const rack = nestedId(standing?.['rack']);
    if (rack !== null) set('rack', this.#rackNames.get(rack) ?? choiceText(standing?.['rack']));
    const position = standing?.['position'];
    if (typeof position === 'number') found.set('position', { text: String(position), wasText: false });
    const hypervisor = nestedId(fields['device']);
    if (kind === 'vm' && hypervisor !== null) set('hypervisor', `device:${hypervisor}`);
    if (kind === 'vm' && hypervisor === null)
      this.#warnings.push(`${name}: its hypervisor is not known: only the site of its cluster is`);
    // `device_role` until NetBox 3.5, `role` from 3.6 on.
    set('role', choiceText(fields['role'] ?? fields['device_role']));
    for (const field of ['tenant', 'platform', 'device_type', 'cluster', 'status'])
      set(field, choiceText(fields[field]));
    set('serial', textIn(fields, 'serial'));
    set('primary_ip', addressOf(fields));
    const custom = fields['custom_fields'];
    for (const [key, value] of isObject(custom) ? Object.entries(custom) : [])
      if (typeof value === 'boolean' || typeof value === 'number')
        found.set(`cf.${key}`, { text: String(value), wasText: false });
      else set(`cf.${key}`, choiceText(value));
    const tags = Array.isArray(fields['tags']) ? fields['tags'] : [];
    const groups = tags.flatMap((tag: unknown) => choiceText(tag) ?? []).sort();
    const status = choiceText(fields['status']);
    const down = statusVerdict(status) === 'down' ? { 'netbox-status': status ?? '' } : {};
    return {
      key: `${kind}:${id}`,
      name,
      fields: found,
      groups,
      labels: { 'netbox-id': `${kind}-${id}`, ...down },
    };
  }

  /** The record whose rack and position are those of a device: its own, or its chassis'. */
  #standing({ id, fields }: NetboxRecord, below: readonly number[]): JsonObject {
    if (nestedId(fields['rack']) !== null && typeof fields['position'] === 'number') return fields;
    const chassis = this.#byId.devices.get(nestedId(fields['parent_device']) ?? -1);
    if (chassis === undefined || below.includes(chassis.id)) return fields;
    return this.#standing(chassis, [...below, id]);
  }
}

/** The primary address without its mask. `primary_ip` prefers IPv6 or IPv4 as NetBox is set up. */
function addressOf(fields: JsonObject): string | null {
  for (const name of ['primary_ip', 'primary_ip4', 'primary_ip6']) {
    const value = fields[name];
    const address = isObject(value) ? textIn(value, 'address') : null;
    if (address !== null) return address.replace(/\/\d+$/, '');
  }
  return null;
}

function outcomeOf(records: NetboxRecords): ImportOutcome {
  return { kind: 'read', fleet: new NetboxReader(records).fleet() };
}

function unreadable(error: unknown): ImportOutcome {
  if (error instanceof SourceError) return { kind: 'unreadable', problems: [error.problem] };
  throw error;
}

/** The fleet in saved pages. */
export function importNetboxFiles(paths: readonly string[]): ImportOutcome {
  try {
    return outcomeOf(readNetboxFiles(paths));
  } catch (error) {
    return unreadable(error);
  }
}

/** The fleet of a live NetBox. */
export async function importNetbox(connection: NetboxConnection): Promise<ImportOutcome> {
  try {
    return outcomeOf(await fetchNetbox(connection));
  } catch (error) {
    return unreadable(error);
  }
}

// The hosts: address, place, settings and labels of each. Two hosts with one address would be one machine counted
// twice, so that is refused.

import type { Host, Placement } from '../core/fleet/fleet.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { isAddress } from './field-shapes.ts';
import { zippedField, type HostDeclaration } from './host-declarations.ts';
import { checkLevel, hostLevel, type Level } from './host-levels.ts';
import { foundText, placeText, type Report } from './mistake.ts';
import type { EntryOf } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';
import {
  levelsKey,
  resolveHostSettings,
  type HostSettings,
  type HostSettingsContext,
} from './resolve-host-settings.ts';

export type HostsContext = {
  readonly references: ReferenceCheck;
  readonly report: Report;
  readonly placementOf: (host: HostDeclaration) => Placement | null;
  /** Ids of the services of a host, in order. */
  readonly servicesOf: (host: string) => readonly string[];
  readonly serviceLevels: ReadonlyMap<string, Level>;
  readonly siteLevels: ReadonlyMap<string, Level>;
  readonly fleetLevel: Level | null;
  readonly settings: Omit<HostSettingsContext, 'timeZone' | 'report'>;
  /** Zone of dates that name none, by site id; null for a host without placement. */
  readonly timeZoneOf: (site: string | null) => string | null;
};

type HostEntry = EntryOf<'hosts'>;

/** Refuses an address that is not one and an address that two hosts share. */
class AddressBook {
  readonly #report: Report;
  readonly #perEntry = new Map<HostEntry, readonly string[] | null>();
  readonly #taken = new Map<string, HostDeclaration>();
  /** One mistake for an entry is enough: the twelve hosts of a range share one cause. */
  readonly #told = new Set<HostEntry>();

  constructor(report: Report) {
    this.#report = report;
  }

  addressOf({ id, entry, index, count }: HostDeclaration): string {
    let addresses = this.#perEntry.get(entry);
    if (addresses === undefined) {
      addresses = zippedField(entry, 'address', count, this.#report);
      this.#perEntry.set(entry, addresses);
    }
    const address = addresses?.[index] ?? id;
    if (
      !isAddress(address) &&
      !this.#told.has(entry) &&
      (entry.fields.address !== undefined || !entry.wrote('address'))
    ) {
      this.#told.add(entry);
      const given = entry.wrote('address');
      this.#report({
        place: given ? entry.placeOf('address') : entry.place,
        what: `${entry.subject}: ${given ? 'address' : 'its id is no address'}`,
        found: foundText(address),
        expected: 'a host name, an IPv4 or an IPv6 address',
        hint: given ? null : 'add address',
      });
    }
    return address;
  }

  take(host: HostDeclaration, address: string, port: number): void {
    const key = `${address.toLowerCase()} ${port}`;
    const first = this.#taken.get(key);
    if (first === undefined) {
      this.#taken.set(key, host);
      return;
    }
    const { entry } = host;
    if (this.#told.has(entry)) return;
    this.#told.add(entry);
    const inOneRange = first.entry === entry;
    this.#report({
      place: entry.wrote('address') ? entry.placeOf('address') : entry.place,
      what: `${entry.subject}: the address of two hosts`,
      found: `${foundText(address)} of ${first.id} and ${host.id}`,
      hint: inOneRange
        ? 'give a range, such as 10.0.1.[11:22]'
        : `the first is at ${placeText(first.entry.place)}; one machine counted twice would loosen its budgets`,
    });
  }
}

/** Every host. What is wrong is reported; what is returned is only used if nothing is. */
export function resolveHosts(
  declarations: ReadonlyMap<string, HostDeclaration>,
  context: HostsContext,
): ReadonlyMap<HostId, Host> {
  const { report } = context;
  const addresses = new AddressBook(report);
  const settingsByLevels = new Map<string, HostSettings>();
  const entryNumbers = new Map<HostEntry, number>();
  const hosts = new Map<HostId, Host>();
  for (const declaration of declarations.values()) {
    const { entry } = declaration;
    let number = entryNumbers.get(entry);
    if (number === undefined) {
      number = entryNumbers.size;
      entryNumbers.set(entry, number);
      checkLevel(hostLevel(entry), context.references, report);
    }
    const placement = context.placementOf(declaration);
    const site = placement?.site ?? null;
    const services = context.servicesOf(declaration.id);
    const key = levelsKey(number, services, site);
    let settings = settingsByLevels.get(key);
    if (settings === undefined) {
      const levels = {
        host: hostLevel(entry),
        services: services.map((id) => context.serviceLevels.get(id)).filter((level) => level !== undefined),
        site: site === null ? null : (context.siteLevels.get(site) ?? null),
        fleet: context.fleetLevel,
      };
      settings = resolveHostSettings(levels, {
        ...context.settings,
        timeZone: context.timeZoneOf(site),
        report,
      });
      settingsByLevels.set(key, settings);
    }
    const address = addresses.addressOf(declaration);
    addresses.take(declaration, address, settings.port);
    const host = buildHost(declaration, { address, placement, settings });
    hosts.set(host.id, host);
  }
  return hosts;
}

function buildHost(
  { id, entry: { fields } }: HostDeclaration,
  resolved: {
    readonly address: string;
    readonly placement: Placement | null;
    readonly settings: HostSettings;
  },
): Host {
  const { user, port, assumed, ...settings } = resolved.settings;
  const hostId = id as HostId;
  return {
    id: hostId,
    ssh: { hostId, address: resolved.address, port, user, assumed },
    placement: resolved.placement,
    height: fields.height ?? 1,
    model: fields.model ?? null,
    labels: fields.labels ?? {},
    ownPath: fields.own_path ?? false,
    ...settings,
  };
}

// From declarations to the fleet: every reference known to exist, every default applied, every place worked out. Pure.
// A fleet comes out only if not one mistake was found; half an inventory is never used.

import type { Sha256Hex } from '../core/canonical-text.ts';
import { fleetDigest, type FleetContent } from '../core/fleet/fleet-text.ts';
import type { Fleet, Service } from '../core/fleet/fleet.ts';
import type { ServiceId } from '../core/fleet/ids.ts';
import { declareHosts, type HostDeclaration } from './host-declarations.ts';
import { checkLevel, fleetLevel, serviceLevel, siteLevel, type Level } from './host-levels.ts';
import {
  inReadingOrder,
  placeText,
  reportInto,
  startOf,
  type Mistake,
  type Place,
  type Report,
} from './mistake.ts';
import type { DefaultsEntry, Entry, EntryOf, ParsedInventory } from './parse-inventory.ts';
import { ReferenceCheck, uniqueEntries } from './reference-check.ts';
import { resolveDomains } from './resolve-domains.ts';
import { resolveHosts } from './resolve-hosts.ts';
import { resolveFreezes, type NamedFile } from './resolve-freezes.ts';
import { resolveCaps, resolveRunLimits, resolveWaivers } from './resolve-limits.ts';
import { PlacementResolver } from './resolve-placement.ts';
import { resolvePlaces } from './resolve-places.ts';
import { resolveService } from './resolve-services.ts';
import type { PathResolver } from './secret-shape.ts';
import { resolveSettings, type Settings } from './settings.ts';

/** Where each thing was declared, for messages that point at it. A host of a range has the place of the range. */
export type InventorySources = Readonly<
  Record<
    'sites' | 'zones' | 'racks' | 'feeds' | 'owners' | 'windows' | 'hosts' | 'services',
    ReadonlyMap<string, Place>
  >
>;

export type ResolvedInventory =
  | {
      readonly kind: 'loaded';
      readonly fleet: Fleet;
      readonly settings: Settings;
      readonly sources: InventorySources;
      /** Windows that name no zone of their own. */
      readonly zonelessWindows: ReadonlySet<string>;
      /** Absolute paths of files that the inventory names beside its own: when they change, it has changed. */
      readonly namedPaths: readonly string[];
    }
  | {
      readonly kind: 'invalid';
      readonly mistakes: readonly Mistake[];
      /** False if a file could not be read: then only the files were judged, not how they fit together. */
      readonly referencesChecked: boolean;
    };

export type ResolveOptions = {
  /** What people are shown for mistakes of the inventory as a whole. */
  readonly directory: string;
  readonly absolute: PathResolver;
  /** By path as the inventory writes it: the calendars that its freezes name. */
  readonly namedFiles?: ReadonlyMap<string, NamedFile>;
  readonly sha256Hex: Sha256Hex;
};

/** The one entry of a section that may be written once. */
function onlyOne<One extends Entry<unknown>>(entries: readonly One[], report: Report): One | null {
  const [first, ...others] = entries;
  if (first === undefined) return null;
  for (const other of others)
    report({
      place: other.place,
      what: `a second section "${other.subject}"`,
      hint: `the first is at ${placeText(first.place)}; write both in one place, or it depends on the file names which one wins`,
    });
  return first;
}

/** The zone of dates and windows that name none: the fleet's, or the one that all sites share. */
function defaultTimeZone(defaults: DefaultsEntry | null, sites: Iterable<EntryOf<'sites'>>): string | null {
  const given = defaults?.fields.time_zone;
  if (given !== undefined) return given;
  const zones = new Set([...sites].map(({ fields }) => fields.time_zone));
  const [zone] = zones;
  return zones.size === 1 ? (zone ?? null) : null;
}

function levelsOf<One>(
  entries: ReadonlyMap<string, One>,
  levelOf: (entry: One) => Level,
): ReadonlyMap<string, Level> {
  return new Map([...entries].map(([id, entry]) => [id, levelOf(entry)]));
}

function sourcesOf(
  declared: Omit<Record<keyof InventorySources, ReadonlyMap<string, { readonly place: Place }>>, 'hosts'>,
  hosts: ReadonlyMap<string, HostDeclaration>,
): InventorySources {
  const places = (entries: ReadonlyMap<string, { readonly place: Place }>): ReadonlyMap<string, Place> =>
    new Map([...entries].map(([id, { place }]) => [id, place]));
  return {
    sites: places(declared.sites),
    zones: places(declared.zones),
    racks: places(declared.racks),
    feeds: places(declared.feeds),
    owners: places(declared.owners),
    windows: places(declared.windows),
    services: places(declared.services),
    hosts: new Map([...hosts].map(([id, { entry }]) => [id, entry.place])),
  };
}

function declareAll({ entries }: ParsedInventory, report: Report) {
  return {
    sites: uniqueEntries(entries.sites, report),
    zones: uniqueEntries(entries.zones, report),
    racks: uniqueEntries(entries.racks, report),
    feeds: uniqueEntries(entries.feeds, report),
    domains: uniqueEntries(entries.domains, report),
    owners: uniqueEntries(entries.owners, report),
    windows: uniqueEntries(entries.windows, report),
    services: uniqueEntries(entries.services, report),
    freezes: uniqueEntries(entries.freezes, report),
  };
}

function referencesTo(
  declared: ReturnType<typeof declareAll>,
  hosts: ReadonlyMap<string, HostDeclaration>,
  report: Report,
): ReferenceCheck {
  return new ReferenceCheck(
    {
      site: declared.sites.keys(),
      zone: declared.zones.keys(),
      rack: declared.racks.keys(),
      feed: declared.feeds.keys(),
      owner: declared.owners.keys(),
      window: declared.windows.keys(),
      service: declared.services.keys(),
      host: hosts.keys(),
    },
    report,
  );
}

function reportNoHosts(directory: string, report: Report): void {
  report({
    place: startOf(directory),
    what: 'the inventory declares no hosts',
    hint: 'an empty fleet is more often a wrong directory or a half-written file than a wish',
  });
}

/** Ids of the services of each host. */
function servicesByHost(services: Iterable<Service>): ReadonlyMap<string, readonly string[]> {
  const byHost = new Map<string, string[]>();
  for (const { id, instances } of services)
    for (const { host } of instances) {
      const ids = byHost.get(host);
      if (ids === undefined) byHost.set(host, [id]);
      else ids.push(id);
    }
  return byHost;
}

/**
 * The fleet and the settings, or every mistake of both. Names of zones, racks, hosts… that an entry with another
 * mistake declares count as known, so that one mistake is one line.
 */
export function resolveInventory(parsed: ParsedInventory, options: ResolveOptions): ResolvedInventory {
  // Everything that the missing file declares would count as unknown: hundreds of mistakes that are none.
  if (!parsed.complete)
    return { kind: 'invalid', mistakes: inReadingOrder(parsed.mistakes), referencesChecked: false };
  const { namedFiles = new Map<string, NamedFile>() } = options;
  const mistakes: Mistake[] = [...parsed.mistakes];
  const report = reportInto(mistakes);
  const declared = declareAll(parsed, report);
  const { hosts: declarations, brokenPrefixes } = declareHosts(parsed.entries.hosts, report);
  if (parsed.entries.hosts.length === 0 && parsed.mistakes.length === 0)
    reportNoHosts(options.directory, report);
  const references = referencesTo(declared, declarations, report);
  const defaults = onlyOne(parsed.defaults, report);
  const defaultZone = defaultTimeZone(defaults, declared.sites.values());
  const places = resolvePlaces(declared, defaultZone, references, report);
  const settings = resolveSettings(parsed.settings, options.absolute, report);

  const siteLevels = levelsOf(declared.sites, siteLevel);
  const serviceLevels = levelsOf(declared.services, serviceLevel);
  const fleet = defaults === null ? null : fleetLevel(defaults);
  for (const level of [...siteLevels.values(), ...serviceLevels.values(), ...(fleet === null ? [] : [fleet])])
    checkLevel(level, references, report);

  const services = new Map<ServiceId, Service>();
  for (const [id, entry] of declared.services)
    services.set(
      id as ServiceId,
      resolveService(entry, { references, brokenPrefixes, absolute: options.absolute, report }),
    );
  const serviceIds = servicesByHost(services.values());
  const placements = new PlacementResolver({ hosts: declarations, places, references, report });
  const hosts = resolveHosts(declarations, {
    references,
    report,
    placementOf: (host) => placements.placementOf(host),
    servicesOf: (host) => serviceIds.get(host) ?? [],
    serviceLevels,
    siteLevels,
    fleetLevel: fleet,
    settings: {
      windows: places.windows,
      user: settings.ssh.user,
      port: settings.ssh.port,
      assumed: settings.ssh.assumed,
    },
    timeZoneOf: (site) => (site === null ? null : declared.sites.get(site)?.fields.time_zone) ?? defaultZone,
  });
  const caps = onlyOne(parsed.caps, report);
  const content: FleetContent = {
    sites: places.sites,
    zones: places.zones,
    racks: places.racks,
    feeds: places.feeds,
    domains: resolveDomains(declared.domains, { hosts, references, brokenPrefixes, report }),
    owners: places.owners,
    hosts,
    services,
    ...resolveFreezes(declared.freezes, { defaultZone, files: namedFiles, report }),
    waivers: resolveWaivers(parsed.waivers, { defaultZone, references, report }),
    caps: resolveCaps(caps),
    runLimits: resolveRunLimits(caps),
  };
  if (mistakes.length > 0)
    return { kind: 'invalid', mistakes: inReadingOrder(mistakes), referencesChecked: true };
  return {
    kind: 'loaded',
    fleet: { digest: fleetDigest(content, options.sha256Hex), ...content },
    settings,
    sources: sourcesOf(declared, declarations),
    zonelessWindows: new Set(
      [...declared.windows].flatMap(([id, { fields }]) => (fields.time_zone === undefined ? [id] : [])),
    ),
    namedPaths: [...namedFiles.keys()].map(options.absolute),
  };
}

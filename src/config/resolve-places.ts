// Sites, zones, racks, feeds, owners and windows: what hosts refer to. Each knows its parent and nothing more.

import { serviceApprovers } from './service-approvers.ts';
import type { MaintenanceWindow } from '../core/calendar/window.ts';
import type { Feed, Owner, Rack, Site, Zone } from '../core/fleet/fleet.ts';
import type { FeedId, OwnerId, RackId, SiteId, WindowId, ZoneId } from '../core/fleet/ids.ts';
import { MINUTE_MS } from '../core/brand.ts';
import type { Report } from './mistake.ts';
import type { EntryOf, ParsedInventory } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';

type Entries<Section extends keyof ParsedInventory['entries']> = ReadonlyMap<string, EntryOf<Section>>;

export type PlaceEntries = {
  readonly sites: Entries<'sites'>;
  readonly zones: Entries<'zones'>;
  readonly racks: Entries<'racks'>;
  readonly feeds: Entries<'feeds'>;
  readonly owners: Entries<'owners'>;
  readonly windows: Entries<'windows'>;
};

export type Places = {
  readonly sites: ReadonlyMap<SiteId, Site>;
  readonly zones: ReadonlyMap<ZoneId, Zone>;
  readonly racks: ReadonlyMap<RackId, Rack>;
  readonly feeds: ReadonlyMap<FeedId, Feed>;
  readonly owners: ReadonlyMap<OwnerId, Owner>;
  readonly windows: ReadonlyMap<WindowId, MaintenanceWindow>;
};

function built<Id extends string, One, Thing>(
  entries: ReadonlyMap<string, One>,
  build: (entry: One, id: Id) => Thing | null,
): ReadonlyMap<Id, Thing> {
  const things = new Map<Id, Thing>();
  for (const [id, entry] of entries) {
    const thing = build(entry, id as Id);
    if (thing !== null) things.set(id as Id, thing);
  }
  return things;
}

function buildSite({ fields }: EntryOf<'sites'>, id: SiteId): Site | null {
  if (fields.kind === undefined || fields.time_zone === undefined) return null;
  return { id, kind: fields.kind, timeZone: fields.time_zone };
}

function buildInSite(entry: EntryOf<'zones'> | EntryOf<'feeds'>, references: ReferenceCheck): SiteId | null {
  const { site } = entry.fields;
  if (site === undefined) return null;
  return references.check('site', site, entry.placeOf('site'), entry.subject) ? (site as SiteId) : null;
}

function buildRack(
  entry: EntryOf<'racks'>,
  id: RackId,
  references: ReferenceCheck,
  report: Report,
): Rack | null {
  const { fields, placeOf, subject } = entry;
  const feeds = fields.feeds ?? [];
  for (const [index, feed] of feeds.entries()) {
    if (!references.check('feed', feed, placeOf('feeds', index), subject)) continue;
    if (feeds.indexOf(feed) < index)
      report({
        place: placeOf('feeds', index),
        what: `${subject}: feed ${feed} is named twice`,
        hint: 'keep one',
      });
  }
  if (fields.zone === undefined || !references.check('zone', fields.zone, placeOf('zone'), subject))
    return null;
  return {
    id,
    zone: fields.zone as ZoneId,
    units: fields.units ?? null,
    feeds: feeds.map((feed) => feed as FeedId),
  };
}

/** A feed that crosses sites would tie the fates of sites that are meant to be independent: a slip, not a wiring. */
function checkFeedSites(
  places: Omit<Places, 'windows' | 'owners'>,
  entries: Entries<'racks'>,
  report: Report,
): void {
  for (const rack of places.racks.values()) {
    const site = places.zones.get(rack.zone)?.site;
    for (const [index, feedId] of rack.feeds.entries()) {
      const feed = places.feeds.get(feedId);
      const entry = entries.get(rack.id);
      if (feed === undefined || site === undefined || entry === undefined || feed.site === site) continue;
      report({
        place: entry.placeOf('feeds', index),
        what: `${entry.subject}: feed ${feedId} is of another site`,
        found: feed.site,
        expected: `a feed of ${site}, where the rack stands`,
      });
    }
  }
}

function buildWindow(
  { fields, place, subject }: EntryOf<'windows'>,
  id: WindowId,
  defaultZone: string | null,
  report: Report,
): MaintenanceWindow | null {
  const { days, start, duration } = fields;
  const timeZone = fields.time_zone ?? defaultZone;
  if (timeZone === null) reportNoZone(place, subject, report);
  if (days === undefined || start === undefined || duration === undefined || timeZone === null) return null;
  return {
    id,
    weekdays: [...new Set(days)],
    nth: [...new Set(fields.nth ?? [])].sort((a, b) => a - b),
    startMinute: start,
    durationMinutes: Math.ceil(duration / MINUTE_MS),
    timeZone,
  };
}

/** Says that a date or window needs a zone that nobody has named. */
export function reportNoZone(place: EntryOf<'windows'>['place'], subject: string, report: Report): void {
  report({
    place,
    what: `${subject}: time_zone is missing`,
    expected: 'an IANA time zone such as Asia/Seoul',
    hint: 'name one here, or once for all as defaults.time_zone',
  });
}

/** Everything that hosts and services refer to. Entries that cannot be built are left out; each was reported. */
export function resolvePlaces(
  entries: PlaceEntries,
  defaultZone: string | null,
  references: ReferenceCheck,
  report: Report,
): Places {
  const sites = built(entries.sites, buildSite);
  const zones = built(entries.zones, (entry, id: ZoneId): Zone | null => {
    const site = buildInSite(entry, references);
    return site === null ? null : { id, site };
  });
  const feeds = built(entries.feeds, (entry, id: FeedId): Feed | null => {
    const site = buildInSite(entry, references);
    return site === null ? null : { id, site };
  });
  const racks = built(entries.racks, (entry, id: RackId) => buildRack(entry, id, references, report));
  checkFeedSites({ sites, zones, feeds, racks }, entries.racks, report);
  const owners = built(entries.owners, ({ fields }, id: OwnerId): Owner => ({
    id,
    slack: fields.slack ?? null,
    approvals: serviceApprovers(fields.approvals),
  }));
  const windows = built(entries.windows, (entry, id: WindowId) =>
    buildWindow(entry, id, defaultZone, report),
  );
  return { sites, zones, feeds, racks, owners, windows };
}

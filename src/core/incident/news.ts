// What the thread of an incident tells: what changed the picture, what a person has to look at, and the end. News of one
// kind that come close together are one note, so that a rack that dies host by host is not told host by host.

import { MINUTE_MS, SECOND_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { DatedIncidentEvent, IncidentEvent } from './event.ts';
import type { OwnerToCall } from './incident-report.ts';
import type { Incident } from './incident.ts';
import { lossOf, ownersToCall } from './service-hits.ts';

/**
 * Joins a note only what happened so long before it is posted: an owner who came with an edit of what is posted already
 * would not be pinged, so what is written late must still come before the post.
 */
const WRITTEN_WITHIN_MS: DurationMs = 3 * SECOND_MS;

/** A note is posted once nothing has been added to it for so long, */
const QUIET_MS: DurationMs = 15 * SECOND_MS;

/** or, while more and more is added, after so long: nobody is called later than that. */
const LONGEST_MS: DurationMs = MINUTE_MS;

/** One note. */
export type IncidentNews = {
  /** Of its events; the first one is its name. */
  readonly versions: readonly number[];
  readonly events: readonly IncidentEvent[];
  /** To be posted then, not before. Nothing is added to it after that: chat pings nobody whom an edit adds. */
  readonly dueAt: Instant;
};

type NewsKind = 'picture' | 'not-serving' | 'turn';

type Draft = { readonly kind: NewsKind; readonly versions: number[]; readonly dated: DatedIncidentEvent[] };

/** All notes of the incident up to now, in the order of their versions. A pure function of its events and the inventory. */
export function newsOf({ events }: Pick<Incident, 'events'>, fleet: Fleet): readonly IncidentNews[] {
  const drafts: Draft[] = [];
  const lost = new Set<HostId>();
  const failing = new Set<HostId>();
  events.forEach((dated, index) => {
    const { at, event } = dated;
    const version = index + 1;
    const losses = lossesIn(event);
    const isNewLoss = losses.some((host) => !lost.has(host));
    for (const host of losses) {
      lost.add(host);
      failing.delete(host);
    }
    const kind = kindOf(event, failing);
    if (event.kind === 'incident-host-judged' && event.findings.length > 0) failing.add(event.host);
    if (kind === null) return;
    const open = drafts.findLast((draft) => draft.kind === kind);
    if (open !== undefined && isPartOf(open, at)) {
      open.versions.push(version);
      open.dated.push(dated);
      return;
    }
    // Losses that call nobody new and change no cause are shown by the incident's own message.
    const callsNobody =
      event.kind === 'incident-hosts-lost' &&
      (!isNewLoss || newlyCalled(events, { from: version, upTo: version }, fleet).length === 0);
    if (!callsNobody) drafts.push({ kind, versions: [version], dated: [dated] });
  });
  return drafts.map(newsFrom);
}

/** Whom to call because of `news`, and not before. */
export function newOwners(
  { events }: Pick<Incident, 'events'>,
  { versions }: IncidentNews,
  fleet: Fleet,
): readonly OwnerToCall[] {
  return newlyCalled(events, { from: versions[0] ?? 1, upTo: versions.at(-1) ?? 0 }, fleet);
}

/** The note that was named by this version. One that the inventory of now would not make tells of its event alone. */
export function newsNamed(
  incident: Pick<Incident, 'events'>,
  version: number,
  fleet: Fleet,
): IncidentNews | null {
  const dated = incident.events[version - 1];
  if (dated === undefined) return null;
  const named = newsOf(incident, fleet).find(({ versions }) => versions[0] === version);
  return named ?? { versions: [version], events: [dated.event], dueAt: dated.at };
}

/** May it be posted? A clock that was set back keeps nobody waiting. */
export function isDue({ dueAt }: IncidentNews, now: Instant): boolean {
  return now >= dueAt || dueAt - now > LONGEST_MS;
}

function newsFrom({ kind, versions, dated }: Draft): IncidentNews {
  const begunAt = dated[0]?.at ?? 0;
  const lastAt = dated.at(-1)?.at ?? begunAt;
  return {
    versions,
    events: dated.map(({ event }) => event),
    dueAt: kind === 'turn' ? begunAt : Math.min(lastAt + QUIET_MS, begunAt + LONGEST_MS),
  };
}

function isPartOf({ kind, dated }: Draft, at: Instant): boolean {
  if (kind === 'turn') return false;
  const begunAt = dated[0]?.at ?? at;
  const lastAt = dated.at(-1)?.at ?? at;
  // With a clock that was set back the note is due at once (`isDue`), and posted.
  if (at < lastAt) return false;
  return at - lastAt < QUIET_MS - WRITTEN_WITHIN_MS && at - begunAt < LONGEST_MS - WRITTEN_WITHIN_MS;
}

/** @param failing hosts of which the thread has said so since they were last lost */
function kindOf(event: IncidentEvent, failing: ReadonlySet<HostId>): NewsKind | null {
  switch (event.kind) {
    case 'incident-hosts-lost':
    case 'incident-cause-changed':
      return 'picture';
    case 'incident-host-judged':
      return event.findings.length > 0 && !failing.has(event.host) ? 'not-serving' : null;
    case 'incident-reopened':
    case 'incident-closed':
      return 'turn';
    case 'incident-opened':
    case 'incident-services-hit':
    case 'incident-hosts-returned':
      return null;
  }
}

function lossesIn(event: IncidentEvent): readonly HostId[] {
  return 'hosts' in event ? event.hosts.flatMap((one) => ('lostAt' in one ? [one.host] : [])) : [];
}

/** Owners whom the events of these versions are the first to concern. */
function newlyCalled(
  events: readonly DatedIncidentEvent[],
  { from, upTo }: { readonly from: number; readonly upTo: number },
  fleet: Fleet,
): readonly OwnerToCall[] {
  const called = (count: number): readonly OwnerToCall[] => {
    const hosts = events.slice(0, count).flatMap(({ event }) => lossesIn(event));
    return hosts.length === 0 ? [] : ownersToCall(fleet, lossOf(fleet, hosts, []));
  };
  if (!events.slice(from - 1, upTo).some(({ event }) => lossesIn(event).length > 0)) return [];
  const before = new Set(called(from - 1).map(({ owner }) => owner));
  return before.size === 0 ? [] : called(upTo).filter(({ owner }) => !before.has(owner));
}

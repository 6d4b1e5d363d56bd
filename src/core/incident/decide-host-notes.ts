// A single host that is away, or that rebooted by itself, goes to its owner: once, in one message for all hosts of that
// owner that had the same within minutes, and in the same message again when it comes and goes.

import { HOUR_MS, MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { channelFor, isUserGroup } from '../fleet/owner-place.ts';
import type { BootId, HostId, HostNoteId } from '../fleet/ids.ts';
import type { HostNoteEvent } from './event.ts';
import type { HostNote, NotedHost } from './host-note.ts';
import { bootAfter, isSteady } from './settled.ts';
import { lostByHost, type IncidentRules, type Sights } from './sight.ts';

export type UnplannedBoot = {
  readonly host: HostId;
  /** The boot that it runs now. */
  readonly bootId: BootId;
  readonly bootedAt: Instant;
};

export type HostNoteWorld = {
  readonly now: Instant;
  readonly fleet: Fleet;
  readonly sights: Sights;
  readonly rules: IncidentRules;
  /** Hosts that an incident tells of. */
  readonly inIncident: ReadonlySet<HostId>;
  /** Boots that nobody asked for, seen since the last decision. */
  readonly boots: readonly UnplannedBoot[];
  /** Where hosts without an owner that has a channel are told of. */
  readonly channel: string;
  readonly newId: () => HostNoteId;
};

/** A host that was in a note this recently is told of there again. */
const SAME_STORY_MS: DurationMs = HOUR_MS;

/** @param notes those with a host that is away, and those of the last hour or so. */
export function decideHostNotes(notes: readonly HostNote[], world: HostNoteWorld): readonly HostNoteEvent[] {
  const { now, fleet, sights, rules, inIncident } = world;
  const chosen = noteChooser(notes, world);
  const events: HostNoteEvent[] = [];
  const away = new Set<HostId>();
  for (const note of notes)
    for (const noted of note.hosts.values()) {
      if (noted.state.kind !== 'lost') continue;
      away.add(noted.host);
      const sight = sights.get(noted.host);
      if (sight?.kind !== 'up' || !isSteady(noted, sight, rules)) continue;
      const boot = bootAfter(noted.state.loss, sight);
      events.push({ kind: 'host-returned', note: note.id, host: noted.host, boot });
    }
  for (const [host, sight] of lostByHost(sights)) {
    if (sight.forMs < rules.noteAfterMs) continue;
    if (away.has(host) || inIncident.has(host) || !fleet.hosts.has(host)) continue;
    const { at, lastSeenAt, bootId } = sight;
    const loss = { host, lostAt: at, lastSeenAt, bootId };
    events.push({ kind: 'host-lost', ...chosen(host), loss });
  }
  for (const { host, bootedAt } of world.boots) {
    // A host that is noted as away is said to have rebooted when it is said to be back.
    if (away.has(host) || inIncident.has(host) || !fleet.hosts.has(host)) continue;
    if (wasJustToldSo(notes, host, now)) continue;
    events.push({ kind: 'host-rebooted', ...chosen(host), host, bootedAt });
  }
  return events;
}

/** Its return on another boot is what this boot is. */
function wasJustToldSo(notes: readonly HostNote[], host: HostId, now: Instant): boolean {
  return notes.some(({ hosts }) => {
    const state = hosts.get(host)?.state;
    return state?.kind === 'returned' && state.boot === 'new' && Math.abs(now - state.at) < MINUTE_MS;
  });
}

/** The note that tells of a host: the one that told of it lately, else the newest young one of its channel, else a new one. */
function noteChooser(
  notes: readonly HostNote[],
  { now, fleet, rules, channel: main, newId }: HostNoteWorld,
): (host: HostId) => { readonly note: HostNoteId; readonly channel: string } {
  const young = new Map<string, HostNoteId>();
  // In the channel of all, each user group has a note of its own: chat pings nobody whom an edit adds to a note.
  const reader = (channel: string, host: HostId | undefined): string => {
    const slack = host === undefined ? null : ownerOnChat(fleet, host);
    return slack !== null && isUserGroup(slack) ? `${channel} ${slack}` : channel;
  };
  for (const { channel, id, openedAt, hosts } of [...notes].sort((a, b) => a.openedAt - b.openedAt))
    if (now - openedAt <= rules.coalesceMs) young.set(reader(channel, [...hosts.keys()][0]), id);
  const isSameStory = (noted: NotedHost | undefined): boolean =>
    noted !== undefined && now - noted.changedAt <= SAME_STORY_MS;
  return (host) => {
    const channel = placeOf(fleet, host, main);
    const told = notes.find((note) => note.channel === channel && isSameStory(note.hosts.get(host)));
    const note = told?.id ?? young.get(reader(channel, host)) ?? newId();
    if (told === undefined) young.set(reader(channel, host), note);
    return { note, channel };
  };
}

/** Where the host's owner is told of it. */
function placeOf(fleet: Fleet, host: HostId, main: string): string {
  const slack = ownerOnChat(fleet, host);
  return slack === null ? main : channelFor(slack, main);
}

function ownerOnChat(fleet: Fleet, host: HostId): string | null {
  const owner = fleet.hosts.get(host)?.owner ?? null;
  return owner === null ? null : (fleet.owners.get(owner)?.slack ?? null);
}

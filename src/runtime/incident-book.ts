// The incidents and host notes that matter now, folded from the journal. What is appended here is durable before it is
// believed; what another process appended (a person closed an incident) is read before the next decision.

import { HOUR_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { HostNoteId, IncidentId } from '../core/fleet/ids.ts';
import {
  episodeOf,
  type DatedIncidentEvent,
  type EpisodeEvent,
  type IncidentEvent,
} from '../core/incident/event.ts';
import { evolveHostNote, replayHostNote, type HostNote } from '../core/incident/host-note.ts';
import { incidentFlags } from '../core/incident/hold.ts';
import { evolveIncident, replayIncident, type Incident } from '../core/incident/incident.ts';
import type { Store, WantedMessage } from '../ports/store.ts';
import { daemon } from './campaign-runner.ts';

export type IncidentBook = {
  /** Open ones and those of the last hour, oldest first. */
  readonly incidents: () => readonly Incident[];
  readonly notes: () => readonly HostNote[];
  /** Brings it up to date with the store. To be called before each decision. */
  readonly refresh: (now: Instant) => Promise<void>;
  readonly append: (
    at: Instant,
    events: readonly EpisodeEvent[],
    messagesFor: () => readonly WantedMessage[],
  ) => Promise<void>;
  /** The incidents as they will be after `events`, without believing it yet. */
  readonly after: (at: Instant, events: readonly IncidentEvent[]) => readonly Incident[];
};

/** Longer than any rule looks back. */
const KEEP_MS: DurationMs = 2 * HOUR_MS;

export function createIncidentBook(store: Store): IncidentBook {
  let incidents = new Map<string, Incident>();
  let notes = new Map<string, HostNote>();

  const refreshIncidents = async (sinceAt: Instant): Promise<void> => {
    const next = new Map<string, Incident>();
    for (const { id, version } of [...(await store.episodes({ kind: 'incident', sinceAt }))].reverse()) {
      const known = incidents.get(id);
      const incident =
        known?.version === version
          ? known
          : replayIncident(
              (await store.episodeEvents({
                kind: 'incident',
                id: id as IncidentId,
              })) as readonly DatedIncidentEvent[],
            );
      if (incident !== null) next.set(id, incident);
    }
    incidents = next;
  };

  const refreshNotes = async (sinceAt: Instant): Promise<void> => {
    const next = new Map<string, HostNote>();
    for (const { id, version } of [...(await store.episodes({ kind: 'host-note', sinceAt }))].reverse()) {
      const known = notes.get(id);
      const note =
        known?.version === version
          ? known
          : replayHostNote(await store.episodeEvents({ kind: 'host-note', id: id as HostNoteId }));
      if (note !== null) next.set(id, note);
    }
    notes = next;
  };

  const after = (at: Instant, events: readonly IncidentEvent[]): ReadonlyMap<string, Incident> => {
    const next = new Map(incidents);
    for (const event of events)
      next.set(event.incident, evolveIncident(next.get(event.incident) ?? null, { at, event }));
    return next;
  };

  return {
    incidents: () => [...incidents.values()],
    notes: () => [...notes.values()],
    refresh: async (now) => {
      await refreshIncidents(now - KEEP_MS);
      await refreshNotes(now - KEEP_MS);
    },
    append: async (at, events, messagesFor) => {
      await store.appendEpisodeEvents({ at, actor: daemon, events, messages: messagesFor() });
      const isOfIncident = (event: EpisodeEvent): event is IncidentEvent =>
        episodeOf(event)?.kind === 'incident';
      incidents = new Map(after(at, events.filter(isOfIncident)));
      for (const event of events)
        if (!isOfIncident(event))
          notes.set(event.note, evolveHostNote(notes.get(event.note) ?? null, { at, event }));
    },
    after: (at, events) => [...after(at, events).values()],
  };
}

/** The holds of incidents that the journal has as open, for who is not the daemon. */
export async function recordedHolds(store: Store, now: Instant): Promise<readonly Flag[]> {
  const book = createIncidentBook(store);
  await book.refresh(now);
  return incidentFlags(book.incidents().filter(({ phase }) => phase.kind === 'open'));
}

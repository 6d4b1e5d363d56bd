// What the chat is told of an incident or a host note: the fold of its journal, with what it does to services and whom
// to call as the inventory has it now.

import type { Campaign } from '../core/campaign/state.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { isUserGroup } from '../core/fleet/owner-place.ts';
import type { HostId, HostNoteId, IncidentId } from '../core/fleet/ids.ts';
import type { DatedIncidentEvent } from '../core/incident/event.ts';
import { replayHostNote, type HostNote } from '../core/incident/host-note.ts';
import type { IncidentReport } from '../core/incident/incident-report.ts';
import { isDue, newOwners, newsNamed } from '../core/incident/news.ts';
import { replayIncident, type Incident } from '../core/incident/incident.ts';
import { awayHosts, hitsOf, lossOf, ownersToCall } from '../core/incident/service-hits.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageRef, Store } from '../ports/store.ts';
import type { IncidentBook } from './incident-book.ts';

export type IncidentReports = {
  /** @throws Error if there is no such incident: a message about it was wanted with its first event. */
  readonly incident: (id: IncidentId) => Promise<ChatMessage>;
  /** `not-yet`: more may be added to it within seconds. */
  readonly incidentNote: (
    id: IncidentId,
    version: number,
    thread: MessageRef | null,
  ) => Promise<ChatMessage | 'not-yet'>;
  readonly hostNote: (id: HostNoteId) => Promise<ChatMessage>;
};

export function createIncidentReports(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly fleet: () => Fleet;
  readonly campaigns: () => readonly Campaign[];
  readonly book: Pick<IncidentBook, 'incidents' | 'notes'>;
}): IncidentReports {
  const { store, clock, book } = options;

  const load = async (id: IncidentId): Promise<Incident> => {
    const events = await store.episodeEvents({ kind: 'incident', id });
    const incident = replayIncident(events as readonly DatedIncidentEvent[]);
    if (incident === null) throw new Error(`there is no incident ${id}`);
    return incident;
  };

  /** Everything that is away for whatever reason. */
  const allAway = (): readonly HostId[] => [
    ...book
      .incidents()
      .filter(({ phase }) => phase.kind === 'open')
      .flatMap(awayHosts),
    ...book.notes().flatMap(awayIn),
  ];

  const reportOf = (incident: Incident): IncidentReport => {
    const fleet = options.fleet();
    const everyone = lossOf(fleet, [...incident.hosts.keys()], []);
    const isOpen = incident.phase.kind === 'open';
    return {
      incident,
      now: isOpen ? hitsOf(lossOf(fleet, awayHosts(incident), allAway())) : [],
      owners: ownersToCall(fleet, everyone),
      held: isOpen
        ? options
            .campaigns()
            .filter(isHeldUp)
            .map(({ id }) => id)
        : [],
      asOf: clock.now(),
    };
  };

  return {
    incident: async (id) => ({ kind: 'incident', report: reportOf(await load(id)) }),
    incidentNote: async (id, version, thread) => {
      const incident = await load(id);
      const news = newsNamed(incident, version, options.fleet());
      if (news === null) throw new Error(`incident ${id} has no event ${version}`);
      if (!isDue(news, clock.now())) return 'not-yet';
      const owners = newOwners(incident, news, options.fleet());
      const { events } = news;
      return { kind: 'incident-note', report: reportOf(incident), events, newOwners: owners, thread };
    },
    hostNote: async (id) => {
      const note = replayHostNote(await store.episodeEvents({ kind: 'host-note', id }));
      if (note === null) throw new Error(`there is no host note ${id}`);
      const away = awayIn(note);
      const loss = lossOf(options.fleet(), away, allAway());
      const theirs = new Set(
        loss.services
          .filter(({ lostHosts }) => lostHosts.some((host) => away.includes(host)))
          .map(({ service }) => service),
      );
      const hits = hitsOf(loss).filter(({ service }) => theirs.has(service));
      return { kind: 'host-note', note, hits, call: groupsOf(note, options.fleet()) };
    },
  };
}

function isHeldUp({ phase }: Campaign): boolean {
  return phase.kind === 'running' || phase.kind === 'paused' || phase.kind === 'halted';
}

/** User groups that own one of its hosts: they cannot be written to, so they are mentioned where it stands. */
function groupsOf({ hosts }: HostNote, fleet: Fleet): readonly string[] {
  const groups = [...hosts.keys()].flatMap((host) => {
    const owner = fleet.hosts.get(host)?.owner ?? null;
    const slack = owner === null ? null : (fleet.owners.get(owner)?.slack ?? null);
    return slack !== null && isUserGroup(slack) ? [slack] : [];
  });
  return [...new Set(groups)];
}

function awayIn({ hosts }: HostNote): readonly HostId[] {
  return [...hosts.values()].filter(({ state }) => state.kind === 'lost').map(({ host }) => host);
}

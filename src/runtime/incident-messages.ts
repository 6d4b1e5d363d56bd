// Which messages the events of incidents and host notes make necessary. One message an incident, edited; a reply in its
// thread for the few that people are told of; one message for the owner of a single host.

import type { Campaign } from '../core/campaign/state.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { HostNoteId, IncidentId } from '../core/fleet/ids.ts';
import type { HostNoteEvent, IncidentEvent } from '../core/incident/event.ts';
import type { Incident } from '../core/incident/incident.ts';
import { newsOf } from '../core/incident/news.ts';
import type { MessageKey, WantedMessage } from '../ports/store.ts';
import { campaignMessages } from './campaign-messages.ts';

export function incidentKey(incident: IncidentId): MessageKey {
  return `incident/${incident}`;
}

/** @param known the incidents before the events, by id; a new one is not among them. */
export function incidentMessages(
  events: readonly IncidentEvent[],
  context: {
    readonly known: ReadonlyMap<IncidentId, Incident>;
    readonly after: ReadonlyMap<IncidentId, Incident>;
    readonly fleet: Fleet;
    readonly channel: string;
    readonly campaigns: readonly Campaign[];
  },
): readonly WantedMessage[] {
  const { known, after, fleet, channel } = context;
  const messages = new Map<MessageKey, WantedMessage>();
  const want = (message: WantedMessage): void => void messages.set(message.key, message);
  for (const id of new Set(events.map(({ incident }) => incident))) {
    const key = incidentKey(id);
    want({ key, channel, subject: { kind: 'incident', incident: id } });
    const state = after.get(id);
    const isNew = (version: number): boolean => version > (known.get(id)?.version ?? 0);
    for (const { versions } of state === undefined ? [] : newsOf(state, fleet)) {
      const [version] = versions;
      if (version === undefined || !versions.some(isNew)) continue;
      const subject = { kind: 'incident-note', incident: id, version } as const;
      want({ key: `${key}/note/${version}`, channel, subject });
    }
  }
  for (const event of events)
    if (changesHolds(event))
      for (const campaign of context.campaigns)
        // Its card alone: nothing has happened in the campaign itself.
        if (campaign.phase.kind !== 'ended' && campaign.phase.kind !== 'awaiting-approval')
          campaignMessages(channel, campaign, [], 0).forEach(want);
  return [...messages.values()];
}

export function hostNoteMessages(
  events: readonly HostNoteEvent[],
  channelOf: (note: HostNoteId) => string,
): readonly WantedMessage[] {
  const notes = new Map<HostNoteId, string>();
  for (const event of events)
    notes.set(event.note, event.kind === 'host-returned' ? channelOf(event.note) : event.channel);
  return [...notes].map(([note, channel]) => ({
    key: `host-note/${note}`,
    channel,
    subject: { kind: 'host-note', note },
  }));
}

function changesHolds({ kind }: IncidentEvent): boolean {
  return (
    kind === 'incident-opened' ||
    kind === 'incident-reopened' ||
    kind === 'incident-closed' ||
    kind === 'incident-cause-changed'
  );
}

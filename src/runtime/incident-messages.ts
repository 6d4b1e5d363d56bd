// Which messages the events of incidents and host notes make necessary. One message an incident, edited; a reply in its
// thread for the few that people are told of; one message for the owner of a single host.

import type { Campaign } from '../core/campaign/state.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { HostNoteId, IncidentId } from '../core/fleet/ids.ts';
import type { HostNoteEvent, IncidentEvent } from '../core/incident/event.ts';
import type { OwnerToCall } from '../core/incident/incident-report.ts';
import type { Incident } from '../core/incident/incident.ts';
import { lossOf, ownersToCall } from '../core/incident/service-hits.ts';
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
  const versions = new Map([...known].map(([id, { version }]) => [id, version]));
  const messages = new Map<MessageKey, WantedMessage>();
  const want = (message: WantedMessage): void => void messages.set(message.key, message);
  for (const event of events) {
    const { incident } = event;
    const version = (versions.get(incident) ?? 0) + 1;
    versions.set(incident, version);
    want({ key: incidentKey(incident), channel, subject: { kind: 'incident', incident } });
    const state = after.get(incident);
    if (state !== undefined && isTold(event, version, state, fleet))
      want({
        key: `${incidentKey(incident)}/note/${version}`,
        channel,
        subject: { kind: 'incident-note', incident, version },
      });
    if (changesHolds(event))
      for (const campaign of context.campaigns)
        // Its card alone: nothing has happened in the campaign itself.
        if (campaign.phase.kind !== 'ended' && campaign.phase.kind !== 'awaiting-approval')
          campaignMessages(channel, campaign, [], 0).forEach(want);
  }
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

/** What the thread tells: what changed the picture, what a person has to look at, and the end. */
function isTold(event: IncidentEvent, version: number, incident: Incident, fleet: Fleet): boolean {
  switch (event.kind) {
    case 'incident-cause-changed':
    case 'incident-reopened':
    case 'incident-closed':
      return true;
    case 'incident-hosts-lost':
      return newOwners(incident, version, fleet).length > 0;
    case 'incident-host-judged':
      return event.findings.length > 0 && !wasFailing(incident, version, event);
    case 'incident-opened':
    case 'incident-services-hit':
    case 'incident-hosts-returned':
      return false;
  }
}

/** True if the thread has already said so since the host was last lost. */
function wasFailing(
  { events }: Incident,
  version: number,
  judged: Extract<IncidentEvent, { kind: 'incident-host-judged' }>,
): boolean {
  const earlier = events.slice(0, version - 1).map(({ event }) => event);
  const lostAt = earlier.findLastIndex(
    (event) => 'hosts' in event && event.hosts.some((one) => 'lostAt' in one && one.host === judged.host),
  );
  return earlier
    .slice(lostAt + 1)
    .some(
      (event) =>
        event.kind === 'incident-host-judged' && event.host === judged.host && event.findings.length > 0,
    );
}

/** Owners that the incident's `version`th event is the first to concern. */
export function newOwners(incident: Incident, version: number, fleet: Fleet): readonly OwnerToCall[] {
  const upTo = (count: number): readonly OwnerToCall[] => {
    const hosts = incident.events
      .slice(0, count)
      .flatMap(({ event }) =>
        'hosts' in event ? event.hosts.flatMap((one) => ('lostAt' in one ? [one.host] : [])) : [],
      );
    return hosts.length === 0 ? [] : ownersToCall(fleet, lossOf(fleet, hosts, []));
  };
  const before = new Set(upTo(version - 1).map(({ owner }) => owner));
  return before.size === 0 ? [] : upTo(version).filter(({ owner }) => !before.has(owner));
}

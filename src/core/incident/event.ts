// What happened to many hosts at once (an incident) or to one of them (a host note), in the past tense, for the
// journal. The fold of these is the only state there is: a daemon that starts anew goes on where the last one died.

import { assertNever, type Instant } from '../brand.ts';
import type { BootId, HostId, HostNoteId, IncidentId, OwnerId, PersonId, ServiceId } from '../fleet/ids.ts';
import type { Outcome } from '../placement/outcome.ts';
import type { SharedDomain } from '../placement/shared-domain.ts';

/** A host that stopped answering. */
export type HostLoss = {
  readonly host: HostId;
  /** When it was noticed. */
  readonly lostAt: Instant;
  readonly lastSeenAt: Instant | null;
  /** The boot that it ran then: the same one afterwards means that it never lost power. */
  readonly bootId: BootId | null;
};

/**
 * What explains the losses. `domains`: these were lost, the one that explains most first. `blind`: nothing answers at
 * any site, which is the daemon's own network rather than every site at once.
 */
export type IncidentCause =
  { readonly kind: 'domains'; readonly domains: readonly SharedDomain[] } | { readonly kind: 'blind' };

/** `same`: it never went down, only the way to it did. `unknown`: what it ran before was never read. */
export type BootAfter = 'same' | 'new' | 'unknown';

/** How badly a service is hit. */
export type ServiceHit = {
  readonly service: ServiceId;
  readonly owner: OwnerId | null;
  readonly outcome: Outcome;
  readonly instances: number;
  readonly left: number;
  readonly minimum: number;
  /** The stopped service that it needs; null if its own instances are the reason. */
  readonly needs: ServiceId | null;
};

/** A gate of a returned host that is not passed, with the figure that says why: `applied 43 s behind`. */
export type GateFinding = {
  readonly service: ServiceId;
  readonly gate: string;
  readonly found: string;
};

export type IncidentEvent =
  | {
      readonly kind: 'incident-opened';
      readonly incident: IncidentId;
      readonly cause: IncidentCause;
      readonly hosts: readonly HostLoss[];
    }
  /** More hosts, or hosts that were back and are lost again. */
  | {
      readonly kind: 'incident-hosts-lost';
      readonly incident: IncidentId;
      readonly hosts: readonly HostLoss[];
    }
  | {
      readonly kind: 'incident-cause-changed';
      readonly incident: IncidentId;
      readonly cause: IncidentCause;
    }
  /** Services that are worse off than at any time before in this incident. */
  | {
      readonly kind: 'incident-services-hit';
      readonly incident: IncidentId;
      readonly services: readonly ServiceHit[];
    }
  /** They answer again; whether they serve is asked next. */
  | {
      readonly kind: 'incident-hosts-returned';
      readonly incident: IncidentId;
      readonly hosts: readonly { readonly host: HostId; readonly boot: BootAfter }[];
    }
  /** A returned host's services were asked; no findings: it serves. */
  | {
      readonly kind: 'incident-host-judged';
      readonly incident: IncidentId;
      readonly host: HostId;
      readonly findings: readonly GateFinding[];
    }
  | {
      readonly kind: 'incident-closed';
      readonly incident: IncidentId;
      readonly by: PersonId;
      /** A person says why; null: everything is back, or what is not is no incident any more. */
      readonly reason: string | null;
      /** Not back when it was closed. */
      readonly left: readonly HostId[];
    }
  | {
      readonly kind: 'incident-reopened';
      readonly incident: IncidentId;
      readonly cause: IncidentCause;
      readonly hosts: readonly HostLoss[];
    };

/** One message to a host's owner: about one host, or about a few that had the same within minutes. */
export type HostNoteEvent =
  | {
      readonly kind: 'host-lost';
      readonly note: HostNoteId;
      readonly channel: string;
      readonly loss: HostLoss;
    }
  | {
      readonly kind: 'host-returned';
      readonly note: HostNoteId;
      readonly host: HostId;
      readonly boot: BootAfter;
    }
  /** It runs a new boot that nobody asked for, and was never away for long enough to be called lost. */
  | {
      readonly kind: 'host-rebooted';
      readonly note: HostNoteId;
      readonly channel: string;
      readonly host: HostId;
      readonly bootedAt: Instant;
    };

export type EpisodeEvent = IncidentEvent | HostNoteEvent;

export type DatedEpisodeEvent = { readonly at: Instant; readonly event: EpisodeEvent };

export type DatedIncidentEvent = { readonly at: Instant; readonly event: IncidentEvent };

/** An incident or a host note: what an event belongs to. */
export type EpisodeRef =
  | { readonly kind: 'incident'; readonly id: IncidentId }
  | { readonly kind: 'host-note'; readonly id: HostNoteId };

/** The episode that `event` belongs to, or null if it belongs to none. */
export function episodeOf(event: { readonly kind: string }): EpisodeRef | null {
  if (isIncidentEvent(event)) return { kind: 'incident', id: event.incident };
  if (isHostNoteEvent(event)) return { kind: 'host-note', id: event.note };
  return null;
}

/** How an event changes the number of things that are open in its episode: the incident, or the lost hosts of a note. */
export function openingOf({ kind }: EpisodeEvent): 1 | 0 | -1 {
  switch (kind) {
    case 'incident-opened':
    case 'incident-reopened':
    case 'host-lost':
      return 1;
    case 'incident-closed':
    case 'host-returned':
      return -1;
    case 'incident-hosts-lost':
    case 'incident-cause-changed':
    case 'incident-services-hit':
    case 'incident-hosts-returned':
    case 'incident-host-judged':
    case 'host-rebooted':
      return 0;
    default:
      return assertNever(kind);
  }
}

const hostNoteKinds: ReadonlySet<string> = new Set<HostNoteEvent['kind']>([
  'host-lost',
  'host-returned',
  'host-rebooted',
]);

// A campaign's events never carry an incident or a note, so the fields tell.
function isIncidentEvent(event: { readonly kind: string }): event is IncidentEvent {
  return event.kind.startsWith('incident-') && 'incident' in event;
}

function isHostNoteEvent(event: { readonly kind: string }): event is HostNoteEvent {
  return hostNoteKinds.has(event.kind) && 'note' in event;
}

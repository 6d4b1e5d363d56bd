// One incident as the fold of its events. Total: an event that does not apply to the state it meets (the daemon and a
// person closed it at the same moment) changes nothing.

import { assertNever, type Instant } from '../brand.ts';
import type { BootId, HostId, IncidentId, PersonId, ServiceId } from '../fleet/ids.ts';
import { outcomeRank } from '../placement/outcome.ts';
import type {
  BootAfter,
  DatedIncidentEvent,
  GateFinding,
  HostLoss,
  IncidentCause,
  IncidentEvent,
  ServiceHit,
} from './event.ts';

/** `back`: it answers, and whether it serves is being asked. Only `serving` is back for those who use it. */
export type IncidentHostStage =
  | { readonly kind: 'down' }
  | { readonly kind: 'back'; readonly at: Instant; readonly boot: BootAfter }
  | {
      readonly kind: 'not-serving';
      readonly at: Instant;
      readonly boot: BootAfter;
      readonly findings: readonly GateFinding[];
    }
  | { readonly kind: 'serving'; readonly at: Instant; readonly boot: BootAfter };

export type IncidentHost = {
  readonly host: HostId;
  /** When it was noticed, the last time. */
  readonly lostAt: Instant;
  readonly lastSeenAt: Instant | null;
  /** The boot that it ran when it was lost. */
  readonly bootId: BootId | null;
  /** How often it was lost in this incident. */
  readonly losses: number;
  readonly stage: IncidentHostStage;
};

export type IncidentPhase =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'closed';
      readonly at: Instant;
      readonly by: PersonId;
      readonly reason: string | null;
      readonly left: readonly HostId[];
    };

export type Incident = {
  readonly id: IncidentId;
  readonly cause: IncidentCause;
  readonly openedAt: Instant;
  /** When the first host was noticed to be gone. */
  readonly sinceAt: Instant;
  /** When the last one was. */
  readonly lastLossAt: Instant;
  readonly hosts: ReadonlyMap<HostId, IncidentHost>;
  /** Each service at its worst moment. */
  readonly worst: ReadonlyMap<ServiceId, ServiceHit>;
  readonly phase: IncidentPhase;
  /** Number of events. */
  readonly version: number;
  readonly events: readonly DatedIncidentEvent[];
};

/** The incident after one more event; null before the first. */
export function evolveIncident(incident: Incident | null, dated: DatedIncidentEvent): Incident {
  const { event } = dated;
  if (incident === null) {
    if (event.kind !== 'incident-opened') throw new Error(`${event.kind} before the incident was opened`);
    return opened(event, dated);
  }
  const next = { ...incident, version: incident.version + 1, events: [...incident.events, dated] };
  return applied(next, event, dated.at);
}

export function replayIncident(events: readonly DatedIncidentEvent[]): Incident | null {
  return events.reduce<Incident | null>(evolveIncident, null);
}

function opened(
  { incident, cause, hosts }: Extract<IncidentEvent, { kind: 'incident-opened' }>,
  dated: DatedIncidentEvent,
): Incident {
  const at = Math.min(...hosts.map(({ lostAt }) => lostAt), dated.at);
  return withLosses(
    {
      id: incident,
      cause,
      openedAt: dated.at,
      sinceAt: at,
      lastLossAt: at,
      hosts: new Map(),
      worst: new Map(),
      phase: { kind: 'open' },
      version: 1,
      events: [dated],
    },
    hosts,
  );
}

function applied(incident: Incident, event: IncidentEvent, at: Instant): Incident {
  const isOpen = incident.phase.kind === 'open';
  switch (event.kind) {
    case 'incident-opened':
      return incident;
    case 'incident-hosts-lost':
      return isOpen ? withLosses(incident, event.hosts) : incident;
    case 'incident-cause-changed':
      return isOpen ? { ...incident, cause: event.cause } : incident;
    case 'incident-services-hit':
      return { ...incident, worst: withHits(incident.worst, event.services) };
    case 'incident-hosts-returned':
      return event.hosts.reduce(
        (state, { host, boot }) =>
          staged(state, host, (stage) => (stage.kind === 'down' ? { kind: 'back', at, boot } : stage)),
        incident,
      );
    case 'incident-host-judged':
      return staged(incident, event.host, (stage) => judged(stage, event.findings, at));
    case 'incident-closed':
      return isOpen
        ? { ...incident, phase: { kind: 'closed', at, by: event.by, reason: event.reason, left: event.left } }
        : incident;
    case 'incident-reopened':
      return withLosses({ ...incident, phase: { kind: 'open' }, cause: event.cause }, event.hosts);
    default:
      return assertNever(event);
  }
}

function judged(stage: IncidentHostStage, findings: readonly GateFinding[], at: Instant): IncidentHostStage {
  if (stage.kind === 'down') return stage;
  const { boot } = stage;
  if (findings.length > 0) return { kind: 'not-serving', at: stage.at, boot, findings };
  return { kind: 'serving', at, boot };
}

function staged(
  incident: Incident,
  id: HostId,
  change: (stage: IncidentHostStage) => IncidentHostStage,
): Incident {
  const host = incident.hosts.get(id);
  if (host === undefined) return incident;
  return { ...incident, hosts: new Map(incident.hosts).set(id, { ...host, stage: change(host.stage) }) };
}

function withLosses(incident: Incident, losses: readonly HostLoss[]): Incident {
  const hosts = new Map(incident.hosts);
  for (const { host, lostAt, lastSeenAt, bootId } of losses) {
    const before = hosts.get(host);
    hosts.set(host, {
      host,
      lostAt,
      lastSeenAt,
      bootId,
      losses: (before?.losses ?? 0) + 1,
      stage: { kind: 'down' },
    });
  }
  const lastLossAt = Math.max(incident.lastLossAt, ...losses.map(({ lostAt }) => lostAt));
  return { ...incident, hosts, lastLossAt };
}

function withHits(
  worst: ReadonlyMap<ServiceId, ServiceHit>,
  hits: readonly ServiceHit[],
): ReadonlyMap<ServiceId, ServiceHit> {
  const next = new Map(worst);
  for (const hit of hits) {
    const before = next.get(hit.service);
    if (before === undefined || isWorse(hit, before)) next.set(hit.service, hit);
  }
  return next;
}

/** Worse outcome, or as bad with fewer left. */
export function isWorse(hit: ServiceHit, than: ServiceHit): boolean {
  const difference = outcomeRank(hit.outcome) - outcomeRank(than.outcome);
  return difference === 0 ? hit.left < than.left : difference > 0;
}

export type IncidentCounts = {
  readonly total: number;
  readonly down: number;
  /** Back, and not (yet) known to serve. */
  readonly back: number;
  readonly serving: number;
};

export function countsOf({ hosts }: Incident): IncidentCounts {
  const counts = { total: hosts.size, down: 0, back: 0, serving: 0 };
  for (const { stage } of hosts.values()) {
    if (stage.kind === 'down') counts.down += 1;
    else if (stage.kind === 'serving') counts.serving += 1;
    else counts.back += 1;
  }
  return counts;
}

// What happened in an incident, in order, as people read it: events of one kind that follow each other are one line.

import { assertNever, type DurationMs, type Instant } from '../brand.ts';
import type { HostId, PersonId } from '../fleet/ids.ts';
import type { GateFinding, IncidentCause, IncidentEvent, ServiceHit } from './event.ts';
import type { Incident } from './incident.ts';

export type TimelineEntry = { readonly at: Instant } & (
  | { readonly kind: 'lost'; readonly hosts: readonly HostId[] }
  | { readonly kind: 'cause'; readonly cause: IncidentCause }
  | { readonly kind: 'hit'; readonly services: readonly ServiceHit[] }
  | { readonly kind: 'returned'; readonly hosts: readonly HostId[] }
  | { readonly kind: 'not-serving'; readonly host: HostId; readonly findings: readonly GateFinding[] }
  | { readonly kind: 'serving'; readonly hosts: readonly HostId[] }
  | { readonly kind: 'reopened' }
  | {
      readonly kind: 'closed';
      readonly by: PersonId;
      readonly reason: string | null;
      readonly left: readonly HostId[];
    }
);

export function timelineOf({ events }: Pick<Incident, 'events'>): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const failing = new Set<HostId>();
  for (const { at, event } of events)
    for (const entry of entriesOf(event, at)) {
      // A figure that has changed is no news of its own; that a host does not serve is.
      if (entry.kind === 'not-serving') {
        if (failing.has(entry.host)) continue;
        failing.add(entry.host);
      }
      if (entry.kind === 'lost' || entry.kind === 'serving')
        entry.hosts.forEach((host) => failing.delete(host));
      const last = entries.at(-1);
      const joined = last === undefined ? null : joinedWith(last, entry);
      if (joined === null) entries.push(entry);
      else entries.splice(-1, 1, joined);
    }
  return entries;
}

function entriesOf(event: IncidentEvent, at: Instant): readonly TimelineEntry[] {
  switch (event.kind) {
    case 'incident-opened':
    case 'incident-reopened': {
      const hosts = event.hosts.map(({ host }) => host);
      const lostAt = Math.min(at, ...event.hosts.map((loss) => loss.lostAt));
      const lost = { at: lostAt, kind: 'lost', hosts } as const;
      const cause = { at, kind: 'cause', cause: event.cause } as const;
      return event.kind === 'incident-opened' ? [lost, cause] : [{ at, kind: 'reopened' }, lost, cause];
    }
    case 'incident-hosts-lost':
      return [{ at, kind: 'lost', hosts: event.hosts.map(({ host }) => host) }];
    case 'incident-cause-changed':
      return [{ at, kind: 'cause', cause: event.cause }];
    case 'incident-services-hit':
      return [{ at, kind: 'hit', services: event.services }];
    case 'incident-hosts-returned':
      return [{ at, kind: 'returned', hosts: event.hosts.map(({ host }) => host) }];
    case 'incident-host-judged':
      return event.findings.length === 0
        ? [{ at, kind: 'serving', hosts: [event.host] }]
        : [{ at, kind: 'not-serving', host: event.host, findings: event.findings }];
    case 'incident-closed':
      return [{ at, kind: 'closed', by: event.by, reason: event.reason, left: event.left }];
    default:
      return assertNever(event);
  }
}

/** One line for both, dated as the first, or null if they are two. */
function joinedWith(last: TimelineEntry, next: TimelineEntry): TimelineEntry | null {
  if (last.kind === 'lost' && next.kind === 'lost')
    return { ...last, hosts: [...new Set([...last.hosts, ...next.hosts])] };
  if (last.kind === 'returned' && next.kind === 'returned')
    return { ...last, hosts: [...new Set([...last.hosts, ...next.hosts])] };
  if (last.kind === 'serving' && next.kind === 'serving')
    return { ...last, hosts: [...new Set([...last.hosts, ...next.hosts])] };
  if (last.kind === 'cause' && next.kind === 'cause') return next;
  return null;
}

export type IncidentLengths = {
  /** From the first loss to the last host that served again, or to the end. */
  readonly wholeMs: DurationMs;
  /** From the first loss until it was called an incident. */
  readonly noticedAfterMs: DurationMs;
  /** The host that was the last to serve, and how long after its loss; null while none does. */
  readonly longest: { readonly host: HostId; readonly ms: DurationMs } | null;
};

export function lengthsOf({ hosts, sinceAt, openedAt, phase }: Incident, now: Instant): IncidentLengths {
  let longest: IncidentLengths['longest'] = null;
  let lastAt = sinceAt;
  for (const { host, lostAt, stage } of hosts.values()) {
    if (stage.kind !== 'serving') continue;
    lastAt = Math.max(lastAt, stage.at);
    const ms = Math.max(0, stage.at - lostAt);
    if (longest === null || ms > longest.ms) longest = { host, ms };
  }
  const endAt = phase.kind === 'open' ? now : phase.left.length > 0 || longest === null ? phase.at : lastAt;
  return {
    wholeMs: Math.max(0, endAt - sinceAt),
    noticedAfterMs: Math.max(0, openedAt - sinceAt),
    longest,
  };
}

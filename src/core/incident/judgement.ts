// When the answer of a returned host's gates is news: at first, when it begins to serve, when other gates fail than
// before, and now and then with new figures.

import { MINUTE_MS, type Instant } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import type { GateFinding, IncidentEvent } from './event.ts';
import type { Incident } from './incident.ts';

export function judgementEvent(
  incident: Incident,
  host: HostId,
  findings: readonly GateFinding[],
  now: Instant,
): IncidentEvent | null {
  const stage = incident.hosts.get(host)?.stage;
  const event: IncidentEvent = { kind: 'incident-host-judged', incident: incident.id, host, findings };
  if (stage?.kind === 'back') return event;
  if (stage?.kind !== 'not-serving') return null;
  const isNews = findings.length === 0 || gatesOf(findings) !== gatesOf(stage.findings);
  if (isNews) return event;
  const saidAt = incident.events.findLast(
    (dated) => dated.event.kind === 'incident-host-judged' && dated.event.host === host,
  )?.at;
  const isStale = saidAt === undefined || Math.abs(now - saidAt) >= MINUTE_MS;
  return isStale && figuresOf(findings) !== figuresOf(stage.findings) ? event : null;
}

function gatesOf(findings: readonly GateFinding[]): string {
  return findings.map(({ service, gate }) => `${service}/${gate}`).join('\n');
}

function figuresOf(findings: readonly GateFinding[]): string {
  return findings.map(({ found }) => found).join('\n');
}

// How incidents forbid the start of reboots: an open one does, and so do many hosts that have just gone and that
// nothing explains yet.

import type { Flag } from '../campaign/input.ts';
import type { HostId } from '../fleet/ids.ts';
import { domainText } from '../placement/domain-text.ts';
import { countsOf, type Incident } from './incident.ts';
import type { IncidentRules, Sights } from './sight.ts';

/** This many losses within minutes hold campaigns even before they are called an incident. */
const SUSPICIOUS = 3;

/** One for each open incident; none: no incident forbids a start. */
export function incidentFlags(open: readonly Incident[]): readonly Flag[] {
  return open.map((incident) => {
    const cause = { kind: 'incident', incident: incident.id, cause: incident.cause } as const;
    return { kind: 'set', cause, why: holdText(incident) };
  });
}

export function holdText(incident: Incident): string {
  const { down, back, total } = countsOf(incident);
  return `incident ${incident.id} (${causeText(incident)}) is open: of ${total} hosts ${down} are down, ${back} are back and do not serve yet`;
}

/** `rack:r12`, or that the daemon cannot see. */
export function causeText({ cause }: Pick<Incident, 'cause'>): string {
  return cause.kind === 'blind' ? 'Stagger cannot see the fleet' : cause.domains.map(domainText).join(', ');
}

export function suspicionFlag(open: readonly Incident[], sights: Sights, rules: IncidentRules): Flag {
  const isKnown = (host: HostId): boolean => open.some(({ hosts }) => hosts.has(host));
  let lately = 0;
  for (const [host, sight] of sights)
    if (sight.kind === 'lost' && sight.forMs <= rules.togetherMs && !isKnown(host)) lately += 1;
  if (lately < SUSPICIOUS) return { kind: 'clear' };
  const why = `${lately} hosts were lost within the last minutes`;
  return { kind: 'set', cause: { kind: 'losses', hosts: lately }, why };
}

// When a returned host counts as back, and when an incident is over. Both want steadiness: a host that comes and goes
// is not back, and an incident whose last service has just answered is not over.

import type { DurationMs } from '../brand.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId, IncidentId } from '../fleet/ids.ts';
import type { BootAfter } from './event.ts';
import { explainLosses } from './explain-losses.ts';
import type { Incident, IncidentHost } from './incident.ts';
import type { HostSight, IncidentRules, Sights } from './sight.ts';

type UpSight = Extract<HostSight, { kind: 'up' }>;

/** Up for long enough: longer each time it was lost, but never longer than what ends the incident. */
export function isSteady(
  { losses }: Pick<IncidentHost, 'losses'>,
  { forMs }: UpSight,
  { steadyMs, settleMs }: IncidentRules,
): boolean {
  return forMs >= Math.min(steadyMs * 2 ** Math.max(0, losses - 1), Math.max(steadyMs, settleMs));
}

export function bootAfter({ bootId }: Pick<IncidentHost, 'bootId'>, sight: UpSight): BootAfter {
  if (bootId === null) return 'unknown';
  return bootId === sight.bootId ? 'same' : 'new';
}

/**
 * Who is still away if the incident is over now, or null if it is not. It is over when every host serves and that has
 * been so for a while; or when the few that are still away would not make an incident and nothing has changed for
 * long. A host that is back and does not serve keeps it open: that is for a person to see. Hosts that left the
 * inventory are nobody's any more.
 */
export function hasSettled(
  incident: Incident,
  world: {
    readonly fleet: Fleet;
    readonly sights: Sights;
    readonly rules: IncidentRules;
    readonly quietMs: (incident: IncidentId) => DurationMs;
  },
): { readonly left: readonly HostId[] } | null {
  const { fleet, sights, rules } = world;
  const quietMs = world.quietMs(incident.id);
  if (quietMs < rules.settleMs) return null;
  const members = [...incident.hosts.values()].filter(({ host }) => fleet.hosts.has(host));
  if (members.some(({ stage }) => stage.kind === 'back' || stage.kind === 'not-serving')) return null;
  const serving = members.filter(({ stage }) => stage.kind === 'serving');
  // One that is silent again is not serving, though nobody has called it lost yet.
  if (serving.some(({ host }) => sights.get(host)?.kind !== 'up')) return null;
  const down = members.filter(({ stage }) => stage.kind === 'down').map(({ host }) => host);
  if (down.length === 0) return { left: [] };
  if (quietMs < rules.leftoverMs || incident.cause.kind === 'blind') return null;
  const up = new Set([...fleet.hosts.keys()].filter((host) => sights.get(host)?.kind === 'up'));
  return explainLosses(fleet, new Set(down), up).domains.length === 0 ? { left: down } : null;
}

// The shapes that programs get of incidents.

import type { Instant } from '../../core/brand.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { lengthsOf, timelineOf } from '../../core/incident/timeline.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** One of `incidents/1`. */
export function incidentSummaryJson(incident: Incident): JsonObject {
  const { id, cause, openedAt, sinceAt, phase, hosts } = incident;
  return { id, cause, openedAt, sinceAt, phase, hosts: hosts.size };
}

/** `incident/1`, as of `now`. */
export function incidentJson(incident: Incident, now: Instant): JsonObject {
  const { hosts, worst, events: _, ...rest } = incident;
  return {
    incident: { ...rest, hosts: [...hosts.values()], worst: [...worst.values()] },
    lengths: lengthsOf(incident, now),
    timeline: timelineOf(incident),
  };
}

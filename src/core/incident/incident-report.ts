// What people are told about an incident, as data: the incident, what it does to services now, whom to call, which
// campaigns it holds. Views render it.

import type { Instant } from '../brand.ts';
import type { CampaignId, HostId, OwnerId, ServiceId } from '../fleet/ids.ts';
import type { ServiceHit } from './event.ts';
import type { Incident } from './incident.ts';

export type OwnerToCall = {
  /** Null: hosts and services that nobody owns. */
  readonly owner: OwnerId | null;
  /** Slack user or channel of theirs, or null. */
  readonly slack: string | null;
  readonly services: readonly ServiceId[];
  readonly hosts: readonly HostId[];
};

export type IncidentReport = {
  readonly incident: Incident;
  /** Services that are not ok at this moment, worst first. */
  readonly now: readonly ServiceHit[];
  /** Those with the worst outcomes first. */
  readonly owners: readonly OwnerToCall[];
  readonly held: readonly CampaignId[];
  readonly asOf: Instant;
};

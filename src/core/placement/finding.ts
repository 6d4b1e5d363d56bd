// What the placement and uptime audits find. Codes are stable: people put them into waivers and CI.

import type { FailureDomain } from '../fleet/fleet.ts';
import type { HostId, OwnerId, ServiceId } from '../fleet/ids.ts';

export type Severity = 'critical' | 'warning' | 'notice';

export type FindingCode =
  | 'all-in-one-domain'
  | 'quorum-lost'
  | 'below-minimum'
  | 'clustered'
  | 'primary-with-standby'
  | 'single-instance'
  | 'no-placement'
  | 'shared-fate'
  | 'uptime-overdue'
  | 'uptime-due-soon';

export type Finding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** `service:db-proxy` or `host:web-03`: what a waiver names. */
  readonly subject: string;
  readonly service: ServiceId | null;
  readonly host: HostId | null;
  /** The loss that would do it, or null where no single domain is to blame. */
  readonly domain: FailureDomain | null;
  readonly owner: OwnerId | null;
  /** One sentence in English; views translate by code and figures. */
  readonly message: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly hosts: readonly HostId[];
  readonly waivedUntilAt: number | null;
};

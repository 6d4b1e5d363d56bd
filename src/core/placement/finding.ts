// What the placement and uptime audits find. Codes are stable: people put them into waivers and CI.

import type { Severity } from '../fleet/severity.ts';
import type { FailureDomain } from '../fleet/fleet.ts';
import type { HostId, OwnerId, ServiceId } from '../fleet/ids.ts';

export type PlacementCode =
  /** Every instance stands in one failure domain. */
  | 'all-in-one-domain'
  /** The loss of one domain leaves no majority of a quorum service. */
  | 'quorum-lost'
  /** One domain holds the primary and every standby: nobody is left to take over. */
  | 'primary-with-standby'
  /** The loss of one domain leaves fewer instances than the service's minimum. */
  | 'below-minimum'
  /** One domain holds more than a fair share of the instances. */
  | 'clustered'
  /** There is only one instance. */
  | 'single-instance'
  /** So many instances are needed that the loss of any one host is too much. */
  | 'no-headroom'
  /** Fewer instances are in the inventory than the service needs, before anything is lost. */
  | 'too-few-instances'
  /** Something that the service cannot work without can be stopped by one domain. */
  | 'shared-fate'
  /** Nobody wrote down where the host stands. */
  | 'no-placement';

export type UptimeCode = 'uptime-overdue' | 'uptime-due-soon';

export type FindingCode = PlacementCode | UptimeCode;

/** A finding that a worse one already explains: it is told in one line below that one, and not counted again. */
export type FoldedFinding = {
  readonly code: PlacementCode;
  readonly domain: FailureDomain | null;
  /** For `shared-fate`: the needed service that would be stopped; else null. */
  readonly needs: ServiceId | null;
  /** Instances (of the needed service, if there is one) that the domain's loss would take, and leave. */
  readonly lost: number;
  readonly left: number;
};

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
  /**
   * For `shared-fate`: from this service along what it needs to the one that can be stopped (a long path without its
   * middle; `figures.links` counts all); else empty.
   */
  readonly path: readonly ServiceId[];
  /** Weaker findings of the same service that this one explains. */
  readonly also: readonly FoldedFinding[];
  readonly waivedUntilAt: number | null;
};

// What a budget decision needs to know of a fleet, small enough to be frozen into a plan and to be recomputed from
// the current fleet at each start: who serves what, where they stand, what must stay up, who rides on whom.

import type { DomainId, FeedId, HostId, RackId, ServiceId, SiteId, ZoneId } from '../fleet/ids.ts';
import type { DomainCap } from '../fleet/fleet.ts';
import type { Part } from '../fleet/part.ts';

export type ScopedHost = {
  readonly host: HostId;
  readonly site: SiteId;
  readonly zone: ZoneId;
  readonly rack: RackId | null;
  readonly feeds: readonly FeedId[];
  /** Site-defined domains that take it, through its rack and hypervisors too, in id order. */
  readonly domains: readonly { readonly kind: string; readonly id: DomainId }[];
  /** The host it is a guest of, or null. It goes when that one goes. */
  readonly hypervisor: HostId | null;
  readonly ownPath: boolean;
};

export type ScopedService = {
  readonly service: ServiceId;
  readonly instances: readonly { readonly host: HostId; readonly part: Part }[];
  /** Instances that must stay available, resolved from budget, percent (rounded towards safety) and quorum. */
  readonly minAvailable: number;
  readonly dependsOn: readonly ServiceId[];
};

export type BudgetScope = {
  /** Sorted by host id. Hosts without a placement are absent: they never go down by our command. */
  readonly hosts: readonly ScopedHost[];
  /** Sorted by service id. */
  readonly services: readonly ScopedService[];
  readonly maxInFlight: number;
  readonly domainCaps: readonly DomainCap[];
};

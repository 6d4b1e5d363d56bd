// The fleet as the inventory describes it, resolved: ranges expanded, defaults applied, every reference known to
// exist. Built only by config (and by tests); immutable; a reload makes a new one.

import type { DurationMs, Instant } from '../brand.ts';
import type { MaintenanceWindow } from '../calendar/window.ts';
import type { Part } from './part.ts';
import type { SshTarget } from './ssh-target.ts';
import type { Severity } from './severity.ts';
import type { ServiceRotation } from '../rotation/rotation.ts';
import type { DriftPolicy } from '../drift/drift.ts';
import type { Gate, Hook } from './check.ts';
import type {
  DomainId,
  FeedId,
  FleetDigest,
  HostId,
  OwnerId,
  RackId,
  ServiceId,
  SiteId,
  ZoneId,
} from './ids.ts';

export type Site = { readonly id: SiteId; readonly kind: 'datacentre' | 'cloud'; readonly timeZone: string };
export type Zone = { readonly id: ZoneId; readonly site: SiteId };

export type Rack = {
  readonly id: RackId;
  readonly zone: ZoneId;
  /** Height in rack units, or null where the inventory does not say. */
  readonly units: number | null;
  /** Redundant supplies: the rack falls only when every one of them is lost. Empty: unknown. */
  readonly feeds: readonly FeedId[];
};

export type Feed = { readonly id: FeedId; readonly site: SiteId };

/** Who must approve reboots of a service besides the fleet's approvers: ids of the chat's users and groups. */
export type ServiceApprovers = {
  readonly needed: number;
  readonly users: readonly string[];
  readonly groups: readonly string[];
};

/** A failure domain that the site defines: what falls together because of something the other levels do not know. */
export type CustomDomain = {
  readonly id: DomainId;
  /** `chassis`, `cooling-loop`, `switch`: what it is called before its id, as in `chassis:c7`. */
  readonly kind: string;
  /** Hosts that are named or chosen by label, in id order. Their guests fall with them. */
  readonly hosts: readonly HostId[];
  /** Racks whose hosts fall with it, in id order. */
  readonly racks: readonly RackId[];
};

export type Owner = {
  readonly id: OwnerId;
  /** Slack channel id or user id that hears of this owner's servers, or null. */
  readonly slack: string | null;
  /** For all services of this owner that have none of their own; null: the fleet's approvers are enough. */
  readonly approvals: ServiceApprovers | null;
};

/** Where a host stands. A guest stands where its hypervisor stands. */
export type Placement = {
  readonly site: SiteId;
  readonly zone: ZoneId;
  readonly rack: RackId | null;
  /** Lowest rack unit occupied, may be fractional (NetBox allows 12.5), or null. */
  readonly unit: number | null;
  /** The host that this one is a guest of, or null. */
  readonly hypervisor: HostId | null;
};

export type UptimePolicy = {
  /** Past this the host is overdue. */
  readonly maxUptimeMs: DurationMs;
  /** The host is due soon from `maxUptimeMs - warnBeforeMs` on. */
  readonly warnBeforeMs: DurationMs;
};

/** The time limits of one host's reboot. Each ends in a named failure, none is for ever. */
export type RebootTiming = {
  /** Expected length from drain to the end of the gates; used for the estimate and the window's cut-off. */
  readonly expectedMs: DurationMs;
  /** From the accepted request until the old boot no longer answers. */
  readonly goDownWithinMs: DurationMs;
  /** From the accepted request until a new boot is proven. */
  readonly comeBackWithinMs: DurationMs;
  /** The same new boot must still be up after this. */
  readonly holdMs: DurationMs;
  /** From the proven boot until systemd has settled and logins are allowed. */
  readonly systemUpWithinMs: DurationMs;
  /** After the gates, before the slot is given to the next host. */
  readonly soakMs: DurationMs;
};

export type Host = {
  readonly id: HostId;
  readonly ssh: SshTarget;
  /** Null: the inventory does not say where it stands. It is reported, and it is never rebooted. */
  readonly placement: Placement | null;
  /** Rack units that it is high, upwards from its lowest; 1 where the inventory does not say. */
  readonly height: number;
  readonly owner: OwnerId | null;
  readonly model: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly uptime: UptimePolicy;
  /** Why this host is not to be rebooted until `untilAt`, or null. */
  readonly exemption: { readonly reason: string; readonly untilAt: Instant } | null;
  readonly windows: readonly MaintenanceWindow[];
  readonly timing: RebootTiming;
  readonly drain: Hook | null;
  readonly undrain: Hook | null;
  /** What of it must be there again after a reboot. */
  readonly drift: DriftPolicy;
  /** The daemon's own host, its bastion, its database: planned last and alone. */
  readonly ownPath: boolean;
};

export type Instance = { readonly service: ServiceId; readonly host: HostId; readonly part: Part };

export type Amount =
  { readonly kind: 'number'; readonly value: number } | { readonly kind: 'percent'; readonly value: number };

export type ServiceBudget =
  | { readonly kind: 'min-available'; readonly amount: Amount }
  | { readonly kind: 'max-unavailable'; readonly amount: Amount };

export type Service = {
  readonly id: ServiceId;
  readonly owner: OwnerId | null;
  readonly instances: readonly Instance[];
  /** Services without which this one does not work. */
  readonly dependsOn: readonly ServiceId[];
  readonly budget: ServiceBudget;
  /** A majority of the instances must stay up whatever the budget says. */
  readonly quorum: boolean;
  /** Asked of each of its hosts after the host's boot, in this order. */
  readonly gates: readonly Gate[];
  /** Null: its owner's, if there are any. */
  readonly approvals: ServiceApprovers | null;
  /** How its hosts are taken out of load balancers and brought back, or null. */
  readonly rotation: ServiceRotation | null;
  /** Instances of these parts may stand on a host that chaos mode draws; empty: it has not opted in. */
  readonly chaos: readonly Part[];
  /**
   * How much it matters that one domain of a level can stop this service, where the fleet's defaults
   * (core/placement/severity.ts) are not right for it. Levels not named keep the default; `{}` keeps all.
   */
  readonly severities: Readonly<Partial<Record<DomainLevel, Severity | 'ignored'>>>;
};

export type Freeze = {
  readonly id: string;
  readonly reason: string;
  readonly fromAt: Instant;
  readonly untilAt: Instant;
};

/** A freeze calendar that could not be read: nobody knows what is frozen, so nothing starts. */
export type UnreadFreeze = { readonly id: string; readonly why: string };

/** An accepted finding: by whom, why, until when. Matches a finding by its code and subject. */
export type Waiver = {
  readonly code: string;
  readonly subject: string;
  readonly reason: string;
  readonly by: string;
  readonly untilAt: Instant;
};

/**
 * At most `maxDown` hosts of any one domain of this level, or of the fleet, down at once, planned and unplanned loss
 * together. Percentages are of the hosts that the inventory places there.
 */
export type DomainCap = {
  readonly level: 'rack' | 'feed' | 'zone' | 'site' | 'fleet';
  readonly maxDown: number | { readonly percent: number };
};

export type FleetCaps = {
  /** Hosts in flight at once over all campaigns. */
  readonly maxInFlight: number;
  /** Hosts one campaign may hold (a mistyped filter must not reboot a data centre: Joyent 2014). */
  readonly maxHostsPerCampaign: number;
  /** Empty where the inventory sets none. */
  readonly domains: readonly DomainCap[];
};

/** What ends a run, or keeps a host from another one, whatever the budgets say. */
export type RunLimits = {
  /** So many hosts of one campaign may fail before it halts, counted over the whole run and never taken back. */
  readonly maxFailures: number;
  /** Reboots of one host within 24 hours, over all campaigns. */
  readonly maxRebootsPerDay: number;
};

export type Fleet = {
  /** SHA-256 of the canonical text of everything below. */
  readonly digest: FleetDigest;
  readonly sites: ReadonlyMap<SiteId, Site>;
  readonly zones: ReadonlyMap<ZoneId, Zone>;
  readonly racks: ReadonlyMap<RackId, Rack>;
  readonly feeds: ReadonlyMap<FeedId, Feed>;
  /** Defined by the site. */
  readonly domains: ReadonlyMap<DomainId, CustomDomain>;
  readonly owners: ReadonlyMap<OwnerId, Owner>;
  readonly hosts: ReadonlyMap<HostId, Host>;
  readonly services: ReadonlyMap<ServiceId, Service>;
  readonly freezes: readonly Freeze[];
  readonly unreadFreezes: readonly UnreadFreeze[];
  readonly waivers: readonly Waiver[];
  readonly caps: FleetCaps;
  readonly runLimits: RunLimits;
};

export type FailureDomain =
  | { readonly level: 'host'; readonly id: HostId }
  | { readonly level: 'hypervisor'; readonly id: HostId }
  | { readonly level: 'rack'; readonly id: RackId }
  | { readonly level: 'feed'; readonly id: FeedId }
  | { readonly level: 'custom'; readonly id: DomainId; readonly kind: string }
  | { readonly level: 'zone'; readonly id: ZoneId }
  | { readonly level: 'site'; readonly id: SiteId };

export type DomainLevel = FailureDomain['level'];

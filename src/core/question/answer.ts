// What is answered, as data. Views bound, escape and translate it.

import type { Instant } from '../brand.ts';
import type { Flag } from '../campaign/input.ts';
import type { CampaignHold } from '../campaign/holds.ts';
import type { RebootedSince } from '../campaign/rebooted-since.ts';
import type { Campaign, CampaignPhase, HostStage } from '../campaign/state.ts';
import type { Host, Instance, Rack, Service } from '../fleet/fleet.ts';
import type { CampaignId, HostId, OwnerId, ServiceId } from '../fleet/ids.ts';
import type { HostStatus, HostView } from '../fleet/snapshot.ts';
import type { Finding } from '../placement/finding.ts';
import type { WhatIf } from '../placement/what-if.ts';
import type { RebootReason } from '../planning/plan.ts';
import type { BootEnd, PlannedEnd } from '../uptime/boot-history.ts';
import type { UptimeVerdict } from '../uptime/age-policy.ts';
import type { Named } from './find-name.ts';

/** One server in a list. */
export type HostLine = {
  readonly host: HostId;
  readonly owner: OwnerId | null;
  readonly status: HostStatus;
  readonly verdict: UptimeVerdict;
};

export type HostInCampaign = {
  readonly campaign: CampaignId;
  readonly phase: CampaignPhase['kind'];
  readonly stage: HostStage['kind'];
};

export type ServiceOnHost = {
  readonly service: ServiceId;
  readonly part: Instance['part'];
  readonly up: number;
  readonly instances: number;
  readonly minimum: number;
};

export type PlannedReboot = {
  readonly host: HostId;
  readonly reason: RebootReason;
  readonly expectedStartAt: Instant;
};

export type FleetStop = Extract<Flag, { readonly kind: 'set' | 'unknown' }>;

export type CampaignStanding = {
  readonly campaign: Campaign;
  /** What keeps all or some of its hosts from starting. */
  readonly holds: readonly CampaignHold[];
  /** Of a plan that waits for approval: hosts that it would reboot no more. */
  readonly rebooted: RebootedSince;
};

export type AnswerBody =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'host';
      readonly host: Host;
      readonly line: HostLine;
      readonly view: HostView | null;
      readonly services: readonly ServiceOnHost[];
      readonly campaigns: readonly HostInCampaign[];
      /** What keeps it from starting in any campaign. */
      readonly holds: readonly CampaignHold[];
      /** How the boot before the running one ended; null if none is known. */
      readonly lastEnd: BootEnd | null;
      /** The reboot of a hypervisor that ended it; null: it was no such thing. */
      readonly fellWith: PlannedEnd | null;
    }
  | {
      readonly kind: 'rack';
      readonly rack: Rack;
      readonly hosts: readonly HostLine[];
      readonly loss: WhatIf;
    }
  | {
      readonly kind: 'service';
      readonly service: Service;
      readonly up: number;
      readonly minimum: number;
      readonly instances: readonly (HostLine & { readonly part: Instance['part'] })[];
      readonly findings: readonly Finding[];
    }
  | {
      readonly kind: 'owner';
      readonly owner: OwnerId;
      /** Slack channel or user id. */
      readonly slack: string | null;
      readonly services: readonly ServiceId[];
      readonly hosts: readonly HostLine[];
    }
  /** Who owns a server or a service; null: nobody. */
  | {
      readonly kind: 'owner-of';
      readonly named: Named;
      readonly owner: OwnerId | null;
      readonly slack: string | null;
    }
  | { readonly kind: 'overdue' | 'due'; readonly hosts: readonly HostLine[]; readonly unknown: number }
  | { readonly kind: 'what-if'; readonly loss: WhatIf }
  | {
      readonly kind: 'next';
      readonly running: readonly CampaignStanding[];
      readonly planned: readonly PlannedReboot[];
      /** What keeps them from starting, which `planned` knows nothing of. */
      readonly holds: readonly CampaignHold[];
      /** Why nothing is planned, or null. */
      readonly nothing: 'nothing-due' | 'cannot-plan' | null;
    }
  | {
      readonly kind: 'rebooted';
      readonly sinceAt: Instant;
      readonly boots: readonly {
        readonly host: HostId;
        readonly beganAt: Instant;
        readonly ended: BootEnd | null;
        readonly fellWith: PlannedEnd | null;
      }[];
    }
  | {
      readonly kind: 'added';
      readonly sinceAt: Instant;
      readonly hosts: readonly { readonly host: HostId; readonly firstSeenAt: Instant }[];
      /** In the inventory, and never observed. */
      readonly neverSeen: readonly HostId[];
    }
  | { readonly kind: 'campaigns'; readonly campaigns: readonly CampaignStanding[] }
  | ({ readonly kind: 'campaign' } & CampaignStanding)
  | ({ readonly kind: 'stop-campaign'; readonly inFlight: number } & Pick<
      CampaignStanding,
      'campaign' | 'rebooted'
    >)
  | {
      readonly kind: 'stop-fleet';
      readonly open: readonly CampaignId[];
      readonly inFlight: number;
      /** What stops it already, or keeps anybody from telling; null: nothing. */
      readonly already: FleetStop | null;
    }
  | {
      readonly kind: 'unknown-name';
      readonly found: string;
      readonly wanted: string;
      readonly known: number;
      /** Of a server that was asked about as a hypervisor and has no guests: how it is written. */
      readonly instead?: string;
    }
  | {
      readonly kind: 'ambiguous';
      readonly found: string;
      readonly choices: readonly Named[];
      readonly more: number;
    }
  | { readonly kind: 'not-understood'; readonly found: string; readonly nearest: string | null }
  | { readonly kind: 'incomplete'; readonly word: string; readonly needs: 'name' | 'domain' | 'time' };

export type Answer = {
  readonly body: AnswerBody;
  /** Names that were taken for others: what was asked, and what it was taken for. */
  readonly assumed: readonly { readonly asked: string; readonly taken: Named }[];
  readonly asOf: Instant;
};

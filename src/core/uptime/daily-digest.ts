// What the daily digest says, as data. Views render it.

import type { DurationMs, Instant } from '../brand.ts';
import type { CampaignEnd } from '../campaign/state.ts';
import type { ChaosDraw } from '../chaos/chaos-draw.ts';
import type { CampaignId, HostId, OwnerId } from '../fleet/ids.ts';
import type { Finding } from '../placement/finding.ts';
import type { StoredFinding } from '../placement/stored-audit.ts';
import type { PlannedReboot } from '../question/answer.ts';
import type { UptimeBucket } from './uptime-buckets.ts';

export type DailyDigest = {
  /** The scheduled instant it stands for; later than that if it is caught up after a pause. */
  readonly forAt: Instant;
  readonly asOf: Instant;
  /** What happened since is told: the instant of the digest before this one. */
  readonly sinceAt: Instant;
  readonly timeZone: string;
  readonly hosts: {
    readonly total: number;
    readonly up: number;
    readonly unreachable: number;
    readonly unknown: number;
  };
  readonly overdue: readonly {
    readonly host: HostId;
    readonly owner: OwnerId | null;
    readonly uptimeMs: DurationMs;
  }[];
  readonly dueSoon: readonly {
    readonly host: HostId;
    readonly owner: OwnerId | null;
    readonly dueAt: Instant;
  }[];
  readonly findings: { readonly critical: number; readonly warning: number; readonly notice: number };
  readonly campaigns: readonly {
    readonly campaign: CampaignId;
    readonly phase: string;
    readonly done: number;
    readonly total: number;
    readonly toReboot: number;
  }[];
  /** Placement findings since `sinceAt`; null where no audit of then was kept. */
  readonly changes: { readonly added: readonly Finding[]; readonly gone: readonly StoredFinding[] } | null;
  /** Campaigns that ended since `sinceAt`. */
  readonly ran: readonly {
    readonly campaign: CampaignId;
    readonly end: CampaignEnd['kind'];
    readonly done: number;
    readonly failed: number;
    readonly total: number;
  }[];
  /** What a plan made now would reboot, soonest first; null where none could be made. */
  readonly next: readonly PlannedReboot[] | null;
  /** Whom chaos mode drew since `sinceAt`, newest first; `campaign` is null where it only told. */
  readonly drawn: readonly Pick<ChaosDraw, 'host' | 'at' | 'campaign'>[];
  /** Reboots since `sinceAt` that nobody had planned, newest first. */
  readonly unplanned: readonly {
    readonly host: HostId;
    readonly owner: OwnerId | null;
    readonly beganAt: Instant;
  }[];
  /** Hosts that ended campaigns left out of rotation, longest first. */
  readonly leftOut: readonly {
    readonly host: HostId;
    readonly campaign: CampaignId;
    readonly sinceAt: Instant;
  }[];
  readonly buckets: readonly UptimeBucket[];
  /** Digest instants that were missed before this one and are not posted one by one. */
  readonly missed: readonly Instant[];
  /** Head of the audit chain: an anchor outside the database. */
  readonly auditHeadHash: string;
  /** Its number: a chain that was cut is shorter than what was posted. */
  readonly auditHeadSeq: number;
};

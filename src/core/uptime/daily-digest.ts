// What the daily digest says, as data. Views render it.

import type { DurationMs, Instant } from '../brand.ts';
import type { CampaignId, HostId, OwnerId } from '../fleet/ids.ts';

export type DailyDigest = {
  /** The scheduled instant it stands for; later than that if it is caught up after a pause. */
  readonly forAt: Instant;
  readonly asOf: Instant;
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
  }[];
  /** Digest instants that were missed before this one and are not posted one by one. */
  readonly missed: readonly Instant[];
  /** Head of the audit chain: an anchor outside the database. */
  readonly auditHeadHash: string;
};

// Puts together what the daily digest says. Pure: the caller brings the facts and the instant it stands for.

import type { DurationMs, Instant } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { statusAt } from '../fleet/snapshot.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import type { Finding } from '../placement/finding.ts';
import type { Severity } from '../fleet/severity.ts';
import { judgeUptime, type UptimeVerdict } from './age-policy.ts';
import type { DailyDigest } from './daily-digest.ts';
import { uptimeBuckets } from './uptime-buckets.ts';

export type DigestInput = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  /** An `up` older than this is not believed. */
  readonly maxAgeMs: DurationMs;
  /** Of the placement audit; waived ones are not counted. What is overdue is told by host. */
  readonly findings: readonly Finding[];
  readonly campaigns: DailyDigest['campaigns'];
  readonly happened: Pick<
    DailyDigest,
    'sinceAt' | 'changes' | 'ran' | 'next' | 'drawn' | 'unplanned' | 'leftOut'
  >;
  readonly forAt: Instant;
  readonly now: Instant;
  readonly timeZone: string;
  readonly missed: readonly Instant[];
  readonly auditHeadHash: string;
  readonly auditHeadSeq: number;
};

/** The digest for `forAt` as of `now`: longest up first, then soonest due. */
export function buildDailyDigest(input: DigestInput): DailyDigest {
  const { fleet, snapshot, now, findings } = input;
  const hosts = { total: fleet.hosts.size, up: 0, unreachable: 0, unknown: 0 };
  const overdue: DailyDigest['overdue'][number][] = [];
  const dueSoon: DailyDigest['dueSoon'][number][] = [];
  const verdicts: UptimeVerdict[] = [];
  for (const host of fleet.hosts.values()) {
    const view = snapshot.hosts.get(host.id);
    hosts[statusAt(view, now, input.maxAgeMs)] += 1;
    const verdict = judgeUptime(host, view, now);
    verdicts.push(verdict);
    if (verdict.kind === 'overdue')
      overdue.push({ host: host.id, owner: host.owner, uptimeMs: verdict.uptimeMs });
    if (verdict.kind === 'due-soon') dueSoon.push({ host: host.id, owner: host.owner, dueAt: verdict.dueAt });
  }
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity && finding.waivedUntilAt === null).length;
  return {
    forAt: input.forAt,
    asOf: now,
    timeZone: input.timeZone,
    hosts,
    overdue: overdue.sort((a, b) => b.uptimeMs - a.uptimeMs || byId(a.host, b.host)),
    dueSoon: dueSoon.sort((a, b) => a.dueAt - b.dueAt || byId(a.host, b.host)),
    findings: { critical: count('critical'), warning: count('warning'), notice: count('notice') },
    campaigns: input.campaigns,
    ...input.happened,
    buckets: uptimeBuckets(verdicts),
    missed: input.missed,
    auditHeadHash: input.auditHeadHash,
    auditHeadSeq: input.auditHeadSeq,
  };
}

// A digest of an eventful day, a calm one, and the largest that a message has to hold.
import { DAY_MS } from '../../src/core/brand.ts';
import type { CampaignId, HostId, OwnerId, ServiceId } from '../../src/core/fleet/ids.ts';
import type { Finding } from '../../src/core/placement/finding.ts';
import { storedFinding } from '../../src/core/placement/stored-audit.ts';
import type { DailyDigest } from '../../src/core/uptime/daily-digest.ts';

export const digestAt = Date.UTC(2026, 11, 7, 0, 0);

const finding = (service: string): Finding => ({
  code: 'below-minimum',
  severity: 'critical',
  subject: `service:${service}`,
  service: service as ServiceId,
  host: null,
  domain: { level: 'rack', id: 'r12' as never },
  owner: 'data' as OwnerId,
  message: `The loss of rack r12 leaves 1 of 3 instances of ${service}; 2 must stay.`,
  figures: { instances: 3, left: 1, minimum: 2 },
  hosts: [],
  path: [],
  also: [],
  waivedUntilAt: null,
});

export const sampleDigest: DailyDigest = {
  forAt: digestAt,
  asOf: digestAt,
  sinceAt: digestAt - DAY_MS,
  timeZone: 'Asia/Seoul',
  hosts: { total: 60, up: 57, unreachable: 1, unknown: 2 },
  overdue: [{ host: 'db-01' as HostId, owner: 'data' as OwnerId, uptimeMs: 203 * DAY_MS }],
  dueSoon: [{ host: 'web-01' as HostId, owner: null, dueAt: digestAt + 3 * DAY_MS }],
  findings: { critical: 1, warning: 4, notice: 0 },
  campaigns: [{ campaign: 'c-1' as CampaignId, phase: 'halted', done: 3, total: 8, toReboot: 4 }],
  changes: { added: [finding('store')], gone: [storedFinding(finding('search'))] },
  ran: [{ campaign: 'c-0' as CampaignId, end: 'done', done: 5, failed: 1, total: 6 }],
  next: [{ host: 'db-01' as HostId, reason: 'overdue', expectedStartAt: digestAt + DAY_MS }],
  drawn: [
    { host: 'web-02' as HostId, at: digestAt - 3_600_000, campaign: 'c-2' as CampaignId },
    { host: 'web-03' as HostId, at: digestAt - 7_200_000, campaign: null },
  ],
  unplanned: [{ host: 'rec-03' as HostId, owner: 'data' as OwnerId, beganAt: digestAt - 3_600_000 }],
  leftOut: [{ host: 'web-07' as HostId, campaign: 'c-0' as CampaignId, sinceAt: digestAt - 9 * 3_600_000 }],
  buckets: [0, 30, 60, 90, 120, 150, 180].map((fromDays, index) => ({
    fromDays,
    toDays: fromDays === 180 ? null : fromDays + 30,
    ok: fromDays < 150 ? 9 - index : 0,
    dueSoon: fromDays === 150 ? 4 : 0,
    overdue: fromDays === 180 ? 1 : 0,
  })),
  missed: [digestAt - DAY_MS],
  auditHeadHash: '0123456789abcdef'.repeat(4),
  auditHeadSeq: 1_234,
};

export const calmDigest: DailyDigest = {
  ...sampleDigest,
  hosts: { total: 60, up: 60, unreachable: 0, unknown: 0 },
  overdue: [],
  dueSoon: [],
  findings: { critical: 0, warning: 0, notice: 0 },
  campaigns: [],
  changes: { added: [], gone: [] },
  ran: [],
  next: [],
  drawn: [],
  unplanned: [],
  leftOut: [],
  missed: [],
};

export function hugeDigest(): DailyDigest {
  const host = `${'긴<!channel>'.repeat(20)}${'x'.repeat(60)}` as HostId;
  const owner = '&'.repeat(200) as OwnerId;
  const many = <Item>(item: Item): readonly Item[] => Array.from({ length: 1_000 }, () => item);
  return {
    ...sampleDigest,
    hosts: { total: 1_000, up: 0, unreachable: 500, unknown: 500 },
    overdue: Array.from({ length: 1_000 }, (_, index) => ({
      host,
      owner: `${owner}${index % 300}` as OwnerId,
      uptimeMs: 900 * DAY_MS,
    })),
    dueSoon: many({ host, owner, dueAt: digestAt }),
    campaigns: many({
      campaign: 'c'.repeat(60) as CampaignId,
      phase: 'running',
      done: 1,
      total: 1_000,
      toReboot: 999,
    }),
    changes: { added: many(finding(host)), gone: many(storedFinding(finding(host))) },
    ran: many({ campaign: 'c'.repeat(60) as CampaignId, end: 'done', done: 900, failed: 100, total: 1_000 }),
    next: many({ host, reason: 'reboot-required', expectedStartAt: digestAt }),
    drawn: many({ host, at: digestAt, campaign: 'c'.repeat(60) as CampaignId }),
    unplanned: many({ host, owner, beganAt: digestAt }),
    leftOut: many({ host, campaign: host as string as CampaignId, sinceAt: digestAt }),
    missed: many(digestAt),
  };
}

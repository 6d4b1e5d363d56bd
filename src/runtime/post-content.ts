// What the weekly audit and the reminders say, as of now.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { statusAt, type FleetSnapshot } from '../core/fleet/snapshot.ts';
import { auditNews, type AuditNews } from '../core/placement/audit-news.ts';
import { auditPlacement } from '../core/placement/audit.ts';
import { compareAudits } from '../core/placement/compare-audits.ts';
import type { ReminderValues } from '../core/reminder/reminder.ts';
import { judgeUptime } from '../core/uptime/age-policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import { judgedFleet } from './stored-waivers.ts';

export type PostContentOptions = {
  readonly store: Pick<Store, 'auditAsOf' | 'waivers'>;
  readonly clock: Clock;
  readonly fleet: () => Fleet;
  readonly snapshot: () => FleetSnapshot;
  readonly runner: Pick<CampaignRunner, 'openCampaigns'>;
  /** An observation older than this is not believed. */
  readonly maxAgeMs: DurationMs;
};

/** The weekly audit that stands for `forAt`, against what was kept `sinceMs` before. */
export async function auditFor(
  forAt: Instant,
  given: { readonly timeZone: string; readonly sinceMs: DurationMs },
  { store, clock, fleet }: PostContentOptions,
): Promise<AuditNews> {
  const now = clock.now();
  const judged = await judgedFleet(fleet(), store, now);
  const audit = auditPlacement(judged, now);
  const before = await store.auditAsOf(forAt - given.sinceMs);
  const comparison = before === null ? null : compareAudits(before.findings, audit);
  return auditNews(judged, audit, { forAt, timeZone: given.timeZone, comparison });
}

export async function reminderValues(
  forAt: Instant,
  timeZone: string,
  options: PostContentOptions,
): Promise<ReminderValues> {
  const { clock, runner, maxAgeMs, store } = options;
  const now = clock.now();
  const fleet = await judgedFleet(options.fleet(), store, now);
  const { hosts: views } = options.snapshot();
  const hosts = [...fleet.hosts.values()];
  const verdicts = hosts.map((host) => judgeUptime(host, views.get(host.id), now).kind);
  const campaigns = await runner.openCampaigns();
  const awaiting = campaigns.filter(({ phase }) => phase.kind === 'awaiting-approval').length;
  return {
    forAt,
    timeZone,
    hosts: hosts.length,
    up: hosts.filter(({ id }) => statusAt(views.get(id), now, maxAgeMs) === 'up').length,
    overdue: verdicts.filter((kind) => kind === 'overdue').length,
    due_soon: verdicts.filter((kind) => kind === 'due-soon').length,
    awaiting,
    running: campaigns.length - awaiting,
    findings: auditPlacement(fleet, now).findings.filter(({ waivedUntilAt }) => waivedUntilAt === null)
      .length,
  };
}

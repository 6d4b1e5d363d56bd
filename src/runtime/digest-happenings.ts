// What happened since the last digest, from the store: findings that came and went, campaigns that ended, reboots that
// nobody had planned; and what comes next.

import type { Instant } from '../core/brand.ts';
import { campaignSummary } from '../core/campaign/summary.ts';
import { progressOf } from '../core/campaign/progress.ts';
import { byId } from '../core/fleet/fleet-lookup.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { PersonId } from '../core/fleet/ids.ts';
import type { PlannedReboot } from '../core/question/answer.ts';
import type { DailyDigest } from '../core/uptime/daily-digest.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { placementChangesSince } from './audit-history.ts';
import { unplannedReboots } from './closing-reports.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import type { PlanMaker } from './plan-maker.ts';

export type HappeningsOptions = {
  readonly store: Pick<Store, 'auditAsOf' | 'campaigns' | 'currentBoots' | 'boots' | 'chaosDraws'>;
  readonly log: Log;
  readonly fleet: Fleet;
  readonly now: Instant;
  readonly runner: Pick<CampaignRunner, 'campaign' | 'leftOut'>;
  readonly makePlan: PlanMaker;
};

/** Newer campaigns than this are looked at for having ended; each is folded from its events. */
const CAMPAIGNS = 30;

export async function happenedSince(
  sinceAt: Instant,
  options: HappeningsOptions,
): Promise<Pick<DailyDigest, 'sinceAt' | 'changes' | 'ran' | 'next' | 'drawn' | 'unplanned' | 'leftOut'>> {
  return {
    sinceAt,
    changes: await placementChangesSince(sinceAt, options),
    ran: await ranSince(sinceAt, options),
    next: await plannedNext(options),
    unplanned: await unplannedReboots({ fromAt: sinceAt, untilAt: Infinity }, options),
    leftOut: [...(await options.runner.leftOut())]
      .map(([host, left]) => ({ host, ...left }))
      .sort((a, b) => a.sinceAt - b.sinceAt || byId(a.host, b.host)),
    drawn: (await options.store.chaosDraws(sinceAt)).map(({ host, at, campaign }) => ({
      host,
      at,
      campaign,
    })),
  };
}

async function ranSince(sinceAt: Instant, { store, runner }: HappeningsOptions): Promise<DailyDigest['ran']> {
  const ran: DailyDigest['ran'][number][] = [];
  for (const { id } of (await store.campaigns('all')).slice(0, CAMPAIGNS)) {
    const campaign = await runner.campaign(id);
    if (campaign === null || campaign.phase.kind !== 'ended' || campaign.phase.at < sinceAt) continue;
    const { done, total } = campaignSummary(campaign);
    const failed = progressOf(campaign).failed.length;
    ran.push({ campaign: id, end: campaign.phase.as.kind, done, failed, total });
  }
  return ran;
}

async function plannedNext({ makePlan, log }: HappeningsOptions): Promise<readonly PlannedReboot[] | null> {
  try {
    const outcome = await makePlan({
      requestedBy: 'daemon' as PersonId,
      selection: { kind: 'all' },
      reasons: ['overdue', 'reboot-required', 'due-soon'],
      canary: 'none',
    });
    if (outcome.kind === 'nothing-to-do') return [];
    if (outcome.kind === 'faulty') return null;
    return outcome.document.plan.steps.map(({ host, reason, expectedStartAt }) => ({
      host,
      reason,
      expectedStartAt,
    }));
  } catch (error) {
    log.warn('no plan for the digest', { error: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

// When a campaign ran, runs, or would run: for a calendar, where it stands among windows and freezes.

import type { Instant } from '../brand.ts';
import { estimatedEndAt } from './progress.ts';
import type { Campaign } from './state.ts';

export type CampaignSpan = {
  /** `planned`: waits for its approval. The end of what is not over is an estimate. */
  readonly kind: 'past' | 'running' | 'planned';
  readonly fromAt: Instant;
  readonly untilAt: Instant;
};

/** Null for a campaign that ended without starting any host. */
export function campaignSpan(campaign: Campaign, now: Instant): CampaignSpan | null {
  const { phase, hosts, document } = campaign;
  const started = [...hosts.values()].flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  const begunAt = started.length === 0 ? null : Math.min(...started);
  if (phase.kind === 'ended')
    return begunAt === null ? null : { kind: 'past', fromAt: begunAt, untilAt: Math.max(begunAt, phase.at) };
  const plannedAt = Math.min(...document.plan.steps.map(({ expectedStartAt }) => expectedStartAt));
  const fromAt = begunAt ?? Math.max(plannedAt, now);
  const endAt = estimatedEndAt(campaign, { now, startableAt: now }) ?? now;
  const kind = phase.kind === 'awaiting-approval' ? 'planned' : 'running';
  return { kind, fromAt, untilAt: Math.max(fromAt, kind === 'running' ? Math.max(endAt, now) : endAt) };
}

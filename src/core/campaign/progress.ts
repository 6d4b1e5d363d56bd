// How far a campaign is, counted from its hosts. The one place that says which stages are "in flight", so that the
// card, the console, the metrics and the budgets never count differently.

import { assertNever, type DurationMs, type Instant } from '../brand.ts';
import type { Campaign, HostReboot, HostStage } from './state.ts';

export type HostProgress = 'waiting' | 'in-flight' | 'done' | 'failed' | 'skipped';

export type CampaignProgress = { readonly total: number } & {
  readonly [progress in HostProgress]: readonly HostReboot[];
};

export function hostProgress(stage: HostStage): HostProgress {
  switch (stage.kind) {
    case 'waiting':
      return 'waiting';
    case 'checking':
    case 'seating':
    case 'leaving':
    case 'draining':
    case 'preparing':
    case 'rechecking':
    case 'rebooting':
    case 'confirming':
    case 'holding':
    case 'settling':
    case 'gating':
    case 'undraining':
    case 'ramping':
    case 'retreating':
    case 'soaking':
    case 'undoing':
    case 'restoring':
      return 'in-flight';
    case 'done':
      return 'done';
    case 'failed':
      return 'failed';
    case 'skipped':
      return 'skipped';
    default:
      return assertNever(stage);
  }
}

/** The campaign's hosts by progress, each list in the plan's order. */
export function progressOf(campaign: Campaign): CampaignProgress {
  const lists: Record<HostProgress, HostReboot[]> = {
    waiting: [],
    'in-flight': [],
    done: [],
    failed: [],
    skipped: [],
  };
  for (const reboot of campaign.hosts.values()) lists[hostProgress(reboot.stage)].push(reboot);
  return { total: campaign.hosts.size, ...lists };
}

/**
 * When the last unfinished host should be done, or null if none is left. The plan's schedule moved by the delay of
 * the host that started last: a campaign that runs late stays late, one that runs early is not promised earlier.
 */
export function estimatedEndAt(campaign: Campaign): Instant | null {
  const { waiting, 'in-flight': inFlight } = progressOf(campaign);
  const unfinished = [...inFlight, ...waiting];
  if (unfinished.length === 0) return null;
  return Math.max(...unfinished.map(({ step }) => step.expectedEndAt)) + delayOf(campaign);
}

/** When a waiting host is expected to start, by the same reckoning. */
export function estimatedStartAt(campaign: Campaign, { step }: HostReboot): Instant {
  return step.expectedStartAt + delayOf(campaign);
}

const delays = new WeakMap<Campaign, DurationMs>();

/** How late the host that started last was. */
function delayOf(campaign: Campaign): DurationMs {
  const known = delays.get(campaign);
  if (known !== undefined) return known;
  let lastStartedAt = -Infinity;
  let delayMs = 0;
  for (const { startedAt, step } of campaign.hosts.values()) {
    if (startedAt === null || startedAt < lastStartedAt) continue;
    lastStartedAt = startedAt;
    delayMs = Math.max(0, startedAt - step.expectedStartAt);
  }
  delays.set(campaign, delayMs);
  return delayMs;
}

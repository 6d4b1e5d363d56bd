// How far a campaign is, counted from its hosts. The one place that says which stages are "in flight", so that the
// card, the console, the metrics and the budgets never count differently.

import { assertNever, type DurationMs, type Instant } from '../brand.ts';
import type { PlanStep } from '../planning/plan.ts';
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

/** What there is to know of the time to come. */
export type Outlook = {
  readonly now: Instant;
  /** From when on waiting hosts may start, as far as the whole campaign goes; null: nobody can tell. */
  readonly startableAt: Instant | null;
};

/**
 * When the last unfinished host should be done, with its soak. Hosts in flight take as long as was planned from their
 * own start; those that wait start with the delay of the campaign. Null if none is left, if nobody can tell when the
 * next one may start, or if those in flight should be done by now. Never in the past.
 */
export function estimatedEndAt(campaign: Campaign, outlook: Outlook): Instant | null {
  const { now, startableAt } = outlook;
  const { waiting, 'in-flight': inFlight } = progressOf(campaign);
  if (waiting.length > 0 && startableAt === null) return null;
  const earliestAt = Math.max(now, startableAt ?? now);
  const delayMs = delayOf(campaign, outlook);
  const endAt = Math.max(
    ...inFlight.map(({ step, stage, startedAt }) =>
      stage.kind === 'soaking' ? stage.untilAt : (startedAt ?? now) + lengthOf(step),
    ),
    ...waiting.map(({ step }) => Math.max(step.expectedStartAt + delayMs, earliestAt) + lengthOf(step)),
  );
  return endAt > now ? endAt : null;
}

/** When a waiting host is expected to start, by the same reckoning. Null: its time has come, or nobody can tell. */
export function estimatedStartAt(campaign: Campaign, { step }: HostReboot, outlook: Outlook): Instant | null {
  const { now, startableAt } = outlook;
  if (startableAt === null) return null;
  const startAt = Math.max(step.expectedStartAt + delayOf(campaign, outlook), startableAt);
  return startAt > now ? startAt : null;
}

/** As long as it holds its slot. */
function lengthOf({ expectedStartAt, expectedEndAt, timing }: PlanStep): DurationMs {
  return expectedEndAt - expectedStartAt + timing.soakMs;
}

/**
 * How late the campaign is; never early. Its n-th start is compared with the plan's n-th start, whichever hosts those
 * were: a host that jumped the queue makes no campaign early, and one that was passed over makes none late. A next
 * start that is overdue, or that may only be later, counts as well.
 */
function delayOf(campaign: Campaign, { now, startableAt }: Outlook): DurationMs {
  const { plannedAts, lastStartedAt, started } = courseOf(campaign);
  const nextAt = plannedAts[started];
  const lastAt = plannedAts[started - 1];
  if (nextAt !== undefined && startableAt !== null && startableAt > now)
    return Math.max(0, startableAt - nextAt);
  return Math.max(
    0,
    lastAt === undefined ? 0 : lastStartedAt - lastAt,
    nextAt === undefined ? 0 : now - nextAt,
  );
}

type Course = {
  /** The starts of the plan in order, without those of hosts that were skipped before theirs. */
  readonly plannedAts: readonly Instant[];
  readonly started: number;
  readonly lastStartedAt: Instant;
};

const courses = new WeakMap<Campaign, Course>();

/** The same for every host of a card, so it is worked out once for a state of the campaign. */
function courseOf(campaign: Campaign): Course {
  const known = courses.get(campaign);
  if (known !== undefined) return known;
  const plannedAts: Instant[] = [];
  let started = 0;
  let lastStartedAt = -Infinity;
  for (const { startedAt, step, stage } of campaign.hosts.values()) {
    if (startedAt === null && stage.kind === 'skipped') continue;
    plannedAts.push(step.expectedStartAt);
    if (startedAt === null) continue;
    started += 1;
    lastStartedAt = Math.max(lastStartedAt, startedAt);
  }
  const course = { plannedAts: plannedAts.sort((a, b) => a - b), started, lastStartedAt };
  courses.set(campaign, course);
  return course;
}

// Posts the daily digest at its instants. The message is wanted under a key of its instant before the instant is
// remembered as posted: a crash in between wants the same key again, which is the same message.

import { DAY_MS, type DurationMs, type Instant } from '../core/brand.ts';
import { rebootedSince } from '../core/campaign/rebooted-since.ts';
import { campaignSummary } from '../core/campaign/summary.ts';
import { dueDigest } from '../core/calendar/due-digest.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import { auditPlacement } from '../core/placement/audit.ts';
import { buildDailyDigest } from '../core/uptime/build-daily-digest.ts';
import type { DailyDigest } from '../core/uptime/daily-digest.ts';
import { digestState, hasNews } from '../core/uptime/digest-news.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Schedule } from '../ports/schedule.ts';
import type { Store } from '../ports/store.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';
import { happenedSince } from './digest-happenings.ts';
import type { PlanMaker } from './plan-maker.ts';
import { judgedFleet } from './stored-waivers.ts';

export type DigestJobOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Null: no digest. */
  readonly schedule: Schedule | null;
  readonly fleet: () => Fleet;
  readonly snapshot: () => FleetSnapshot;
  readonly runner: Pick<CampaignRunner, 'openCampaigns' | 'campaign' | 'leftOut'>;
  readonly makePlan: PlanMaker;
  readonly channel: string;
  /** `when-news`: a digest that says nothing new is not posted, but at least one of seven is. */
  readonly post: 'always' | 'when-news';
  readonly timeZone: string;
  readonly graceMs: DurationMs;
  /** An observation older than this is not believed. */
  readonly maxAgeMs: DurationMs;
  readonly onMessages: () => void;
};

export type DigestJob = {
  /** Runs until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
  /** The digest that stands for `forAt`, as of now. */
  readonly digestFor: (forAt: Instant) => Promise<DailyDigest>;
};

/** The scheduled instant up to which digests are posted or named as missed. */
const LAST_FOR = 'digest.last-for';
const MISSED = 'digest.missed';
/** The digest before the last: what happened since is told. */
const SINCE = 'digest.since';
/** What the last posted digest said, and how many were not posted since. */
const STATE = 'digest.state';
const QUIET = 'digest.quiet';

/** The head of the audit chain leaves the machine at least once in this many digests. */
const MOST_QUIET = 6;

/** After this long without a wake the due digest is looked for anyway. */
const LOOK_EVERY_MS: DurationMs = 15 * 60_000;

/** Instants of two years of days; a cron text that comes round more often is cut there. */
const MAX_INSTANTS = 750;

export function createDigestJob(options: DigestJobOptions): DigestJob {
  const { store, clock, log } = options;
  const stopping = new AbortController();

  const digestFor = async (forAt: Instant): Promise<DailyDigest> => {
    const now = clock.now();
    const head = await store.journalHead();
    const fleet = await judgedFleet(options.fleet(), store, now);
    const snapshot = options.snapshot();
    const sinceAt = Math.min(Number((await store.recall(SINCE)) ?? forAt - DAY_MS), forAt);
    return buildDailyDigest({
      fleet,
      snapshot,
      maxAgeMs: options.maxAgeMs,
      findings: auditPlacement(fleet, now).findings,
      campaigns: (await options.runner.openCampaigns()).map((campaign) =>
        campaignSummary(campaign, rebootedSince(campaign, snapshot)),
      ),
      happened: await happenedSince(sinceAt, { ...options, fleet, now }),
      forAt,
      now,
      timeZone: options.timeZone,
      missed: JSON.parse((await store.recall(MISSED)) ?? '[]') as readonly Instant[],
      auditHeadHash: head.hash,
      auditHeadSeq: head.seq,
    });
  };

  const instantsAfter = (schedule: Schedule, lastFor: Instant, now: Instant): readonly Instant[] => {
    const instants: Instant[] = [];
    for (let at = schedule.next(lastFor); at !== null && at <= now; at = schedule.next(at)) {
      instants.push(at);
      if (instants.length >= MAX_INSTANTS) break;
    }
    return instants;
  };

  const isWorthPosting = async (forAt: Instant): Promise<boolean> => {
    if (options.post === 'always') return true;
    const digest = await digestFor(forAt);
    const quiet = Number((await store.recall(QUIET)) ?? 0);
    const news = hasNews(digest, await store.recall(STATE)) || quiet >= MOST_QUIET;
    await store.remember(QUIET, String(news ? 0 : quiet + 1));
    if (news) await store.remember(STATE, digestState(digest));
    else log.info('the digest has no news and is not posted', { forAt, quiet: quiet + 1 });
    return news;
  };

  const postIfDue = async (schedule: Schedule): Promise<void> => {
    const now = clock.now();
    const remembered = await store.recall(LAST_FOR);
    // The first start has nothing to catch up on.
    if (remembered === null) return store.remember(LAST_FOR, String(now));
    const due = dueDigest(instantsAfter(schedule, Number(remembered), now), now, {
      graceMs: options.graceMs,
    });
    if (due.kind === 'nothing') return;
    await store.remember(MISSED, JSON.stringify(due.missed));
    await store.remember(SINCE, remembered);
    if (!(await isWorthPosting(due.forAt))) return store.remember(LAST_FOR, String(due.forAt));
    const subject = { kind: 'daily-digest', forAt: due.forAt } as const;
    await store.appendFleetEvent({
      at: now,
      actor: daemon,
      event: { kind: 'digest-posted', forAt: due.forAt },
      messages: [{ key: `digest/${due.forAt}`, channel: options.channel, subject }],
    });
    await store.remember(LAST_FOR, String(due.forAt));
    log.info('digest is due', { forAt: due.forAt, missed: due.missed.length });
    options.onMessages();
  };

  return {
    run: async () => {
      const { schedule } = options;
      if (schedule === null) return;
      while (!stopping.signal.aborted) {
        try {
          await postIfDue(schedule);
        } catch (error) {
          log.error('the digest could not be prepared', {
            error: error instanceof Error ? error.message : String(error),
          });
        }
        const now = clock.now();
        const wakeAt = Math.min(schedule.next(now) ?? Infinity, now + LOOK_EVERY_MS);
        await schedule.wakeAt(wakeAt, stopping.signal);
      }
    },
    stop: () => stopping.abort(),
    digestFor,
  };
}

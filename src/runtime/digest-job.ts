// Posts the daily digest at its instants. The message is wanted under a key of its instant before the instant is
// remembered as posted: a crash in between wants the same key again, which is the same message.

import type { DurationMs, Instant } from '../core/brand.ts';
import { campaignSummary } from '../core/campaign/summary.ts';
import { dueDigest } from '../core/calendar/due-digest.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import { auditPlacement } from '../core/placement/audit.ts';
import { buildDailyDigest } from '../core/uptime/build-daily-digest.ts';
import type { DailyDigest } from '../core/uptime/daily-digest.ts';
import { uptimeFindings } from '../core/uptime/uptime-findings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Schedule } from '../ports/schedule.ts';
import type { Store } from '../ports/store.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';

export type DigestJobOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Null: no digest. */
  readonly schedule: Schedule | null;
  readonly fleet: () => Fleet;
  readonly snapshot: () => FleetSnapshot;
  readonly runner: Pick<CampaignRunner, 'openCampaigns'>;
  readonly channel: string;
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

/** After this long without a wake the due digest is looked for anyway. */
const LOOK_EVERY_MS: DurationMs = 15 * 60_000;

/** Instants of two years of days; a cron text that comes round more often is cut there. */
const MAX_INSTANTS = 750;

export function createDigestJob(options: DigestJobOptions): DigestJob {
  const { store, clock, log } = options;
  const stopping = new AbortController();

  const instantsAfter = (schedule: Schedule, lastFor: Instant, now: Instant): readonly Instant[] => {
    const instants: Instant[] = [];
    for (let at = schedule.next(lastFor); at !== null && at <= now; at = schedule.next(at)) {
      instants.push(at);
      if (instants.length >= MAX_INSTANTS) break;
    }
    return instants;
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
    digestFor: async (forAt) => {
      const head = await store.journalHead();
      const [fleet, snapshot, now] = [options.fleet(), options.snapshot(), clock.now()];
      return buildDailyDigest({
        fleet,
        snapshot,
        maxAgeMs: options.maxAgeMs,
        findings: [...auditPlacement(fleet, now).findings, ...uptimeFindings(fleet, snapshot, now)],
        campaigns: (await options.runner.openCampaigns()).map(campaignSummary),
        forAt,
        now,
        timeZone: options.timeZone,
        missed: JSON.parse((await store.recall(MISSED)) ?? '[]') as readonly Instant[],
        auditHeadHash: head.hash,
      });
    },
  };
}

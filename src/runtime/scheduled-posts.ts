// Posts at the instants of a schedule: each instant at most once, and after a pause the newest one late, once, within its
// grace. The message is wanted under a key of its instant before the instant is remembered: a crash in between wants the
// same key again, which is the same message.

import { DAY_MS, type DurationMs, type Instant } from '../core/brand.ts';
import { dueDigest } from '../core/calendar/due-digest.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Schedule } from '../ports/schedule.ts';
import type { FleetEvent, MessageSubject, Store } from '../ports/store.ts';
import { daemon } from './campaign-runner.ts';

export type ScheduledPost = {
  /** Names its record in the store: another name has never posted. */
  readonly name: string;
  readonly schedule: Schedule;
  readonly graceMs: DurationMs;
  readonly channel: string;
  readonly subjectFor: (forAt: Instant) => MessageSubject;
  readonly eventFor: (forAt: Instant) => FleetEvent;
};

export type ScheduledPosts = {
  /** Runs until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

/** After this long without a wake what is due is looked for anyway. */
const LOOK_EVERY_MS: DurationMs = 15 * 60_000;

/** Two years of days; a cron text that comes round more often is cut there. */
const MAX_INSTANTS = 750;

export function createScheduledPosts(options: {
  readonly store: Pick<Store, 'recall' | 'remember' | 'appendFleetEvent'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly posts: readonly ScheduledPost[];
  readonly onMessages: () => void;
}): ScheduledPosts {
  const { store, clock, log } = options;
  const stopping = new AbortController();

  const postIfDue = async (post: ScheduledPost): Promise<void> => {
    const now = clock.now();
    const record = `${post.name}.last-for`;
    const remembered = await store.recall(record);
    // The first start has nothing to catch up on.
    if (remembered === null) return store.remember(record, String(now));
    const due = dueDigest(instantsAfter(post.schedule, Number(remembered), now), now, {
      graceMs: post.graceMs,
    });
    if (due.kind === 'nothing') return;
    await store.appendFleetEvent({
      at: now,
      actor: daemon,
      event: post.eventFor(due.forAt),
      messages: [
        { key: `${post.name}/${due.forAt}`, channel: post.channel, subject: post.subjectFor(due.forAt) },
      ],
    });
    await store.remember(record, String(due.forAt));
    log.info('a scheduled post is due', { name: post.name, forAt: due.forAt, missed: due.missed.length });
    options.onMessages();
  };

  const follow = async (post: ScheduledPost): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await postIfDue(post);
      } catch (error) {
        log.error('a scheduled post could not be prepared', {
          name: post.name,
          error: error instanceof Error ? error.message : String(error),
        });
      }
      const now = clock.now();
      const wakeAt = Math.min(post.schedule.next(now) ?? Infinity, now + LOOK_EVERY_MS);
      await post.schedule.wakeAt(wakeAt, stopping.signal);
    }
  };

  return {
    run: async () => {
      await Promise.all(options.posts.map(follow));
    },
    stop: () => stopping.abort(),
  };
}

/** What the weekly audit compares itself with. */
export const AUDIT_SPAN_MS: DurationMs = 7 * DAY_MS;

export type ReminderOptions = {
  readonly name: string;
  readonly schedule: Schedule;
  readonly timeZone: string;
  readonly graceMs: DurationMs;
  readonly channel: string;
  readonly template: string;
};

const AUDIT = 'audit';

/** The audit and the reminders as posts. Reminders are named apart from what is ours. */
export function scheduledPosts(options: {
  readonly channel: string;
  readonly audit: { readonly schedule: Schedule; readonly graceMs: DurationMs } | null;
  readonly reminders: readonly ReminderOptions[];
}): readonly ScheduledPost[] {
  const { audit, channel, reminders } = options;
  return [
    ...(audit === null
      ? []
      : [
          {
            name: AUDIT,
            schedule: audit.schedule,
            graceMs: audit.graceMs,
            channel,
            subjectFor: (forAt: Instant) => ({ kind: 'placement-audit', forAt }) as const,
            eventFor: (forAt: Instant) => ({ kind: 'audit-posted', forAt }) as const,
          },
        ]),
    ...reminders.map(({ name, template, timeZone, ...post }) => ({
      ...post,
      name: `reminder/${name}`,
      subjectFor: (forAt: Instant) => ({ kind: 'reminder', name, template, timeZone, forAt }) as const,
      eventFor: (forAt: Instant) => ({ kind: 'reminder-posted', name, forAt }) as const,
    })),
  ];
}

/** The last audit that was posted shows what is waived now. Never rejects: it is shown right the next time, too. */
export async function showAuditAgain(
  store: Pick<Store, 'recall' | 'message' | 'wantMessages'>,
  log: Log,
): Promise<void> {
  try {
    const last = await store.recall(`${AUDIT}.last-for`);
    const message = last === null ? null : await store.message(`${AUDIT}/${last}`);
    if (message === null) return;
    const { key, channel, subject } = message;
    await store.wantMessages([{ key, channel, subject }]);
  } catch (error) {
    log.warn('the audit could not be shown again', {
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

function instantsAfter(schedule: Schedule, lastFor: Instant, now: Instant): readonly Instant[] {
  const instants: Instant[] = [];
  for (let at = schedule.next(lastFor); at !== null && at <= now; at = schedule.next(at)) {
    instants.push(at);
    if (instants.length >= MAX_INSTANTS) break;
  }
  return instants;
}

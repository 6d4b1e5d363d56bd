// Instants come from croner (Debian cron's policy around clock changes: `fixedTimeRule: "no-wildcard"` runs a job once
// that falls into a gap or is repeated). node-schedule only wakes, for one instant at a time and never more than a
// minute away from a look at the wall clock; what is due is decided by the caller from its record.

import { Cron } from 'croner';
import { scheduleJob } from 'node-schedule';
import { MINUTE_MS, type DurationMs, type Instant } from '../../core/brand.ts';
import type { Schedule } from '../../ports/schedule.ts';

/** However far the instant is, the wall clock is looked at again after this: it may have been stepped. */
const SLICE_MS: DurationMs = MINUTE_MS;

/**
 * @param options.cron five fields.
 * @throws Error for an empty or wrong cron text (config refuses both with its place in the file).
 */
export function createCronSchedule(options: { readonly cron: string; readonly timeZone: string }): Schedule {
  if (options.cron.trim() === '') throw new Error('the cron text is empty');
  const cron = new Cron(options.cron, {
    timezone: options.timeZone,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
    paused: true,
  });
  return {
    next: (afterAt) => cron.nextRun(new Date(afterAt))?.getTime() ?? null,
    wakeAt: async (at, signal) => {
      while (!signal.aborted && Date.now() < at) await wake(Math.min(at, Date.now() + SLICE_MS), signal);
    },
  };
}

function wake(at: Instant, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      signal.removeEventListener('abort', finish);
      job?.cancel();
      resolve();
    };
    const job = scheduleJob(new Date(at), finish);
    signal.addEventListener('abort', finish, { once: true });
    // node-schedule answers null for an instant that has just passed.
    if (job === null) finish();
  });
}

// A plan that waits for its window needs no minute-by-minute looking: after a while in which nothing happened, the
// daemon is held until something is due.
import { MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import { opensNext } from '../../src/core/calendar/window.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import { inFlightCount } from './record-judge.ts';
import type { World } from './world.ts';

/** Longer than the longest interval between two looks at a host: what changed in the world has been seen. */
const IDLE_AFTER_MS = 15 * MINUTE_MS;

/** When idle time ends before a window opens: the daemon needs to look at every host again. */
const WAKE_BEFORE_MS = 15 * MINUTE_MS;

export function skipIdleTime(world: World): void {
  const { time, truth, clocks } = world;
  const now = time.now();
  if (now < world.activeAt + IDLE_AFTER_MS || time.heldUntil() > now || inFlightCount(truth) > 0) return;
  const wallNow = now + clocks.wallOffsetMs;
  const due = [...truth.campaigns.values()].map(
    (campaign) => dueNext(campaign, wallNow) - clocks.wallOffsetMs,
  );
  const next = Math.min(time.nextInWorld(), ...due);
  if (next < now + IDLE_AFTER_MS || next === Infinity) return;
  time.holdUntil(next);
  world.activeAt = next;
}

/** When time alone will bring something about for this campaign, by the daemon's wall clock. */
function dueNext({ phase, expiresAt, hosts }: Campaign, now: Instant): Instant {
  if (phase.kind === 'ended') return Infinity;
  const openings = [...hosts.values()].map(({ stage, step }) =>
    stage.kind === 'waiting'
      ? (opensNext(step.windows, now + WAKE_BEFORE_MS) ?? Infinity) - WAKE_BEFORE_MS
      : Infinity,
  );
  const opens = phase.kind === 'running' ? Math.min(...openings) : Infinity;
  return Math.min(opens, expiresAt > now ? expiresAt : Infinity);
}

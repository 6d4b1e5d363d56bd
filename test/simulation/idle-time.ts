// A plan that waits for its window needs no minute-by-minute looking: after a while in which nothing happened, the
// daemon is held until something is due.
import { MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import { onlyWindow, openUntil, opensNext, type MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import { nextDigestAt } from './supervisor.ts';
import type { Truth } from './truth.ts';
import type { World } from './world.ts';

/** While a window is open: longer than the longest interval between two looks at a host, so that it has been seen. */
const IDLE_IN_WINDOW_MS = 25 * MINUTE_MS;

/** While nothing may start: enough for a tick or two. */
const IDLE_MS = 4 * MINUTE_MS;

/** When idle time ends before a window opens: the daemon needs to look at every host again, and then to be awake. */
const WAKE_BEFORE_MS = 4 * MINUTE_MS;

export function skipIdleTime(world: World): void {
  const { time, truth, clocks } = world;
  const now = time.now();
  if (now < world.activeAt + IDLE_MS || now < world.awakeUntil) return;
  if (time.heldUntil() > now || truth.inFlightCount() > 0) return;
  const wallNow = now + clocks.wallOffsetMs;
  const { chaosMode } = world.scenario;
  const hours = chaosMode === null ? null : onlyWindow(chaosMode.hours);
  if (now < world.activeAt + IDLE_IN_WINDOW_MS && isInWindow(truth, hours, wallNow)) {
    // Asked again before long, not at every step.
    world.awakeUntil = Math.min(world.activeAt + IDLE_IN_WINDOW_MS, now + IDLE_MS);
    return;
  }
  const digestAt = world.scenario.digest ? nextDigestAt(wallNow) : Infinity;
  let dueAt = Math.min(digestAt, hours === null ? Infinity : opensAfter(hours, wallNow));
  for (const campaign of truth.campaigns.values()) dueAt = Math.min(dueAt, dueNext(campaign, wallNow));
  const next = Math.min(time.nextInWorld(), dueAt - clocks.wallOffsetMs);
  if (next === Infinity) return;
  // What is due soon is waited for, and has its time as well.
  world.activeAt = next;
  if (next >= now + IDLE_MS) time.holdUntil(next);
}

function isInWindow(truth: Truth, hours: readonly MaintenanceWindow[] | null, now: Instant): boolean {
  if (hours !== null && opensSoon(hours, now)) return true;
  for (const campaign of truth.campaigns.values()) if (mayBegin(campaign, now)) return true;
  return false;
}

/** A window of a waiting host is open, or opens soon. */
function mayBegin({ phase, hosts }: Campaign, now: Instant): boolean {
  if (phase.kind !== 'running') return false;
  // Most hosts share their windows.
  let shut: readonly MaintenanceWindow[] | null = null;
  for (const { stage, step } of hosts.values()) {
    if (stage.kind !== 'waiting' || step.windows === shut) continue;
    if (opensSoon(step.windows, now)) return true;
    shut = step.windows;
  }
  return false;
}

/** Open, or opens soon. */
function opensSoon(windows: readonly MaintenanceWindow[], now: Instant): boolean {
  return openUntil(windows, now) !== null || openUntil(windows, now + WAKE_BEFORE_MS) !== null;
}

/** Some time before they open next. */
function opensAfter(windows: readonly MaintenanceWindow[], now: Instant): Instant {
  return (opensNext(windows, now + WAKE_BEFORE_MS) ?? Infinity) - WAKE_BEFORE_MS;
}

/** When time alone will bring something about for this campaign, by the daemon's wall clock. */
function dueNext({ phase, expiresAt, hosts }: Campaign, now: Instant): Instant {
  if (phase.kind === 'ended') return Infinity;
  let next = expiresAt > now ? expiresAt : Infinity;
  if (phase.kind !== 'running') return next;
  for (const { stage, step } of hosts.values())
    if (stage.kind === 'waiting') next = Math.min(next, opensAfter(step.windows, now));
  return next;
}

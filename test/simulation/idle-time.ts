// A plan that waits for its window needs no minute-by-minute looking: after a while in which nothing happened, the
// daemon is held until something is due.
import { MINUTE_MS, type DurationMs, type Instant } from '../../src/core/brand.ts';
import { onlyWindow, openUntil, opensNext, type MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { DaemonPace } from '../../src/runtime/daemon-options.ts';
import { nextDigestAt } from './supervisor.ts';
import type { Truth } from './truth.ts';
import type { World } from './world.ts';

/** While nothing may start: a tick, and what it sets going. */
const idleMs = ({ tickEveryMs }: DaemonPace): DurationMs => tickEveryMs + MINUTE_MS;

/** The longest time between two looks at a host. */
const betweenLooksMs = ({ sweep }: DaemonPace): DurationMs => 1.1 * sweep.intervalMs;

/** While a window is open: what every host was seen to do has been decided upon. */
const idleInWindowMs = (pace: DaemonPace): DurationMs => betweenLooksMs(pace) + idleMs(pace);

/** How long the daemon is left awake when everything is over: it has looked at every host once more. */
export const lastLookMs = (pace: DaemonPace): DurationMs => betweenLooksMs(pace) + MINUTE_MS;

/** When idle time ends before a window opens: the daemon needs to look at every host again, and then to be awake. */
const WAKE_BEFORE_MS = 4 * MINUTE_MS;

export function skipIdleTime(world: World): void {
  const { time, truth, clocks } = world;
  const { pace, chaosMode } = world.scenario;
  const now = time.now();
  if (now < world.activeAt + idleMs(pace) || now < world.awakeUntil) return;
  if (time.heldUntil() > now || truth.inFlightCount() > 0) return;
  const wallNow = now + clocks.wallOffsetMs;
  const hours = chaosMode === null ? null : onlyWindow(chaosMode.hours);
  const idleInWindowAt = world.activeAt + idleInWindowMs(pace);
  if (now < idleInWindowAt && isInWindow(truth, hours, wallNow)) {
    // Asked again before long, not at every step.
    world.awakeUntil = Math.min(idleInWindowAt, now + idleMs(pace));
    return;
  }
  const digestAt = world.scenario.digest ? nextDigestAt(wallNow) : Infinity;
  let dueAt = Math.min(digestAt, hours === null ? Infinity : opensAfter(hours, wallNow));
  for (const campaign of truth.campaigns.values()) dueAt = Math.min(dueAt, dueNext(campaign, wallNow));
  if (truth.hasOpenCampaign())
    for (const { untilAt } of truth.inventory().freezes)
      if (untilAt > wallNow) dueAt = Math.min(dueAt, untilAt);
  dueAt -= clocks.wallOffsetMs;
  // What the world does next may concern nobody; what is due for the daemon has its time.
  const next = Math.min(time.nextInWorld(), dueAt);
  if (next === Infinity) return;
  if (next === dueAt) world.activeAt = next;
  if (next >= now + idleMs(pace)) time.holdUntil(next);
  else world.awakeUntil = next;
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
    if (stage.kind === 'waiting')
      for (const windows of [step.windows, ...(step.guestWindows ?? []).map((guest) => guest.windows)])
        next = Math.min(next, opensAfter(windows, now));
  return next;
}

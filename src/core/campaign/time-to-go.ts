// How much time a host needs from now on until it serves again: what a window has to be open for still, before its drain
// and at each moment on the way to its reboot.

import type { DurationMs, Instant } from '../brand.ts';
import type { HostReboot } from './state.ts';

/**
 * Guests are drained one after another, which may take hours of what the whole is expected to take: what has passed counts.
 * Never less than has passed, because undoing it, here or after the reboot, takes as long again.
 */
export function timeToGo({ step, startedAt }: HostReboot, now: Instant): DurationMs {
  const { expectedMs } = step.timing;
  if (step.guestDrains === undefined || startedAt === null) return expectedMs;
  const passedMs = Math.max(0, now - startedAt);
  return Math.max(expectedMs - passedMs, passedMs);
}

/** Half of the expected time is over, and it is not on its way down yet: the expectation was too short. */
export function drainsTooLong({ step, startedAt }: HostReboot, now: Instant): boolean {
  return step.guestDrains !== undefined && startedAt !== null && now - startedAt > step.timing.expectedMs / 2;
}

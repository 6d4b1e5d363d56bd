// May a reboot start at this instant, as far as the calendar goes? Asked when a plan is made and again immediately
// before each command, after the drain: a lock or a drain can take long (coreos/bugs#1886).

import type { DurationMs, Instant } from '../brand.ts';
import type { Freeze } from '../fleet/fleet.ts';
import { freezeAt, nextFreezeAfter } from './freeze.ts';
import { fitsBefore, openingsWithout, type Opening } from './opening.ts';
import { openings, openUntil, opensNext, SEARCH_MS, type MaintenanceWindow } from './window.ts';

/**
 * - `may-start`: a window is open, no freeze holds, and it is expected to end before `closesAt` (null: no end within the search).
 * - `frozen`: a freeze holds.
 * - `shut`: no window is open; the next opens at `opensAt` (null: none within the search, or no windows at all).
 * - `too-late`: open, but it would not end before the window shuts or the next freeze begins.
 */
export type StartJudgement =
  | { readonly kind: 'may-start'; readonly closesAt: Instant | null }
  | { readonly kind: 'frozen'; readonly freeze: Freeze }
  | { readonly kind: 'shut'; readonly opensAt: Instant | null }
  | { readonly kind: 'too-late'; readonly closesAt: Instant; readonly by: 'window' | 'freeze' };

/**
 * Judges a start at `now` of something expected to take `expectedMs`. No windows at all means never: a host without a
 * maintenance window has nobody's consent.
 */
export function mayStartAt(question: {
  readonly windows: readonly MaintenanceWindow[];
  readonly freezes: readonly Freeze[];
  readonly now: Instant;
  readonly expectedMs: DurationMs;
}): StartJudgement {
  const { windows, freezes, now, expectedMs } = question;
  const freeze = freezeAt(freezes, now);
  if (freeze !== null) return { kind: 'frozen', freeze };
  const shutsAt = openUntil(windows, now);
  if (shutsAt === null) return { kind: 'shut', opensAt: opensNext(windows, now) };
  const next = nextFreezeAfter(freezes, now);
  const closesAt = Math.min(shutsAt, next?.fromAt ?? Infinity);
  if (!fitsBefore(closesAt, now, expectedMs))
    return { kind: 'too-late', closesAt, by: closesAt < shutsAt ? 'freeze' : 'window' };
  return { kind: 'may-start', closesAt: closesAt <= now + SEARCH_MS ? closesAt : null };
}

/** When windows are open and no freeze holds, within `range`, in order. */
export function startableOpenings(
  windows: readonly MaintenanceWindow[],
  freezes: readonly Freeze[],
  range: Opening,
): readonly Opening[] {
  const near = freezes.filter(({ fromAt, untilAt }) => fromAt < range.untilAt && untilAt > range.fromAt);
  return openingsWithout(openings(windows, range), near);
}

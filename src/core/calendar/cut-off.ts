// May a reboot start at this instant, as far as the calendar goes? Asked when a plan is made and again immediately
// before each command, after the drain: a lock or a drain can take long (coreos/bugs#1886).

import { DAY_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Freeze } from '../fleet/fleet.ts';
import { freezeAt, nextFreezeAfter } from './freeze.ts';
import { fitsBefore, openingFrom, openingsWithout, type Opening } from './opening.ts';
import { isOpenAt, openings, type MaintenanceWindow } from './window.ts';

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

/** A fifth weekday of a month is at most 98 days away (two months without one between); the rest is margin. */
const SEARCH_MS = 120 * DAY_MS;

/** A search covers this much before it is repeated, so that a tick each second does not search each second. */
const memo = new WeakMap<readonly MaintenanceWindow[], { range: Opening; found: readonly Opening[] }>();

/** What is open from `at` on; always covers `SEARCH_MS` from there. */
function openingsFrom(windows: readonly MaintenanceWindow[], at: Instant): readonly Opening[] {
  const known = memo.get(windows);
  if (known !== undefined && known.range.fromAt <= at && at + SEARCH_MS <= known.range.untilAt)
    return known.found;
  const range = { fromAt: at - DAY_MS, untilAt: at + SEARCH_MS + 7 * DAY_MS };
  const found = openings(windows, range);
  memo.set(windows, { range, found });
  return found;
}

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
  const found = openingFrom(openingsFrom(windows, now), now);
  // The definition is asked besides the search, and both must agree before anything starts.
  if (found === null || found.fromAt > now || !windows.some((window) => isOpenAt(window, now)))
    return { kind: 'shut', opensAt: found !== null && found.fromAt > now ? found.fromAt : null };
  const next = nextFreezeAfter(freezes, now);
  const closesAt = Math.min(found.untilAt, next?.fromAt ?? Infinity);
  if (!fitsBefore(closesAt, now, expectedMs))
    return { kind: 'too-late', closesAt, by: closesAt < found.untilAt ? 'freeze' : 'window' };
  return { kind: 'may-start', closesAt: closesAt <= now + SEARCH_MS ? closesAt : null };
}

/** When windows are open and no freeze holds, within `range`, in order. */
export function startableOpenings(
  windows: readonly MaintenanceWindow[],
  freezes: readonly Freeze[],
  range: Opening,
): readonly Opening[] {
  return openingsWithout(openings(windows, range), freezes);
}

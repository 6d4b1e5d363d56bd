// May a reboot start at this instant, as far as the calendar goes? Asked when a plan is made and again immediately
// before each command, after the drain: a lock or a drain can take long (coreos/bugs#1886).

import { DAY_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Freeze } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { freezeAt, freezesNear, nextFreezeAfter } from './freeze.ts';
import type { GuestWindows } from './guest-windows.ts';
import { commonOpenings, fitsBefore, openingsWithout, type Opening } from './opening.ts';
import {
  isOpenAt,
  openings,
  openUntil,
  opensNext,
  opensTogetherNext,
  SEARCH_MS,
  type MaintenanceWindow,
} from './window.ts';

/**
 * - `may-start`: a window is open, no freeze holds, and it is expected to end before `closesAt` (null: no end within the search).
 * - `frozen`: a freeze holds.
 * - `shut`: no window is open; the next opens at `opensAt` (null: none within the search, or no windows at all).
 * - `too-late`: open, but it would not end before the window shuts or the next freeze begins.
 *
 * `guest`: the windows of this guest are what is in the way; null: its own are.
 */
export type StartJudgement =
  | { readonly kind: 'may-start'; readonly closesAt: Instant | null }
  | { readonly kind: 'frozen'; readonly freeze: Freeze }
  | { readonly kind: 'shut'; readonly opensAt: Instant | null; readonly guest: HostId | null }
  | {
      readonly kind: 'too-late';
      readonly closesAt: Instant;
      readonly by: 'window' | 'freeze';
      readonly guest: HostId | null;
    };

/** No window that is open stays so for longer than the search for its end. */
const FREEZES_AHEAD_MS: DurationMs = SEARCH_MS + 14 * DAY_MS;

type StartQuestion = {
  readonly windows: readonly MaintenanceWindow[];
  /** Windows that must be open as well. */
  readonly guestWindows: readonly GuestWindows[];
  readonly freezes: readonly Freeze[];
  readonly now: Instant;
  readonly expectedMs: DurationMs;
};

/**
 * Judges a start at `now` of something expected to take `expectedMs`. No windows at all means never: a host without a
 * maintenance window has nobody's consent, nor has a hypervisor for a guest without one.
 */
export function mayStartAt(question: StartQuestion): StartJudgement {
  const { windows, guestWindows, now, expectedMs } = question;
  const freezes = freezesNear(question.freezes, now, FREEZES_AHEAD_MS);
  const freeze = freezeAt(freezes, now);
  if (freeze !== null) return { kind: 'frozen', freeze };
  let shutsAt = openUntil(windows, now);
  let guest: HostId | null = null;
  for (const each of guestWindows) {
    const untilAt = shutsAt === null ? null : openUntil(each.windows, now);
    if (shutsAt === null || (untilAt !== null && untilAt >= shutsAt)) continue;
    shutsAt = untilAt;
    guest = each.guests[0] ?? null;
  }
  if (shutsAt === null) return shut(question, guest);
  const next = nextFreezeAfter(freezes, now);
  const closesAt = Math.min(shutsAt, next?.fromAt ?? Infinity);
  if (!fitsBefore(closesAt, now, expectedMs)) {
    const by = closesAt < shutsAt ? 'freeze' : 'window';
    return { kind: 'too-late', closesAt, by, guest: by === 'freeze' ? null : guest };
  }
  return { kind: 'may-start', closesAt: closesAt <= now + SEARCH_MS ? closesAt : null };
}

/** @param guest whose windows are shut now; null: its own are, and a guest may be in the way when those open. */
function shut({ windows, guestWindows, now }: StartQuestion, guest: HostId | null): StartJudgement {
  if (guestWindows.length === 0) return { kind: 'shut', opensAt: opensNext(windows, now), guest };
  const opensAt = opensTogetherNext([windows, ...guestWindows.map((each) => each.windows)], now);
  if (guest !== null) return { kind: 'shut', opensAt, guest };
  const ownAt = opensNext(windows, now);
  const inTheWay = guestWindows.find(
    (each) => ownAt !== null && ownAt !== opensAt && !each.windows.some((window) => isOpenAt(window, ownAt)),
  );
  return { kind: 'shut', opensAt, guest: inTheWay?.guests[0] ?? null };
}

/** When one window of each of `lists` is open and no freeze holds, within `range`, in order. */
export function startableOpenings(
  lists: readonly (readonly MaintenanceWindow[])[],
  freezes: readonly Freeze[],
  range: Opening,
): readonly Opening[] {
  const near = freezes.filter(({ fromAt, untilAt }) => fromAt < range.untilAt && untilAt > range.fromAt);
  return openingsWithout(commonOpenings(lists.map((windows) => openings(windows, range))), near);
}

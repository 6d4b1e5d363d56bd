// Stretches in which nothing may be rebooted, whatever the windows say. A freeze is half-open: at `untilAt` it is over.

import { DAY_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Freeze } from '../fleet/fleet.ts';
import type { Opening } from './opening.ts';

/** What was looked up covers more than was asked, so that a tick each second does not look through decades each second. */
const lookUps = new WeakMap<
  readonly Freeze[],
  { readonly range: Opening; readonly near: readonly Freeze[] }
>();

/** Those of `freezes` that hold at `at` or at some time within `aheadMs` after it, and maybe some more. */
export function freezesNear(freezes: readonly Freeze[], at: Instant, aheadMs: DurationMs): readonly Freeze[] {
  const known = lookUps.get(freezes);
  if (known !== undefined && known.range.fromAt <= at && at + aheadMs <= known.range.untilAt)
    return known.near;
  const range = { fromAt: at - DAY_MS, untilAt: at + aheadMs + 7 * DAY_MS };
  const near = freezes.filter(({ fromAt, untilAt }) => fromAt < range.untilAt && untilAt > range.fromAt);
  lookUps.set(freezes, { range, near });
  return near;
}

/** The freeze that holds at `at`, the one that ends last if there are several, or null. */
export function freezeAt(freezes: readonly Freeze[], at: Instant): Freeze | null {
  let found: Freeze | null = null;
  for (const freeze of freezes)
    if (freeze.fromAt <= at && at < freeze.untilAt && (found === null || freeze.untilAt > found.untilAt))
      found = freeze;
  return found;
}

/** The freeze that begins next after `at`, or null. */
export function nextFreezeAfter(freezes: readonly Freeze[], at: Instant): Freeze | null {
  let found: Freeze | null = null;
  for (const freeze of freezes)
    if (
      freeze.fromAt > at &&
      freeze.untilAt > freeze.fromAt &&
      (found === null || freeze.fromAt < found.fromAt)
    )
      found = freeze;
  return found;
}

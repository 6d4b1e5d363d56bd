// Stretches in which nothing may be rebooted, whatever the windows say. A freeze is half-open: at `untilAt` it is over.

import type { Instant } from '../brand.ts';
import type { Freeze } from '../fleet/fleet.ts';

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

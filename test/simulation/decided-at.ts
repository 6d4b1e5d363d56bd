// When a recorded decision was made, in true time, and by which inventory: a slow store makes it durable only later, and
// people go on editing meanwhile.
import { SECOND_MS, type DurationMs, type Instant } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { Recorded } from './truth.ts';

/** The longest that a call of a slow store takes. */
export const SLOWEST_STORE_MS: DurationMs = 3 * SECOND_MS;

/**
 * A decision is dated by the daemon's own clock, which is believed for no longer than a store takes.
 * @param wallOffsetMs wall clock minus true time, as it was when the decision became durable.
 */
export function decidedAt(
  { at, worldAt }: Pick<Recorded, 'at' | 'worldAt'>,
  wallOffsetMs: DurationMs,
): Instant {
  return Math.min(worldAt, Math.max(at - wallOffsetMs, worldAt - SLOWEST_STORE_MS));
}

export type InventoryHistory = {
  readonly add: (at: Instant, fleet: Fleet) => void;
  /** The one in force at `at`: the first one before there was any other. */
  readonly inForceAt: (at: Instant) => Fleet;
};

export function createInventoryHistory(first: Fleet): InventoryHistory {
  const later: { readonly at: Instant; readonly fleet: Fleet }[] = [];
  return {
    add: (at, fleet) => void later.push({ at, fleet }),
    inForceAt: (at) => later.findLast((edition) => edition.at <= at)?.fleet ?? first,
  };
}

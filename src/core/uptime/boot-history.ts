// One row a boot: first seen, last seen, how it ended. Grows with boots, not with polls. A failed probe is never the
// end of a boot; only another boot id is.

import { HOUR_MS, MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import type { BootId, HostId } from '../fleet/ids.ts';
import type { Observation } from '../fleet/observation.ts';

export type BootEnd = 'planned' | 'unplanned' | 'unknown';

export type BootRecord = {
  readonly hostId: HostId;
  readonly bootId: BootId;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  /** Last known uptime of this boot. */
  readonly lastUptimeMs: DurationMs;
  readonly kernel: string;
  /** Null while it runs. */
  readonly ended: BootEnd | null;
};

/** A boot that nobody had looked at for this long before the next one began ended in an unknown way. */
const WATCHED_WITHIN_MS = HOUR_MS;

/** How often an unchanged boot's `lastSeenAt` is written: history needs minutes, not polls. */
const TOUCH_EVERY_MS = 15 * MINUTE_MS;

/**
 * The rows that change through one observation: none, the touched running boot, or the ended one and the new one.
 * @param planned whether a campaign asked for the end of the running boot.
 */
export function observeBoot(
  running: BootRecord | null,
  observation: Observation,
  options: { readonly planned: 'planned' | 'not-planned' },
): readonly BootRecord[] {
  if (observation.kind === 'missed') return [];
  const { hostId, at, facts } = observation;
  if (running !== null && running.bootId === facts.bootId) {
    if (at - running.lastSeenAt < TOUCH_EVERY_MS) return [];
    return [{ ...running, lastSeenAt: at, lastUptimeMs: facts.uptimeMs, kernel: facts.kernelRunning }];
  }
  const begun: BootRecord = {
    hostId,
    bootId: facts.bootId,
    firstSeenAt: at,
    lastSeenAt: at,
    lastUptimeMs: facts.uptimeMs,
    kernel: facts.kernelRunning,
    ended: null,
  };
  if (running === null) return [begun];
  return [{ ...running, ended: howItEnded(running, at - facts.uptimeMs, options.planned) }, begun];
}

function howItEnded(boot: BootRecord, nextBeganAt: Instant, planned: 'planned' | 'not-planned'): BootEnd {
  if (planned === 'planned') return 'planned';
  // The row may be TOUCH_EVERY_MS older than the last look.
  return nextBeganAt - boot.lastSeenAt <= WATCHED_WITHIN_MS + TOUCH_EVERY_MS ? 'unplanned' : 'unknown';
}

// One row a boot: first seen, last seen, how it ended. Grows with boots, not with polls. A failed probe is never the
// end of a boot; only another boot id is.

import { HOUR_MS, MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import type { BootId, CampaignId, HostId } from '../fleet/ids.ts';
import type { Observation } from '../fleet/observation.ts';

export type BootEnd = 'planned' | 'unplanned' | 'unknown';

/** The reboot that a boot ended with: of the host itself, or of a hypervisor below it. */
export type PlannedEnd = { readonly campaign: CampaignId; readonly host: HostId };

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
  /** Null unless its end was planned; and where that was recorded before Stagger kept it. */
  readonly endedBy: PlannedEnd | null;
};

/** A boot that nobody had looked at for this long before the next one began ended in an unknown way. */
const WATCHED_WITHIN_MS = HOUR_MS;

/** How often an unchanged boot's `lastSeenAt` is written: history needs minutes, not polls. */
const TOUCH_EVERY_MS = 15 * MINUTE_MS;

/** The reboot of a hypervisor that took this boot along, or null. */
export function fellWith({ hostId, endedBy }: BootRecord): PlannedEnd | null {
  return endedBy !== null && endedBy.host !== hostId ? endedBy : null;
}

/** By the host's own monotonic clock. */
export function bootBeganAt(boot: BootRecord): Instant {
  return boot.lastSeenAt - boot.lastUptimeMs;
}

/**
 * The rows that change through one observation: none, the touched running boot, or the ended one and the new one.
 * @param plannedBy what ended the running boot, if a campaign asked for it; given when the next one began.
 */
export function observeBoot(
  running: BootRecord | null,
  observation: Observation,
  plannedBy: (ended: BootRecord, nextBeganAt: Instant) => PlannedEnd | null,
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
    endedBy: null,
  };
  if (running === null) return [begun];
  const nextBeganAt = at - facts.uptimeMs;
  const endedBy = plannedBy(running, nextBeganAt);
  return [
    { ...running, ended: endedBy === null ? howItEnded(running, nextBeganAt) : 'planned', endedBy },
    begun,
  ];
}

function howItEnded(boot: BootRecord, nextBeganAt: Instant): BootEnd {
  // The row may be TOUCH_EVERY_MS older than the last look.
  return nextBeganAt - boot.lastSeenAt <= WATCHED_WITHIN_MS + TOUCH_EVERY_MS ? 'unplanned' : 'unknown';
}

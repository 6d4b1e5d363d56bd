// What is known of a host at one moment, as far as incidents are concerned, and the lengths of time that decide.
// Lengths are measured by whoever looks, on a clock that never steps: a jump of the wall clock opens and closes nothing.

import { MINUTE_MS, SECOND_MS, type DurationMs, type Instant } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { BootId, HostId } from '../fleet/ids.ts';

/**
 * `lost`: unreachable. `unclear`: anything that is neither evidence of a loss nor of life (never observed, one miss,
 * not readable, on its way in a planned reboot); a host that is not listed is unclear.
 */
export type HostSight =
  | { readonly kind: 'up'; readonly forMs: DurationMs; readonly bootId: BootId }
  | {
      readonly kind: 'lost';
      readonly forMs: DurationMs;
      /** When it was noticed. */
      readonly at: Instant;
      readonly lastSeenAt: Instant | null;
      readonly bootId: BootId | null;
    }
  | { readonly kind: 'unclear' };

export type Sights = ReadonlyMap<HostId, HostSight>;

export type LostSight = Extract<HostSight, { kind: 'lost' }>;

/** What is lost, in host id order. */
export function lostByHost(sights: Sights): readonly (readonly [HostId, LostSight])[] {
  const lost: (readonly [HostId, LostSight])[] = [];
  for (const [host, sight] of sights) if (sight.kind === 'lost') lost.push([host, sight]);
  return lost.length > 1 ? lost.sort(([a], [b]) => byId(a, b)) : lost;
}

export type IncidentRules = {
  /** Losses within this time belong together. */
  readonly togetherMs: DurationMs;
  /** A returned host counts as back after this long; twice as long after each further loss. */
  readonly steadyMs: DurationMs;
  /** An incident closes when everything has served for this long. */
  readonly settleMs: DurationMs;
  /** It closes without hosts that are still away, if they are too few for an incident, after this long. */
  readonly leftoverMs: DurationMs;
  /** Lost again within this time after the end, it is the same incident. */
  readonly reopenMs: DurationMs;
  /** A single host is reported when it has been away for this long. */
  readonly noteAfterMs: DurationMs;
  /** Hosts of one owner that are lost within this time share a message. */
  readonly coalesceMs: DurationMs;
};

/** What holds where settings do not say otherwise. */
export const usualRules: IncidentRules = {
  togetherMs: 5 * MINUTE_MS,
  steadyMs: 15 * SECOND_MS,
  settleMs: 5 * MINUTE_MS,
  leftoverMs: 30 * MINUTE_MS,
  reopenMs: 30 * MINUTE_MS,
  noteAfterMs: 2 * MINUTE_MS,
  coalesceMs: 10 * MINUTE_MS,
};

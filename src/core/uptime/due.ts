// When a host falls due for a reboot. Uptime is what the host's own monotonic clock said, plus the time since it said
// it; a wall clock that was stepped cannot make a host due.

import type { DurationMs, Instant } from '../brand.ts';
import type { UptimePolicy } from '../fleet/fleet.ts';
import type { Facts, Tristate } from '../fleet/observation.ts';

/** The last time a host was seen; `lastSeen` of its view. */
export type Seen = { readonly at: Instant; readonly facts: Pick<Facts, 'uptimeMs' | 'rebootSignals'> };

/** How long the host has been up at `now`, if nothing happened to it since it was seen. */
export function uptimeAt(seen: Seen, now: Instant): DurationMs {
  return seen.facts.uptimeMs + (now - seen.at);
}

/** From when on the host is overdue. */
export function dueAt(policy: UptimePolicy, seen: Seen): Instant {
  return seen.at - seen.facts.uptimeMs + policy.maxUptimeMs;
}

export type DueState = 'overdue' | 'due-soon' | 'not-due';

export function dueStateAt(policy: UptimePolicy, seen: Seen, now: Instant): DueState {
  const at = dueAt(policy, seen);
  if (now > at) return 'overdue';
  return now >= at - policy.warnBeforeMs ? 'due-soon' : 'not-due';
}

/** `yes` if any source says so; `no` only if every source that was asked says no; else `unknown`. */
export function rebootRequired({ rebootSignals }: Seen['facts']): Tristate {
  if (rebootSignals.some(({ value }) => value === 'yes')) return 'yes';
  const allNo = rebootSignals.length > 0 && rebootSignals.every(({ value }) => value === 'no');
  return allNo ? 'no' : 'unknown';
}

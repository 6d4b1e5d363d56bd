// How old a boot may get: whether a host is due, overdue, exempt, or cannot be judged. A host that is not known to be
// up is never called fine or overdue: nobody knows which boot it is in.

import type { DurationMs, Instant } from '../brand.ts';
import type { Host } from '../fleet/fleet.ts';
import type { HostView } from '../fleet/snapshot.ts';

export type UptimeVerdict =
  /** `dueAt` is when the maximum uptime is reached, here and below. */
  | { readonly kind: 'ok'; readonly uptimeMs: DurationMs; readonly dueAt: Instant }
  | { readonly kind: 'due-soon'; readonly uptimeMs: DurationMs; readonly dueAt: Instant }
  | { readonly kind: 'overdue'; readonly uptimeMs: DurationMs; readonly sinceAt: Instant }
  | { readonly kind: 'exempt'; readonly reason: string; readonly untilAt: Instant }
  | { readonly kind: 'unknown' };

/**
 * Judges the uptime of `host` at `now` from its last observation. Uptime is what the host's monotonic clock said then
 * plus the time since: as long as the view says `up`, no other boot was seen. The maximum itself is already overdue,
 * and an exemption ends at its `untilAt`.
 */
export function judgeUptime(
  host: Pick<Host, 'uptime' | 'exemption'>,
  view: HostView | undefined,
  now: Instant,
): UptimeVerdict {
  if (host.exemption !== null && now < host.exemption.untilAt) return { kind: 'exempt', ...host.exemption };
  if (view === undefined || view.status !== 'up' || view.lastSeen === null) return { kind: 'unknown' };
  const { at, facts } = view.lastSeen;
  // A wall clock that was set back must not make a host younger than it said it is.
  const uptimeMs = facts.uptimeMs + Math.max(0, now - at);
  const dueAt = at - facts.uptimeMs + host.uptime.maxUptimeMs;
  if (uptimeMs >= host.uptime.maxUptimeMs)
    return { kind: 'overdue', uptimeMs, sinceAt: Math.min(dueAt, now) };
  const soon = uptimeMs >= host.uptime.maxUptimeMs - host.uptime.warnBeforeMs;
  return { kind: soon ? 'due-soon' : 'ok', uptimeMs, dueAt };
}

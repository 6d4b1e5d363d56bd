// How one host looks on a map: where its uptime stands against its maximum, or why that cannot be said. The words and
// the mark beside the colour say the same as the colour.

import { DAY_MS } from '../../../core/brand.ts';
import type { DurationMs, Instant } from '../../../core/brand.ts';
import type { Fleet, Host } from '../../../core/fleet/fleet.ts';
import type { HostId } from '../../../core/fleet/ids.ts';
import { statusAt } from '../../../core/fleet/snapshot.ts';
import type { FleetSnapshot, HostView } from '../../../core/fleet/snapshot.ts';
import { judgeUptime, type UptimeVerdict } from '../../../core/uptime/age-policy.ts';

/** In the order of a legend. `fresh` and `settled` are the halves of what is left before the warning span. */
export const hostLooks = [
  'fresh',
  'settled',
  'due-soon',
  'overdue',
  'exempt',
  'rebooting',
  'unreachable',
  'unknown',
] as const;

export type HostLook = (typeof hostLooks)[number];

/** One character a look, so that a map can be read in black and white. */
export const lookMarks: Readonly<Record<HostLook, string>> = {
  fresh: '·',
  settled: '▪',
  'due-soon': '◐',
  overdue: '!',
  exempt: '–',
  rebooting: '↻',
  unreachable: '×',
  unknown: '?',
};

export type JudgedHost = {
  readonly look: HostLook;
  /** Whole days, or null where the uptime is not known. */
  readonly days: number | null;
  /** Null where no age is told of it: it is rebooting, or nobody knows. */
  readonly verdict: UptimeVerdict | null;
};

export type LookContext = {
  readonly now: Instant;
  readonly maxAgeMs: DurationMs;
  readonly inFlight: ReadonlySet<string>;
};

/** Every host once, so that all that a page counts is counted alike. */
export function judgeLooks(
  fleet: Fleet,
  snapshot: FleetSnapshot,
  context: LookContext,
): ReadonlyMap<HostId, JudgedHost> {
  return new Map(
    [...fleet.hosts.values()].map((host) => [host.id, judgeLook(host, snapshot.hosts.get(host.id), context)]),
  );
}

function judgeLook(host: Host, view: HostView | undefined, context: LookContext): JudgedHost {
  const { now, maxAgeMs, inFlight } = context;
  const status = statusAt(view, now, maxAgeMs);
  const seen = status === 'up' ? (view?.lastSeen ?? null) : null;
  const uptimeMs = seen === null ? null : seen.facts.uptimeMs + Math.max(0, now - seen.at);
  const days = uptimeMs === null ? null : Math.floor(uptimeMs / DAY_MS);
  if (inFlight.has(host.id)) return { look: 'rebooting', days, verdict: null };
  if (status !== 'up' || uptimeMs === null)
    return { look: status === 'unreachable' ? 'unreachable' : 'unknown', days: null, verdict: null };
  const verdict = judgeUptime(host, view, now);
  switch (verdict.kind) {
    case 'overdue':
    case 'due-soon':
    case 'exempt':
    case 'unknown':
      return { look: verdict.kind, days, verdict };
    case 'ok':
      return { look: uptimeMs < host.uptime.maxUptimeMs / 2 ? 'fresh' : 'settled', days, verdict };
  }
}

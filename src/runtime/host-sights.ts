// Since when each host has been up or away, by the monotonic clock: what the incident job asks the sweeper's views for.
// Across a restart only a loss that people were told of keeps its length. One that was seen and not told when the
// daemon died is as new to them as to the next one, however long that was away.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { statusAt, type FleetSnapshot, type HostView } from '../core/fleet/snapshot.ts';
import type { HostSight, Sights } from '../core/incident/sight.ts';
import type { Clock } from '../ports/clock.ts';

export type HostSights = {
  /** What is known now. Hosts in `planned` are on their way on our command: they are evidence for nothing. */
  readonly look: (planned: ReadonlySet<HostId>) => Sights;
};

type Since = { readonly kind: 'up' | 'lost'; readonly sinceMs: DurationMs; readonly at: Instant };

type Moment = { readonly now: Instant; readonly nowMs: DurationMs };

export function createHostSights(options: {
  readonly clock: Clock;
  readonly fleet: () => Fleet;
  readonly snapshot: () => FleetSnapshot;
  readonly maxAgeMs: DurationMs;
  /** True if people have been told of this loss: then it is as old as it looks. */
  readonly isTold: (host: HostId) => boolean;
}): HostSights {
  const { clock } = options;
  const known = new Map<HostId, Since>();
  let isFirst = true;

  /** A loss from before the start was kept when it was noticed. */
  const begun = (kind: Since['kind'], view: HostView, { now, nowMs }: Moment): Since => {
    if (!isFirst || kind === 'up' || !options.isTold(view.hostId)) return { kind, sinceMs: nowMs, at: now };
    const noticedAt = Math.min(now, view.lastProblem?.at ?? now);
    return { kind, sinceMs: nowMs - (now - noticedAt), at: noticedAt };
  };

  const sightOf = (view: HostView, moment: Moment): HostSight => {
    const kind =
      view.status === 'unreachable'
        ? 'lost'
        : statusAt(view, moment.now, options.maxAgeMs) === 'up'
          ? 'up'
          : null;
    if (kind === null) {
      known.delete(view.hostId);
      return { kind: 'unclear' };
    }
    const before = known.get(view.hostId);
    const since = before?.kind === kind ? before : begun(kind, view, moment);
    if (since !== before) known.set(view.hostId, since);
    const forMs = moment.nowMs - since.sinceMs;
    const bootId = view.lastSeen?.facts.bootId ?? null;
    if (kind === 'lost') return { kind, forMs, at: since.at, lastSeenAt: view.lastSeen?.at ?? null, bootId };
    return bootId === null ? { kind: 'unclear' } : { kind, forMs, bootId };
  };

  return {
    look: (planned) => {
      const { hosts } = options.fleet();
      const moment = { now: clock.now(), nowMs: clock.monotonicMs() };
      const sights = new Map<HostId, HostSight>();
      for (const view of options.snapshot().hosts.values()) {
        if (!hosts.has(view.hostId)) continue;
        const sight = sightOf(view, moment);
        sights.set(view.hostId, planned.has(view.hostId) ? { kind: 'unclear' } : sight);
      }
      isFirst = false;
      return sights;
    },
  };
}

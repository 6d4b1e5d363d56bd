// Load balancers that exist only in memory, beside the simulated fleet. A seat is there from the first time it is asked
// about, in service at weight 100; its sessions end some time after it was drained.

import type { DurationMs, Instant } from '../core/brand.ts';
import { seatName, type Seat, type SeatState } from '../core/rotation/rotation.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoadBalancers } from '../ports/load-balancer.ts';

export type SimulatedSeat = {
  readonly seat: Seat;
  admin: SeatState['admin'];
  weight: number;
  /** When it last left service. */
  leftAt: Instant;
};

export type SimulatedBalancers = LoadBalancers & {
  readonly seats: () => Iterable<SimulatedSeat>;
};

/** Sessions that are open when a seat is drained end by then. */
const SESSIONS_END_AFTER_MS: DurationMs = 20_000;

export function createSimulatedBalancers(options: {
  readonly clock: Clock;
  readonly latencyMs: DurationMs;
  /** Why a change is not taken just now, or null. */
  readonly refuses: (seat: Seat, change: 'drain' | 'ready' | 'weight') => string | null;
}): SimulatedBalancers {
  const { clock, latencyMs } = options;
  const seats = new Map<string, SimulatedSeat>();
  const find = (seat: Seat): SimulatedSeat => {
    const name = seatName(seat);
    const known = seats.get(name) ?? { seat, admin: 'ready', weight: 100, leftAt: clock.now() };
    seats.set(name, known);
    return known;
  };
  return {
    seats: () => seats.values(),
    read: async (seat) => {
      await clock.sleep(latencyMs);
      const { admin, weight, leftAt } = find(seat);
      const quiet = admin !== 'ready' && clock.now() - leftAt >= SESSIONS_END_AFTER_MS;
      const state = { admin, weight, sessions: quiet ? 0 : 3, status: 'UP', requests: 0, errors: 0 };
      return { kind: 'state', state };
    },
    change: async (seat, change) => {
      await clock.sleep(latencyMs);
      const detail = options.refuses(seat, change.kind);
      if (detail !== null) return { kind: 'error', detail };
      const found = find(seat);
      if (change.kind === 'weight') found.weight = change.weight;
      else if (change.kind === 'ready') found.admin = 'ready';
      else {
        found.admin = 'drain';
        found.leftAt = clock.now();
      }
      return { kind: 'changed' };
    },
  };
}

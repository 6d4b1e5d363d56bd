// A load balancer's word on one server, and single changes to it. Which change is due is worked out by core from what
// was read; nothing here remembers or repeats.

import type { DurationMs } from '../core/brand.ts';
import type { Seat, SeatChange, SeatState } from '../core/rotation/rotation.ts';

export type SeatProblem = { readonly kind: 'error'; readonly detail: string };

export interface LoadBalancers {
  /** Never rejects; settles within the deadline. A seat that the load balancer does not know is an error. */
  read(
    seat: Seat,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<{ readonly kind: 'state'; readonly state: SeatState } | SeatProblem>;

  /** Never rejects. An error says nothing about whether it was done: read again. */
  change(
    seat: Seat,
    change: SeatChange,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<{ readonly kind: 'changed' } | SeatProblem>;
}

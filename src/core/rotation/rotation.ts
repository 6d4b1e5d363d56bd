// How a host is taken out of its load balancers and brought back: its seats, what was found there before anything was
// touched, and the steps of the way back. What a person had taken out by hand is not ours and is never touched.

import type { DurationMs } from '../brand.ts';
import type { SshTarget } from '../fleet/ssh-target.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';

/** One server line of one backend of one HAProxy. */
export type Seat = {
  /** The host that HAProxy runs on; its runtime API is reached through it. */
  readonly balancer: SshTarget;
  /** Absolute path of the runtime API's socket there. */
  readonly socket: string;
  readonly backend: string;
  readonly server: string;
};

/** What a load balancer says of a seat. Counters only ever grow while HAProxy runs. */
export type SeatState = {
  /** `drain`: no new sessions; `maint`: none at all. */
  readonly admin: 'ready' | 'drain' | 'maint';
  readonly weight: number;
  readonly sessions: number;
  /** HAProxy's own health word: `UP`, `DOWN`, `no check`, `UP 1/2`… */
  readonly status: string;
  readonly requests: number;
  /** Failed connections, broken responses and answers of 500 and more. */
  readonly errors: number;
};

/** A seat as it was before anything was touched: what an undo restores and what the ramp ends at. */
export type SeenSeat = {
  readonly seat: Seat;
  readonly before: Pick<SeatState, 'admin' | 'weight'>;
};

export type RampStep = {
  /** Of the weight that the seat had before, 1 to 100. */
  readonly percent: number;
  /** How long the step is watched before its gates are asked and the next one follows. */
  readonly holdMs: DurationMs;
};

/** How a service's hosts stand in load balancers, as the inventory says it. */
export type ServiceRotation = {
  /** Hosts that run HAProxy. */
  readonly balancers: readonly HostId[];
  readonly socket: string;
  readonly backends: readonly string[];
  /** Name of the server line; `{host}` stands for the host's id. */
  readonly serverName: string;
  /** Sessions that may be left on a seat when it counts as drained. */
  readonly maxSessions: number;
  readonly drainWithinMs: DurationMs;
  /** Ascending; the last one is 100 percent. */
  readonly ramp: readonly RampStep[];
  /** More errors than this share of the requests of a step end the ramp; one error is always forgiven. */
  readonly maxErrorPercent: number;
};

/** The part of a service's rotation that is about one host, with everything that execution needs. */
export type Rotation = {
  readonly service: ServiceId;
  /** The guest whose seats these are, which goes down with the host; absent: the host itself. */
  readonly guest?: HostId;
  readonly seats: readonly Seat[];
  readonly maxSessions: number;
  readonly drainWithinMs: DurationMs;
  readonly ramp: readonly RampStep[];
  readonly maxErrorPercent: number;
};

export type SeatChange =
  | { readonly kind: 'drain' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'weight'; readonly weight: number };

/** Tells seats apart, and names one to people: `web/web-01 on lb-01`. */
export function seatName({ balancer, backend, server }: Seat): string {
  return `${backend}/${server} on ${balancer.hostId}`;
}

/** True if we may touch it: it was in service when we came. */
export function isOurs({ before }: SeenSeat): boolean {
  return before.admin === 'ready' && before.weight > 0;
}

/** The weight of a step. Never 0: that would be a drain by another name. */
export function weightAt({ before }: SeenSeat, percent: number): number {
  return Math.max(1, Math.ceil((before.weight * percent) / 100));
}

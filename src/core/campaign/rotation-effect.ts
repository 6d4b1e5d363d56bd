// What the campaign asks of load balancers for one host, and every answer it can get. Each request names the seats with
// what was found there before, so that performing it a second time changes nothing more.

import type { DurationMs, Instant } from '../brand.ts';
import type { Gate } from '../fleet/check.ts';
import type { SshTarget } from '../fleet/ssh-target.ts';
import type { Seat, SeenSeat } from '../rotation/rotation.ts';

/** A seat that must become quiet: at most this many sessions left. */
export type LeavingSeat = { readonly seen: SeenSeat; readonly maxSessions: number };

/** A seat and the share of its weight that it was last given. */
export type RaisedSeat = { readonly seen: SeenSeat; readonly percent: number };

/** `guest`: it is asked on this one; absent: on the host itself. */
export type StepGate = Gate & { readonly guest?: SshTarget };

export type RotationRequest =
  /** Changes nothing: what is found is what an undo restores. */
  | { readonly kind: 'read-seats'; readonly seats: readonly Seat[] }
  | { readonly kind: 'leave-rotation'; readonly seats: readonly LeavingSeat[]; readonly byAt: Instant }
  | { readonly kind: 'restore-rotation'; readonly seats: readonly SeenSeat[] }
  | {
      readonly kind: 'ramp-step';
      readonly seats: readonly SeenSeat[];
      readonly percent: number;
      /** The step that puts the seats back into service. */
      readonly isFirst: boolean;
      /** Watched for this long from when the weights are set; begun again after a crash, because nobody watched. */
      readonly holdMs: DurationMs;
      /** After that a seat that its load balancer does not send requests has this long before the step has failed. */
      readonly servingWithinMs: DurationMs;
      readonly maxErrorPercent: number;
      /** Asked again once the step has been watched. */
      readonly gates: readonly StepGate[];
    }
  | { readonly kind: 'retreat'; readonly seats: readonly RaisedSeat[] };

export type RotationOutcome =
  | { readonly kind: 'seats-read'; readonly seats: readonly SeenSeat[] }
  | { readonly kind: 'rotation-left' }
  | { readonly kind: 'rotation-restored' }
  | { readonly kind: 'step-held' }
  | { readonly kind: 'step-failed'; readonly detail: string }
  | { readonly kind: 'retreated' }
  /** A load balancer did not answer, or a seat did not become quiet in time. */
  | { readonly kind: 'rotation-failed'; readonly detail: string };

// What a campaign would use on its way through one host, as the doctor found it: gates asked once now, hooks and their
// permission without running them, seats in load balancers as they are. Reading alone; nothing here says what it means.

import type { GateAnswer } from '../fleet/check.ts';
import type { ServiceId } from '../fleet/ids.ts';
import type { Seat, SeatState } from '../rotation/rotation.ts';

/** Whether our login may run a command there, asked without running it. */
export type CommandPermission =
  | { readonly kind: 'may-run' }
  /** Not there, or not executable for our login. */
  | { readonly kind: 'no-program'; readonly program: string }
  /** sudo refuses it. */
  | { readonly kind: 'not-allowed'; readonly detail: string }
  /** The forced command there was made before the inventory named it. */
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'not-told'; readonly detail: string };

export type GateLook = {
  readonly service: ServiceId;
  readonly gate: string;
  /** One attempt's answer; null where its command may not be run, or where only that may be why it does not pass. */
  readonly answer: GateAnswer | null;
  /** Null for a gate that is asked over the network. */
  readonly permission: CommandPermission | null;
};

export type HookLook = {
  readonly hook: 'drain' | 'undrain';
  readonly permission: CommandPermission;
};

export type SeatLook = {
  readonly seat: Seat;
  readonly reading:
    | { readonly kind: 'state'; readonly state: SeatState }
    | { readonly kind: 'error'; readonly detail: string };
};

export type HostUse = {
  readonly gates: readonly GateLook[];
  readonly hooks: readonly HookLook[];
  readonly seats: readonly SeatLook[];
};

// Guests that have a drain of their own which nothing runs when their hypervisor goes: only the hypervisor is taken out of
// its load balancers and drained. Whoever approves its reboot is told of them by name.

import { guestsOf } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { rotationsOf } from './rotations-of.ts';

/** Those that fall with `host` and stand in a load balancer or have a drain command, in id order. */
export function undrainedGuestsOf(fleet: Fleet, host: HostId): readonly HostId[] {
  return guestsOf(fleet, host).filter(
    (guest) =>
      (fleet.hosts.get(guest)?.drain ?? null) !== null ||
      rotationsOf(fleet, guest).some(({ seats }) => seats.length > 0),
  );
}

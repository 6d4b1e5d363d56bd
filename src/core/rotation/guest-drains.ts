// How guests are drained when their hypervisor goes: by their own drain commands, besides leaving the load balancers
// (rotations-of.ts). Those that stand in load balancers of which none can be asked are named to whoever approves.

import type { DurationMs } from '../brand.ts';
import { byId, guestsOf, hypervisorsOf } from '../fleet/fleet-lookup.ts';
import type { Hook } from '../fleet/check.ts';
import type { Fleet, RebootTiming } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { SshTarget } from '../fleet/ssh-target.ts';
import type { Rotation } from './rotation.ts';
import { rotationsOf, rotationsOfReboot } from './rotations-of.ts';

/** Run on the guest before its hypervisor's own drain; undone after it. */
export type GuestDrain = {
  readonly guest: SshTarget;
  readonly drain: Hook;
  readonly undrain: Hook | null;
};

/**
 * Of the guests that fall with `host` and have a drain command, in id order; a guest that carries others comes after them,
 * because its command may stop them.
 */
export function guestDrainsOf(fleet: Fleet, host: HostId): readonly GuestDrain[] {
  const depth = (guest: HostId): number => hypervisorsOf(fleet, guest).length;
  const guests = guestsOf(fleet, host).toSorted((left, right) => depth(right) - depth(left));
  return guests.flatMap((id): readonly GuestDrain[] => {
    const guest = fleet.hosts.get(id);
    if (guest === undefined || guest.drain === null) return [];
    const { ssh, drain, undrain } = guest;
    return [{ guest: ssh, drain, undrain }];
  });
}

/** Guests that a step drains before its reboot, by either way, in id order. */
export function guestsDrainedIn({
  rotations,
  guestDrains = [],
}: {
  readonly rotations: readonly Rotation[];
  readonly guestDrains?: readonly GuestDrain[];
}): readonly HostId[] {
  const drained = new Set(guestDrains.map(({ guest }) => guest.hostId));
  for (const { guest } of rotations) if (guest !== undefined) drained.add(guest);
  return [...drained].sort(byId);
}

/** How long the guests' commands may take one after another, drain and undrain. */
export function guestHooksMs(guestDrains: readonly GuestDrain[]): DurationMs {
  return guestDrains.reduce(
    (sum, { drain, undrain }) => sum + drain.timeoutMs + (undrain?.timeoutMs ?? 0),
    0,
  );
}

/** The same where it is more than the whole reboot is expected to take; null: it is not. */
export function guestDrainsLonger({
  guestDrains = [],
  timing,
}: {
  readonly guestDrains?: readonly GuestDrain[];
  readonly timing: RebootTiming;
}): DurationMs | null {
  const longestMs = guestHooksMs(guestDrains);
  return longestMs > timing.expectedMs ? longestMs : null;
}

/** Guests that the reboot of `host` takes out of service before it, by either way. */
export function drainedGuestsOf(fleet: Fleet, host: HostId): ReadonlySet<HostId> {
  const rotations = rotationsOfReboot(fleet, host);
  return new Set(guestsDrainedIn({ rotations, guestDrains: guestDrainsOf(fleet, host) }));
}

/**
 * Guests that fall with `host` in service, in id order: every load balancer of a service of theirs falls as well, and they
 * have no drain command.
 */
export function undrainedGuestsOf(fleet: Fleet, host: HostId): readonly HostId[] {
  const guests = guestsOf(fleet, host);
  const falling = new Set([host, ...guests]);
  return guests.filter(
    (guest) =>
      (fleet.hosts.get(guest)?.drain ?? null) === null &&
      rotationsOf(fleet, guest).some(
        ({ seats }) => seats.length > 0 && seats.every(({ balancer }) => falling.has(balancer.hostId)),
      ),
  );
}

// The rotations of one host, and those that its reboot takes seats from: every backend of every load balancer of its
// services, and of those of the guests that fall with it.

import { guestsOf, instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { Rotation, Seat } from './rotation.ts';

/** In service id order; seats by load balancer, then by backend, in the inventory's order. */
export function rotationsOf(fleet: Fleet, host: HostId): readonly Rotation[] {
  return instancesOn(fleet, host).flatMap(({ service }) => {
    const rotation = fleet.services.get(service)?.rotation ?? null;
    if (rotation === null) return [];
    const { balancers, socket, backends, serverName, ...rest } = rotation;
    const server = serverName.replaceAll('{host}', host);
    const seats = balancers.flatMap((id): readonly Seat[] => {
      const balancer = fleet.hosts.get(id)?.ssh;
      return balancer === undefined ? [] : backends.map((backend) => ({ balancer, socket, backend, server }));
    });
    return [
      {
        service,
        seats,
        maxSessions: rest.maxSessions,
        drainWithinMs: rest.drainWithinMs,
        ramp: rest.ramp,
        maxErrorPercent: rest.maxErrorPercent,
      },
    ];
  });
}

/**
 * The host's own, then those of its guests in id order. A load balancer that falls with the host is not asked: what it
 * balances falls with it, and when the seats are due back it may not be there to take them.
 */
export function rotationsOfReboot(fleet: Fleet, host: HostId): readonly Rotation[] {
  const own = rotationsOf(fleet, host);
  const guests = guestsOf(fleet, host);
  if (guests.length === 0) return own;
  const falling = new Set([host, ...guests]);
  const askable = (rotation: Rotation): Rotation => ({
    ...rotation,
    seats: rotation.seats.filter(({ balancer }) => !falling.has(balancer.hostId)),
  });
  const ofGuests = guests.flatMap((guest) =>
    rotationsOf(fleet, guest)
      .map((rotation) => ({ ...askable(rotation), guest }))
      .filter(({ seats }) => seats.length > 0),
  );
  return [...own.map(askable), ...ofGuests];
}

// The rotations of one host: every backend of every load balancer of its services.

import { instancesOn } from '../fleet/fleet-lookup.ts';
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

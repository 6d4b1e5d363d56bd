// Which gates are asked of a host: those of all of its services, as far as they are meant for the part it plays.

import { guestsOf, instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { NamedGate } from '../planning/plan.ts';

/** In service id order, and within a service in the inventory's order. */
export function gatesOn(fleet: Fleet, host: HostId): readonly NamedGate[] {
  return instancesOn(fleet, host).flatMap(({ service, part }) =>
    (fleet.services.get(service)?.gates ?? [])
      .filter(({ parts }) => parts === null || parts.includes(part))
      .map((gate) => ({ service, gate })),
  );
}

/**
 * The gates that prove a reboot of `host`: its own, and those of each guest that went down with it, which has the time to
 * come back first. In the order of `gatesOn`, guests after their hypervisor in id order.
 */
export function gatesOfReboot(fleet: Fleet, host: HostId): readonly NamedGate[] {
  const own = gatesOn(fleet, host);
  const guests = guestsOf(fleet, host);
  if (guests.length === 0) return own;
  const ofGuests = guests.flatMap((id) => {
    const guest = fleet.hosts.get(id);
    if (guest === undefined) return [];
    const { ssh, timing } = guest;
    return gatesOn(fleet, id).map(({ service, gate }): NamedGate => {
      const withinMs = gate.withinMs + timing.comeBackWithinMs;
      return { service, gate: { ...gate, withinMs }, guest: ssh };
    });
  });
  return [...own, ...ofGuests];
}

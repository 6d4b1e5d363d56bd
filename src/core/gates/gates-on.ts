// Which gates are asked of a host: those of all of its services, as far as they are meant for the part it plays.

import { guestsOf, instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { NamedGate, ServiceGate } from '../planning/plan.ts';
import { drainedGuestsOf, guestDrainsOf } from '../rotation/guest-drains.ts';
import { answersGate } from './answers-gate.ts';

/** In service id order, and within a service in the inventory's order. */
export function gatesOn(fleet: Fleet, host: HostId): readonly ServiceGate[] {
  return instancesOn(fleet, host).flatMap(({ service, part }) =>
    (fleet.services.get(service)?.gates ?? [])
      .filter(({ parts }) => parts === null || parts.includes(part))
      .map((gate) => ({ service, gate })),
  );
}

/**
 * The gates that prove a reboot of `host`: its own, and those of each guest that went down with it, which has the time to
 * come back first. In the order of `gatesOn`, guests after their hypervisor in id order. A guest that is drained has to answer
 * over SSH where an undrain command is to be run on it, or where nothing else is asked of it.
 */
export function gatesOfReboot(fleet: Fleet, host: HostId): readonly NamedGate[] {
  const own = gatesOn(fleet, host);
  const guests = guestsOf(fleet, host);
  if (guests.length === 0) return own;
  const drained = drainedGuestsOf(fleet, host);
  const undrained = new Set(
    guestDrainsOf(fleet, host).flatMap(({ guest, undrain }) => (undrain === null ? [] : [guest.hostId])),
  );
  const ofGuests = guests.flatMap((id) => {
    const guest = fleet.hosts.get(id);
    if (guest === undefined) return [];
    const { ssh, timing } = guest;
    const asked = gatesOn(fleet, id).map(({ service, gate }): NamedGate => {
      const withinMs = gate.withinMs + timing.comeBackWithinMs;
      return { service, gate: { ...gate, withinMs }, guest: ssh };
    });
    const mustAnswer = undrained.has(id) || (asked.length === 0 && drained.has(id));
    return mustAnswer ? [{ service: null, gate: answersGate(timing), guest: ssh }, ...asked] : asked;
  });
  return [...own, ...ofGuests];
}

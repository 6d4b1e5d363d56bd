// Which gates are asked of a host: those of all of its services, as far as they are meant for the part it plays.

import { instancesOn } from '../fleet/fleet-lookup.ts';
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

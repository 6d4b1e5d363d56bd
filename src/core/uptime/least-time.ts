// How long the reboot of a hypervisor takes at least, whatever the inventory expects of it: its boot is watched, each gate of
// it and its guests is asked as often as it has to pass, one after another, and each step of a ramp is held. An estimate
// below that would let a reboot start that cannot end before its window shuts.

import type { DurationMs } from '../brand.ts';
import { guestsOf } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import { gatesOn } from '../gates/gates-on.ts';
import { rotationsOfReboot } from '../rotation/rotations-of.ts';

export function leastTime(fleet: Fleet, { id, timing }: Host): DurationMs {
  let leastMs = timing.holdMs;
  for (const one of [id, ...guestsOf(fleet, id)])
    for (const { gate } of gatesOn(fleet, one)) leastMs += (gate.passes - 1) * gate.everyMs;
  // Services are ramped one after another, all of the reboot that stand in one together.
  const ramps = new Map(
    rotationsOfReboot(fleet, id)
      .filter(({ seats }) => seats.length > 0)
      .map(({ service, ramp }) => [service, ramp]),
  );
  for (const ramp of ramps.values()) for (const { holdMs } of ramp) leastMs += holdMs;
  return leastMs;
}

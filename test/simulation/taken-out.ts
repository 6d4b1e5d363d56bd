// What a campaign's own record says that it took out of service: whatever else is out at the end was forgotten.
import type { HostReboot } from '../../src/core/campaign/state.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { machineNamed } from './machine-names.ts';
import { seatName, type Seat } from '../../src/core/rotation/rotation.ts';

/** A machine, by its own command: as the host itself or as a guest. */
export function knowsDrained({ step, drained, drainedGuests }: HostReboot, id: HostId): boolean {
  const isIt = (host: HostId): boolean => machineNamed(host) === id;
  return (drained && isIt(step.host)) || drainedGuests.some(isIt);
}

export function knowsSeat({ away, seats }: HostReboot, seat: Seat): boolean {
  return away && seats.some((one) => seatName(one.seat) === seatName(seat));
}

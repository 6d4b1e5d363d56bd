// Which seats stay out when a drain is undone: those of whoever could not be undrained, and so may not serve.

import { seatName, type SeenSeat } from '../rotation/rotation.ts';
import type { HostReboot, Kept } from './state.ts';

export function seatsKept({ step, seats }: HostReboot, kept: Kept): readonly SeenSeat[] {
  const names = new Set(
    step.rotations
      .filter(({ guest }) => kept.includes(guest ?? step.host))
      .flatMap((rotation) => rotation.seats.map(seatName)),
  );
  return seats.filter(({ seat }) => names.has(seatName(seat)));
}

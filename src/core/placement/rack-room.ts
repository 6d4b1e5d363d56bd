// Which rack units are free. Heights are not in the inventory, so a host takes the unit it is written at (both, for
// one at 12.5); where units are not written, only their number can be counted.

import type { Fleet } from '../fleet/fleet.ts';
import type { HostId, RackId } from '../fleet/ids.ts';
import type { Move } from './move.ts';

export type Room =
  | { readonly kind: 'none' }
  /** Room for `free` more; `unit` is the lowest free one, or null if nobody can tell which are. */
  | { readonly kind: 'some'; readonly free: number; readonly unit: number | null }
  /** The inventory does not say how high the rack is. */
  | { readonly kind: 'unknown' };

export class RackRoom {
  private readonly fleet: Fleet;
  private readonly standing = new Map<RackId, Map<HostId, number | null>>();
  private readonly asIs = new Map<RackId, Room>();

  constructor(fleet: Fleet) {
    this.fleet = fleet;
    for (const { id, placement } of fleet.hosts.values()) {
      // A guest takes no unit.
      if (placement === null || placement.rack === null || placement.hypervisor !== null) continue;
      const hosts = this.standing.get(placement.rack);
      if (hosts === undefined) this.standing.set(placement.rack, new Map([[id, placement.unit]]));
      else hosts.set(id, placement.unit);
    }
  }

  /** What is free in `rack` after `moves`. */
  in(rack: RackId, moves: readonly Move[]): Room {
    if (moves.some(({ from, to }) => from.rack === rack || to.rack === rack))
      return this.counted(rack, moves);
    const known = this.asIs.get(rack) ?? this.counted(rack, []);
    this.asIs.set(rack, known);
    return known;
  }

  private counted(rack: RackId, moves: readonly Move[]): Room {
    const units = this.fleet.racks.get(rack)?.units ?? null;
    if (units === null) return { kind: 'unknown' };
    const hosts = new Map(this.standing.get(rack));
    for (const { host, to } of moves) {
      hosts.delete(host);
      if (to.rack === rack && to.hypervisor === null) hosts.set(host, to.unit);
    }
    const taken = new Set<number>();
    let unwritten = 0;
    for (const unit of hosts.values())
      if (unit === null) unwritten += 1;
      else for (const one of [Math.floor(unit), Math.ceil(unit)]) taken.add(one);
    const free = units - taken.size - unwritten;
    if (free <= 0) return { kind: 'none' };
    if (unwritten > 0) return { kind: 'some', free, unit: null };
    let unit = 1;
    while (taken.has(unit)) unit += 1;
    return unit > units ? { kind: 'none' } : { kind: 'some', free, unit };
  }
}

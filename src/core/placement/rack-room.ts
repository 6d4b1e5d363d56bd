// Which rack units are free. A host takes its height upwards from the unit it is written at (both units of one at 12.5);
// where units are not written, only their number can be counted.

import type { Fleet } from '../fleet/fleet.ts';
import type { HostId, RackId } from '../fleet/ids.ts';
import type { Move } from './move.ts';

export type Room =
  | { readonly kind: 'none' }
  /** `free` units are left; `unit` is the lowest from which the host fits, or null if nobody can tell which are free. */
  | { readonly kind: 'some'; readonly free: number; readonly unit: number | null }
  /** The inventory does not say how high the rack is. */
  | { readonly kind: 'unknown' };

export class RackRoom {
  private readonly fleet: Fleet;
  private readonly standing = new Map<RackId, Map<HostId, number | null>>();
  private readonly asIs = new Map<string, Room>();

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

  /** What is free in `rack` for a host of `height` units, after `moves`. */
  in(rack: RackId, height: number, moves: readonly Move[]): Room {
    if (moves.some(({ from, to }) => from.rack === rack || to.rack === rack))
      return this.counted(rack, height, moves);
    const key = `${height} ${rack}`;
    const known = this.asIs.get(key) ?? this.counted(rack, height, []);
    this.asIs.set(key, known);
    return known;
  }

  private heightOf(host: HostId): number {
    return this.fleet.hosts.get(host)?.height ?? 1;
  }

  private counted(rack: RackId, height: number, moves: readonly Move[]): Room {
    const units = this.fleet.racks.get(rack)?.units ?? null;
    if (units === null) return { kind: 'unknown' };
    const hosts = new Map(this.standing.get(rack));
    for (const { host, to } of moves) {
      hosts.delete(host);
      if (to.rack === rack && to.hypervisor === null) hosts.set(host, to.unit);
    }
    const taken = new Set<number>();
    let unwritten = 0;
    for (const [host, unit] of hosts) {
      const high = this.heightOf(host);
      if (unit === null) unwritten += high;
      else for (let one = Math.floor(unit); one <= Math.ceil(unit) + high - 1; one += 1) taken.add(one);
    }
    const free = units - taken.size - unwritten;
    if (free < height) return { kind: 'none' };
    if (unwritten > 0) return { kind: 'some', free, unit: null };
    for (let unit = 1; unit + height - 1 <= units; unit += 1) {
      let high = 0;
      while (high < height && !taken.has(unit + high)) high += 1;
      if (high === height) return { kind: 'some', free, unit };
    }
    return { kind: 'none' };
  }
}

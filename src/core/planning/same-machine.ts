// Hosts of the inventory that are one machine: a boot id belongs to one kernel. Two names of one machine would count
// twice in every budget, and the reboot of one would take the other down; so would containers of a machine that the
// inventory does not know. Guests that the inventory puts on their hypervisor may share its kernel: they are charged with it.

import type { DurationMs, Instant } from '../brand.ts';
import { hypervisorsOf } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { BootId, HostId } from '../fleet/ids.ts';
import { statusAt, type FleetSnapshot } from '../fleet/snapshot.ts';

type Question = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  readonly now: Instant;
  readonly maxObservationAgeMs: DurationMs;
};

/** By host that is seen up: another one that runs the same boot. Hosts without one are not in it. */
export function sameMachines(question: Question): ReadonlyMap<HostId, HostId> {
  const { fleet, snapshot, now, maxObservationAgeMs } = question;
  const first = new Map<BootId, Host>();
  const shared = new Map<BootId, Host[]>();
  for (const host of fleet.hosts.values()) {
    const view = snapshot.hosts.get(host.id);
    if (view === undefined || view.lastSeen === null || statusAt(view, now, maxObservationAgeMs) !== 'up')
      continue;
    const { bootId } = view.lastSeen.facts;
    const known = first.get(bootId);
    const others = shared.get(bootId);
    if (known === undefined) first.set(bootId, host);
    else if (others === undefined) shared.set(bootId, [known, host]);
    else others.push(host);
  }
  const found = new Map<HostId, HostId>();
  for (const hosts of shared.values())
    for (const host of hosts) {
      const below = [host.id, ...hypervisorsOf(fleet, host.id)];
      const other = hosts.find(
        (each) =>
          each !== host && ![each.id, ...hypervisorsOf(fleet, each.id)].some((id) => below.includes(id)),
      );
      if (other !== undefined) found.set(host.id, other.id);
    }
  return found;
}

// A move of one host to another place, and what a fleet looks like after it. A hypervisor takes its guests along.

import { guestsOf } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host, Placement } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { Finding } from './finding.ts';

export type Move = {
  readonly host: HostId;
  readonly from: Placement;
  /** `unit` is a free rack unit, or null where the inventory does not say which are free. */
  readonly to: Placement;
};

/** Moves that clear a finding, proven by an audit of the fleet after them. */
export type Suggestion = {
  readonly finding: Finding;
  readonly moves: readonly Move[];
  /** How many things the audit says before and after, folded ones counted. */
  readonly saidBefore: number;
  readonly saidAfter: number;
};

/**
 * The fleet after `moves`, of which none moves a guest of another's host, nor to it. Its digest is still the old one: it
 * is a thought, not an inventory.
 */
export function withMoves(fleet: Fleet, moves: readonly Move[]): Fleet {
  const hosts = new Map<HostId, Host>(fleet.hosts);
  for (const { host, to } of moves) {
    const moved = hosts.get(host);
    if (moved === undefined) continue;
    hosts.set(host, { ...moved, placement: to });
    for (const id of guestsOf(fleet, host)) {
      const guest = hosts.get(id);
      if (guest === undefined || guest.placement === null) continue;
      const { hypervisor } = guest.placement;
      hosts.set(id, { ...guest, placement: { ...to, unit: null, hypervisor } });
    }
  }
  return { ...fleet, hosts };
}

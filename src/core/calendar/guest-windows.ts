// A hypervisor's reboot is the reboot of every guest on it: it needs the consent of each guest's windows besides its
// own, and a guest without a window has given none. Whether a guest is up at the moment does not matter: it may be
// again by then. A guest that was moved away stands elsewhere in the inventory, and has no say any more.

import { guestsOf } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { MaintenanceWindow } from './window.ts';

/** The same windows of several guests of one hypervisor. */
export type GuestWindows = {
  /** In id order, at least one. */
  readonly guests: readonly HostId[];
  readonly windows: readonly MaintenanceWindow[];
};

const none: readonly never[] = [];

const known = new WeakMap<Fleet, Map<HostId, readonly GuestWindows[]>>();

/**
 * What narrows the windows of `host`: those of its guests, down to guests of guests, as far as they are not its own.
 * Worked out once for a fleet object.
 */
export function guestWindowsOf(fleet: Fleet, host: Host): readonly GuestWindows[] {
  const guests = guestsOf(fleet, host.id);
  if (guests.length === 0) return none;
  const byHost = known.get(fleet) ?? new Map<HostId, readonly GuestWindows[]>();
  known.set(fleet, byHost);
  const found = byHost.get(host.id) ?? narrowing(fleet, host, guests);
  byHost.set(host.id, found);
  return found;
}

function narrowing(fleet: Fleet, { windows: own }: Host, guests: readonly HostId[]): readonly GuestWindows[] {
  const ownText = JSON.stringify(own);
  const found = new Map<string, { guests: HostId[]; windows: readonly MaintenanceWindow[] }>();
  for (const guest of guests) {
    const windows = fleet.hosts.get(guest)?.windows ?? none;
    // Mostly the same few objects in lists of their own.
    if (windows.length === own.length && windows.every((window, at) => window === own[at])) continue;
    const text = JSON.stringify(windows);
    const group = found.get(text);
    if (text === ownText) continue;
    if (group === undefined) found.set(text, { guests: [guest], windows });
    else group.guests.push(guest);
  }
  return [...found.values()];
}

// The zone in which a command shows instants. One screen has one zone wherever it can: that of the fleet's windows.

import { sharedTimeZone } from '../core/calendar/fleet-zone.ts';
import type { Fleet } from '../core/fleet/fleet.ts';

/** Of this machine: for what is shown without an inventory, and for a fleet whose windows are in several zones. */
export const localTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone that all windows of `fleet` are in, else that of this machine. */
export function shownTimeZone(fleet: Pick<Fleet, 'hosts' | 'sites'>): string {
  return sharedTimeZone(fleet) ?? localTimeZone;
}

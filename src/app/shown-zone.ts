// The zone in which the command line and the console show instants. One screen has one zone, and all screens of a fleet
// have the same: whoever reads of a window here and of a campaign there must not have to add hours in the head.

import type { Settings } from '../config/settings.ts';
import { sharedTimeZone } from '../core/calendar/fleet-zone.ts';
import type { Fleet } from '../core/fleet/fleet.ts';

/**
 * The zone that all windows of `fleet` are in; where they are in several, that of the digest; else that of this machine.
 * Null: that part of the inventory is not sound.
 */
export function shownTimeZone(
  fleet: Pick<Fleet, 'hosts' | 'sites'> | null,
  settings: Pick<Settings, 'digest'> | null,
): string {
  const shared = fleet === null ? null : sharedTimeZone(fleet);
  return shared ?? settings?.digest?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

// A window that names no zone has that of the fleet. Hosts of a site elsewhere would be rebooted in the middle of their
// day: that is told, once for each window and site.

import { DAY_MS, type Instant } from '../core/brand.ts';
import { offsetAt } from '../core/calendar/zone-clock.ts';
import type { GoodInventory } from '../config/reload.ts';

/** Half a year apart, so that one of them is in summer time. */
const HALF_YEAR_MS = 182 * DAY_MS;

function isOtherClock(a: string, b: string, now: Instant): boolean {
  return [now, now + HALF_YEAR_MS].some((at) => offsetAt(a, at) !== offsetAt(b, at));
}

/** One sentence a window and site; empty where every window is meant. */
export function windowZoneWarnings(
  { fleet, zonelessWindows }: Pick<GoodInventory, 'fleet' | 'zonelessWindows'>,
  now: Instant,
): readonly string[] {
  const hostsOf = new Map<string, { readonly text: (hosts: number) => string; hosts: number }>();
  for (const { placement, windows } of fleet.hosts.values()) {
    const site = placement === null ? undefined : fleet.sites.get(placement.site);
    if (site === undefined) continue;
    for (const { id, timeZone } of windows) {
      if (!zonelessWindows.has(id) || !isOtherClock(timeZone, site.timeZone, now)) continue;
      const known = hostsOf.get(`${id} ${site.id}`) ?? {
        text: (hosts: number) =>
          `window ${id} names no time_zone and opens by the clock of ${timeZone}, also for ${hosts} ${hosts === 1 ? 'host' : 'hosts'} of site ${site.id} (${site.timeZone}): write time_zone to it, or give them a window of their own`,
        hosts: 0,
      };
      known.hosts += 1;
      hostsOf.set(`${id} ${site.id}`, known);
    }
  }
  return [...hostsOf.values()].map(({ text, hosts }) => text(hosts));
}

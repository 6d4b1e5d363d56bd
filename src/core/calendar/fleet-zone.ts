// The zone that a fleet's maintenance is spoken of in: whoever reads of a window and of a freeze on one screen must not
// have to add hours in the head.

import type { Fleet } from '../fleet/fleet.ts';

/** The zone that all windows of the fleet are in, or its sites where there is no window; null where they are several. */
export function sharedTimeZone({ hosts, sites }: Pick<Fleet, 'hosts' | 'sites'>): string | null {
  const ofWindows = [...hosts.values()].flatMap(({ windows }) => windows.map(({ timeZone }) => timeZone));
  const ofSites = [...sites.values()].map(({ timeZone }) => timeZone);
  const [zone, ...others] = new Set(ofWindows.length > 0 ? ofWindows : ofSites);
  return others.length > 0 ? null : (zone ?? null);
}

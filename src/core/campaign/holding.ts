// Who holds a slot. A host holds one from its first check to its proven end, and a failed or still drained host keeps
// it: no timer ever frees the slot of a host that may be down.

import type { HostId } from '../fleet/ids.ts';
import { hostProgress } from './progress.ts';
import type { Campaign, HostReboot } from './state.ts';

/** True from the first check until done, put back or skipped (stages that end by themselves). */
export function isInFlight(host: HostReboot): boolean {
  return hostProgress(host.stage) === 'in-flight';
}

/** True while it, or a guest of it, is out of service by our doing: drained, or out of its load balancers. */
export function isTakenOut({ drained, drainedGuests, away }: HostReboot): boolean {
  return drained || away || drainedGuests.length > 0;
}

/** True while the host counts as absent in every budget: in flight, failed, or out of rotation. */
export function isHeld(host: HostReboot): boolean {
  return isInFlight(host) || host.stage.kind === 'failed' || isTakenOut(host);
}

export function heldHosts(campaign: Campaign): ReadonlySet<HostId> {
  return selected(campaign, isHeld);
}

export function hasInFlight({ hosts }: Campaign): boolean {
  for (const host of hosts.values()) if (isInFlight(host)) return true;
  return false;
}

export function inFlightHosts(campaign: Campaign): ReadonlySet<HostId> {
  return selected(campaign, isInFlight);
}

function selected(campaign: Campaign, wanted: (host: HostReboot) => boolean): ReadonlySet<HostId> {
  const hosts = new Set<HostId>();
  for (const [id, host] of campaign.hosts) if (wanted(host)) hosts.add(id);
  return hosts;
}

// Hosts that a campaign took out of service and did not bring back before it ended. They stay ours: charged as down
// until they serve again, started by nobody, and put back only at a person's word.

import type { Instant } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { CampaignId, HostId } from '../fleet/ids.ts';
import { isOurs, seatName } from '../rotation/rotation.ts';
import { isInFlight, isTakenOut } from './holding.ts';
import type { Campaign, HostReboot } from './state.ts';

/** Which campaign left a host out of rotation, and since when. */
export type LeftOut = { readonly campaign: CampaignId; readonly sinceAt: Instant };

/**
 * It or a guest of it drained by our hook or out of its load balancers, or failed after our reboot (up by SSH says nothing of its services),
 * and nothing under way that would change that.
 */
export function isLeftOut(host: HostReboot): boolean {
  if (isInFlight(host) || host.returned) return false;
  return isTakenOut(host) || (host.stage.kind === 'failed' && host.requestedAt !== null);
}

/** Its guests that are out of service with it, in id order: drained, or out of a load balancer in which they served. */
export function guestsOut({ step, drainedGuests, away, seats }: HostReboot): readonly HostId[] {
  const out = new Set(drainedGuests);
  const left = new Set((away ? seats : []).filter(isOurs).map(({ seat }) => seatName(seat)));
  for (const { guest, seats: own } of step.rotations)
    if (guest !== undefined && own.some((seat) => left.has(seatName(seat)))) out.add(guest);
  return [...out].sort(byId);
}

/** By host, over campaigns that have ended; of several that left the same host out, the first given. */
export function leftOutHosts(campaigns: readonly Campaign[]): ReadonlyMap<HostId, LeftOut> {
  const left = new Map<HostId, LeftOut>();
  for (const { id, phase, hosts } of campaigns) {
    if (phase.kind !== 'ended') continue;
    for (const [host, reboot] of hosts)
      if (isLeftOut(reboot) && !left.has(host))
        left.set(host, { campaign: id, sinceAt: sinceOf(reboot, phase.at) });
  }
  return left;
}

/** It has been out since it was begun; a host without that instant cannot have been taken out. */
function sinceOf({ startedAt }: HostReboot, endedAt: Instant): Instant {
  return startedAt ?? endedAt;
}

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
export function guestsOut(host: HostReboot): readonly HostId[] {
  const guests = [...host.drainedGuests, ...outOfBalancers(host).filter((guest) => guest !== undefined)];
  return [...new Set(guests)].sort(byId);
}

/** False where at most guests of it are out of service. */
export function isItselfOut(host: HostReboot): boolean {
  return host.drained || outOfBalancers(host).includes(undefined);
}

/** Whose seats have left and are not back: guests by name, the host itself as undefined. */
function outOfBalancers({ step, away, seats }: HostReboot): readonly (HostId | undefined)[] {
  const left = new Set((away ? seats : []).filter(isOurs).map(({ seat }) => seatName(seat)));
  return step.rotations
    .filter((rotation) => rotation.seats.some((seat) => left.has(seatName(seat))))
    .map(({ guest }) => guest);
}

/** The hypervisor with which a guest is out of service, in the first of these campaigns that holds it so; null: in none. */
export function outWithHypervisor(
  campaigns: readonly Campaign[],
  guest: HostId,
): { readonly campaign: Campaign; readonly hypervisor: HostId } | null {
  for (const campaign of campaigns)
    for (const [hypervisor, reboot] of campaign.hosts)
      if (hypervisor !== guest && !reboot.returned && guestsOut(reboot).includes(guest))
        return { campaign, hypervisor };
  return null;
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

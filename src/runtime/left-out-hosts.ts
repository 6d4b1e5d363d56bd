// Hosts that ended campaigns left out of rotation, for whoever reads the store without deciding anything.

import { replay } from '../core/campaign/evolve.ts';
import { leftOutHosts, type LeftOut } from '../core/campaign/left-out.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { HostId } from '../core/fleet/ids.ts';
import type { Store } from '../ports/store.ts';

export async function readLeftOut(
  store: Pick<Store, 'campaigns' | 'campaignEvents'>,
): Promise<ReadonlyMap<HostId, LeftOut>> {
  return leftOutHosts(await campaignsLeavingOut(store));
}

/** Ended campaigns that left hosts out. */
export async function campaignsLeavingOut(
  store: Pick<Store, 'campaigns' | 'campaignEvents'>,
): Promise<readonly Campaign[]> {
  const campaigns: Campaign[] = [];
  for (const { id } of await store.campaigns('leaving-out')) {
    const campaign = replay(await store.campaignEvents(id, 0));
    if (campaign !== null) campaigns.push(campaign);
  }
  return campaigns;
}

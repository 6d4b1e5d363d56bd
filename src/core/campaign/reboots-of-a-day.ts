// How often hosts were rebooted lately, from the journal: what keeps a reboot loop over several campaigns from going on.

import type { CampaignId, HostId } from '../fleet/ids.ts';
import type { DatedEvent } from './event.ts';

/**
 * By host: campaigns other than `own` that asked for its reboot. A campaign counts once, however often it asked: its
 * requests name one boot, and end it once.
 */
export function rebootsOfOthers(
  asked: readonly (DatedEvent & { readonly campaign: CampaignId })[],
  own: CampaignId,
): ReadonlyMap<HostId, number> {
  const campaigns = new Map<HostId, Set<CampaignId>>();
  for (const { event, campaign } of asked)
    if (event.kind === 'host-reboot-requested' && campaign !== own)
      campaigns.set(event.host, (campaigns.get(event.host) ?? new Set()).add(campaign));
  return new Map([...campaigns].map(([host, { size }]) => [host, size]));
}

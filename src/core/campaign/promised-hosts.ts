// Which hosts people have already approved to be rebooted, by a campaign that is not through with them: a new plan
// leaves them alone.

import type { CampaignId, HostId } from '../fleet/ids.ts';
import { heldHosts } from './holding.ts';
import type { Campaign } from './state.ts';

/** By host: the campaign it is promised to. A plan that still awaits its approval promises nothing. */
export function promisedHosts(campaigns: readonly Campaign[]): ReadonlyMap<HostId, CampaignId> {
  const promised = new Map<HostId, CampaignId>();
  for (const { id, phase, hosts } of campaigns) {
    if (phase.kind === 'ended' || phase.kind === 'awaiting-approval') continue;
    for (const [host, { stage }] of hosts)
      if (stage.kind !== 'done' && stage.kind !== 'skipped') promised.set(host, id);
  }
  return promised;
}

/** Hosts that any of `campaigns` holds now: in flight, failed, or out of rotation. */
export function hostsHeldBy(campaigns: readonly Campaign[]): ReadonlySet<HostId> {
  return new Set(campaigns.flatMap((campaign) => [...heldHosts(campaign)]));
}

// The shapes that programs get of campaigns.

import type { Instant } from '../../core/brand.ts';
import { campaignSpan, type CampaignSpan } from '../../core/campaign/span.ts';
import type { RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import { campaignSummary } from '../../core/campaign/summary.ts';
import type { CampaignId } from '../../core/fleet/ids.ts';

/** `campaign/1`: maps as objects. */
export function campaignJson(campaign: Campaign, rebooted: RebootedSince): Readonly<Record<string, unknown>> {
  const { hosts, ...rest } = campaign;
  const { toReboot } = campaignSummary(campaign, rebooted);
  return { ...rest, toReboot, rebootedSince: rebooted, hosts: Object.fromEntries(hosts) };
}

/** Those of `calendar/1`: when each ran, runs, or would run. */
export function calendarCampaigns(
  campaigns: readonly Campaign[],
  now: Instant,
): readonly (CampaignSpan & { readonly campaign: CampaignId })[] {
  return campaigns.flatMap((campaign) => {
    const span = campaignSpan(campaign, now);
    return span === null ? [] : [{ campaign: campaign.id, ...span }];
  });
}

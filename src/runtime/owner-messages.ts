// One message a campaign for each owner: when their own servers go, and how that stands. It comes once the plan is
// approved and is edited after that; nobody is told of a plan that may never run.

import { approvalsSuffice } from '../core/campaign/approval-rules.ts';
import type { CampaignEvent } from '../core/campaign/event.ts';
import type { Campaign } from '../core/campaign/state.ts';
import { channelFor, ownersOnChat } from '../core/fleet/owner-place.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { MessageKey, WantedMessage } from '../ports/store.ts';

export function ownerKey(campaign: CampaignId, slack: string): MessageKey {
  return `campaign/${campaign}/owner/${slack}`;
}

/** @param main where campaigns are told of; an owner whose own channel that is reads the card there. */
export function ownerMessages(
  main: string,
  campaign: Campaign,
  events: readonly CampaignEvent[],
  fleet: Fleet,
): readonly WantedMessage[] {
  if (!approvalsSuffice(campaign.approvalPolicy, campaign.approvals)) return [];
  const owners = new Set(events.flatMap((event) => concerned(campaign, event, fleet)));
  return [...owners]
    .filter((slack) => slack !== main)
    .map((slack) => ({
      key: ownerKey(campaign.id, slack),
      channel: channelFor(slack, main),
      subject: { kind: 'owner-message', campaign: campaign.id, slack },
    }));
}

/** Owners whose message says something else after the event. */
function concerned(campaign: Campaign, event: CampaignEvent, fleet: Fleet): readonly string[] {
  switch (event.kind) {
    case 'campaign-started':
    case 'campaign-paused':
    case 'campaign-resumed':
    case 'campaign-halted':
    case 'stop-requested':
    case 'campaign-denied':
    case 'campaign-ended':
      return [...campaign.hosts.keys()].flatMap((host) => ownersOnChat(fleet, host));
    case 'host-check-requested':
    case 'host-put-back':
    case 'host-done':
    case 'host-failed':
    case 'host-skipped':
    case 'host-retry-requested':
      return ownersOnChat(fleet, event.host);
    default:
      return [];
  }
}

// Which messages a campaign's events make necessary, and how each is found again to be rendered.

import { announcementsFor } from '../core/campaign/announcements.ts';
import type { CampaignEvent } from '../core/campaign/event.ts';
import { milestonesIn } from '../core/campaign/milestone.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { MessageKey, WantedMessage } from '../ports/store.ts';

/** The message of one version of a campaign's plan: the plan card that becomes the progress and then the outcome. */
export function cardKey(campaign: CampaignId, planVersion: number): MessageKey {
  return planVersion === 1 ? `campaign/${campaign}/card` : `campaign/${campaign}/card/${planVersion}`;
}

/** The plan that was in force at that version of the campaign: a note hangs under its card. */
export function planVersionAt({ edits }: Campaign, campaignVersion: number): number {
  return edits.findLast((edit) => edit.fromCampaignVersion <= campaignVersion)?.version ?? 1;
}

function card(channel: string, { id }: Campaign, planVersion: number): WantedMessage {
  const subject = { kind: 'campaign-card', campaign: id, planVersion } as const;
  return { key: cardKey(id, planVersion), channel, subject };
}

/**
 * The card for every event, and a note in its thread for the few that people are told of. An edit dirties the card of the
 * version that it replaces, too.
 */
export function campaignMessages(
  channel: string,
  campaign: Campaign,
  events: readonly CampaignEvent[],
  firstVersion: number,
): readonly WantedMessage[] {
  const { id } = campaign;
  const milestones = new Set(milestonesIn(campaign, events));
  const notes = events.flatMap((event, index): readonly WantedMessage[] => {
    if (announcementsFor(event) === 'card-only' && !milestones.has(index)) return [];
    const version = firstVersion + index;
    const subject = { kind: 'campaign-note', campaign: id, version } as const;
    return [{ key: `campaign/${id}/note/${version}`, channel, subject }];
  });
  const replaced = events.flatMap((event) =>
    event.kind === 'plan-edited' ? [card(channel, campaign, event.document.plan.version - 1)] : [],
  );
  return [...replaced, card(channel, campaign, campaign.document.plan.version), ...notes];
}

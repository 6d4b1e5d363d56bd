// Which messages a campaign's events make necessary, and how each is found again to be rendered.

import { announcementsFor } from '../core/campaign/announcements.ts';
import type { CampaignEvent } from '../core/campaign/event.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { MessageKey, WantedMessage } from '../ports/store.ts';

/** The one message of a campaign: the plan card that becomes the progress and then the outcome. */
export function cardKey(campaign: CampaignId): MessageKey {
  return `campaign/${campaign}/card`;
}

/** The card for every event; a note in its thread for the few that people are told of. */
export function campaignMessages(
  channel: string,
  campaign: Campaign,
  events: readonly CampaignEvent[],
  firstVersion: number,
): readonly WantedMessage[] {
  const { id } = campaign;
  const notes = events.flatMap((event, index): readonly WantedMessage[] => {
    if (announcementsFor(event) === 'card-only') return [];
    const version = firstVersion + index;
    const subject = { kind: 'campaign-note', campaign: id, version } as const;
    return [{ key: `campaign/${id}/note/${version}`, channel, subject }];
  });
  return [{ key: cardKey(id), channel, subject: { kind: 'campaign-card', campaign: id } }, ...notes];
}

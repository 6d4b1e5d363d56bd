// Notices when a card has to say something else though nothing happened to its campaign: a freeze that begins, a stop
// switch that is cleared, a waiting host that rebooted by itself. Holds are rendered from what was noticed
// here, never from another look.

import { campaignHolds, type CampaignHold } from '../core/campaign/holds.ts';
import type { World } from '../core/campaign/input.ts';
import { rebootedSince } from '../core/campaign/rebooted-since.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { campaignMessages } from './campaign-messages.ts';

export type CardWatch = {
  /** To be called with every tick of a campaign. */
  readonly look: (campaign: Campaign, world: World) => void;
  /** What holds it, as of the campaign's last tick. */
  readonly holdsOf: (campaign: CampaignId) => readonly CampaignHold[];
};

const NOTHING = '';

export function createCardWatch(options: {
  readonly store: Pick<Store, 'wantMessages'>;
  readonly log: Log;
  readonly channel: string;
  readonly onMessages: () => void;
}): CardWatch {
  const known = new Map<CampaignId, { readonly holds: readonly CampaignHold[]; readonly said: string }>();
  const { store, log } = options;
  return {
    look: (campaign, world) => {
      const holds = campaignHolds(campaign, world);
      const rebooted = rebootedSince(campaign, { hosts: world.views });
      const said = holds.length + rebooted.length === 0 ? NOTHING : JSON.stringify([holds, rebooted]);
      const before = known.get(campaign.id)?.said ?? NOTHING;
      if (campaign.phase.kind === 'ended') known.delete(campaign.id);
      else known.set(campaign.id, { holds, said });
      if (said === before) return;
      const card = campaignMessages(options.channel, campaign, [], 0);
      // A card that stays behind is brought up to date by the campaign's next event.
      void store.wantMessages(card).then(options.onMessages, (error: unknown) => {
        log.warn('a card is behind what is known of its campaign', {
          campaign: campaign.id,
          error: error instanceof Error ? error.message : String(error),
        });
        known.set(campaign.id, { holds, said: 'not shown' });
      });
    },
    holdsOf: (campaign) => known.get(campaign)?.holds ?? [],
  };
}

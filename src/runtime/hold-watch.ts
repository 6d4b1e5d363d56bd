// Notices when what holds a running campaign changes, so that its card says so: a freeze that begins or a stop switch
// that is cleared is no event of the campaign. The card is rendered from what was noticed here, never from another look.

import { campaignHolds, type CampaignHold } from '../core/campaign/holds.ts';
import type { World } from '../core/campaign/input.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { campaignMessages } from './campaign-messages.ts';

export type HoldWatch = {
  /** To be called with every tick of a campaign. */
  readonly look: (campaign: Campaign, world: World) => void;
  /** As of the campaign's last tick. */
  readonly of: (campaign: CampaignId) => readonly CampaignHold[];
};

const NOTHING = '[]';

export function createHoldWatch(options: {
  readonly store: Pick<Store, 'wantMessages'>;
  readonly log: Log;
  readonly channel: string;
  readonly onMessages: () => void;
}): HoldWatch {
  const known = new Map<CampaignId, { readonly holds: readonly CampaignHold[]; readonly said: string }>();
  const { store, log } = options;
  return {
    look: (campaign, world) => {
      const holds = campaignHolds(campaign, world);
      const said = holds.length === 0 ? NOTHING : JSON.stringify(holds);
      const before = known.get(campaign.id)?.said ?? NOTHING;
      if (campaign.phase.kind === 'ended') known.delete(campaign.id);
      else known.set(campaign.id, { holds, said });
      if (said === before) return;
      const card = campaignMessages(options.channel, campaign, [], 0);
      // A card that stays behind is brought up to date by the campaign's next event.
      void store.wantMessages(card).then(options.onMessages, (error: unknown) => {
        log.warn('a card does not show yet what holds its campaign', {
          campaign: campaign.id,
          error: error instanceof Error ? error.message : String(error),
        });
        known.set(campaign.id, { holds, said: 'not shown' });
      });
    },
    of: (campaign) => known.get(campaign)?.holds ?? [],
  };
}

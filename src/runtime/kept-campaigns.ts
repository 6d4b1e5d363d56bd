// Campaigns for pages that show many of them: replayed from the journal once for each version, and kept. A campaign's
// version grows with its journal, so what is kept is never older than what the store says.

import { replay } from '../core/campaign/evolve.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { Store } from '../ports/store.ts';

export type KeptCampaigns = {
  /** Newest first, at most `limit`. */
  readonly newest: (limit: number) => Promise<readonly Campaign[]>;
  /** Newest first: those that have not ended. */
  readonly open: () => Promise<readonly Campaign[]>;
};

/** Their hosts are what campaigns weigh in memory, 3 kB each; the oldest campaigns beyond it are read anew. */
const MOST_KEPT_HOSTS = 10_000;

export function createKeptCampaigns(
  store: Pick<Store, 'campaigns' | 'campaignEvents'>,
  { mostHosts = MOST_KEPT_HOSTS }: { readonly mostHosts?: number } = {},
): KeptCampaigns {
  let kept: ReadonlyMap<CampaignId, { readonly version: number; readonly campaign: Campaign }> = new Map();

  const read = async (
    rows: readonly { readonly id: CampaignId; readonly version: number }[],
  ): Promise<readonly { readonly version: number; readonly campaign: Campaign }[]> => {
    const found = [];
    for (const { id, version } of rows) {
      const known = kept.get(id);
      const campaign =
        known?.version === version ? known.campaign : replay(await store.campaignEvents(id, 0));
      if (campaign !== null) found.push({ version, campaign });
    }
    return found;
  };

  return {
    newest: async (limit) => {
      const found = await read((await store.campaigns('all')).slice(0, limit));
      const next = new Map<CampaignId, { readonly version: number; readonly campaign: Campaign }>();
      let hosts = 0;
      for (const each of found) {
        hosts += each.campaign.hosts.size;
        if (hosts <= mostHosts) next.set(each.campaign.id, each);
      }
      kept = next;
      return found.map(({ campaign }) => campaign);
    },
    open: async () => (await read(await store.campaigns('open'))).map(({ campaign }) => campaign),
  };
}

// Reboots that campaigns asked for which have ended since: a guest may be seen to have fallen with its hypervisor only
// after the campaign has, and after a restart of the daemon. Kept for a day; what falls later than that was not seen for
// so long that nobody can say how it ended.

import { DAY_MS, type DurationMs } from '../core/brand.ts';
import { replay } from '../core/campaign/evolve.ts';
import { rebootsAsked, type AskedReboot } from '../core/campaign/planned-end.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

export type LatelyAsked = {
  /** Reads what the store has of the last day; does nothing once that has succeeded. */
  readonly load: () => Promise<void>;
  /** It has ended, as last known. */
  readonly add: (campaign: Campaign) => void;
  readonly reboots: () => readonly AskedReboot[];
};

const KEPT_MS: DurationMs = DAY_MS;

export function createLatelyAsked({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'campaignEvents' | 'campaignEventsSince'>;
  readonly clock: Pick<Clock, 'now'>;
}): LatelyAsked {
  const kept = new Map<CampaignId, readonly AskedReboot[]>();
  let isLoaded = false;

  const add = (campaign: Campaign): void => {
    const reboots = rebootsAsked(campaign);
    if (reboots.length > 0) kept.set(campaign.id, reboots);
  };

  return {
    load: async () => {
      if (isLoaded) return;
      const sinceAt = clock.now() - KEPT_MS;
      const asked = await store.campaignEventsSince({ sinceAt, kinds: ['host-reboot-requested'] });
      for (const id of new Set(asked.map(({ campaign }) => campaign))) {
        const campaign = replay(await store.campaignEvents(id, 0));
        if (campaign?.phase.kind === 'ended') add(campaign);
      }
      isLoaded = true;
    },
    add: (campaign) => {
      const oldest = clock.now() - KEPT_MS;
      for (const [id, reboots] of kept) if (reboots.every(({ at }) => at < oldest)) kept.delete(id);
      add(campaign);
    },
    reboots: () => [...kept.values()].flat(),
  };
}

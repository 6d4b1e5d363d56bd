import { describe, expect, it } from 'vitest';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { CampaignId, HostId, PersonId } from '../../src/core/fleet/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { createKeptCampaigns } from '../../src/runtime/kept-campaigns.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { sampleEvents } from '../fakes/sample-events.ts';

const by = 'slack:T0/U0REQUESTER' as PersonId;

/** Three campaigns of one host each, `c-2` the newest; the oldest has ended. Counts the journals that are read. */
async function stage() {
  const store = createMemoryStore();
  const commit = (id: string, expectedVersion: number, events: readonly CampaignEvent[]) =>
    store.commit({
      ...{ campaign: id as CampaignId, expectedVersion, at: 1, actor: by },
      ...{ events, effects: [], messages: [] },
    });
  for (const id of ['c-0', 'c-1', 'c-2'])
    await commit(id, 0, [{ ...sampleEvents['campaign-proposed'], id: id as CampaignId }]);
  await commit('c-0', 1, [sampleEvents['campaign-ended']]);
  const reads: string[] = [];
  const counted: Pick<Store, 'campaigns' | 'campaignEvents'> = {
    campaigns: (filter) => store.campaigns(filter),
    campaignEvents: (id, after) => {
      reads.push(id);
      return store.campaignEvents(id, after);
    },
  };
  return { counted, commit, reads };
}

const idsOf = (campaigns: readonly { readonly id: CampaignId }[]) => campaigns.map(({ id }) => id);

describe('campaigns that pages show', () => {
  it('are read once for each version, and are never older than the journal', async () => {
    const { counted, commit, reads } = await stage();
    const kept = createKeptCampaigns(counted);
    expect(idsOf(await kept.newest(200))).toEqual(['c-2', 'c-1', 'c-0']);
    expect(idsOf(await kept.newest(200))).toEqual(['c-2', 'c-1', 'c-0']);
    expect(reads).toEqual(['c-2', 'c-1', 'c-0']);
    await commit('c-1', 1, [sampleEvents['campaign-ended']]);
    const again = await kept.newest(200);
    expect(again.find(({ id }) => id === 'c-1')?.phase.kind).toBe('ended');
    expect(reads.slice(3)).toEqual(['c-1']);
  });

  it('of which only the open ones are wanted, leave the ended ones unread', async () => {
    const { counted, reads } = await stage();
    expect(idsOf(await createKeptCampaigns(counted).open())).toEqual(['c-2', 'c-1']);
    expect(reads).toEqual(['c-2', 'c-1']);
  });

  it('are kept up to a number of hosts, the newest first, and all of them are told', async () => {
    const { counted, reads } = await stage();
    const kept = createKeptCampaigns(counted, { mostHosts: hostsOf() * 2 });
    for (let look = 0; look < 2; look += 1)
      expect(idsOf(await kept.newest(200))).toEqual(['c-2', 'c-1', 'c-0']);
    expect(reads.slice(3)).toEqual(['c-0']);
  });
});

function hostsOf(): number {
  return new Set(sampleEvents['campaign-proposed'].document.plan.steps.map(({ host }): HostId => host)).size;
}

import { expect, it } from 'vitest';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { CampaignId, PersonId } from '../../src/core/fleet/ids.ts';
import { episodeContract } from '../contracts/episode-contract.ts';
import { storeContract, type StoreFixture } from '../contracts/store-contract.ts';
import { createMemoryStore } from './memory-store.ts';
import { sampleEvents } from './sample-events.ts';

function inMemory(): Promise<StoreFixture> {
  const store = createMemoryStore();
  return Promise.resolve({ store, reopen: () => Promise.resolve(store), stop: () => store.close() });
}

storeContract('the store in memory', inMemory);
episodeContract('the store in memory', inMemory);

it('puts a backup back as it was, whatever happened since to hosts that were left out', async () => {
  const store = createMemoryStore();
  const campaign = 'c-1' as CampaignId;
  const commit = (expectedVersion: number, ...events: readonly CampaignEvent[]) =>
    store.commit({
      campaign,
      expectedVersion,
      at: 1,
      actor: 'ann' as PersonId,
      events,
      effects: [],
      messages: [],
    });
  const leftOut = async () => (await store.campaigns('leaving-out')).map(({ id }) => id);
  const { 'campaign-proposed': proposed, 'host-left-out': out, 'campaign-ended': ended } = sampleEvents;
  await commit(0, proposed, out, ended);
  const backup = store.backUp();
  await commit(3, { ...sampleEvents['host-returned'], host: out.host });
  expect(await leftOut()).toEqual([]);
  backup.putBack();
  expect(await leftOut()).toEqual([campaign]);
});

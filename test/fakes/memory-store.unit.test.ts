import { episodeContract } from '../contracts/episode-contract.ts';
import { storeContract, type StoreFixture } from '../contracts/store-contract.ts';
import { createMemoryStore } from './memory-store.ts';

function inMemory(): Promise<StoreFixture> {
  const store = createMemoryStore();
  return Promise.resolve({ store, reopen: () => Promise.resolve(store), stop: () => store.close() });
}

storeContract('the store in memory', inMemory);
episodeContract('the store in memory', inMemory);

import { storeContract } from '../contracts/store-contract.ts';
import { createMemoryStore } from './memory-store.ts';

storeContract('the store in memory', () => {
  const store = createMemoryStore();
  return Promise.resolve({ store, reopen: () => Promise.resolve(store), stop: () => store.close() });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/adapters/sql/database.ts';
import { openSqlStore, sqlStoreOn } from '../../../src/adapters/sql/sql-store.ts';
import type { Store } from '../../../src/ports/store.ts';
import { episodeContract } from '../../contracts/episode-contract.ts';
import { storeContract, type StoreFixture } from '../../contracts/store-contract.ts';

async function inFile(): Promise<StoreFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'stagger-store-'));
  const path = join(directory, 'new', 'stagger.db');
  let store: Store = await openSqlStore(path);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqlStore(path);
      return store;
    },
    stop: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

storeContract('SQLite in a file', inFile);
episodeContract('SQLite in a file', inFile);

// There is nothing left of it to open again, so a second Store on the same connection stands for the restart.
storeContract('SQLite in memory', async () => {
  const db = await openDatabase(':memory:');
  const store = sqlStoreOn(db);
  return { store, reopen: () => Promise.resolve(sqlStoreOn(db)), stop: () => store.close() };
});

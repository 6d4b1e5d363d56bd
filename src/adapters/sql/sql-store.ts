// The Store port on Kysely and SQLite: each method one transaction.

import type { Store } from '../../ports/store.ts';
import { campaignMethods } from './campaign-tables.ts';
import { inWriteTransaction, openDatabase } from './database.ts';
import { appendEntries, readEntries, readHead, verifyChain } from './journal.ts';
import { messageMethods } from './message-tables.ts';
import { observationMethods } from './observation-tables.ts';

/**
 * The store in the SQLite file at `path` (`:memory:` in tests).
 * @throws DatabaseProblem when it cannot be opened soundly.
 */
export async function openSqlStore(path: string): Promise<Store> {
  const db = await openDatabase(path);
  return {
    ...campaignMethods(db),
    ...messageMethods(db),
    ...observationMethods(db),
    appendFleetEvent: ({ at, actor, event }) =>
      inWriteTransaction(db, (tx) =>
        appendEntries(tx, [{ at, actor, campaign: null, version: null, event }]),
      ),
    journal: (range) => readEntries(db, range),
    journalHead: () => readHead(db),
    verifyJournal: () => verifyChain(db),
    remember: async (name, value) => {
      await db
        .insertInto('memory')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },
    recall: async (name) => {
      const row = await db.selectFrom('memory').select('value').where('name', '=', name).executeTakeFirst();
      return row?.value ?? null;
    },
    close: () => db.destroy(),
  };
}

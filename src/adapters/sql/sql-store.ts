// The Store port on Kysely and SQLite: each method one transaction.

import type { Kysely } from 'kysely';
import type { Store } from '../../ports/store.ts';
import { auditMethods } from './audit-tables.ts';
import { campaignMethods } from './campaign-tables.ts';
import { episodeMethods } from './episode-tables.ts';
import { inWriteTransaction, openDatabase } from './database.ts';
import { appendEntries, readChaosDraws, readEntries, readHead, readWaivers, verifyChain } from './journal.ts';
import { messageMethods, wantMessage } from './message-tables.ts';
import { observationMethods } from './observation-tables.ts';
import { readAtOnceMethods } from './read-at-once.ts';
import type { Tables } from './schema.ts';

/**
 * The store in the SQLite file at `path` (`:memory:` in tests).
 * @throws DatabaseProblem when it cannot be opened soundly.
 */
export async function openSqlStore(path: string): Promise<Store> {
  return sqlStoreOn(await openDatabase(path));
}

/** The store on an open database; closing the store closes it. */
export function sqlStoreOn(db: Kysely<Tables>): Store {
  return {
    ...campaignMethods(db),
    ...messageMethods(db),
    ...observationMethods(db),
    ...episodeMethods(db),
    ...auditMethods(db),
    ...readAtOnceMethods(db),
    appendFleetEvent: ({ at, actor, event, messages }) =>
      inWriteTransaction(db, async (tx) => {
        await appendEntries(tx, [{ at, actor, campaign: null, version: null, event }]);
        for (const message of messages) await wantMessage(tx, message);
      }),
    waivers: (at) => readWaivers(db, at),
    chaosDraws: (sinceAt) => readChaosDraws(db, sinceAt),
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

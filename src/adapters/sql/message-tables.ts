// Which messages people must see, and which revision of each the chat has confirmed.

import type { Kysely, Selectable } from 'kysely';
import { canonicalText } from '../../core/canonical-text.ts';
import type { MessageSubject, Store, StoredMessage, WantedMessage } from '../../ports/store.ts';
import { inWriteTransaction } from './database.ts';
import type { MessageTable, Tables } from './schema.ts';

type MessageMethods = Pick<
  Store,
  | 'wantMessages'
  | 'unshownMessages'
  | 'message'
  | 'markPostPending'
  | 'markShown'
  | 'markGone'
  | 'abandonMessage'
>;

export function messageMethods(db: Kysely<Tables>): MessageMethods {
  const row = (key: string) => db.updateTable('message').where('key', '=', key);
  return {
    wantMessages: (messages) =>
      inWriteTransaction(db, async (tx) => {
        for (const message of messages) await wantMessage(tx, message);
      }),
    unshownMessages: async () => {
      const rows = await db
        .selectFrom('message')
        .selectAll()
        .whereRef('shown_revision', '<', 'wanted_revision')
        .where('abandoned', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(storedMessage);
    },
    message: async (key) => {
      const found = await db.selectFrom('message').selectAll().where('key', '=', key).executeTakeFirst();
      return found === undefined ? null : storedMessage(found);
    },
    markPostPending: async (key) => {
      await row(key).set({ post_pending: 1 }).execute();
    },
    markShown: async (key, { ref, revision }) => {
      const shown = { ref_channel: ref.channel, ref_ts: ref.ts, shown_revision: revision, post_pending: 0 };
      await row(key).set(shown).execute();
    },
    markGone: async (key) => {
      await row(key).set({ ref_channel: null, ref_ts: null, post_pending: 0 }).execute();
    },
    abandonMessage: async (key, reason) => {
      await row(key).set({ abandoned: reason }).execute();
    },
  };
}

export async function readHasUnshown(db: Kysely<Tables>): Promise<boolean> {
  const row = await db
    .selectFrom('message')
    .select('id')
    .whereRef('shown_revision', '<', 'wanted_revision')
    .where('abandoned', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Raises the wanted revision, or makes the message. To be called inside a write transaction. */
export async function wantMessage(
  tx: Kysely<Tables>,
  { key, channel, subject }: WantedMessage,
): Promise<void> {
  await tx
    .insertInto('message')
    .values({
      key,
      channel,
      subject: canonicalText(subject),
      wanted_revision: 1,
      shown_revision: 0,
      post_pending: 0,
      ref_channel: null,
      ref_ts: null,
      abandoned: null,
    })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => ({ wanted_revision: eb('message.wanted_revision', '+', 1) })),
    )
    .execute();
}

function storedMessage(row: Selectable<MessageTable>): StoredMessage {
  return {
    key: row.key,
    channel: row.channel,
    subject: JSON.parse(row.subject) as MessageSubject,
    wantedRevision: row.wanted_revision,
    shownRevision: row.shown_revision,
    postPending: row.post_pending === 1,
    ref:
      row.ref_channel === null || row.ref_ts === null ? null : { channel: row.ref_channel, ts: row.ref_ts },
    abandoned: row.abandoned,
  };
}

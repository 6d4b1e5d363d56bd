// Which entries of the journal belong to which incident or host note, so that neither the daemon nor the command line
// has to read the whole journal to know what is open.

import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('episode')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('opened', 'integer', (column) => column.notNull())
    .addColumn('last_event_at', 'bigint', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addUniqueConstraint('episode_kind_id', ['kind', 'id'])
    .execute();
  await db.schema
    .createTable('episode_entry')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('episode_entry_key', ['kind', 'id', 'seq'])
    .execute();
  await db.schema
    .createIndex('episode_by_last_event')
    .on('episode')
    .columns(['kind', 'last_event_at'])
    .execute();
}

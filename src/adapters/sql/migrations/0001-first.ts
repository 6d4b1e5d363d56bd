// The first schema. Append-only: a released migration is never edited, the next one corrects it.

import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('journal')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('campaign', 'text')
    .addColumn('version', 'integer')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('prev_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addUniqueConstraint('journal_campaign_version', ['campaign', 'version'])
    .execute();
  for (const act of ['update', 'delete'])
    await sql`create trigger ${sql.raw(`journal_refuses_${act}`)} before ${sql.raw(act)} on journal
      begin select raise(abort, 'the journal is append-only'); end`.execute(db);
  await db.schema
    .createTable('campaign')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('ended', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('effect')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('campaign', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addUniqueConstraint('effect_campaign_key', ['campaign', 'key'])
    .execute();
  await db.schema.createIndex('effect_by_state').on('effect').column('state').execute();
  await db.schema
    .createTable('message')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('wanted_revision', 'integer', (column) => column.notNull())
    .addColumn('shown_revision', 'integer', (column) => column.notNull())
    .addColumn('post_pending', 'integer', (column) => column.notNull())
    .addColumn('ref_channel', 'text')
    .addColumn('ref_ts', 'text')
    .addColumn('abandoned', 'text')
    .execute();
  await db.schema
    .createTable('boot')
    .addColumn('host_id', 'text', (column) => column.notNull())
    .addColumn('boot_id', 'text', (column) => column.notNull())
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('last_uptime_ms', 'bigint', (column) => column.notNull())
    .addColumn('kernel', 'text', (column) => column.notNull())
    .addColumn('ended', 'text')
    .addPrimaryKeyConstraint('boot_key', ['host_id', 'boot_id'])
    .execute();
  await db.schema
    .createTable('host_view')
    .addColumn('host_id', 'text', (column) => column.primaryKey())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('memory')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}

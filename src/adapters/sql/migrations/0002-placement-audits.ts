// The history of placement audits: one row for each time that an audit found something else than the one before.

import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('placement_audit')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('fleet_digest', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addColumn('services', 'integer', (column) => column.notNull())
    .addColumn('findings', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('placement_audit_by_time').on('placement_audit').column('at').execute();
}

// Which hosts ended campaigns left out of rotation is asked at every decision: kept beside the journal that says so,
// because no other way finds them without folding every campaign there ever was.

import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('left_out')
    .addColumn('campaign', 'text', (column) => column.notNull())
    .addColumn('host_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('left_out_key', ['campaign', 'host_id'])
    .execute();
}

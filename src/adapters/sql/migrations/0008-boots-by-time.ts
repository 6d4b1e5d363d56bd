// Which hosts were rebooted lately is asked at every decision: found by time, without reading every boot.

import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('boot_by_time').on('boot').column('first_seen_at').execute();
}

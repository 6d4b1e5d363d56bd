// What happened lately is asked at every decision (how often was this host rebooted today): found by time, without
// reading the whole journal.

import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('journal_by_time').on('journal').column('at').execute();
}

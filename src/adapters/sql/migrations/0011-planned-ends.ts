// Which reboot ended a boot: of the host itself, or of the hypervisor that took its guest along.

import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('boot').addColumn('ended_by_host', 'text').execute();
  await db.schema.alterTable('boot').addColumn('ended_by_campaign', 'text').execute();
}

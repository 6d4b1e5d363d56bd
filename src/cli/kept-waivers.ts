// Waivers that were given in chat count on the command line, too. They are in the journal: where there is no database (a
// pull request in CI) there are none, and none is made.

import { existsSync } from 'node:fs';
import { openRecords } from '../app/app.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Instant } from '../core/brand.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { withWaivers } from '../core/placement/waiver.ts';

/** @throws OperatorError where there is a database that cannot be read: nobody would know what was waived. */
export async function withKeptWaivers({ fleet, settings }: GoodInventory, now: Instant): Promise<Fleet> {
  if (!existsSync(settings.databasePath)) return fleet;
  await using records = await openRecords(settings);
  return withWaivers(fleet, await records.store.waivers(now));
}

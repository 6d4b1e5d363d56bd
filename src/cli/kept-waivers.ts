// Waivers that were given in chat count on the command line, too. They are in the journal: where there is no database (a
// pull request in CI) there are none. One that cannot be read waives nothing, and that is said: the
// audit then shows more, never less.

import { openRecords } from '../app/open-store.ts';
import { OperatorError } from '../app/operator-error.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Instant } from '../core/brand.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { withWaivers } from '../core/placement/waiver.ts';
import type { CommandIo } from './command-io.ts';

export async function withKeptWaivers(
  { fleet, settings }: GoodInventory,
  now: Instant,
  io: Pick<CommandIo, 'err'>,
): Promise<Fleet> {
  try {
    await using records = await openRecords(settings);
    return withWaivers(fleet, await records.store.waivers(now));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    io.err(`waivers given in chat are not honoured: ${error.message}`);
    return fleet;
  }
}

// What the daemon's loops read together at each of their turns: as of one moment, and with one wait.

import type { Kysely } from 'kysely';
import type { Store } from '../../ports/store.ts';
import { readCampaigns, readEventsSince, readUnfinished } from './campaign-tables.ts';
import { inReadTransaction } from './database.ts';
import { readHasUnshown } from './message-tables.ts';
import { readRebootsSince } from './observation-tables.ts';
import type { Tables } from './schema.ts';

export function readAtOnceMethods(db: Kysely<Tables>): Pick<Store, 'decisionBasis' | 'dueWork'> {
  return {
    decisionBasis: (sinceAt) =>
      inReadTransaction(db, async (tx) => ({
        open: await readCampaigns(tx, 'open'),
        leavingOut: await readCampaigns(tx, 'leaving-out'),
        asked: await readEventsSince(tx, { sinceAt, kinds: ['host-reboot-requested'] }),
        boots: await readRebootsSince(tx, sinceAt),
      })),
    dueWork: () =>
      inReadTransaction(db, async (tx) => ({
        open: await readCampaigns(tx, 'open'),
        effects: await readUnfinished(tx),
        hasUnshown: await readHasUnshown(tx),
      })),
  };
}

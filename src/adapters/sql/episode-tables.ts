// Incidents and host notes: which entries of the journal are theirs. The entries themselves are the journal's.

import { sql, type Kysely } from 'kysely';
import {
  episodeOf,
  openingOf,
  type DatedEpisodeEvent,
  type EpisodeEvent,
} from '../../core/incident/event.ts';
import type { Store } from '../../ports/store.ts';
import { inWriteTransaction } from './database.ts';
import { appendEntries, readHead } from './journal.ts';
import { wantMessage } from './message-tables.ts';
import type { Tables } from './schema.ts';

type EpisodeMethods = Pick<Store, 'appendEpisodeEvents' | 'episodeEvents' | 'episodes'>;

export function episodeMethods(db: Kysely<Tables>): EpisodeMethods {
  return {
    appendEpisodeEvents: ({ at, actor, events, messages }) =>
      inWriteTransaction(db, async (tx) => {
        for (const event of events) {
          await appendEntries(tx, [{ at, actor, campaign: null, version: null, event }]);
          await enter(tx, event, at);
        }
        for (const message of messages) await wantMessage(tx, message);
      }),
    episodeEvents: async ({ kind, id }) => {
      const rows = await db
        .selectFrom('episode_entry')
        .innerJoin('journal', 'journal.seq', 'episode_entry.seq')
        .select(['journal.at', 'journal.body'])
        .where('episode_entry.kind', '=', kind)
        .where('episode_entry.id', '=', id)
        .orderBy('episode_entry.seq')
        .execute();
      return rows.map(({ at, body }): DatedEpisodeEvent => ({ at, event: JSON.parse(body) as EpisodeEvent }));
    },
    episodes: async ({ kind, sinceAt }) => {
      const rows = await db
        .selectFrom('episode')
        .selectAll()
        .where('kind', '=', kind)
        .where((where) => where.or([where('opened', '>', 0), where('last_event_at', '>=', sinceAt)]))
        .orderBy('number', 'desc')
        .execute();
      return rows.map(({ id, last_event_at, version, opened }) => ({
        id,
        lastEventAt: last_event_at,
        version,
        isOpen: opened > 0,
      }));
    },
  };
}

/** The journal's newest entry is `event`: it goes to its episode. To be called inside a write transaction. */
async function enter(tx: Kysely<Tables>, event: EpisodeEvent, at: number): Promise<void> {
  const episode = episodeOf(event);
  if (episode === null) throw new Error(`${event.kind} belongs to no episode`);
  const { kind, id } = episode;
  const { seq } = await readHead(tx);
  const change = openingOf(event);
  await tx
    .insertInto('episode')
    .values({ kind, id, opened: Math.max(0, change), last_event_at: at, version: 1 })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'id']).doUpdateSet({
        opened: sql`case when episode.opened + ${change} < 0 then 0 else episode.opened + ${change} end`,
        last_event_at: at,
        version: sql`episode.version + 1`,
      }),
    )
    .execute();
  await tx.insertInto('episode_entry').values({ kind, id, seq }).execute();
}

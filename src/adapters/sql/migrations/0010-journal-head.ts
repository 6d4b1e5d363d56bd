// How far the journal has come, kept beside it: a chain that was cut off at its end is whole in itself. Entries that
// belong to a campaign were counted already; those of the fleet (waivers, the stop switch, reloads) were not.

import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`insert into memory (name, value)
    select 'journal-head', cast(coalesce(max(seq), 0) as text) from journal`.execute(db);
  await sql`create trigger journal_moves_its_head after insert on journal
    begin update memory set value = cast(new.seq as text) where name = 'journal-head'; end`.execute(db);
}

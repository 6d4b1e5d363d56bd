// The append-only, hash-chained journal: each entry's hash covers its content and the hash before it, so that a
// changed, removed or inserted entry shows. The chain's head is also posted in every digest, outside the database.

import { createHash } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { canonicalText } from '../../core/canonical-text.ts';
import type { ChaosDraw } from '../../core/chaos/chaos-draw.ts';
import type { CampaignEvent } from '../../core/campaign/event.ts';
import type { CampaignId, PersonId } from '../../core/fleet/ids.ts';
import type { FleetEvent, JournalEntry, JournalVerdict, StoredWaiver } from '../../ports/store.ts';
import type { JournalTable, Tables } from './schema.ts';

/** What the first entry's `prev_hash` is. */
const GENESIS = '0'.repeat(64);

/** Under which name the number of the last entry is remembered; a trigger keeps it. */
const JOURNAL_HEAD = 'journal-head';

/** How many entries are read at a time while verifying. */
const PAGE = 1_000;

export type NewEntry = {
  readonly at: number;
  readonly actor: PersonId;
  readonly campaign: CampaignId | null;
  readonly version: number | null;
  readonly event: CampaignEvent | FleetEvent;
};

/** Appends in order. To be called inside a write transaction. */
export async function appendEntries(db: Kysely<Tables>, entries: readonly NewEntry[]): Promise<void> {
  let head = await readHead(db);
  for (const { at, actor, campaign, version, event } of entries) {
    const content = {
      seq: head.seq + 1,
      at,
      actor,
      campaign,
      version,
      body: canonicalText(event),
      prev_hash: head.hash,
    };
    const row = { ...content, hash: hashOf(content) };
    await db.insertInto('journal').values(row).execute();
    head = row;
  }
}

export async function readHead(db: Kysely<Tables>): Promise<{ readonly seq: number; readonly hash: string }> {
  const head = await db
    .selectFrom('journal')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return head ?? { seq: 0, hash: GENESIS };
}

export async function readEntries(
  db: Kysely<Tables>,
  range: { readonly afterSeq: number; readonly limit: number },
): Promise<readonly JournalEntry[]> {
  return (await readRows(db, range)).map((row) => ({
    seq: row.seq,
    at: row.at,
    actor: row.actor as PersonId,
    campaign: row.campaign as CampaignId | null,
    event: JSON.parse(row.body) as CampaignEvent | FleetEvent,
    prevHash: row.prev_hash,
    hash: row.hash,
  }));
}

/** Waivers that hold at `at`. The journal is their only record, so what is honoured is what auditors read. */
export async function readWaivers(db: Kysely<Tables>, at: number): Promise<readonly StoredWaiver[]> {
  const rows = await db
    .selectFrom('journal')
    .select(['at', 'body'])
    .where('campaign', 'is', null)
    .where('body', 'like', '%"kind":"finding-waived"%')
    .orderBy('seq')
    .execute();
  return rows
    .map((row) => ({ at: row.at, event: JSON.parse(row.body) as FleetEvent }))
    .flatMap(({ at: waivedAt, event }) => {
      if (event.kind !== 'finding-waived' || event.untilAt <= at) return [];
      const { by, code, subject, reason, untilAt } = event;
      return [{ at: waivedAt, by, code, subject, reason, untilAt }];
    });
}

/** Draws of chaos mode since `sinceAt`, newest first: the journal is their only record, too. */
export async function readChaosDraws(db: Kysely<Tables>, sinceAt: number): Promise<readonly ChaosDraw[]> {
  const rows = await db
    .selectFrom('journal')
    .select('body')
    .where('campaign', 'is', null)
    .where('at', '>=', sinceAt)
    .where('body', 'like', '%"kind":"chaos-drawn"%')
    .orderBy('seq', 'desc')
    .execute();
  return rows
    .map(({ body }) => JSON.parse(body) as FleetEvent)
    .flatMap((event) => (event.kind === 'chaos-drawn' ? [event.draw] : []));
}

/** Walks the whole chain and reports the first break, a missing end included. */
export async function verifyChain(db: Kysely<Tables>): Promise<JournalVerdict> {
  let head = { seq: 0, hash: GENESIS };
  for (;;) {
    const rows = await readRows(db, { afterSeq: head.seq, limit: PAGE });
    for (const { hash, ...content } of rows) {
      if (content.seq !== head.seq + 1)
        return { kind: 'broken', seq: content.seq, detail: `entry ${head.seq + 1} is missing` };
      if (content.prev_hash !== head.hash)
        return { kind: 'broken', seq: content.seq, detail: 'it does not follow the entry before it' };
      if (hashOf(content) !== hash)
        return { kind: 'broken', seq: content.seq, detail: 'its content is not what was hashed' };
      head = { seq: content.seq, hash };
    }
    if (rows.length < PAGE) break;
  }
  const cut = (await campaignCutOff(db)) ?? (await endCutOff(db, head.seq));
  if (cut !== null) return { kind: 'broken', seq: head.seq + 1, detail: cut };
  return { kind: 'intact', entries: head.seq, headHash: head.hash };
}

/** A chain that was cut off at its end is whole in itself; the campaigns' own counts tell. */
async function campaignCutOff(db: Kysely<Tables>): Promise<string | null> {
  const rows = await db
    .selectFrom('campaign')
    .leftJoin('journal', 'journal.campaign', 'campaign.id')
    .select(({ fn }) => ['campaign.id', 'campaign.version', fn.count<number>('journal.seq').as('entries')])
    .groupBy(['campaign.id', 'campaign.version'])
    .orderBy('campaign.number')
    .execute();
  const cut = rows.find(({ version, entries }) => version !== entries);
  if (cut === undefined) return null;
  return `campaign ${cut.id} has ${cut.version} entries by its own row, and ${cut.entries} in the journal`;
}

/** What an older Stagger wrote, and none has brought up to date, does not say how far it went. */
async function endCutOff(db: Kysely<Tables>, seq: number): Promise<string | null> {
  const row = await db
    .selectFrom('memory')
    .select('value')
    .where('name', '=', JOURNAL_HEAD)
    .executeTakeFirst();
  if (row === undefined || Number(row.value) === seq) return null;
  return `the last entry was number ${row.value}, and the journal ends at ${seq}`;
}

function readRows(
  db: Kysely<Tables>,
  { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<Selectable<JournalTable>[]> {
  return db
    .selectFrom('journal')
    .selectAll()
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

function hashOf(content: Omit<Selectable<JournalTable>, 'hash'>): string {
  return createHash('sha256').update(canonicalText(content), 'utf8').digest('hex');
}

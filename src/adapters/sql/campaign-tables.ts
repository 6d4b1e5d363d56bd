// Campaigns, their events and their effects. The campaign row's version is the optimistic lock; the journal's unique
// (campaign, version) stands behind it.

import type { Kysely, Selectable } from 'kysely';
import { canonicalText } from '../../core/canonical-text.ts';
import type { CampaignEvent } from '../../core/campaign/event.ts';
import type { Effect } from '../../core/campaign/effect.ts';
import type { CampaignId } from '../../core/fleet/ids.ts';
import type { CampaignVersion, CommitResult, Store, StoredEffect } from '../../ports/store.ts';
import { inWriteTransaction } from './database.ts';
import { appendEntries } from './journal.ts';
import { wantMessage } from './message-tables.ts';
import type { EffectTable, Tables } from './schema.ts';

type CampaignMethods = Pick<
  Store,
  | 'commit'
  | 'campaignEvents'
  | 'campaignEventsSince'
  | 'campaigns'
  | 'unfinishedEffects'
  | 'startEffect'
  | 'finishEffect'
>;

export function campaignMethods(db: Kysely<Tables>): CampaignMethods {
  return {
    commit: (change) => inWriteTransaction(db, (tx) => commit(tx, change)),
    campaignEvents: async (campaign, afterVersion) => {
      const rows = await db
        .selectFrom('journal')
        .select(['at', 'body'])
        .where('campaign', '=', campaign)
        .where('version', '>', afterVersion)
        .orderBy('version')
        .execute();
      return rows.map(({ at, body }) => ({ at, event: JSON.parse(body) as CampaignEvent }));
    },
    campaigns: (filter) => readCampaigns(db, filter),
    campaignEventsSince: (filter) => readEventsSince(db, filter),
    unfinishedEffects: () => readUnfinished(db),
    startEffect: async (campaign, key) => {
      const { numUpdatedRows } = await effectRow(db, campaign, key)
        .set({ state: 'started' })
        .where('state', '=', 'pending')
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    finishEffect: async (campaign, key) => {
      await effectRow(db, campaign, key).set({ state: 'finished' }).execute();
    },
  };
}

export async function readCampaigns(
  db: Kysely<Tables>,
  filter: Parameters<Store['campaigns']>[0],
): Promise<readonly CampaignVersion[]> {
  const all = db.selectFrom('campaign').select(['id', 'version']).orderBy('number', 'desc');
  const rows = await (
    filter === 'open'
      ? all.where('ended', '=', 0)
      : filter === 'all'
        ? all
        : all.where('ended', '=', 1).where('id', 'in', db.selectFrom('left_out').select('campaign'))
  ).execute();
  return rows.map(({ id, version }) => ({ id: id as CampaignId, version }));
}

export async function readEventsSince(
  db: Kysely<Tables>,
  { sinceAt, kinds }: Parameters<Store['campaignEventsSince']>[0],
): ReturnType<Store['campaignEventsSince']> {
  const rows = await db
    .selectFrom('journal')
    .select(['at', 'body', 'campaign'])
    .where('at', '>=', sinceAt)
    .where('campaign', 'is not', null)
    .where((where) => where.or(kinds.map((kind) => where('body', 'like', `%"kind":"${kind}"%`))))
    .orderBy('seq')
    .execute();
  return rows
    .map(({ at, body, campaign }) => ({
      at,
      campaign: campaign as CampaignId,
      event: JSON.parse(body) as CampaignEvent,
    }))
    .filter(({ event }) => kinds.includes(event.kind));
}

export async function readUnfinished(db: Kysely<Tables>): Promise<readonly StoredEffect[]> {
  const rows = await db
    .selectFrom('effect')
    .selectAll()
    .where('state', '!=', 'finished')
    .orderBy('id')
    .execute();
  return rows.map(storedEffect);
}

async function commit(tx: Kysely<Tables>, change: Parameters<Store['commit']>[0]): Promise<CommitResult> {
  const { campaign: id, expectedVersion, at, actor, events, effects, messages } = change;
  const row = await tx.selectFrom('campaign').select('version').where('id', '=', id).executeTakeFirst();
  if ((row?.version ?? 0) !== expectedVersion) return { kind: 'version-conflict' };
  const version = expectedVersion + events.length;
  const ended = endedAfter(events);
  if (row === undefined)
    await tx
      .insertInto('campaign')
      .values({ id, version, ended: ended ?? 0 })
      .execute();
  else
    await tx
      .updateTable('campaign')
      .set(ended === null ? { version } : { version, ended })
      .where('id', '=', id)
      .execute();
  for (const event of events) await keepLeftOut(tx, id, event);
  await appendEntries(
    tx,
    events.map((event, index) => ({ at, actor, campaign: id, version: expectedVersion + index + 1, event })),
  );
  for (const effect of effects) {
    const body = canonicalText(effect);
    await tx.insertInto('effect').values({ campaign: id, key: effect.key, body, state: 'pending' }).execute();
  }
  for (const message of messages) await wantMessage(tx, message);
  return { kind: 'committed' };
}

/** Null: as before. */
function endedAfter(events: readonly CampaignEvent[]): 0 | 1 | null {
  const last = events.findLast(({ kind }) => kind === 'campaign-ended' || kind === 'campaign-reopened');
  return last === undefined ? null : last.kind === 'campaign-ended' ? 1 : 0;
}

async function keepLeftOut(tx: Kysely<Tables>, campaign: CampaignId, event: CampaignEvent): Promise<void> {
  if (event.kind === 'host-left-out') {
    const row = { campaign, host_id: event.host };
    await tx
      .insertInto('left_out')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (event.kind !== 'host-returned' && event.kind !== 'campaign-reopened') return;
  const rows = tx.deleteFrom('left_out').where('campaign', '=', campaign);
  await (event.kind === 'host-returned' ? rows.where('host_id', '=', event.host) : rows).execute();
}

function effectRow(db: Kysely<Tables>, campaign: CampaignId, key: string) {
  return db.updateTable('effect').where('campaign', '=', campaign).where('key', '=', key);
}

function storedEffect(row: Selectable<EffectTable>): StoredEffect {
  return { campaign: row.campaign as CampaignId, effect: JSON.parse(row.body) as Effect, state: row.state };
}

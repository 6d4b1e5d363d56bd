// The last view of each host and its boots. Rows change with hosts, not with polls.

import type { Kysely, Selectable } from 'kysely';
import { canonicalText } from '../../core/canonical-text.ts';
import type { Instant } from '../../core/brand.ts';
import type { BootId, CampaignId, HostId } from '../../core/fleet/ids.ts';
import type { HostView } from '../../core/fleet/snapshot.ts';
import type { BootRecord } from '../../core/uptime/boot-history.ts';
import type { Store } from '../../ports/store.ts';
import { inWriteTransaction } from './database.ts';
import type { BootTable, Tables } from './schema.ts';

type ObservationMethods = Pick<
  Store,
  'recordObservations' | 'hostViews' | 'currentBoots' | 'boots' | 'firstSightings'
>;

export function observationMethods(db: Kysely<Tables>): ObservationMethods {
  return {
    recordObservations: ({ views, boots }) =>
      inWriteTransaction(db, async (tx) => {
        for (const view of views) {
          const body = canonicalText(view);
          await tx
            .insertInto('host_view')
            .values({ host_id: view.hostId, body })
            .onConflict((conflict) => conflict.column('host_id').doUpdateSet({ body }))
            .execute();
        }
        for (const boot of boots) await putBoot(tx, boot);
      }),
    hostViews: async () => {
      const rows = await db.selectFrom('host_view').selectAll().orderBy('host_id').execute();
      return rows.map(({ body }) => JSON.parse(body) as HostView);
    },
    currentBoots: async () => {
      const rows = await db
        .selectFrom('boot')
        .selectAll()
        .where('ended', 'is', null)
        .orderBy('host_id')
        .execute();
      return rows.map(bootRecord);
    },
    boots: async (hostId) => {
      const rows = await db
        .selectFrom('boot')
        .selectAll()
        .where('host_id', '=', hostId)
        .orderBy('first_seen_at', 'desc')
        .execute();
      return rows.map(bootRecord);
    },
    firstSightings: async () => {
      const rows = await db
        .selectFrom('boot')
        .select(({ fn }) => ['host_id', fn.min<number>('first_seen_at').as('at')])
        .groupBy('host_id')
        .execute();
      return new Map(rows.map(({ host_id, at }) => [host_id as HostId, at]));
    },
  };
}

export async function readRebootsSince(db: Kysely<Tables>, sinceAt: Instant): Promise<readonly BootRecord[]> {
  const rows = await db
    .selectFrom('boot as later')
    .selectAll('later')
    .where('later.first_seen_at', '>=', sinceAt)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('boot as earlier')
          .select('earlier.boot_id')
          .whereRef('earlier.host_id', '=', 'later.host_id')
          .whereRef('earlier.first_seen_at', '<', 'later.first_seen_at'),
      ),
    )
    .orderBy('later.first_seen_at')
    .orderBy('later.host_id')
    .execute();
  return rows.map(bootRecord);
}

async function putBoot(tx: Kysely<Tables>, boot: BootRecord): Promise<void> {
  const changing = {
    last_seen_at: boot.lastSeenAt,
    last_uptime_ms: boot.lastUptimeMs,
    kernel: boot.kernel,
    ended: boot.ended,
    ended_by_host: boot.endedBy?.host ?? null,
    ended_by_campaign: boot.endedBy?.campaign ?? null,
  };
  await tx
    .insertInto('boot')
    .values({ host_id: boot.hostId, boot_id: boot.bootId, first_seen_at: boot.firstSeenAt, ...changing })
    .onConflict((conflict) => conflict.columns(['host_id', 'boot_id']).doUpdateSet(changing))
    .execute();
}

function bootRecord(row: Selectable<BootTable>): BootRecord {
  const [host, campaign] = [row.ended_by_host, row.ended_by_campaign];
  return {
    hostId: row.host_id as HostId,
    bootId: row.boot_id as BootId,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    lastUptimeMs: row.last_uptime_ms,
    kernel: row.kernel,
    ended: row.ended,
    endedBy:
      host === null || campaign === null ? null : { campaign: campaign as CampaignId, host: host as HostId },
  };
}

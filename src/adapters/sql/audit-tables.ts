// The history of placement audits. A row is added when something changed, never altered; comparing with the newest and
// adding is one transaction, so two writers cannot store the same change twice.

import type { Kysely, Selectable } from 'kysely';
import type { FleetDigest } from '../../core/fleet/ids.ts';
import type { AuditDigest, StoredAudit, StoredFinding } from '../../core/placement/stored-audit.ts';
import type { Store } from '../../ports/store.ts';
import { inWriteTransaction } from './database.ts';
import type { PlacementAuditTable, Tables } from './schema.ts';

type AuditMethods = Pick<Store, 'recordAudit' | 'auditAsOf' | 'auditWithDigest' | 'auditHeads'>;

export function auditMethods(db: Kysely<Tables>): AuditMethods {
  return {
    recordAudit: (audit) =>
      inWriteTransaction(db, async (tx) => {
        const newest = await tx
          .selectFrom('placement_audit')
          .select('digest')
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst();
        if (newest?.digest === audit.digest) return 'unchanged';
        const { at, digest, fleetDigest, hosts, services, findings } = audit;
        await tx
          .insertInto('placement_audit')
          .values({
            at,
            digest,
            fleet_digest: fleetDigest,
            hosts,
            services,
            findings: JSON.stringify(findings),
          })
          .execute();
        return 'stored';
      }),
    auditAsOf: async (at) => {
      const row = await db
        .selectFrom('placement_audit')
        .selectAll()
        .where('at', '<=', at)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : storedAudit(row);
    },
    auditWithDigest: async (digest) => {
      const row = await db
        .selectFrom('placement_audit')
        .selectAll()
        .where('digest', '=', digest)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : storedAudit(row);
    },
    auditHeads: async () => {
      const rows = await db
        .selectFrom('placement_audit')
        .select(['at', 'digest'])
        .orderBy('number', 'desc')
        .execute();
      return rows.map(({ at, digest }) => ({ at, digest: digest as AuditDigest }));
    },
  };
}

function storedAudit(row: Selectable<PlacementAuditTable>): StoredAudit {
  return {
    at: row.at,
    digest: row.digest as AuditDigest,
    fleetDigest: row.fleet_digest as FleetDigest,
    hosts: row.hosts,
    services: row.services,
    findings: JSON.parse(row.findings) as readonly StoredFinding[],
  };
}

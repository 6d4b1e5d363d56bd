// A look at a database file without changing it: opened read-only, never migrated. For the doctor, and for the proof
// that a backup is one.

import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { DatabaseExamination } from '../../core/doctor/judge-machine.ts';
import { migrationNames } from './database.ts';
import { verifyChain } from './journal.ts';
import type { Tables } from './schema.ts';

export type TableCounts = Readonly<Record<string, number>>;

export type DatabaseLook = {
  readonly examination: DatabaseExamination;
  /** Rows of every table; empty where it could not be read. */
  readonly counts: TableCounts;
};

/** Never rejects. Reads the whole file: a gigabyte takes seconds. */
export async function lookAtDatabase(path: string): Promise<DatabaseLook> {
  if (!existsSync(path)) return { examination: { kind: 'absent' }, counts: {} };
  const startedMs = performance.now();
  let connection: Database.Database | null = null;
  try {
    connection = new Database(path, { readonly: true, timeout: 5_000 });
    const integrity = integrityOf(connection);
    const counts = rowCounts(connection);
    const applied = appliedMigrations(connection);
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
    const verdict = await verifyChain(db);
    const examination: DatabaseExamination = {
      kind: 'read',
      integrity,
      journal: verdict,
      pendingMigrations: migrationNames.filter((name) => !applied.includes(name)),
      unknownMigrations: applied.filter((name) => !migrationNames.includes(name)),
      tookMs: performance.now() - startedMs,
    };
    return { examination, counts };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { examination: { kind: 'unreadable', detail }, counts: {} };
  } finally {
    connection?.close();
  }
}

/** What the database at `path` remembers under `name`; null where there is nothing, or nobody can read it. */
export function rememberedIn(path: string, name: string): string | null {
  let connection: Database.Database | null = null;
  try {
    connection = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    const value: unknown = connection.prepare('select value from memory where name = ?').pluck().get(name);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  } finally {
    connection?.close();
  }
}

function integrityOf(connection: Database.Database): string {
  const rows = connection.pragma('integrity_check(3)') as readonly { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).join('; ');
}

function tableNames(connection: Database.Database): readonly string[] {
  const rows = connection
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
    .all() as readonly { name: string }[];
  return rows.map(({ name }) => name);
}

/** Rows of every table. */
export function rowCounts(connection: Database.Database): TableCounts {
  // Names come from the file itself: quoted, so that none of them can be more than a name.
  const count = (name: string): number =>
    connection
      .prepare(`select count(*) from "${name.replaceAll('"', '""')}"`)
      .pluck()
      .get() as number;
  return Object.fromEntries(tableNames(connection).map((name) => [name, count(name)]));
}

function appliedMigrations(connection: Database.Database): readonly string[] {
  if (!tableNames(connection).includes('kysely_migration')) return [];
  return connection.prepare('select name from kysely_migration order by name').pluck().all() as string[];
}

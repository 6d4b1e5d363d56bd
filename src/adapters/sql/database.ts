// Opening SQLite so that a resolved commit survives power loss: WAL with synchronous=FULL, read back and asserted
// (better-sqlite3 is compiled to NORMAL under WAL, which could lose the record "reboot sent").

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql, type RawBuilder } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { withKeptStatements } from './kept-statements.ts';
import * as first from './migrations/0001-first.ts';
import * as placementAudits from './migrations/0002-placement-audits.ts';
import * as journalByTime from './migrations/0004-journal-by-time.ts';
import * as episodes from './migrations/0006-episodes.ts';
import * as bootsByTime from './migrations/0008-boots-by-time.ts';
import * as leftOutHosts from './migrations/0008-left-out-hosts.ts';
import * as journalHead from './migrations/0010-journal-head.ts';
import * as plannedEnds from './migrations/0011-planned-ends.ts';
import type { Tables } from './schema.ts';

const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-placement-audits': placementAudits,
  '0004-journal-by-time': journalByTime,
  '0006-episodes': episodes,
  '0008-boots-by-time': bootsByTime,
  '0008-left-out-hosts': leftOutHosts,
  '0010-journal-head': journalHead,
  '0011-planned-ends': plannedEnds,
};

/** In the order in which they are applied. */
export const migrationNames: readonly string[] = Object.keys(migrations).sort();

/** What a person must mend before the store can be used. */
export class DatabaseProblem extends Error {
  override readonly name = 'DatabaseProblem';
}

/**
 * Opens (and creates, mode 0700 for a new directory) the database file, migrates it, and checks that it is sound.
 * `:memory:` is for tests.
 * @throws DatabaseProblem if it is corrupt, not a database, cannot be migrated, or would not be durable.
 */
export async function openDatabase(path: string): Promise<Kysely<Tables>> {
  const connection = connect(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  try {
    await bringUpToDate(db, path);
  } catch (error) {
    await db.destroy();
    if (error instanceof DatabaseProblem) throw error;
    throw problem(path, `migration failed: ${text(error)}`, 'nothing was changed');
  }
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: withKeptStatements(connection) }) });
}

/**
 * All steps that are missing, in one transaction with the write lock taken first: a step that fails, or a process that
 * is killed, leaves the file as it was, and of several processes one takes them. (Kysely itself does neither on SQLite.)
 */
async function bringUpToDate(db: Kysely<Tables>, path: string): Promise<void> {
  const newer = (await appliedIn(db)).filter((name) => !migrationNames.includes(name));
  if (newer.length > 0)
    throw problem(
      path,
      `a newer Stagger wrote it (${newer.join(', ')})`,
      'run that one; nothing was changed',
    );
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const steps = await new Migrator({ db, provider }).getMigrations();
  if (steps.every(({ executedAt }) => executedAt !== undefined)) return;
  await inWriteTransaction(db, async (transaction) => {
    const { error, results } = await new Migrator({ db: transaction, provider }).migrateToLatest();
    if (error === undefined) return;
    const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'the first step';
    const hint = 'nothing was changed; if it is a Stagger database, restore the last backup';
    throw problem(path, `migration failed at ${failed}: ${text(error)}`, hint);
  });
}

async function appliedIn(db: Kysely<Tables>): Promise<readonly string[]> {
  const has = await sql`select 1 from sqlite_schema where name = 'kysely_migration'`.execute(db);
  if (has.rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** How long another process may have the database to itself. */
const BUSY_MS = 5_000;
const BUSY_RETRY_MS = 20;

function connect(path: string): Database.Database {
  let connection: Database.Database | null = null;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    connection = new Database(path, { timeout: BUSY_MS });
    if (path !== ':memory:') assertDurable(connection, path);
    connection.pragma('foreign_keys = ON');
    const [check] = connection.pragma('quick_check(1)', { simple: false }) as readonly {
      quick_check: string;
    }[];
    if (check?.quick_check !== 'ok')
      throw problem(path, `quick_check says ${check?.quick_check ?? 'nothing'}`, 'restore the last backup');
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof DatabaseProblem) throw error;
    const damaged = error instanceof Error && 'code' in error && error.code === 'SQLITE_CORRUPT';
    const hint = damaged
      ? 'restore the last backup'
      : 'check that it is a Stagger database on a local, writable file system';
    throw problem(path, text(error), hint);
  }
}

/**
 * SQLite answers "locked" at once, whatever the timeout, where another process brings the same new database to WAL or has
 * just begun with it: asked again until the timeout.
 */
function switchToWal(connection: Database.Database): void {
  const untilMs = performance.now() + BUSY_MS;
  for (;;)
    try {
      connection.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy =
        error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() >= untilMs) throw error;
      // As SQLite itself waits: without giving way to anything else in this process.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_RETRY_MS);
    }
}

function assertDurable(connection: Database.Database, path: string): void {
  switchToWal(connection);
  connection.pragma('synchronous = FULL');
  const mode: unknown = connection.pragma('journal_mode', { simple: true });
  const synchronous: unknown = connection.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== 2) {
    const found = `journal_mode ${String(mode)} and synchronous ${String(synchronous)}`;
    throw problem(
      path,
      `found ${found}, expected wal and 2 (FULL)`,
      'put the database on a local file system',
    );
  }
}

function problem(path: string, what: string, hint: string): DatabaseProblem {
  return new DatabaseProblem(`database ${path}: ${what}; ${hint}`);
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Runs `work` in one transaction that takes the write lock first: reading and then writing under a deferred lock can
 * fail half-way when another process (the command line) writes in between.
 */
export function inWriteTransaction<Result>(
  db: Kysely<Tables>,
  work: (connection: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, sql`begin immediate`, work);
}

/** Runs `work`, which only reads, on the database as it is at one moment. */
export function inReadTransaction<Result>(
  db: Kysely<Tables>,
  work: (connection: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, sql`begin`, work);
}

async function inTransaction<Result>(
  db: Kysely<Tables>,
  begin: RawBuilder<unknown>,
  work: (connection: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    await begin.execute(connection);
    try {
      const result = await work(connection);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });
}

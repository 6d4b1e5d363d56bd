// Opening SQLite for those who only read: nothing is created, migrated or changed, whatever the file's state. Where no
// daemon has written yet there is an empty store in memory, so that readers need no second way to say "nothing".

import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Store } from '../../ports/store.ts';
import { DatabaseProblem, migrationNames, openDatabase } from './database.ts';
import { sqlStoreOn } from './sql-store.ts';
import type { Tables } from './schema.ts';

/** `absent`: there is no file, and the store is empty. */
export type ReadStore = { readonly store: Store; readonly file: 'read' | 'absent' };

/** @throws DatabaseProblem if the file is damaged, no database, or of another version of Stagger. */
export async function openStoreForReading(path: string): Promise<ReadStore> {
  if (!existsSync(path)) return { store: sqlStoreOn(await openDatabase(':memory:')), file: 'absent' };
  const connection = connect(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  return { store: sqlStoreOn(db), file: 'read' };
}

function connect(path: string): Database.Database {
  let connection: Database.Database | null = null;
  try {
    connection = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    const check = connection.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw problem(path, `quick_check says ${String(check)}`, 'restore the last backup');
    assertVersion(connection, path);
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof DatabaseProblem) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw problem(path, what, 'check that it is a Stagger database that you may read');
  }
}

/** Reading never migrates: a daemon of the other version may be at work on this very file. */
function assertVersion(connection: Database.Database, path: string): void {
  const applied = connection
    .prepare('select name from kysely_migration order by name')
    .pluck()
    .all() as string[];
  if (migrationNames.some((name) => !applied.includes(name)))
    throw problem(path, 'it was written by an older Stagger', 'start the daemon of this version once');
  if (applied.some((name) => !migrationNames.includes(name)))
    throw problem(path, 'it was written by a newer Stagger', 'use the command line of that version');
}

function problem(path: string, what: string, hint: string): DatabaseProblem {
  return new DatabaseProblem(`database ${path}: ${what}; ${hint}`);
}

// Statements of one connection, each made ready once. Kysely has SQLite parse and plan a text anew each time that it is
// executed, and the daemon executes the same hundred texts all day.

import type Database from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Texts with a list of values in them have one form for each length: those used least lately are let go of. */
const MOST_STATEMENTS = 300;

/**
 * `connection`, as Kysely wants it. To be used once the schema is up to date. If another process changes it later all the
 * same, SQLite itself plans a statement anew before its next run.
 */
export function withKeptStatements(
  connection: Pick<Database.Database, 'prepare' | 'close'>,
  most: number = MOST_STATEMENTS,
): SqliteDatabase {
  /** Used least lately first. */
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => {
      kept.clear();
      connection.close();
    },
    prepare: (text) => {
      const statement = kept.get(text) ?? connection.prepare(text);
      kept.delete(text);
      kept.set(text, statement);
      const [oldest] = kept.size > most ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
      return statement;
    },
  };
}

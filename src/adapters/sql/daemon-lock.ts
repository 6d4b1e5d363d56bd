// One daemon a database. The lock is an exclusive SQLite transaction on a file beside it: the kernel lets go of it
// when the process ends, however it ends, so no stale lock has ever to be removed by hand.

import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export type DaemonLock = { readonly release: () => void };

/** A connection that nobody refers to is collected and closed, and the lock with it: these are referred to. */
const held = new Set<Database.Database>();

/** One file can be reached by several names: each of them has the same lock. */
function lockPath(databasePath: string): string {
  return `${existsSync(databasePath) ? realpathSync(databasePath) : databasePath}.lock`;
}

/** Somebody who asks whether the lock is held is done within this: no daemon must fail to start because of that. */
const ASKED_WITHIN_MS = 250;

/** The lock, or null if another process holds it. */
export function takeDaemonLock(databasePath: string): DaemonLock | null {
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o700 });
  const connection = new Database(lockPath(databasePath), { timeout: ASKED_WITHIN_MS });
  try {
    connection.exec('begin exclusive');
  } catch (error) {
    connection.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
  held.add(connection);
  return {
    release: () => {
      held.delete(connection);
      connection.close();
    },
  };
}

/** Is the lock held? `unknown` where its file cannot be read. Takes nothing. */
export function isDaemonRunning(databasePath: string): 'yes' | 'no' | 'unknown' {
  if (!existsSync(lockPath(databasePath))) return 'no';
  let connection: Database.Database | null = null;
  try {
    connection = new Database(lockPath(databasePath), { readonly: true, timeout: 0 });
    connection.prepare('select count(*) from sqlite_schema').get();
    return 'no';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY' ? 'yes' : 'unknown';
  } finally {
    connection?.close();
  }
}

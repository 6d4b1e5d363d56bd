// One daemon a database. The lock is an exclusive SQLite transaction on a file beside it: the kernel lets go of it
// when the process ends, however it ends, so no stale lock has ever to be removed by hand.

import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export type DaemonLock = { readonly release: () => void };

/** A connection that nobody refers to is collected and closed, and the lock with it: these are referred to. */
const held = new Set<Database.Database>();

/** One file can be reached by several names: each of them has the same lock. */
function ownName(databasePath: string): string {
  return existsSync(databasePath) ? realpathSync(databasePath) : databasePath;
}

/** The lock, or null if another process holds it. */
export function takeDaemonLock(databasePath: string): DaemonLock | null {
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o700 });
  const connection = new Database(`${ownName(databasePath)}.lock`, { timeout: 0 });
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

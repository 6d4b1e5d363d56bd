// The database, opened for reading or for writing; what is wrong with it is said to the operator.

import { DatabaseProblem } from '../adapters/sql/database.ts';
import { openStoreForReading } from '../adapters/sql/read-database.ts';
import { openSqlStore } from '../adapters/sql/sql-store.ts';
import type { Settings } from '../config/settings.ts';
import type { Store } from '../ports/store.ts';
import { exitCode } from './exit-code.ts';
import { OperatorError } from './operator-error.ts';

type DatabasePlace = Pick<Settings, 'databasePath'>;

export type Records = AsyncDisposable & { readonly store: Store };

/**
 * The database, for reading: nothing is created or changed. `isWritten` is false where no daemon has written it yet.
 * @throws OperatorError where it cannot be read soundly.
 */
export async function openRecords({
  databasePath,
}: DatabasePlace): Promise<Records & { readonly isWritten: boolean }> {
  const { store, file } = await orOperatorError(() => openStoreForReading(databasePath));
  return { store, isWritten: file === 'read', [Symbol.asyncDispose]: () => store.close() };
}

/**
 * The database, for writing; made where there is none.
 * @throws OperatorError where it cannot be opened soundly.
 */
export async function openJournal({ databasePath }: DatabasePlace): Promise<Records> {
  const store = await openStore(databasePath);
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

/** @throws OperatorError where it cannot be opened soundly. */
export function openStore(path: string): Promise<Store> {
  return orOperatorError(() => openSqlStore(path));
}

async function orOperatorError<Opened>(open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (cause) {
    if (!(cause instanceof DatabaseProblem)) throw cause;
    throw new OperatorError(cause.message, {
      hint: 'nothing was changed',
      exitCode: exitCode.unavailable,
      cause,
    });
  }
}

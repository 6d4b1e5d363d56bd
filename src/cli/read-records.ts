// The database for commands that only read: never made, never changed, and said to be missing where it is.

import { openRecords, type Records } from '../app/open-store.ts';
import type { Settings } from '../config/settings.ts';
import type { CommandIo } from './command-io.ts';

/** @throws OperatorError where it cannot be read soundly. */
export async function readRecords(
  settings: Pick<Settings, 'databasePath'>,
  io: Pick<CommandIo, 'err'>,
): Promise<Records> {
  const records = await openRecords(settings);
  tellIfUnwritten(records, settings, io);
  return records;
}

/** An empty answer and one that nobody could give yet look alike: the second is said. */
export function tellIfUnwritten(
  { isWritten }: { readonly isWritten: boolean },
  { databasePath }: Pick<Settings, 'databasePath'>,
  io: Pick<CommandIo, 'err'>,
): void {
  if (isWritten) return;
  io.err(
    `No daemon has written here yet: there is no ${databasePath}. Start \`stagger run\`, or look once with \`stagger sweep\`.`,
  );
}

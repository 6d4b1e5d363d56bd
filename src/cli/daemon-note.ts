// What is decided at the command line happens in the daemon. Where none runs, that is said: nothing else would show it.

import { isDaemonRunning } from '../adapters/sql/daemon-lock.ts';
import type { CommandIo } from './command-io.ts';

/** @param consequence of there being no daemon, as the end of a sentence. */
export function tellIfNoDaemon(databasePath: string, consequence: string, io: Pick<CommandIo, 'err'>): void {
  if (isDaemonRunning(databasePath) !== 'no') return;
  io.err(
    `No daemon runs on ${databasePath}: ${consequence}. \`systemctl start stagger\` or \`stagger run\` starts it.`,
  );
}

/**
 * For what would be as quiet on a database of nobody's: with another inventory the command line looks at another
 * database than the daemon does.
 * @param holds what the answer is worth without a daemon there, as the end of a sentence.
 */
export function tellIfElsewhere(databasePath: string, holds: string, io: Pick<CommandIo, 'err'>): void {
  if (isDaemonRunning(databasePath) !== 'no') return;
  io.err(
    `No daemon runs on ${databasePath}: ${holds}. If yours does run, give --inventory or STAGGER_INVENTORY the directory that it was started with.`,
  );
}

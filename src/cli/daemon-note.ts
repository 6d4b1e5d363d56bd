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

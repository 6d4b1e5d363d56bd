// The stop switch: while the file exists, no host of any campaign is started. A file, so that it works from a rescue
// shell, from configuration management, and with the daemon or Slack down. What is in flight is brought home.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Flag } from '../../core/campaign/input.ts';

/** Beside the database. */
export function stopFilePath(databasePath: string): string {
  return join(dirname(databasePath), 'STOP');
}

/** Set while the file exists, whatever is in it; not being able to tell blocks like set. */
export async function readStopFile(path: string): Promise<Flag> {
  try {
    const reason = (await readFile(path, 'utf8')).trim().slice(0, 500);
    return { kind: 'set', why: reason === '' ? `the stop switch ${path} is set` : reason };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') return { kind: 'clear' };
    return { kind: 'unknown', why: `the stop switch ${path} cannot be read (${code})` };
  }
}

export async function setStopFile(path: string, reason: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${reason}\n`, { mode: 0o600 });
}

export async function clearStopFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

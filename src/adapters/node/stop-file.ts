// Stop switches, as files beside the database: while `STOP` exists no host of any campaign is started, while
// `STOP.service.ID` or `STOP.host.ID` exists none of that service, or not that host. Files, so that they work from a
// rescue shell, from configuration management, and with the daemon or Slack down. What is in flight is brought home.

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Flag, StopSubject } from '../../core/campaign/input.ts';
import type { HostId, ServiceId } from '../../core/fleet/ids.ts';

/** Beside the database; of the whole fleet where no subject is given. */
export function stopFilePath(databasePath: string, subject: StopSubject | null = null): string {
  const name = subject === null ? 'STOP' : `STOP.${subject.kind}.${subject.id}`;
  return join(dirname(databasePath), name);
}

/** Set while the file exists, whatever is in it; not being able to tell blocks like set. */
export async function readStopFile(path: string): Promise<Flag> {
  try {
    const reason = (await readFile(path, 'utf8')).trim().slice(0, 500);
    return reason === ''
      ? { kind: 'set', cause: { kind: 'stop-switch', path }, why: `the stop switch ${path} is set` }
      : { kind: 'set', cause: { kind: 'stop-switch' }, why: reason };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') return { kind: 'clear' };
    return {
      kind: 'unknown',
      why: `the stop switch ${path} cannot be read (${code})`,
      cause: { kind: 'stop-switch-unread', path, code },
    };
  }
}

/** Every stop switch beside the database. A file whose name says nothing that is known stops the fleet. */
export async function readStopFiles(databasePath: string): Promise<readonly Flag[]> {
  const directory = dirname(databasePath);
  const fleet = await readStopFile(stopFilePath(databasePath));
  let names: readonly string[];
  try {
    names = (await readdir(directory)).filter((name) => name.startsWith('STOP.')).sort();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') return [fleet];
    return [
      fleet,
      {
        kind: 'unknown',
        why: `stop switches in ${directory} cannot be listed (${code})`,
        cause: { kind: 'stop-switch-unread', path: directory, code },
      },
    ];
  }
  const others = await Promise.all(names.map((name) => readSubjectFile(directory, name)));
  return [fleet, ...others.filter(({ kind }) => kind !== 'clear')];
}

async function readSubjectFile(directory: string, name: string): Promise<Flag> {
  const flag = await readStopFile(join(directory, name));
  const subject = subjectOf(name);
  if (flag.kind !== 'set') return flag;
  if (subject === null)
    return { ...flag, why: `${name} names no service and no host, so it stops everything: ${flag.why}` };
  const path = flag.cause.kind === 'stop-switch' ? flag.cause.path : undefined;
  return { kind: 'stopped', subject, why: path ?? flag.why };
}

function subjectOf(name: string): StopSubject | null {
  const match = /^STOP\.(service|host)\.(.+)$/.exec(name);
  if (match === null) return null;
  const [, kind, id = ''] = match;
  return kind === 'service' ? { kind, id: id as ServiceId } : { kind: 'host', id: id as HostId };
}

/** On a full disk the file may be there without its reason, or with an older one: that is enough. */
export async function setStopFile(path: string, reason: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, `${reason}\n`, { mode: 0o600 });
  } catch (error) {
    if ((await readStopFile(path)).kind !== 'set') throw error;
  }
}

export async function clearStopFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

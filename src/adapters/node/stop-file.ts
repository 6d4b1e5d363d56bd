// Stop switches, as files beside the database: while `STOP` exists no host of any campaign is started, while
// `STOP.service.ID` or `STOP.host.ID` exists none of that service, or not that host. Files, so that they work from a
// rescue shell, from configuration management, and with the daemon or Slack down. What is in flight is brought home.

import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Instant } from '../../core/brand.ts';
import type { Flag, StopSubject } from '../../core/campaign/input.ts';
import type { PulledSwitch } from '../../core/campaign/pulled-switch.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { HostId, PersonId, ServiceId } from '../../core/fleet/ids.ts';

const FLEET = 'STOP';

/** Beside the database; of the whole fleet where no subject is given. */
export function stopFilePath(databasePath: string, subject: StopSubject | null = null): string {
  const name = subject === null ? FLEET : `${FLEET}.${subject.kind}.${subject.id}`;
  return join(dirname(databasePath), name);
}

type Reading =
  | { readonly kind: 'clear' }
  | { readonly kind: 'set'; readonly text: string; readonly writtenAt: Instant }
  | { readonly kind: 'unread'; readonly code: string };

async function read(path: string): Promise<Reading> {
  try {
    await using file = await open(path, 'r');
    const text = (await file.readFile('utf8')).trim().slice(0, 500);
    return { kind: 'set', text, writtenAt: Math.round((await file.stat()).mtimeMs) };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? { kind: 'clear' } : { kind: 'unread', code };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

/** Set while the file exists, whatever is in it; not being able to tell blocks like set. */
export async function readStopFile(path: string): Promise<Flag> {
  return flagOf(path, await read(path));
}

function flagOf(path: string, reading: Reading): Flag {
  switch (reading.kind) {
    case 'clear':
      return reading;
    case 'set':
      return reading.text === ''
        ? { kind: 'set', cause: { kind: 'stop-switch', path }, why: `the stop switch ${path} is set` }
        : { kind: 'set', cause: { kind: 'stop-switch' }, why: reading.text };
    case 'unread':
      return unknownFlag(`the stop switch ${path} cannot be read (${reading.code})`, path, reading.code);
  }
}

function unknownFlag(why: string, path: string, code: string): Extract<Flag, { kind: 'unknown' }> {
  return { kind: 'unknown', why, cause: { kind: 'stop-switch-unread', path, code } };
}

type Names =
  | { readonly kind: 'listed'; readonly names: readonly string[] }
  | { readonly kind: 'unlisted'; readonly code: string };

/** Of the files beside the fleet's own. */
async function stopFileNames(directory: string): Promise<Names> {
  try {
    const names = (await readdir(directory)).filter((name) => name.startsWith(`${FLEET}.`)).sort();
    return { kind: 'listed', names };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? { kind: 'listed', names: [] } : { kind: 'unlisted', code };
  }
}

/** Every stop switch beside the database, the fleet's first. A file whose name says nothing that is known stops the fleet. */
export async function readStopFiles(databasePath: string): Promise<readonly Flag[]> {
  const directory = dirname(databasePath);
  const fleet = await readStopFile(stopFilePath(databasePath));
  const found = await stopFileNames(directory);
  if (found.kind === 'unlisted')
    return [
      fleet,
      unknownFlag(`stop switches in ${directory} cannot be listed (${found.code})`, directory, found.code),
    ];
  const others = await Promise.all(found.names.map((name) => readSubjectFile(directory, name)));
  return [fleet, ...others.filter(({ kind }) => kind !== 'clear')];
}

async function readSubjectFile(directory: string, name: string): Promise<Flag> {
  const flag = await readStopFile(join(directory, name));
  const subject = subjectOf(name);
  if (flag.kind !== 'set') return flag;
  if (subject === null)
    return {
      ...flag,
      cause: { ...flag.cause, kind: 'stop-switch', file: name },
      why: `${name} names no service and no host, so it stops everything: ${flag.why}`,
    };
  const path = flag.cause.kind === 'stop-switch' ? flag.cause.path : undefined;
  return { kind: 'stopped', subject, why: path ?? flag.why };
}

/** Every switch that is not clear, with who pulled it and when: for people. Decisions are made by `readStopFiles`. */
export async function readPulledSwitches(databasePath: string): Promise<readonly PulledSwitch[]> {
  const directory = dirname(databasePath);
  const found = await stopFileNames(directory);
  const names = [FLEET, ...(found.kind === 'listed' ? found.names : [])];
  const pulled = await Promise.all(
    names.map(async (name) => pulledSwitch(join(directory, name), name, await read(join(directory, name)))),
  );
  const unlisted: readonly PulledSwitch[] =
    found.kind === 'listed' ? [] : [unreadSwitch(directory, found.code, null)];
  return [...pulled.flat(), ...unlisted];
}

function pulledSwitch(path: string, name: string, reading: Reading): readonly PulledSwitch[] {
  const subject = subjectOf(name);
  const lift = liftOf({ name, subject });
  if (reading.kind === 'clear') return [];
  if (reading.kind === 'unread') return [unreadSwitch(path, reading.code, lift)];
  const signed = signature.exec(reading.text);
  const said = reading.text.replace(signature, '');
  return [
    {
      kind: 'set',
      subject,
      path,
      why: said === '' ? null : said,
      by: (signed?.[1] ?? null) as PersonId | null,
      sinceAt: reading.writtenAt,
      lift,
    },
  ];
}

/** What cannot be read holds everything, whomever it is meant for. */
function unreadSwitch(path: string, code: string, lift: string | null): PulledSwitch {
  return { kind: 'unknown', subject: null, path, why: code, by: null, sinceAt: null, lift };
}

/** Who pulled it, as `stop-switch set`, a restore and the button in chat sign their reason. */
const signature = / ?\(((?:os|slack):[^\s()]+)\)(?=$|; before that: )/;

/**
 * A file that is no switch of anybody is lifted by its own name, never by the way: it may be a slip of the pen for a host
 * that must not go.
 */
function liftOf(file: { readonly name: string; readonly subject: StopSubject | null }): string {
  const { name, subject } = file;
  if (subject !== null) return `stagger stop-switch clear --${subject.kind} ${subject.id}`;
  return name === FLEET ? 'stagger stop-switch clear' : `stagger stop-switch clear --file ${shellWord(name)}`;
}

/** Of a file whose name says nothing that is known, given by name or path: where it is. Null: it is no such file. */
export function strayStopFilePath(databasePath: string, given: string): string | null {
  const [directory, name] = [dirname(databasePath), basename(given)];
  if (given !== name && given !== join(directory, name)) return null;
  return name.startsWith(`${FLEET}.`) && subjectOf(name) === null ? join(directory, name) : null;
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

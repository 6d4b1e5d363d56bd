// The only file of config that touches the disk and the environment. What it cannot read in full it reports: a file
// that is silently left out would be hosts that are silently left out.

import { constants } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { reportInto, startOf, type Mistake, type Place, type Report } from './mistake.ts';
import type { InventoryFile } from './parse-inventory.ts';
import type { PathResolver } from './secret-shape.ts';

const MIB = 1_048_576;

/** 100,000 hosts written one by one are 7 MiB and take 1.5 GB while they are parsed; ranges need a fraction of both. */
const fileLimit = 8 * MIB;
const totalLimit = 64 * MIB;
const fileCountLimit = 10_000;
const depthLimit = 8;
/** Tokens have some hundred characters, private keys a few thousand. */
const secretLimit = 64 * 1_024;

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'unknown error';
}

function problemText(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this user';
  if (code === 'ENOTDIR') return 'it is not a directory';
  if (code === 'EISDIR') return 'it is a directory';
  return `it cannot be read (${code})`;
}

/** Paths of the YAML files below `directory`, relative to it, sorted. Hidden directories are left out. */
async function yamlFilesIn(directory: string, report: Report): Promise<readonly string[]> {
  const names: string[] = [];
  const walk = async (below: string, depth: number): Promise<void> => {
    const shown = join(directory, below);
    if (depth > depthLimit) {
      report({
        place: startOf(shown),
        what: `directories nested deeper than ${depthLimit}`,
        hint: 'move it up',
      });
      return;
    }
    for (const entry of await readdir(shown, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const name = join(below, entry.name);
      const isYaml = /\.ya?ml$/i.test(entry.name);
      if (entry.isDirectory()) await walk(name, depth + 1);
      else if (entry.isSymbolicLink()) await followLink(name, isYaml);
      else if (isYaml && entry.isFile()) names.push(name);
      else if (isYaml)
        report({ place: startOf(join(directory, name)), what: 'not a file', hint: 'remove it' });
    }
  };
  const followLink = async (name: string, isYaml: boolean): Promise<void> => {
    const shown = join(directory, name);
    try {
      const target = await stat(shown);
      if (isYaml && target.isFile()) names.push(name);
      else if (isYaml || target.isDirectory())
        report({
          place: startOf(shown),
          what: 'a link to something that is not a file',
          hint: 'links to directories are not followed; move the directory here',
        });
    } catch (error) {
      if (isYaml)
        report({
          place: startOf(shown),
          what: `a link to nothing: ${problemText(error)}`,
          hint: 'remove it',
        });
    }
  };
  await walk('', 0);
  return names.map((name) => name.split(sep).join('/')).sort();
}

function reportNotText(place: Place, report: Report): void {
  report({ place, what: 'the file is not UTF-8 text', hint: 'save it as UTF-8' });
}

/** The text of a file, or null after reporting why there is none. */
async function readText(path: string, report: Report): Promise<string | null> {
  const place = startOf(path);
  try {
    const { size } = await stat(path);
    if (size > fileLimit) {
      const found = `${Math.ceil(size / MIB)} MiB`;
      report({
        place,
        what: 'the file is too large to be an inventory',
        found,
        expected: `at most ${fileLimit / MIB} MiB`,
      });
      return null;
    }
    const bytes = await readFile(path);
    // A byte-order mark at the beginning is removed by the decoder.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // UTF-16 of plain letters is valid UTF-8 with a NUL beside each.
    if (!text.includes('\0')) return text;
    reportNotText(place, report);
    return null;
  } catch (error) {
    if (error instanceof TypeError) {
      reportNotText(place, report);
      return null;
    }
    report({ place, what: `the file: ${problemText(error)}` });
    return null;
  }
}

export type InventoryFiles = {
  readonly files: readonly InventoryFile[];
  readonly mistakes: readonly Mistake[];
};

/** Every YAML file below `directory`. What cannot be read is in `mistakes`. */
export async function readInventoryFiles(directory: string): Promise<InventoryFiles> {
  const mistakes: Mistake[] = [];
  const report = reportInto(mistakes);
  const files: InventoryFile[] = [];
  let names: readonly string[];
  try {
    names = await yamlFilesIn(directory, report);
  } catch (error) {
    report({
      place: startOf(directory),
      what: `the inventory directory: ${problemText(error)}`,
      hint: 'name the directory that holds the YAML files, or make one: `stagger init DIRECTORY`',
    });
    return { files, mistakes };
  }
  if (names.length > fileCountLimit) {
    report({
      place: startOf(directory),
      what: `${names.length} files`,
      expected: `at most ${fileCountLimit}`,
    });
    return { files, mistakes };
  }
  let total = 0;
  for (const name of names) {
    const path = join(directory, name);
    const text = await readText(path, report);
    if (text === null) continue;
    total += text.length;
    if (total > totalLimit) {
      report({
        place: startOf(path),
        what: 'the inventory is too large',
        expected: `at most ${totalLimit / MIB} MiB`,
      });
      return { files, mistakes };
    }
    files.push({ name, file: path, text });
  }
  return { files, mistakes };
}

/** Makes the paths of settings absolute: `~/` is the home directory, anything else is relative to `directory`. */
export function pathResolver(directory: string): PathResolver {
  const home = process.env['HOME'] ?? '/';
  return (path) => {
    if (path === '~' || path.startsWith('~/')) return resolve(home, path.slice(2));
    return isAbsolute(path) ? path : resolve(directory, path);
  };
}

export type TextOutcome =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'problem'; readonly problem: string };

export function readEnvironment(name: string): TextOutcome {
  const text = process.env[name];
  return text === undefined
    ? { kind: 'problem', problem: `found nothing, expected it to be set for this process` }
    : { kind: 'text', text };
}

/**
 * systemd gives a credential to the service's user by an ACL, which `stat` shows as group bits; its directory lets
 * nobody else in.
 */
function forbiddenBits(path: string): number {
  const credentials = process.env['CREDENTIALS_DIRECTORY'];
  return credentials !== undefined && resolve(path).startsWith(`${resolve(credentials)}${sep}`)
    ? 0o007
    : 0o077;
}

/** Reads a file that only its owner can read. The open file itself is judged, so it cannot be swapped in between. */
export async function readSecretFile(path: string): Promise<TextOutcome> {
  try {
    // Not blocking: a named pipe without a writer would hold up the start for ever.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) return { kind: 'problem', problem: 'found something that is not a file' };
    const { mode, size } = found;
    if ((mode & forbiddenBits(path)) !== 0) {
      const permissions = (mode & 0o777).toString(8).padStart(4, '0');
      return {
        kind: 'problem',
        problem: `found mode ${permissions}, expected 0600 or 0400: run chmod 600 ${relative('.', path)}`,
      };
    }
    if (size > secretLimit)
      return { kind: 'problem', problem: `found ${size} bytes, expected at most ${secretLimit}` };
    return { kind: 'text', text: await file.readFile('utf8') };
  } catch (error) {
    return { kind: 'problem', problem: problemText(error) };
  }
}

/** A secret that systemd handed over. Its directory is ours alone, so only its content is judged. */
export async function readCredential(name: string): Promise<TextOutcome> {
  const directory = process.env['CREDENTIALS_DIRECTORY'] ?? '';
  if (directory !== '') return readSecretFile(join(directory, name));
  return {
    kind: 'problem',
    problem: `found no CREDENTIALS_DIRECTORY: start it with systemd and LoadCredential=${name} (\`stagger systemd-unit\`)`,
  };
}

/** The text of a file that the inventory names beside its own, or what is wrong with it. Never rejects. */
export async function readNamedFile(path: string): Promise<TextOutcome> {
  const mistakes: Mistake[] = [];
  const text = await readText(path, reportInto(mistakes));
  if (text !== null) return { kind: 'text', text };
  return { kind: 'problem', problem: mistakes.map(({ what }) => what).join('; ') };
}

async function fileSignature(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${path} ${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return `${path} ${problemText(error)}`;
  }
}

/**
 * A text that differs when any inventory file was added, removed or written. Never rejects: a directory that cannot be
 * listed has a signature of its own, and loading it says what is wrong. `namedPaths` are files that the inventory
 * names beside its own.
 */
export async function inventorySignature(
  directory: string,
  namedPaths: readonly string[] = [],
): Promise<string> {
  const parts: string[] = [];
  try {
    for (const name of await yamlFilesIn(directory, () => undefined)) {
      parts.push(await fileSignature(join(directory, name)));
    }
    for (const path of namedPaths) parts.push(await fileSignature(path));
  } catch (error) {
    parts.push(problemText(error));
  }
  return parts.join('\n');
}

// Reading of Ansible's files: bounded in size and number, and never anything that would have to be executed.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { SourceError } from '../../core/fleet/source-problem.ts';

/** 100,000 hosts with twenty variables each, as JSON, are about 80 MiB. */
const fileLimit = 128 * 1_048_576;

function fail(file: string, what: string, hint: string | null = null): never {
  throw new SourceError({ file, line: null, what, hint });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this user';
  return `it cannot be read (${typeof code === 'string' ? code : 'unknown error'})`;
}

/** @throws SourceError. */
export function kindOf(path: string): 'file' | 'directory' {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return 'directory';
    return found.isFile() ? 'file' : fail(path, 'neither a file nor a directory');
  } catch (error) {
    if (error instanceof SourceError) throw error;
    return fail(path, reasonOf(error));
  }
}

/** Null where nothing is there. @throws SourceError for anything else that keeps it from being read. */
export function kindIfThere(path: string): 'file' | 'directory' | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined ? null : kindOf(path);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    // A name that is a file where a directory is looked for: nothing is there.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null;
    return fail(path, reasonOf(error));
  }
}

/** Names in `path`, sorted. @throws SourceError. */
export function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    return fail(path, reasonOf(error));
  }
}

/** The text of `path`. @throws SourceError where it is too large, unreadable or not UTF-8. */
export function readSource(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > fileLimit) fail(path, `the file is larger than ${fileLimit / 1_048_576} MiB`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return text.includes('\0') ? fail(path, 'the file is not UTF-8 text') : text;
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (error instanceof TypeError) return fail(path, 'the file is not UTF-8 text', 'save it as UTF-8');
    return fail(path, reasonOf(error));
  }
}

// Copies of the database that can be trusted. A copy is made by SQLite's own online backup inside one read transaction
// (a plain copy of the file misses what is still in its write-ahead log), then opened, checked and counted against what
// the same transaction saw, and only then gets its name.

import { constants } from 'node:fs';
import { access, chmod, copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { lookAtDatabase, rowCounts, type TableCounts } from './inspect-database.ts';

export type CopyProof = {
  readonly bytes: number;
  /** Rows of every table. */
  readonly counts: TableCounts;
  readonly journalEntries: number;
  readonly headHash: string;
};

/** Nothing was left behind and nothing was replaced. */
type Refusal = { readonly kind: 'refused'; readonly why: string };

export type CopyOutcome = { readonly kind: 'copied'; readonly proof: CopyProof } | Refusal;

export type BackupVerdict = { readonly kind: 'sound'; readonly proof: CopyProof } | Refusal;

const refused = (why: string): Refusal => ({ kind: 'refused', why });

/** Pages a step: 100 × 4 KiB keep a step below a few milliseconds, so that whoever shares this thread gets its turn. */
const pagesAStep = 100;

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Writes a proven copy of the database at `from` to the new file `to`, while others go on writing. */
export async function backUpDatabase(from: string, to: string): Promise<CopyOutcome> {
  if (!(await exists(from))) return refused(`there is no database at ${from}`);
  if (await exists(to)) return refused(`${to} is there already, and a backup never replaces a file`);
  const home = await homeProblem(dirname(to));
  if (home !== null) return refused(home);
  const partial = `${to}.partial`;
  try {
    await rm(partial, { force: true });
    // The file exists, empty and ours alone, before the first page is in it.
    await (await open(partial, 'wx', 0o600)).close();
    const seen = await copyInOneSnapshot(from, partial);
    asOneFile(partial);
    const proof = await prove(partial, seen);
    if (typeof proof === 'string') return refused(`the copy is not good: ${proof}`);
    await flushed(partial);
    // A link, unlike a rename, fails where somebody has made the file meanwhile.
    await link(partial, to);
    await flushed(dirname(to));
    return { kind: 'copied', proof };
  } catch (error) {
    return refused(said(error));
  } finally {
    await removeDatabase(partial);
  }
}

/** A directory that is not there is never made: where a backup disk is not mounted, the copy would be on the wrong disk. */
async function homeProblem(directory: string): Promise<string | null> {
  const found = await stat(directory).catch(() => null);
  if (found === null)
    return `the directory ${directory} is not there: mount its disk, or make it (\`mkdir -p -m 700 ${directory}\`)`;
  return found.isDirectory() ? null : `${directory} is not a directory`;
}

async function copyInOneSnapshot(from: string, to: string): Promise<TableCounts> {
  const source = new Database(from, { readonly: true, timeout: 5_000 });
  try {
    source.exec('begin');
    const counts = rowCounts(source);
    await source.backup(to, { progress: () => pagesAStep });
    source.exec('commit');
    return counts;
  } finally {
    source.close();
  }
}

/** A backup is one file: nobody has to know that two more belong to it. */
function asOneFile(path: string): void {
  const copy = new Database(path);
  copy.pragma('journal_mode = delete');
  copy.close();
}

/** What the copy holds, or in words why it cannot be trusted. `expected` null: only that it is sound in itself. */
async function prove(path: string, expected: TableCounts | null): Promise<CopyProof | string> {
  const { examination, counts } = await lookAtDatabase(path);
  if (examination.kind === 'absent') return 'it is not there';
  if (examination.kind === 'unreadable') return examination.detail;
  const { integrity, journal, unknownMigrations } = examination;
  if (integrity !== 'ok') return `integrity_check says ${integrity}`;
  if (journal.kind === 'broken') return `its journal is broken at entry ${journal.seq}: ${journal.detail}`;
  if (unknownMigrations.length > 0) return `a newer Stagger wrote it (${unknownMigrations.join(', ')})`;
  for (const [table, rows] of Object.entries(expected ?? {}))
    if (counts[table] !== rows) return `table ${table} has ${counts[table] ?? 'no'} rows, expected ${rows}`;
  const { size } = await stat(path);
  return { bytes: size, counts, journalEntries: journal.entries, headHash: journal.headHash };
}

/** True once what was written to the file or directory is on the disk. */
async function flushed(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}

/**
 * Gives what is at `path` a second name, as one file where it is sound enough for that. Its first name stays until the
 * restored file takes it: there is no moment without a database.
 */
async function keepAside(path: string, aside: string): Promise<void> {
  if (!(await exists(path))) return;
  try {
    asOneFile(path);
  } catch {
    // Damaged, which may be why somebody restores: kept as it is, with what belongs to it.
  }
  await link(path, aside);
  for (const suffix of companions.slice(1))
    if (await exists(`${path}${suffix}`)) await rename(`${path}${suffix}`, `${aside}${suffix}`);
}

const companions = ['', '-wal', '-shm', '-journal'];

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of companions) await rm(`${path}${suffix}`, { force: true });
}

type RestoreTerms = {
  readonly proof: CopyProof;
  readonly aside: string;
  readonly settle: (path: string) => Promise<void>;
};

/** Whether `from` can be restored, without a change to it or anything else. */
export async function examineBackup(from: string): Promise<BackupVerdict> {
  const proof = await prove(from, null);
  return typeof proof === 'string'
    ? refused(`${from} cannot be restored: ${proof}`)
    : { kind: 'sound', proof };
}

/**
 * Puts the proven backup `from` where the database is. What was there is moved to `aside`, whole. To be called while
 * the daemon's lock is held.
 * @param how.proof of `from`, by `examineBackup`.
 * @param how.settle is given the copy's path before the copy takes its place: a crash at any time leaves either the
 * database as it was, or one that was settled.
 */
export async function restoreDatabase(
  from: string,
  to: string,
  { proof, aside, settle }: RestoreTerms,
): Promise<CopyOutcome> {
  const partial = `${to}.restoring`;
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await copyFile(from, partial);
    await chmod(partial, 0o600);
    const copied = await prove(partial, proof.counts);
    if (typeof copied === 'string') return refused(`the copy of ${from} is not good: ${copied}`);
    await settle(partial);
    asOneFile(partial);
    await flushed(partial);
    await keepAside(to, aside);
    await rename(partial, to);
    await flushed(dirname(to));
    return { kind: 'copied', proof: copied };
  } catch (error) {
    return refused(said(error));
  } finally {
    await removeDatabase(partial);
  }
}

// What the doctor says of the machine that Stagger runs on: time zone data, disk, database, secrets' places.

import type { DurationMs } from '../brand.ts';
import { counted } from '../counted.ts';
import { problem, warning, well, type DoctorLine } from './doctor-line.ts';

const MIB = 1_048_576;

/** Zone rules change several times a year; a version of the year before last has missed some. */
export function judgeZoneData(found: {
  /** Such as `2026c`. */
  readonly own: string | null;
  /** Of the operating system, where it says. */
  readonly system: string | null;
  readonly year: number;
}): DoctorLine {
  const { own, system, year } = found;
  const said = { area: 'time', subject: 'time zone data' } as const;
  const fix = 'run a newer Node: it carries its own time zone data, and windows go by it';
  if (own === null || !/^\d{4}[a-z]+$/.test(own))
    return warning({ ...said, found: 'this Node does not say which version it has', fix });
  if (Number(own.slice(0, 4)) < year - 1)
    return warning({ ...said, found: `version ${own} is more than a year old`, fix });
  if (system !== null && system > own)
    return warning({ ...said, found: `version ${own}, older than the system’s ${system}`, fix });
  return well({ ...said, found: `version ${own}` });
}

export type DirectoryExamination =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly detail: string }
  | {
      readonly kind: 'present';
      /** Permission bits. */
      readonly mode: number;
      readonly isWritable: boolean;
      readonly freeBytes: number;
      /** Name of a network file system that SQLite's locks do not hold on, or null. */
      readonly networkFileSystem: string | null;
    };

/** Below this the journal soon cannot be written, and nothing is rebooted that cannot be recorded. */
const fewBytes = 100 * MIB;
const lowBytes = 1_024 * MIB;

export function judgeDirectory(path: string, found: DirectoryExamination): readonly DoctorLine[] {
  const said = { area: 'database', subject: path } as const;
  if (found.kind === 'absent')
    return [
      warning({
        ...said,
        found: 'the directory is not there yet',
        fix: `the first command makes it, if it may; or run install -d -m 0700 -o stagger ${path}`,
      }),
    ];
  if (found.kind === 'unreadable')
    return [problem({ ...said, found: found.detail, fix: 'run this as the user that the daemon runs as' })];
  const lines: DoctorLine[] = [];
  const { mode, isWritable, freeBytes, networkFileSystem } = found;
  if (!isWritable)
    lines.push(
      problem({
        ...said,
        found: 'we cannot write there',
        fix: 'run this as the user that the daemon runs as',
      }),
    );
  if ((mode & 0o022) !== 0)
    lines.push(
      problem({ ...said, found: `mode ${octal(mode)}: others can write there`, fix: `chmod 700 ${path}` }),
    );
  else if ((mode & 0o055) !== 0)
    lines.push(
      warning({ ...said, found: `mode ${octal(mode)}: others can look in`, fix: `chmod 700 ${path}` }),
    );
  if (networkFileSystem !== null)
    lines.push(
      problem({
        ...said,
        found: `it is on ${networkFileSystem}, where SQLite’s locks do not hold`,
        fix: 'put database.path on a local disk',
      }),
    );
  const free = `${Math.floor(freeBytes / MIB).toLocaleString('en')} MiB free`;
  if (freeBytes < fewBytes)
    lines.push(
      problem({ ...said, found: free, fix: 'make room: nothing is rebooted that cannot be recorded' }),
    );
  else if (freeBytes < lowBytes) lines.push(warning({ ...said, found: free, fix: 'make room soon' }));
  return lines.length > 0 ? lines : [well({ ...said, found: `mode ${octal(mode)}, ${free}` })];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

export type DatabaseExamination =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly detail: string }
  | {
      readonly kind: 'read';
      /** What SQLite's integrity_check says; `ok` alone is good. */
      readonly integrity: string;
      readonly journal:
        | { readonly kind: 'intact'; readonly entries: number; readonly headHash: string }
        | { readonly kind: 'broken'; readonly seq: number; readonly detail: string };
      /** Migrations of this version that it has not had yet. */
      readonly pendingMigrations: readonly string[];
      /** Migrations that this version does not know: a newer Stagger wrote it. */
      readonly unknownMigrations: readonly string[];
      readonly tookMs: DurationMs;
    };

export function judgeDatabase(path: string, found: DatabaseExamination): readonly DoctorLine[] {
  const said = { area: 'database', subject: path } as const;
  const restore = 'stop the daemon and restore the last backup (docs/operating.md)';
  if (found.kind === 'absent')
    return [well({ ...said, found: 'no database yet; the first command makes it' })];
  if (found.kind === 'unreadable') return [problem({ ...said, found: found.detail, fix: restore })];
  const { integrity, journal, pendingMigrations, unknownMigrations } = found;
  const lines: DoctorLine[] = [];
  if (integrity !== 'ok')
    lines.push(problem({ ...said, found: `integrity_check says: ${integrity}`, fix: restore }));
  if (journal.kind === 'broken')
    lines.push(
      problem({
        ...said,
        found: `the journal is broken at entry ${journal.seq}: ${journal.detail}`,
        fix: 'keep this file, find out who wrote to it, and compare with the last backup',
      }),
    );
  if (unknownMigrations.length > 0)
    lines.push(
      problem({
        ...said,
        found: `a newer Stagger wrote it (${unknownMigrations.join(', ')})`,
        fix: 'run that version, or restore a backup from before the upgrade',
      }),
    );
  if (pendingMigrations.length > 0)
    lines.push(
      warning({
        ...said,
        found: `the next start changes its schema (${pendingMigrations.join(', ')})`,
        fix: 'run `stagger backup FILE` first',
      }),
    );
  if (lines.length > 0 || journal.kind === 'broken') return lines;
  const entries = counted(journal.entries, 'journal entry', 'journal entries');
  return [well({ ...said, found: `sound; ${entries}, chain intact` })];
}

import { describe, expect, it } from 'vitest';
import {
  judgeDatabase,
  judgeDirectory,
  judgeZoneData,
  type DatabaseExamination,
  type DirectoryExamination,
} from '../../../src/core/doctor/judge-machine.ts';

const GIB = 1_073_741_824;
const directory: DirectoryExamination = {
  kind: 'present',
  mode: 0o700,
  isWritable: true,
  freeBytes: 9 * GIB,
  networkFileSystem: null,
};
const database: DatabaseExamination = {
  kind: 'read',
  integrity: 'ok',
  journal: { kind: 'intact', entries: 7, headHash: 'f'.repeat(64) },
  pendingMigrations: [],
  unknownMigrations: [],
  tookMs: 3,
};

describe('time zone data', () => {
  it.each([
    ['2026c', null, 'ok'],
    ['2026c', '2026b', 'ok'],
    ['2025b', '2025b', 'ok'],
    ['2025b', '2026a', 'warning'],
    ['2024b', null, 'warning'],
    [null, '2026a', 'warning'],
    ['unknown', null, 'warning'],
  ])('version %s beside the system’s %s in 2026 is %s', (own, system, verdict) => {
    expect(judgeZoneData({ own, system, year: 2026 }).verdict).toBe(verdict);
  });
});

describe('the directory of the database', () => {
  it.each<[string, Partial<DirectoryExamination>, readonly string[]]>([
    ['its own', {}, ['ok']],
    ['others can write', { mode: 0o777 }, ['problem']],
    ['others can read', { mode: 0o755 }, ['warning']],
    ['not ours', { isWritable: false }, ['problem']],
    ['on NFS', { networkFileSystem: 'NFS' }, ['problem']],
    ['nearly full', { freeBytes: GIB / 2 }, ['warning']],
    ['full and open', { freeBytes: GIB / 20, mode: 0o757 }, ['problem', 'problem']],
  ])('%s', (_, change, verdicts) => {
    const found = { ...directory, ...change } as DirectoryExamination;
    const lines = judgeDirectory('/var/lib/stagger', found);
    expect(lines.map(({ verdict }) => verdict)).toEqual(verdicts);
    for (const { verdict, fix } of lines) expect(fix === null).toBe(verdict === 'ok');
  });
});

describe('the database', () => {
  it.each<[string, Partial<DatabaseExamination>, readonly string[]]>([
    ['sound', {}, ['ok']],
    ['damaged', { integrity: 'row 3 missing from index' }, ['problem']],
    ['a broken journal', { journal: { kind: 'broken', seq: 3, detail: 'changed' } }, ['problem']],
    ['a newer schema', { unknownMigrations: ['0099-later'] }, ['problem']],
    ['an older schema', { pendingMigrations: ['0002-next'] }, ['warning']],
  ])('%s', (_, change, verdicts) => {
    const lines = judgeDatabase('stagger.db', { ...database, ...change } as DatabaseExamination);
    expect(lines.map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  it('counts one entry as one', () => {
    const journal = { kind: 'intact', entries: 1, headHash: 'f'.repeat(64) } as const;
    const [line] = judgeDatabase('stagger.db', { ...database, journal });
    expect(line?.found).toBe('sound; 1 journal entry, chain intact');
  });

  it('that cannot be read is a problem, one that is not there yet is not', () => {
    expect(judgeDatabase('x', { kind: 'unreadable', detail: 'not a database' })[0]?.verdict).toBe('problem');
    expect(judgeDatabase('x', { kind: 'absent' })[0]?.verdict).toBe('ok');
  });
});

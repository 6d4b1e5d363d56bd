// Commands that read make nothing and change nothing, whether or not a daemon has written already.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { viewOf } from '../fakes/planning-fleet.ts';
import { runCommand } from '../fakes/run-command.ts';

const fleet = `
sites: {s: {kind: datacentre, time_zone: UTC}}
zones: {z: {site: s}}
racks: {r1: {zone: z}}
hosts: {web-1: {rack: r1}, web-2: {rack: r1}}
services: {web: {instances: [web-1, web-2], min_available: 1}}
`;

let directory = '';
let inventory = '';
const database = (): string => join(directory, 'state', 'stagger.db');
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-reading-'));
  inventory = join(directory, 'inventory');
  mkdirSync(inventory);
  writeFileSync(join(inventory, 'fleet.yaml'), fleet);
  writeFileSync(join(inventory, 'settings.yaml'), `database: {path: ${database()}}\n`);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** With the exit code that each has where nothing was ever written. */
const cases = [
  [0, 'hosts'],
  [0, 'hosts --json'],
  [1, 'audit'],
  [0, 'whatif rack:r1 --json'],
  [1, 'forecast --json'],
  [1, 'plan'],
  [0, 'explain web-1'],
  [0, 'campaign'],
  [2, 'campaign c-1'],
  [2, 'campaign report c-1'],
  [2, 'pause c-1'],
  [2, 'put-back web-1'],
  [0, 'incidents'],
  [2, 'incidents i-1 --close over'],
  [0, 'audit-log'],
  [0, 'audit-log verify'],
  [0, 'export ansible'],
  [0, 'stop-switch'],
] as const;
/** These are about the inventory: what no daemon has written is no part of their answer. */
const saysNothing = new Set(['audit', 'whatif', 'pause', 'put-back', 'export', 'stop-switch']);

describe('where no daemon has written yet', () => {
  it.each(cases)('(ends with %i) stagger %s makes no database', async (code, line) => {
    const words = line.split(' ');
    const said = await runCommand(...words, '--inventory', inventory);
    expect(said.code, said.err).toBe(code);
    expect(existsSync(join(directory, 'state'))).toBe(false);
    if (!saysNothing.has(words[0] ?? ''))
      expect(said.err).toContain(`No daemon has written here yet: there is no ${database()}`);
    if (words.includes('--json')) expect(() => JSON.parse(said.out) as unknown).not.toThrow();
  });
});

describe('where a daemon has written', () => {
  beforeEach(async () => {
    mkdirSync(join(directory, 'state'));
    const store = await openSqlStore(database());
    await store.recordObservations({ views: [viewOf('web-1' as HostId, 86_400_000, 'up')], boots: [] });
    await store.close();
  });

  it('nothing is changed by reading, and nothing is left beside it', async () => {
    const before = readFileSync(database());
    for (const [, line] of cases) {
      const { err } = await runCommand(...line.split(' '), '--inventory', inventory);
      expect(err).not.toContain('No daemon has written');
    }
    expect(readFileSync(database()).equals(before)).toBe(true);
    expect(
      readdirSync(join(directory, 'state')).filter((name) => !/^stagger\.db(-wal|-shm)?$/.test(name)),
    ).toEqual([]);
    expect((await runCommand('hosts', '--inventory', inventory)).out).toMatch(/^web-1 /m);
  });

  it('of another version is refused, not migrated', async () => {
    const file = new Database(database());
    file.exec("delete from kysely_migration where name = '0006-episodes'");
    file.close();
    const older = await runCommand('hosts', '--inventory', inventory);
    expect(older).toMatchObject({ code: 69, out: '' });
    expect(older.err).toContain('written by an older Stagger; start the daemon of this version once');
    const again = new Database(database());
    again.exec("insert into kysely_migration values ('0006-episodes', ''), ('9999-later', '')");
    again.close();
    expect((await runCommand('hosts', '--inventory', inventory)).err).toContain('written by a newer Stagger');
  });

  it('and is no database is said, and left as it is', async () => {
    rmSync(database());
    mkdirSync(database());
    const { code, err } = await runCommand('hosts', '--inventory', inventory);
    expect(code).toBe(69);
    expect(err).toContain('check that it is a Stagger database that you may read');
  });
});

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
import type { HostId, PersonId } from '../../src/core/fleet/ids.ts';
import { viewOf } from '../fakes/planning-fleet.ts';
import { sampleEvents } from '../fakes/sample-events.ts';
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

describe('campaigns and their reports', () => {
  const proposed = sampleEvents['campaign-proposed'];
  const run = (...words: readonly string[]) => runCommand(...words, '--inventory', inventory);
  beforeEach(async () => {
    mkdirSync(join(directory, 'state'));
    const store = await openSqlStore(database());
    const { id } = proposed;
    const about = { campaign: id, at: 1, actor: 'os:test' as PersonId, effects: [], messages: [] };
    await store.commit({ ...about, expectedVersion: 0, events: [proposed] });
    await store.close();
  });

  it('are read while the inventory is broken', async () => {
    writeFileSync(join(inventory, 'fleet.yaml'), 'hosts: {web-1: {rack: nowhere}}\n');
    for (const words of [['campaign'], ['campaign', proposed.id], ['campaign', 'report', proposed.id]]) {
      const { code, out, err } = await run(...words);
      expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('this works all the same') });
      expect(out).toContain(proposed.id);
    }
  });

  it('are told in the zone of the fleet, like windows are, whatever the zone of the machine', async () => {
    const windows = "windows: {night: {days: [sun], start: '01:00', duration: 1h, time_zone: Asia/Seoul}}\n";
    writeFileSync(join(inventory, 'fleet.yaml'), `${fleet}${windows}defaults: {windows: [night]}\n`);
    expect((await run('campaign', proposed.id)).out).toContain('GMT+9');
    // Windows in several zones: the zone of the digest, which people have chosen.
    const other = windows.replace(
      '}}',
      "}, noon: {days: [sun], start: '12:00', duration: 1h, time_zone: UTC}}",
    );
    writeFileSync(join(inventory, 'fleet.yaml'), `${fleet}${other}defaults: {windows: [night, noon]}\n`);
    writeFileSync(
      join(inventory, 'settings.yaml'),
      `database: {path: ${database()}}\ndigest: {cron: '0 9 * * *', time_zone: America/Sao_Paulo}\nslack: {team: T0STAGGER, channel: C0REBOOTS, bot_token: {env: BOT}, app_token: {env: APP}}\n`,
    );
    expect(await run('campaign', proposed.id)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('GMT-3'),
    });
  });
});

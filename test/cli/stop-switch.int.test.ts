// The stop switch works without the daemon, says who pulled it, and not being able to read it blocks.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStopFile, readStopFiles, stopFilePath } from '../../src/adapters/node/stop-file.ts';
import { takeDaemonLock } from '../../src/adapters/sql/daemon-lock.ts';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-stop-'));
  writeFileSync(
    join(directory, 'fleet.yaml'),
    'sites: {s: {kind: cloud, time_zone: UTC}}\nzones: {z: {site: s}}\nhosts: {a: {zone: z}}\n',
  );
  writeFileSync(join(directory, 'settings.yaml'), 'database: {path: data/stagger.db}\n');
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (...words: readonly string[]) => runCommand(...words, '--inventory', directory);

it('is set and cleared, and both are in the journal', async () => {
  const path = stopFilePath(join(directory, 'data', 'stagger.db'));
  expect(await run('stop-switch')).toMatchObject({ out: 'clear\n', code: 0 });
  expect(await run('stop-switch', 'set', 'core', 'switch', 'is', 'burning')).toMatchObject({ code: 0 });
  expect(await readStopFile(path)).toMatchObject({
    kind: 'set',
    why: expect.stringMatching(/^core switch is burning \(os:/),
  });
  expect(await run('stop-switch')).toMatchObject({ code: 1, out: expect.stringContaining('burning') });
  await run('stop-switch', 'clear');
  expect(await readStopFile(path)).toEqual({ kind: 'clear' });
  const store = await openSqlStore(join(directory, 'data', 'stagger.db'));
  const kinds = (await store.journal({ afterSeq: 0, limit: 10 })).map(({ event }) => event.kind);
  await store.close();
  expect(kinds).toEqual(['stop-switch-set', 'stop-switch-cleared']);
});

it('D16: says that no daemon runs on that database: another one, with another inventory, is held by nothing here', async () => {
  const database = join(directory, 'data', 'stagger.db');
  const noDaemon = `No daemon runs on ${database}: `;
  const asked = 'give --inventory or STAGGER_INVENTORY the directory that it was started with';
  for (const words of [['status'], ['set', 'burning'], ['status'], ['clear']]) {
    const { err, code } = await run('stop-switch', ...words);
    expect(err).toContain(noDaemon);
    expect(err).toContain(asked);
    expect(code).toBe(words[0] === 'status' && code !== 0 ? 1 : 0);
  }
  const lock = takeDaemonLock(database);
  for (const words of [['status'], ['set', 'burning'], ['clear']])
    expect((await run('stop-switch', ...words)).err).toBe('');
  lock?.release();
  expect((await run('campaign')).err).toContain(noDaemon);
});

it('says of a switch that was not set that nothing was cleared, and records nothing', async () => {
  const database = join(directory, 'data', 'stagger.db');
  expect(await run('stop-switch', 'clear')).toMatchObject({
    out: 'the stop switch was not set; nothing was changed\n',
    code: 0,
  });
  expect(existsSync(database)).toBe(false);
  await run('stop-switch', 'set', 'disk is dying', '--host', 'a');
  const { out } = await run('stop-switch', 'clear');
  expect(out).toMatch(
    /^the stop switch was not set; nothing was changed\nstill set of host a: disk is dying/,
  );
  const store = await openSqlStore(database);
  const kinds = (await store.journal({ afterSeq: 0, limit: 10 })).map(({ event }) => event.kind);
  await store.close();
  expect(kinds).toEqual(['stop-switch-set']);
});

it('says what is still set, where something holds the fleet beside the switch that was cleared', async () => {
  await run('stop-switch', 'set', 'x');
  writeFileSync(join(directory, 'data', 'STOP.everything'), 'by hand');
  const { out, code } = await run('stop-switch', 'clear');
  expect(out).not.toContain('campaigns go on');
  expect(out).toContain('still set: STOP.everything names no service');
  expect(code).toBe(1);
});

it('lifts a file that is nobody’s switch by its name alone, records it, and says whom it may be meant for', async () => {
  await run('stop-switch', 'set', 'x');
  const path = join(directory, 'data', 'STOP.a');
  writeFileSync(path, 'disk of a is dying');
  const lifts = 'stagger stop-switch clear --file STOP.a\n';
  const first = 'if it is meant for host a: stagger stop-switch set --host a REASON, and only then:\n';
  for (const words of [['clear'], ['status'], ['clear'], ['clear', '--host', 'a']]) {
    const { out } = await run('stop-switch', ...words);
    expect(out).toContain(`disk of a is dying\n  ${first}  to lift it: ${lifts}`);
    expect(existsSync(path)).toBe(true);
  }
  expect(await run('stop-switch', 'clear', '--file', 'STOP.b')).toMatchObject({
    code: 1,
    out: expect.stringContaining('the stop switch of STOP.b was not set; nothing was changed\nstill set:'),
  });
  expect(await run('stop-switch', 'clear', '--file', path)).toMatchObject({
    code: 0,
    out: 'clear of STOP.a: campaigns go on\n',
  });
  expect(existsSync(path)).toBe(false);
  const store = await openSqlStore(join(directory, 'data', 'stagger.db'));
  const events = (await store.journal({ afterSeq: 0, limit: 10 })).map(({ event }) => event);
  await store.close();
  expect(events).toMatchObject([
    { kind: 'stop-switch-set' },
    { kind: 'stop-switch-cleared', subject: null },
    { kind: 'stop-switch-cleared', subject: null, file: 'STOP.a' },
  ]);
});

it('removes nothing by --file but a stop file of nobody beside the database', async () => {
  await run('stop-switch', 'set', 'x', '--host', 'a');
  await run('stop-switch', 'set', 'x');
  const database = join(directory, 'data', 'stagger.db');
  for (const file of ['STOP', 'STOP.host.a', 'stagger.db', '../fleet.yaml', '../STOP.x', '/etc/STOP.x', ''])
    expect(await run('stop-switch', 'clear', '--file', file)).toMatchObject({ code: 2, out: '' });
  expect(await run('stop-switch', 'clear', '--file', 'STOP.x', '--host', 'a')).toMatchObject({ code: 2 });
  expect((await readStopFiles(database)).map(({ kind }) => kind)).toEqual(['set', 'stopped']);
});

it.each([
  [['storage moves'], 'stagger stop-switch set "storage moves"'],
  [['sett'], 'did you mean set?'],
  [['cler'], 'did you mean clear?'],
  [['set'], 'stagger stop-switch set REASON'],
  [['burning', '--host', 'a'], 'stagger stop-switch set REASON'],
])('says what to type for %j', async (words, expected) => {
  const { err, code } = await run('stop-switch', ...words);
  expect(code).toBe(2);
  expect(err).toContain(expected);
  expect(err).not.toContain('too many arguments');
});

it('blocks when it cannot be read', async () => {
  const path = join(directory, 'STOP');
  mkdirSync(path);
  expect(await readStopFile(path)).toMatchObject({ kind: 'unknown', why: expect.stringContaining('EISDIR') });
});

it('is set and cleared for one service or one host, by names that the inventory knows', async () => {
  const database = join(directory, 'data', 'stagger.db');
  await run('stop-switch', 'set', 'disk', 'is', 'dying', '--host', 'a');
  expect(await readStopFiles(database)).toEqual([
    { kind: 'clear' },
    { kind: 'stopped', subject: { kind: 'host', id: 'a' }, why: expect.stringMatching(/^disk is dying/) },
  ]);
  expect(await run('stop-switch')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^set of host a: disk is dying/),
  });
  expect(await run('stop-switch', 'set', 'x', '--service', 'b')).toMatchObject({ code: 2 });
  expect(await run('stop-switch', 'set', 'x', '--host', 'aa')).toMatchObject({
    code: 2,
    err: expect.stringContaining('did you mean a?'),
  });
  await run('stop-switch', 'clear', '--host', 'a');
  expect(await readStopFiles(database)).toEqual([{ kind: 'clear' }]);
});

it('says of a file that names nobody of the inventory that it stops nothing', async () => {
  await run('stop-switch', 'set', 'x', '--host', 'a');
  expect((await run('stop-switch')).err).not.toContain('stops nothing');
  writeFileSync(join(directory, 'data', 'STOP.host.aa'), 'made by hand');
  expect(await run('stop-switch')).toMatchObject({
    code: 1,
    out: expect.stringContaining('set of host aa: made by hand'),
    err: expect.stringContaining('The inventory has no host aa: that switch stops nothing.\n'),
  });
  expect(await run('stop-switch', 'clear', '--host', 'ab')).toMatchObject({ code: 2 });
  expect(await run('stop-switch', 'clear', '--host', 'aa')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^clear of host aa\nstill set of host a: x/),
  });
});

it('stops the fleet for a file whose name says nothing', async () => {
  writeFileSync(join(directory, 'STOP.everything'), '');
  expect(await readStopFiles(join(directory, 'stagger.db'))).toEqual([
    { kind: 'clear' },
    {
      kind: 'set',
      cause: { kind: 'stop-switch', path: join(directory, 'STOP.everything'), file: 'STOP.everything' },
      why: expect.stringContaining('STOP.everything names no service'),
    },
  ]);
});

describe('while the inventory is broken', () => {
  const database = () => join(directory, 'data', 'stagger.db');
  const breakFleet = () => writeFileSync(join(directory, 'fleet.yaml'), 'hosts: {a: {zone: nowhere}\n');

  it('is set, shown and cleared all the same, and it is said that something is broken', async () => {
    breakFleet();
    const { out, err, code } = await run('stop-switch', 'set', 'burning');
    expect({ out, code }).toEqual({ out: 'set: no campaign starts another host\n', code: 0 });
    expect(err).toContain('in the inventory (`stagger check');
    expect(await readStopFile(stopFilePath(database()))).toMatchObject({ kind: 'set' });
    expect(await run('stop-switch')).toMatchObject({ code: 1, out: expect.stringContaining('burning') });
    expect(await run('stop-switch', 'clear')).toMatchObject({ code: 0 });
    expect(await readStopFile(stopFilePath(database()))).toEqual({ kind: 'clear' });
  });

  it('takes a name as it is, says that nobody checked it, and nothing that is no name', async () => {
    breakFleet();
    expect(await run('stop-switch', 'set', 'x', '--host', 'aa')).toMatchObject({
      code: 0,
      err: expect.stringContaining('whether the inventory has aa'),
    });
    expect(await readStopFiles(database())).toContainEqual(
      expect.objectContaining({ subject: { kind: 'host', id: 'aa' } }),
    );
    expect(await run('stop-switch', 'set', 'x', '--host', '../../aa')).toMatchObject({ code: 2 });
  });

  it('is set by what is known of the settings, never by a guess at where the database is', async () => {
    const settings = join(directory, 'settings.yaml');
    writeFileSync(settings, 'database: {path: data/stagger.db}\nlanguage: fr\n');
    expect(await run('stop-switch', 'set', 'x')).toMatchObject({ code: 0 });
    expect(await readStopFile(stopFilePath(database()))).toMatchObject({ kind: 'set' });
    for (const text of ['databse: {path: data/stagger.db}\n', 'database: {path: 7}\n', 'database: [\n']) {
      writeFileSync(settings, text);
      expect(await run('stop-switch', 'set', 'x')).toMatchObject({
        code: 78,
        out: '',
        err: expect.stringContaining('make a file STOP beside the database'),
      });
    }
    expect(existsSync(join(directory, 'STOP'))).toBe(false);
  });
});

it('says where it is set where no settings name the database, and none is there', async () => {
  rmSync(join(directory, 'settings.yaml'));
  const { err, code } = await run('stop-switch', 'set', 'burning');
  expect(code).toBe(0);
  expect(err).toContain(`names no database.path: taken to be ${join(directory, 'stagger.db')}`);
  expect(err).toContain('make a file STOP beside the database');
});

it('holds, and says so, where the database is damaged', async () => {
  mkdirSync(join(directory, 'data'));
  writeFileSync(join(directory, 'data', 'stagger.db'), 'a shopping list\n'.repeat(100));
  const { out, err, code } = await run('stop-switch', 'set', 'burning');
  expect({ out, code }).toEqual({ out: 'set: no campaign starts another host\n', code: 69 });
  expect(err).toContain('the stop switch is set and holds, but the journal does not say so');
  expect(err).not.toContain('nothing was changed');
  expect(await readStopFile(stopFilePath(join(directory, 'data', 'stagger.db')))).toMatchObject({
    kind: 'set',
  });
});

it('says that it is not set where its file cannot be made, and how it is set all the same', async () => {
  writeFileSync(join(directory, 'data'), 'a file where the directory should be');
  const { out, err, code } = await run('stop-switch', 'set', 'burning');
  expect({ out, code }).toEqual({ out: '', code: 69 });
  expect(err).toContain('the stop switch is NOT set');
  expect(err).toContain(`sudo touch ${join(directory, 'data', 'STOP')}`);
});

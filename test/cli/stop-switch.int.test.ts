// The stop switch works without the daemon, says who pulled it, and not being able to read it blocks.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readStopFile, readStopFiles, stopFilePath } from '../../src/adapters/node/stop-file.ts';
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
  expect(await run('stop-switch', 'set', 'core', 'switch', 'is', 'burning')).toMatchObject({ err: '' });
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

it('stops the fleet for a file whose name says nothing', async () => {
  writeFileSync(join(directory, 'STOP.everything'), '');
  expect(await readStopFiles(join(directory, 'stagger.db'))).toEqual([
    { kind: 'clear' },
    {
      kind: 'set',
      cause: { kind: 'stop-switch' },
      why: expect.stringContaining('STOP.everything names no service'),
    },
  ]);
});

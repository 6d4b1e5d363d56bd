// Who pulled a stop switch, when and why, read back from what is written by each who can: the command line, chat, a restore
// and a person with an editor.
import { mkdtempSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPulledSwitches, setStopFile } from '../../../src/adapters/node/stop-file.ts';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'stagger-stop-file-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const pulled = () => readPulledSwitches(join(directory, 'stagger.db'));

it.each([
  ['moved (by crane) (os:alice)', { why: 'moved (by crane)', by: 'os:alice' }],
  ['stopped from chat (slack:T0TEAM/U0USER)', { why: 'stopped from chat', by: 'slack:T0TEAM/U0USER' }],
  [
    'restored from b.db (os:root); before that: burning (os:alice)',
    { why: 'restored from b.db; before that: burning (os:alice)', by: 'os:root' },
  ],
  ['burning (ask Kim)', { why: 'burning (ask Kim)', by: null }],
  ['', { why: null, by: null }],
])('reads who pulled it and why from %j', async (text, expected) => {
  await setStopFile(join(directory, 'STOP'), text);
  utimesSync(join(directory, 'STOP'), 1_000, 1_000);
  expect(await pulled()).toEqual([
    {
      kind: 'set',
      subject: null,
      path: join(directory, 'STOP'),
      sinceAt: 1_000_000,
      lift: 'stagger stop-switch clear',
      ...expected,
    },
  ]);
});

it('names what lifts each: a file that is nobody’s switch by its name', async () => {
  for (const name of ['STOP.service.web', 'STOP.host.web-1', "STOP.alice's"])
    writeFileSync(join(directory, name), 'x');
  expect((await pulled()).map(({ subject, lift }) => [subject?.id ?? null, lift])).toEqual([
    [null, `stagger stop-switch clear --file 'STOP.alice'\\''s'`],
    ['web-1', 'stagger stop-switch clear --host web-1'],
    ['web', 'stagger stop-switch clear --service web'],
  ]);
});

it('names one that cannot be read, for whomever it is, as one of the whole fleet', async () => {
  mkdirSync(join(directory, 'STOP.host.web-1'));
  expect(await pulled()).toMatchObject([{ kind: 'unknown', subject: null, why: 'EISDIR', by: null }]);
});

it('names a directory that cannot be listed', async () => {
  writeFileSync(join(directory, 'file'), '');
  expect(await readPulledSwitches(join(directory, 'file', 'stagger.db'))).toMatchObject([
    { kind: 'unknown', why: 'ENOTDIR' },
    { kind: 'unknown', path: join(directory, 'file'), why: 'ENOTDIR', lift: null },
  ]);
});

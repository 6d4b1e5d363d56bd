// Backup and restore on real files, with a writer that never pauses.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { takeDaemonLock } from '../../src/adapters/sql/daemon-lock.ts';
import { lookAtDatabase } from '../../src/adapters/sql/inspect-database.ts';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import { sampleEvents } from '../fakes/sample-events.ts';
import type { Store } from '../../src/ports/store.ts';

let directory = '';
let database = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-backup-'));
  database = join(directory, 'stagger.db');
  writeFileSync(
    join(directory, 'fleet.yaml'),
    'sites: {s: {kind: cloud, time_zone: UTC}}\nzones: {z: {site: s}}\nhosts: {a: {zone: z}}\n',
  );
  return () => rmSync(directory, { recursive: true });
});

const run = (...words: readonly string[]) => runCommand(...words, '--inventory', directory);

function append(store: Store, reasons: readonly string[]): Promise<void> {
  return store.appendFleetEvent({
    at: 1,
    actor: 'os:test' as PersonId,
    event: { kind: 'inventory-refused', reasons },
    messages: [],
  });
}

async function filled(entries: number): Promise<Store> {
  const store = await openSqlStore(database);
  for (let entry = 0; entry < entries; entry += 1) await append(store, ['x'.repeat(8_000)]);
  return store;
}

async function entriesOf(path: string): Promise<number> {
  const { examination } = await lookAtDatabase(path);
  if (examination.kind !== 'read' || examination.journal.kind !== 'intact') throw new Error('not sound');
  return examination.journal.entries;
}

describe('stagger backup', () => {
  it('is whole and sound while somebody writes without a pause', async () => {
    const store = await filled(400);
    const writing = { on: true, entries: 0 };
    const writer = (async () => {
      while (writing.on) {
        await append(store, ['written meanwhile']);
        writing.entries += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const file = join(directory, 'one.db');
    const { out, err, code } = await run('backup', file, '--json');
    writing.on = false;
    await writer;
    await store.close();
    expect({ err, code }).toEqual({ err: '', code: 0 });
    const { schema, journalEntries } = JSON.parse(out) as { schema: string; journalEntries: number };
    expect(schema).toBe('stagger/backup/1');
    expect(await entriesOf(file)).toBe(journalEntries);
    // The writer wrote while it ran: the copy is of one moment, not of the end.
    expect(journalEntries).toBeGreaterThanOrEqual(400);
    expect(await entriesOf(database)).toBeGreaterThan(journalEntries);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory).filter((name) => name.startsWith('one.db'))).toEqual(['one.db']);
  });

  it('holds what a plain copy of the file would miss', async () => {
    const store = await filled(3);
    copyFileSync(database, join(directory, 'plain.db'));
    await run('backup', join(directory, 'good.db'));
    await store.close();
    expect(await entriesOf(join(directory, 'good.db'))).toBe(3);
    await expect(entriesOf(join(directory, 'plain.db'))).rejects.toThrow();
  });

  it('never replaces a file, and leaves nothing where there is nothing to copy', async () => {
    const file = join(directory, 'one.db');
    expect((await run('backup', file)).err).toContain('there is no database');
    expect(existsSync(file)).toBe(false);
    await (await filled(1)).close();
    writeFileSync(file, 'precious');
    const { err, code } = await run('backup', file);
    expect(code).toBe(1);
    expect(err).toContain('a backup never replaces a file');
    expect(statSync(file).size).toBe(8);
  });

  it('makes no directory: one that is not there may be a disk that is not mounted', async () => {
    await (await filled(1)).close();
    const { err, code } = await run('backup', join(directory, 'disk', 'one.db'));
    expect(code).toBe(1);
    expect(err).toContain(`the directory ${join(directory, 'disk')} is not there`);
    expect(err).toContain('mount');
    expect(existsSync(join(directory, 'disk'))).toBe(false);
    writeFileSync(join(directory, 'disk'), 'a file');
    expect((await run('backup', join(directory, 'disk', 'one.db'))).err).toContain('is not a directory');
  });

  it('refuses a database whose journal was changed', async () => {
    await (await filled(3)).close();
    const { default: Database } = await import('better-sqlite3');
    const connection = new Database(database);
    connection.exec("drop trigger journal_refuses_update; update journal set body = '{}' where seq = 2");
    connection.close();
    const { err, code } = await run('backup', join(directory, 'one.db'));
    expect(code).toBe(1);
    expect(err).toContain('its journal is broken at entry 2');
    expect(existsSync(join(directory, 'one.db'))).toBe(false);
  });
});

describe('stagger restore', () => {
  it('puts the backup back, keeps what was there, and sets the stop switch', async () => {
    const file = join(directory, 'one.db');
    const store = await filled(3);
    await run('backup', file);
    await append(store, ['after the backup']);
    await store.remember('epoch', '4000000000');
    await store.close();
    const { out, code } = await run('restore', file);
    expect({ code }).toEqual({ code: 0 });
    // What hosts have seen of the replaced record is not given out again.
    const restored = await openSqlStore(database);
    expect(await restored.recall('epoch')).toBe('4000000000');
    await restored.close();
    // Three entries and the one that says that the switch was set.
    expect(await entriesOf(database)).toBe(4);
    const [aside] = readdirSync(directory).filter((name) => /before-restore-[\w-]+Z$/.test(name));
    expect(await entriesOf(join(directory, aside ?? ''))).toBe(4);
    expect(out).toContain('The stop switch is set');
    expect((await run('stop-switch')).out).toContain(`restored from ${file}`);
    expect((await run('audit-log', 'list')).out).toContain('stop-switch-set');
  });

  it('needs no sound inventory but the settings, and says what it kept, if anything', async () => {
    await (await filled(2)).close();
    const file = join(directory, 'one.db');
    await run('backup', file);
    writeFileSync(join(directory, 'settings.yaml'), 'database: {path: stagger.db}\n');
    writeFileSync(join(directory, 'fleet.yaml'), 'hosts: {a: {zone: nowhere}}\n');
    const kept = await run('restore', file, '--json');
    expect(kept).toMatchObject({ code: 0, err: expect.stringContaining('this works all the same') });
    const { aside } = JSON.parse(kept.out);
    expect(existsSync(aside)).toBe(true);
    rmSync(database);
    for (const name of [`${database}-wal`, `${database}-shm`]) rmSync(name, { force: true });
    expect(JSON.parse((await run('restore', file, '--json')).out)).toMatchObject({ aside: null });
  });

  it('voids every approval and running plan of the old record', async () => {
    const store = await openSqlStore(database);
    const proposed = sampleEvents['campaign-proposed'];
    const { id } = proposed;
    const approved = { kind: 'plan-approved', by: 'slack:T0/U0ANN' as PersonId, of: 1, needed: 1 } as const;
    await store.commit({
      campaign: id,
      expectedVersion: 0,
      at: 1,
      actor: 'os:test' as PersonId,
      events: [proposed, { ...sampleEvents['plan-approved'], ...approved }, { kind: 'campaign-started' }],
      effects: [],
      messages: [],
    });
    await store.close();
    const file = join(directory, 'one.db');
    await run('backup', file);
    const { out, code } = await run('restore', file);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`approvals void: ${id}`) });
    const after = await openSqlStore(database);
    expect(await after.campaigns('open')).toEqual([]);
    expect((await after.campaignEvents(id, 3)).map(({ event }) => event.kind)).toEqual([
      'stop-requested',
      'campaign-ended',
    ]);
    expect(await after.verifyJournal()).toMatchObject({ kind: 'intact' });
    await after.close();
  });

  it('refuses while a daemon runs, and a file that is no backup', async () => {
    await (await filled(2)).close();
    const file = join(directory, 'one.db');
    await run('backup', file);
    const lock = takeDaemonLock(database);
    const busy = await run('restore', file);
    lock?.release();
    expect(busy.code).toBe(69);
    expect(busy.err).toContain('a daemon runs on');
    writeFileSync(join(directory, 'junk'), 'junk'.repeat(1_000));
    const junk = await run('restore', join(directory, 'junk'));
    expect(junk.code).toBe(1);
    expect(junk.err).toContain('cannot be restored');
    expect(await entriesOf(database)).toBe(2);
  });

  it('touches and makes nothing for a copy that is not there or not sound', async () => {
    const before = readdirSync(directory).sort();
    const { err, code } = await run('restore', join(directory, 'nosuch.db'));
    expect(code).toBe(1);
    expect(err).toContain('it is not there');
    expect(err).toContain('nothing was changed, the stop switch neither');
    expect(readdirSync(directory).sort()).toEqual(before);
    await run('stop-switch', 'set', 'storage moves');
    expect((await run('restore', join(directory, 'fleet.yaml'))).code).toBe(1);
    expect((await run('stop-switch')).out).toMatch(/^set: storage moves \(os:/);
  });

  it('says in which state it leaves the stop switch where it fails later', async () => {
    await (await filled(1)).close();
    const file = join(directory, 'one.db');
    await run('backup', file);
    // The copy cannot be made: the switch is as it was.
    symlinkSync(join(directory, 'nowhere', 'x'), `${database}.restoring`);
    const early = await run('restore', file);
    expect(early.code).toBe(1);
    expect(early.err).toContain('the database is as it was; the stop switch is not set');
    expect((await run('stop-switch')).code).toBe(0);
    expect(await entriesOf(database)).toBe(1);
    // What was there cannot be kept: the switch is set by then, and says no more than what is true.
    await run('stop-switch', 'set', 'storage moves');
    rmSync(database);
    mkdirSync(database);
    const late = await run('restore', file);
    expect(late.code).toBe(1);
    expect(late.err).toContain('the stop switch is set (');
    const { out } = await run('stop-switch');
    expect(out).toContain(`the restore of ${file} was begun and has not ended`);
    expect(out).toContain('before that: storage moves');
    expect(out).not.toContain('restored from');
  });
});

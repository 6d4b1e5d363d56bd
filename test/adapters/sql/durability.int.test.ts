// What SQLite must do when the disk, the file or somebody else does wrong: say so clearly, write nothing by half, and
// go on where it can.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseProblem, openDatabase } from '../../../src/adapters/sql/database.ts';
import { openSqlStore, sqlStoreOn } from '../../../src/adapters/sql/sql-store.ts';
import type { CampaignEvent } from '../../../src/core/campaign/event.ts';
import type { CampaignId, PersonId } from '../../../src/core/fleet/ids.ts';
import type { Store } from '../../../src/ports/store.ts';
import { sampleEvents } from '../../fakes/sample-events.ts';

const ann = 'slack:T0/U0ANN' as PersonId;
const campaign = 'c-1' as CampaignId;
const proposed: CampaignEvent = { ...sampleEvents['campaign-proposed'], id: campaign };
const paused: CampaignEvent = { kind: 'campaign-paused', by: ann };

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stagger-durability-'));
  path = join(directory, 'stagger.db');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function append(store: Store, expectedVersion: number, events: readonly CampaignEvent[]) {
  return store.commit({ campaign, expectedVersion, at: 1, actor: ann, events, effects: [], messages: [] });
}

async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openSqlStore(path);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Five entries; then somebody with the file in hand. */
async function tampered(act: string): Promise<Awaited<ReturnType<Store['verifyJournal']>>> {
  await withStore(async (store) => {
    await append(store, 0, [proposed]);
    for (let version = 1; version < 5; version += 1) await append(store, version, [paused]);
  });
  const raw = new Database(path);
  raw.exec('drop trigger journal_refuses_update; drop trigger journal_refuses_delete;');
  raw.exec(act);
  raw.close();
  return withStore((store) => store.verifyJournal());
}

/** Runs `work` without the rights of root, which may write anything. */
async function unprivileged<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('durability', () => {
  it('a file is opened in WAL with synchronous=FULL, and both are what SQLite itself says', async () => {
    const db = await openDatabase(path);
    const { rows: mode } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db);
    const { rows: synchronous } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    expect([mode[0]?.journal_mode, synchronous[0]?.synchronous]).toEqual(['wal', 2]);
    await db.destroy();
  });

  it('an open store keeps the rest of its directory away from others', async () => {
    path = join(directory, 'made', 'stagger.db');
    await withStore((store) => append(store, 0, [proposed]));
    const { mode } = await stat(join(directory, 'made'));
    expect(mode & 0o777).toBe(0o700);
  });

  it('two processes: the second is told of the version conflict, and both see one history', async () => {
    const [daemon, commandLine] = [await openSqlStore(path), await openSqlStore(path)];
    await append(daemon, 0, [proposed]);
    expect(await append(commandLine, 1, [paused])).toEqual({ kind: 'committed' });
    expect(await append(daemon, 1, [paused])).toEqual({ kind: 'version-conflict' });
    expect(await daemon.campaignEvents(campaign, 0)).toEqual(await commandLine.campaignEvents(campaign, 0));
    expect(await daemon.verifyJournal()).toMatchObject({ kind: 'intact', entries: 2 });
    await Promise.all([daemon.close(), commandLine.close()]);
  });
});

describe('a schema that is brought up to date', () => {
  const tables = (connection: Database.Database): unknown =>
    connection
      .prepare("select name from sqlite_schema where name not like 'sqlite_%' order by name")
      .pluck()
      .all();

  it('and cannot be is as it was before, and opens once what was in the way is gone', async () => {
    const connection = new Database(path);
    // In the way of the last steps, after others have been taken.
    connection.exec('create table left_out (shopping text)');
    await expect(openDatabase(path)).rejects.toThrow(
      /migration failed at 0008-left-out-hosts: .*already exists/,
    );
    expect(tables(connection)).toEqual(['left_out']);
    connection.exec('drop table left_out');
    connection.close();
    await withStore((store) => append(store, 0, [proposed]));
    expect(await withStore((store) => store.verifyJournal())).toMatchObject({ kind: 'intact', entries: 1 });
  });

  it('is by one process, however many are started at once', async () => {
    const go = join(directory, 'go');
    const program = `import { existsSync } from 'node:fs';
      import { openDatabase } from ${JSON.stringify(resolve('src/adapters/sql/database.ts'))};
      process.stdout.write('ready');
      while (!existsSync(process.argv[2]));
      await (await openDatabase(process.argv[1])).destroy();`;
    const started = [1, 2, 3].map(() =>
      spawn(process.execPath, ['--input-type=module', '-e', program, path, go], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    const ended = started.map((child) => once(child, 'exit'));
    await Promise.all(started.map(({ stdout }) => once(stdout, 'data')));
    await writeFile(go, '');
    expect(await Promise.all(ended)).toEqual(started.map(() => [0, null]));
    await withStore((store) => append(store, 0, [proposed]));
  });

  it('waits for a process that is about to write a new database', async () => {
    const program = `import Database from ${JSON.stringify(import.meta.resolve('better-sqlite3'))};
      const connection = new Database(process.argv[1]);
      connection.exec('begin immediate');
      process.stdout.write('holds it');
      setTimeout(() => connection.exec('commit'), 300);`;
    const writer = spawn(process.execPath, ['--input-type=module', '-e', program, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(writer, 'exit');
    await once(writer.stdout, 'data');
    await withStore((store) => append(store, 0, [proposed]));
    expect(await ended).toEqual([0, null]);
  });

  it('by a newer Stagger is left alone, and that one is asked for', async () => {
    await withStore((store) => append(store, 0, [proposed]));
    const connection = new Database(path);
    connection.exec("insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')");
    connection.close();
    await expect(openDatabase(path)).rejects.toThrow(/a newer Stagger wrote it \(9999-later\); run that one/);
  });
});

describe('the journal is append-only', () => {
  it.each(["update journal set actor = 'x'", 'delete from journal'])('%s is refused', async (act) => {
    await withStore((store) => append(store, 0, [proposed]));
    const raw = new Database(path);
    expect(() => raw.exec(act)).toThrow('the journal is append-only');
    raw.close();
  });

  it.each([
    [
      'a changed body',
      `update journal set body = replace(body, 'U0ANN', 'U0BEN') where seq = 3`,
      3,
      'content',
    ],
    ['a changed actor', `update journal set actor = 'x' where seq = 2`, 2, 'content'],
    ['a changed time', `update journal set at = 2 where seq = 4`, 4, 'content'],
    ['another campaign', `update journal set campaign = 'c-9' where seq = 1`, 1, 'content'],
    ['a removed entry', `delete from journal where seq = 3`, 4, 'entry 3 is missing'],
    ['a removed beginning', `delete from journal where seq = 1`, 2, 'entry 1 is missing'],
    ['a forged hash', `update journal set hash = prev_hash where seq = 2`, 2, 'content'],
    [
      'a removed end',
      `delete from journal where seq > 3`,
      4,
      'campaign c-1 has 5 entries by its own row, and 3 in the journal',
    ],
    [
      'an inserted entry',
      `insert into journal select 6, at, actor, campaign, 6, body, prev_hash, hash from journal where seq = 5`,
      6,
      'does not follow',
    ],
  ])('%s is found', async (_, act, seq, detail) => {
    const verdict = await tampered(act);
    expect(verdict).toMatchObject({ kind: 'broken', seq });
    expect(verdict.kind === 'broken' && verdict.detail).toContain(detail);
  });

  it('a removed end is found, too, where it belonged to no campaign', async () => {
    const event = { kind: 'stop-switch-set', by: ann, reason: 'x' } as const;
    await withStore((store) => store.appendFleetEvent({ at: 1, actor: ann, event, messages: [] }));
    await withStore((store) => store.appendFleetEvent({ at: 2, actor: ann, event, messages: [] }));
    const raw = new Database(path);
    raw.exec('drop trigger journal_refuses_delete; delete from journal where seq = 2');
    raw.close();
    expect(await withStore((store) => store.verifyJournal())).toEqual({
      kind: 'broken',
      seq: 2,
      detail: 'the last entry was number 2, and the journal ends at 1',
    });
  });

  it('an untouched one is intact', async () => {
    expect(await tampered('')).toMatchObject({ kind: 'intact', entries: 5 });
  });
});

describe('the disk is full', () => {
  it('nothing is half-written, reading goes on, and writing goes on once there is room', async () => {
    const db = await openDatabase(path);
    const store = sqlStoreOn(db);
    await append(store, 0, [proposed]);
    const pages = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql`pragma max_page_count = ${sql.raw(String(pages.rows[0]?.page_count ?? 0))}`.execute(db);
    let version = 1;
    const big = { ...paused, by: 'x'.repeat(1_000) as PersonId };
    const fill = async (): Promise<void> => {
      for (; version < 200; version += 1) await append(store, version, [big]);
    };
    await expect(fill()).rejects.toThrow(/full/);
    expect(version).toBeLessThan(200);
    expect(await store.campaigns('open')).toEqual([{ id: campaign, version }]);
    expect(await store.campaignEvents(campaign, 0)).toHaveLength(version);
    expect(await store.verifyJournal()).toMatchObject({ kind: 'intact', entries: version });
    await expect(store.remember('x'.repeat(5_000), 'y')).rejects.toThrow(/full/);
    await sql`pragma max_page_count = 100000`.execute(db);
    expect(await append(store, version, [big])).toEqual({ kind: 'committed' });
    await store.close();
  });
});

describe('a file that is no good', () => {
  const problem = async (): Promise<string> => {
    const error: unknown = await openSqlStore(path).then(
      async (store) => store.close(),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DatabaseProblem);
    return error instanceof Error ? error.message : '';
  };

  it('not a database', async () => {
    await writeFile(path, 'this is a shopping list\n'.repeat(100));
    expect(await problem()).toContain(`database ${path}: file is not a database; check that it is`);
  });

  it('a database of something else is left as it was', async () => {
    const other = new Database(path);
    other.exec('create table journal (shopping text); insert into journal values (1)');
    other.close();
    expect(await problem()).toMatch(
      /migration failed at 0001-first: .*already exists; nothing was changed; if it is a Stagger database, restore/,
    );
    const again = new Database(path);
    expect(again.prepare('select * from journal').all()).toEqual([{ shopping: '1' }]);
    expect(again.prepare('select name from sqlite_schema').pluck().all()).toEqual(['journal']);
    again.close();
  });

  it('corrupt pages', async () => {
    await withStore((store) =>
      append(
        store,
        0,
        Array.from({ length: 200 }, (_, n) => (n === 0 ? proposed : paused)),
      ),
    );
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size - 8_192, 0xa5), 0, size - 8_192, 4_096);
    await file.close();
    expect(await problem()).toContain('restore the last backup');
  });

  it('cut off in the middle', async () => {
    await withStore((store) =>
      append(
        store,
        0,
        Array.from({ length: 200 }, (_, n) => (n === 0 ? proposed : paused)),
      ),
    );
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    await file.truncate(Math.floor(size / 2 / 4_096) * 4_096);
    await file.close();
    expect(await problem()).toContain('restore the last backup');
  });

  it('a directory, and a directory that cannot be made', async () => {
    await mkdir(path);
    expect(await problem()).toContain(`database ${path}: `);
    await writeFile(join(directory, 'file'), '');
    path = join(directory, 'file', 'stagger.db');
    expect(await problem()).toContain('local, writable file system');
  });

  it('read-only: nothing runs on a store that cannot record', async () => {
    await withStore((store) => append(store, 0, [proposed]));
    for (const name of await readdir(directory)) await chmod(join(directory, name), 0o444);
    await chmod(directory, 0o555);
    const said = await unprivileged(problem);
    await chmod(directory, 0o700);
    expect(said).toContain('local, writable file system');
  });

  it('a file that could not be opened is let go of', async () => {
    await writeFile(path, 'this is a shopping list\n'.repeat(100));
    const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    await problem();
    const before = await openFiles();
    for (let time = 0; time < 20; time += 1) await problem();
    expect(await openFiles()).toBeLessThan(before + 5);
  });
});

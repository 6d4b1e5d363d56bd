// Statements that are made ready once, over a real SQLite: what they answer is what a new one would.
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withKeptStatements } from '../../../src/adapters/sql/kept-statements.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagger-statements-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function opened(most?: number) {
  const path = join(folder, 'some.db');
  const connection = new Database(path);
  connection.exec('create table host (id text primary key, boots integer not null)');
  const asked: string[] = [];
  const counted = {
    prepare: (text: string) => {
      asked.push(text);
      return connection.prepare(text);
    },
    close: () => connection.close(),
  };
  const database = withKeptStatements(counted as unknown as Database.Database, most);
  return {
    path,
    asked,
    database,
    rows: (text: string, ...given: unknown[]) => database.prepare(text).all(given),
  };
}

it('a text is parsed once, and answers for the values and the rows of each run', () => {
  const { asked, database, rows } = opened();
  const add = 'insert into host values (?, ?)';
  const find = 'select boots from host where id = ?';
  database.prepare(add).run(['a', 1]);
  expect(rows(find, 'a')).toEqual([{ boots: 1 }]);
  database.prepare(add).run(['b', 2]);
  expect(rows(find, 'b')).toEqual([{ boots: 2 }]);
  expect(() => database.prepare(add).run(['b', 3])).toThrow('UNIQUE constraint failed');
  expect(rows(find, 'b')).toEqual([{ boots: 2 }]);
  expect(asked).toEqual([add, find]);
  database.close();
});

it('a schema that another process changed is seen by a statement from before', () => {
  const { path, database, rows } = opened();
  database.prepare('insert into host values (?, ?)').run(['a', 1]);
  const all = 'select * from host';
  expect(rows(all)).toEqual([{ id: 'a', boots: 1 }]);
  const other = new Database(path);
  other.exec("alter table host add column owner text not null default 'nobody'");
  other.close();
  expect(rows(all)).toEqual([{ id: 'a', boots: 1, owner: 'nobody' }]);
  database.close();
});

it('only so many are kept: the one that was used least lately goes', () => {
  const { asked, database, rows } = opened(2);
  const [first, second, third] = ['select 1 as n', 'select 2 as n', 'select 3 as n'] as const;
  for (const text of [first, second, first, third, first, second]) rows(text);
  expect(asked).toEqual([first, second, third, second]);
  database.close();
});

it('after the end nothing answers', () => {
  const { database } = opened();
  const count = database.prepare('select count(*) from host');
  database.close();
  expect(() => count.all([])).toThrow('not open');
  expect(() => database.prepare('select count(*) from host')).toThrow('not open');
});

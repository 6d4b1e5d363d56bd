// Whatever SQLite says, the person at the command line is told what to do, and never that it is a defect of Stagger.
import { expect, it } from 'vitest';
import { databaseError } from '../../src/app/database-error.ts';

const thrown = (code: string): Error => Object.assign(new Error('as SQLite says it'), { code });

it.each([
  ['SQLITE_BUSY', 'locked', 'try again'],
  ['SQLITE_BUSY_SNAPSHOT', 'locked', 'try again'],
  ['SQLITE_FULL', 'full', 'make room'],
  ['SQLITE_READONLY_DBMOVED', 'cannot be written by this user', 'sudo -u stagger'],
  ['SQLITE_IOERR_WRITE', 'soundly', 'stagger doctor'],
  ['SQLITE_CORRUPT', 'soundly', 'stagger restore'],
])('%s', (code, what, hint) => {
  const told = databaseError(thrown(code));
  expect(told?.message).toContain(what);
  expect(told?.message).toContain('as SQLite says it); nothing was changed');
  expect(told?.hint).toContain(hint);
  expect(told?.hint).toContain('stagger stop-switch set');
  expect(told?.exitCode).toBe(69);
});

it('is no answer for what is wrong elsewhere', () => {
  expect(databaseError(thrown('SQLITE_CONSTRAINT'))).toBeNull();
  expect(databaseError(thrown('ENOENT'))).toBeNull();
  expect(databaseError(new Error('x'))).toBeNull();
  expect(databaseError(null)).toBeNull();
});

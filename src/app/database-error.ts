// What SQLite says when it cannot do something, as what a person can do about it. Everything is one transaction: what
// failed has changed nothing.

import { exitCode } from './exit-code.ts';
import { OperatorError } from './operator-error.ts';

type Problem = { readonly what: string; readonly hint: string };

const problems: readonly (readonly [RegExp, Problem])[] = [
  [
    /^SQLITE_(BUSY|LOCKED)/,
    {
      what: 'the database is locked: another process has been writing it for more than five seconds',
      hint: 'try again; `fuser -v` with the database’s path names who holds it',
    },
  ],
  [/^SQLITE_FULL/, { what: 'the disk of the database is full', hint: 'make room on it, then try again' }],
  [
    /^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/,
    {
      what: 'the database cannot be written by this user',
      hint: 'run this as the user that the database belongs to (`sudo -u stagger stagger …`)',
    },
  ],
  [
    /^SQLITE_(IOERR|CORRUPT|NOTADB)/,
    {
      what: 'the database cannot be read or written soundly',
      hint: '`stagger doctor` looks at it; `stagger restore` puts a backup in its place',
    },
  ],
];

/** What a person must mend, or null where the error is none of the database's. */
export function databaseError(error: unknown): OperatorError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const code = String(error.code);
  const found = problems.find(([shape]) => shape.test(code));
  if (found === undefined) return null;
  const [, { what, hint }] = found;
  const stop = '`stagger stop-switch set REASON` stops every campaign without the database';
  return new OperatorError(`${what} (${error.message}); nothing was changed`, {
    hint: `${hint}; ${stop}`,
    exitCode: exitCode.unavailable,
    cause: error,
  });
}

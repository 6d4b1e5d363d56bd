// An address that cannot be listened on is the operator's to mend: who holds the port is theirs to know. Everything else
// that listening throws stays what it is.

import { exitCode } from './exit-code.ts';
import { OperatorError } from './operator-error.ts';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already',
  EACCES: 'this user may not listen there (ports below 1024 need a right)',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/**
 * @param place what listens, and where, as `the console, 127.0.0.1:7789`.
 * @returns an OperatorError for a taken or forbidden address, else `error` itself.
 */
export function listenProblem(
  error: unknown,
  place: { readonly what: string; readonly hint: string },
): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (reason === undefined) return error;
  return new OperatorError(`${place.what} cannot listen: ${reason} (${code})`, {
    hint: place.hint,
    exitCode: exitCode.unavailable,
    cause: error,
  });
}

// What a person must mend: what is wrong, and what to do. Anything else that is thrown is a bug.

import type { ExitCode } from './exit-code.ts';

export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly exitCode: ExitCode;
  /** The next action, as a sentence without its full stop. */
  readonly hint: string;

  constructor(
    message: string,
    options: { readonly hint: string; readonly exitCode: ExitCode; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
    this.exitCode = options.exitCode;
  }
}

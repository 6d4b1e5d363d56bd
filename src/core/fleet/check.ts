// What can be asked of a host after its boot (gates) and done to it around the reboot (hooks).
// Commands are lists of plain words, never shell text: a word cannot hold a character that a shell would interpret,
// so joining words with spaces is safe by construction. The SSH adapter checks the words again.

import type { DurationMs } from '../brand.ts';

const safeWord = /^[A-Za-z0-9_./:=,@%+-]+$/;

/** True if `word` has no character that a POSIX shell treats specially (and is not empty). */
export function isSafeWord(word: string): boolean {
  return safeWord.test(word);
}

/** A command run on the host over SSH. `argv[0]` is an absolute path; every word satisfies `isSafeWord`. */
export type HostCommand = { readonly argv: readonly string[] };

/** Drain and undrain. Declared idempotent by the operator: a hook whose outcome was lost is run again. */
export type Hook = { readonly command: HostCommand; readonly timeoutMs: DurationMs };

export type GateQuestion =
  | { readonly kind: 'tcp'; readonly port: number }
  | {
      readonly kind: 'http';
      readonly scheme: 'http' | 'https';
      readonly port: number;
      /** Begins with `/`. The host's own address is asked; redirects are not followed. */
      readonly path: string;
      readonly statuses: readonly number[];
      readonly bodyIncludes: string | null;
    }
  | {
      readonly kind: 'command';
      readonly command: HostCommand;
      readonly exitCode: number;
      readonly outputIncludes: string | null;
    };

/** A question that must be answered well before a rebooted host counts as serving. */
export type Gate = {
  /** Unique within its service, shown to people: `answers on 3306`. */
  readonly name: string;
  readonly question: GateQuestion;
  /** One attempt's bound. */
  readonly attemptMs: DurationMs;
  /** Pause between attempts. */
  readonly everyMs: DurationMs;
  /** All attempts together; past it the gate has timed out. */
  readonly withinMs: DurationMs;
  /** How many passes in a row make the gate pass (at least 1): a flapping service is not back. */
  readonly passes: number;
};

/** One attempt's answer. An error while asking is never a pass. */
export type GateAnswer =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly found: string }
  | { readonly kind: 'error'; readonly detail: string };

// What can be asked of a host after its boot (gates) and done to it around the reboot (hooks).
// Commands are lists of plain words, never shell text: a word cannot hold a character that a shell would interpret,
// so joining words with spaces is safe by construction. The SSH adapter checks the words again.

import type { DurationMs } from '../brand.ts';
import type { Part } from './part.ts';
import type { SecretReference } from './secret-reference.ts';

const safeWord = /^[A-Za-z0-9_./:=,@%+-]+$/;

/** True if `word` has no character that a POSIX shell treats specially (and is not empty). */
export function isSafeWord(word: string): boolean {
  return safeWord.test(word);
}

/** A command run on the host over SSH. `argv[0]` is an absolute path; every word satisfies `isSafeWord`. */
export type HostCommand = { readonly argv: readonly string[] };

/** Drain and undrain. Declared idempotent by the operator: a hook whose outcome was lost is run again. */
export type Hook = { readonly command: HostCommand; readonly timeoutMs: DurationMs };

/** Whether a login travels in the clear. `encrypted` does not know who answers; `verified` checks the certificate. */
export type GateTls =
  | { readonly kind: 'off' }
  | { readonly kind: 'encrypted' }
  /** `caPath` is absolute; null: the system's authorities. */
  | { readonly kind: 'verified'; readonly caPath: string | null };

/** How a server that asks for a login is reached: at the host's own address. */
export type GateLogin = {
  readonly port: number;
  /** Null: the server's default user, or none. */
  readonly user: string | null;
  /** A reference, never the password itself. Null: none is sent. */
  readonly password: SecretReference | null;
  readonly tls: GateTls;
};

export type MysqlQuestion = {
  readonly kind: 'mysql';
  readonly login: GateLogin;
  /** What the server itself must say that it is. A replica has both threads running and lags at most `maxLagMs`. */
  readonly role: 'primary' | 'replica';
  readonly maxLagMs: DurationMs;
  /** What `read_only` must be, or null: not asked. */
  readonly readOnly: 'on' | 'off' | null;
};

export type RedisQuestion = {
  readonly kind: 'redis';
  readonly login: GateLogin;
  /** `any`: whichever it is, it must be whole: loaded, and as a replica linked and in sync. */
  readonly role: 'primary' | 'replica' | 'any';
  /** Keys it must hold at least; 0: not asked. */
  readonly minKeys: number;
  /** True: it saves its data before the reboot (BGSAVE), and what was saved is counted. */
  readonly savesBefore: boolean;
  /** Of the keys without an expiry that were there before the reboot, this many percent must be there again; 0: not asked. */
  readonly keepsPercent: number;
  /** How many those were; null where nothing was counted before (outside a campaign): then it is not asked. */
  readonly lastingBefore: number | null;
};

export type HttpQuestion = {
  readonly kind: 'http';
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** Begins with `/`. The host's own address is asked; redirects are not followed. */
  readonly path: string;
  readonly statuses: readonly number[];
  readonly bodyIncludes: string | null;
  /** A value of the body, which must be JSON. `path` satisfies `parseJsonPath`. */
  readonly json: { readonly path: string; readonly equals: string | number | boolean | null } | null;
};

/** Questions that are asked on the host itself, over SSH. */
export type OnHostQuestion =
  | {
      readonly kind: 'command';
      readonly command: HostCommand;
      readonly exitCode: number;
      readonly outputIncludes: string | null;
    }
  /** The systemd unit is active. */
  | { readonly kind: 'unit'; readonly unit: string }
  /** No interface has this IP address: a floating address must not come back by itself. */
  | { readonly kind: 'address-absent'; readonly address: string }
  | { readonly kind: 'disk-free'; readonly path: string; readonly minFree: DiskAmount };

export type DiskAmount =
  { readonly kind: 'percent'; readonly value: number } | { readonly kind: 'mib'; readonly value: number };

/** Questions that the daemon asks over the network, at the host's own address. */
export type NetworkQuestion =
  { readonly kind: 'tcp'; readonly port: number } | HttpQuestion | MysqlQuestion | RedisQuestion;

/** The host can be looked at over SSH, and its system has started. Asked of guests that nothing else is asked of. */
export type AnswersQuestion = { readonly kind: 'answers' };

export type GateQuestion = NetworkQuestion | OnHostQuestion | AnswersQuestion;

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
  /** The parts of the service that are asked; null: all. */
  readonly parts: readonly Part[] | null;
  /** How many passes in a row make the gate pass (at least 1): a flapping service is not back. */
  readonly passes: number;
};

/** One attempt's answer. An error while asking is never a pass. */
export type GateAnswer =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly found: string }
  | { readonly kind: 'error'; readonly detail: string };

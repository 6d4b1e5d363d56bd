// What a gate needs to log in: the secret behind its reference and the authorities behind its path, read anew at each
// attempt, so that a rotated password counts at once. Neither is ever part of an answer.

import { readFile } from 'node:fs/promises';
import type { GateLogin } from '../../core/fleet/check.ts';
import type { SecretReference } from '../../core/fleet/secret-reference.ts';

/** `problem` says what was found and what to do; it never holds the secret. */
export type RevealSecret = (
  reference: SecretReference,
) => Promise<
  | { readonly kind: 'secret'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly problem: string }
>;

export type TlsOptions = { readonly rejectUnauthorized: boolean; readonly ca?: Buffer };

export type LoginParts =
  | {
      readonly kind: 'login';
      readonly user: string | null;
      readonly password: string | null;
      /** Null: in the clear. */
      readonly tls: TlsOptions | null;
    }
  | { readonly kind: 'unreadable'; readonly problem: string };

export async function loginParts(login: GateLogin, reveal: RevealSecret): Promise<LoginParts> {
  let password: string | null = null;
  if (login.password !== null) {
    const outcome = await reveal(login.password);
    if (outcome.kind === 'unreadable') return outcome;
    password = outcome.text;
  }
  const tls = await tlsOptions(login);
  if (tls !== null && 'problem' in tls) return { kind: 'unreadable', problem: tls.problem };
  return { kind: 'login', user: login.user, password, tls };
}

async function tlsOptions({ tls }: GateLogin): Promise<TlsOptions | { readonly problem: string } | null> {
  if (tls.kind === 'off') return null;
  if (tls.kind === 'encrypted') return { rejectUnauthorized: false };
  if (tls.caPath === null) return { rejectUnauthorized: true };
  try {
    return { rejectUnauthorized: true, ca: await readFile(tls.caPath) };
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { problem: `the authorities in ${tls.caPath} cannot be read (${why})` };
  }
}

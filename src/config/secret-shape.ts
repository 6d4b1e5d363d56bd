// References to secrets, and paths of this machine. The secret itself in an inventory or in the settings is a mistake,
// and its text is not repeated.

import { z } from 'zod';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import { expecting, mapping } from './field-shapes.ts';

const pathText = 'a path: absolute, relative to this directory, or beginning with ~/';
export const path = z
  .string({ error: expecting(pathText) })
  .min(1, { error: expecting(pathText) })
  .max(4_000, { error: expecting(pathText) })
  .refine((text) => !/\p{Cc}/u.test(text), { error: expecting(pathText) });

const secretText = 'a reference: {credential: NAME}, {env: NAME} or {file: path}';
const credentialText = 'the name of a systemd credential';
const secretHint = 'keep the secret itself out of the inventory';
export const secret = z.union(
  [
    mapping(secretText, {
      env: z
        .string({ error: expecting('the name of an environment variable') })
        .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, {
          error: expecting('the name of an environment variable', secretHint),
        }),
    }),
    mapping(secretText, { file: path }),
    mapping(secretText, {
      credential: z
        .string({ error: expecting(credentialText) })
        .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, { error: expecting(credentialText, secretHint) }),
    }),
  ],
  { error: expecting(secretText, secretHint) },
);

/** Turns a path of the settings into an absolute one. */
export type PathResolver = (path: string) => string;

/** The reference of a `{env: …}`, `{file: …}` or `{credential: …}`. */
export function secretReference(
  given: { readonly env: string } | { readonly file: string } | { readonly credential: string },
  absolute: PathResolver,
): SecretReference {
  if ('credential' in given) return { kind: 'credential', name: given.credential };
  return 'env' in given ? { kind: 'env', name: given.env } : { kind: 'file', path: absolute(given.file) };
}

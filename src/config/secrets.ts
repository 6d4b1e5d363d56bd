// Secrets: read from where the settings point, wrapped so that they cannot be printed by accident. A file that others
// may read is refused: a token that anybody on the machine can read is not a secret.

import type { SecretReference } from '../core/fleet/secret-reference.ts';
import { readCredential, readEnvironment, readSecretFile, type TextOutcome } from './disk.ts';

const shown = '[secret]';

/** A text that shows as `[secret]` wherever it is printed; only `reveal` gives it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself: for the library that needs it, never for a log, a message or an error. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.toPrimitive](): string {
    return shown;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown;
  }
}

export type SecretOutcome =
  | { readonly kind: 'secret'; readonly secret: Secret }
  /** `problem` says what was found and what to do; it never holds the secret. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads what `reference` points at. White space at the end is cut: editors and `echo` add a line end. */
export async function readSecret(reference: SecretReference): Promise<SecretOutcome> {
  const { source, read } = placeOf(reference);
  const outcome = await read();
  if (outcome.kind === 'problem') return { kind: 'unreadable', problem: `${source}: ${outcome.problem}` };
  const text = outcome.text.trimEnd();
  if (text === '')
    return { kind: 'unreadable', problem: `${source}: found nothing in it, expected the secret` };
  if (/[\p{Cc}]/u.test(text)) {
    return { kind: 'unreadable', problem: `${source}: found more than one line, expected the secret alone` };
  }
  return { kind: 'secret', secret: new Secret(text) };
}

type SecretPlace = { readonly source: string; readonly read: () => TextOutcome | Promise<TextOutcome> };

function placeOf(reference: SecretReference): SecretPlace {
  switch (reference.kind) {
    case 'env':
      return {
        source: `environment variable ${reference.name}`,
        read: () => readEnvironment(reference.name),
      };
    case 'file':
      return { source: `secret file ${reference.path}`, read: () => readSecretFile(reference.path) };
    case 'credential':
      return { source: `systemd credential ${reference.name}`, read: () => readCredential(reference.name) };
  }
}

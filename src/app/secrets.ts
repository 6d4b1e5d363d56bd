// Secrets, read when they are needed. What goes wrong names the reference, never the secret.

import type { RevealSecret } from '../adapters/gates/gate-login.ts';
import { readSecret } from '../config/secrets.ts';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import { exitCode } from './exit-code.ts';
import { OperatorError } from './operator-error.ts';

export const revealSecret: RevealSecret = async (reference) => {
  const outcome = await readSecret(reference);
  return outcome.kind === 'secret' ? { kind: 'secret', text: outcome.secret.reveal() } : outcome;
};

/** @throws OperatorError naming the reference, never the secret. */
export async function readSecretOrFail(reference: SecretReference): Promise<string> {
  const outcome = await readSecret(reference);
  if (outcome.kind === 'secret') return outcome.secret.reveal();
  throw new OperatorError(outcome.problem, {
    hint: 'settings.yaml says where each secret is read from',
    exitCode: exitCode.configuration,
  });
}

// The private keys we log in with. A key is parsed once; its signing is replaced by one with a cached KeyObject,
// because ssh2 hands OpenSSL the PEM text on every login (0.3 ms of decoding on OpenSSL 3.0). The key text is not kept.

import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import ssh2, { type ParsedKey } from 'ssh2';

export type IdentitySource =
  | { readonly kind: 'file'; readonly path: string; readonly passphrase: string | null }
  | { readonly kind: 'text'; readonly text: string; readonly passphrase: string | null };

export type Identity = { readonly key: ParsedKey };

const hashOf: ReadonlyMap<string, string> = new Map([
  ['ecdsa-sha2-nistp256', 'sha256'],
  ['ecdsa-sha2-nistp384', 'sha384'],
  ['ecdsa-sha2-nistp521', 'sha512'],
  ['ssh-rsa', 'sha256'],
]);

/**
 * Reads and parses a private key.
 * @throws Error that names the file and says what to do; never holds key text.
 */
export function loadIdentity(source: IdentitySource): Identity {
  const name = source.kind === 'file' ? `SSH key ${source.path}` : 'the SSH key given as text';
  const key = parse(source, name);
  if (!key.isPrivateKey()) throw new Error(`${name} is a public key: name the private key file`);
  const keyObject = createPrivateKey(key.getPrivatePEM());
  const hash = hashOf.get(key.type) ?? null;
  key.sign = (data, algorithm) => sign(algorithm ?? hash, Buffer.from(data as Buffer), keyObject);
  return { key };
}

function parse(source: IdentitySource, name: string): ParsedKey {
  let text: string;
  try {
    text = source.kind === 'file' ? readFileSync(source.path, 'utf8') : source.text;
  } catch (error) {
    throw new Error(`${name} cannot be read: ${(error as Error).message}`);
  }
  const parsed = ssh2.utils.parseKey(text, source.passphrase ?? undefined) as
    ParsedKey | Error | readonly ParsedKey[];
  if (parsed instanceof Error)
    throw new Error(
      `${name} is not a private key that can be used (${parsed.message}): ed25519, ECDSA and RSA keys can`,
    );
  const [first] = Array.isArray(parsed) ? (parsed as readonly ParsedKey[]) : [parsed as ParsedKey];
  if (first === undefined) throw new Error(`${name} holds no key`);
  return first;
}

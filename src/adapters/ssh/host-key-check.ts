// Judges the key that a host presents. Only a key that known_hosts trusts for this host and port passes; every refusal
// carries the command that lets a person inspect and fix it. There is no accept-all and no trust on first use.

import { shellWord } from '../../core/shell-word.ts';
import type { KnownHostsAnswer } from './known-hosts-file.ts';
import { fingerprint, knownHostsName, type HostKeyRing, type KnownHostKey } from './known-hosts.ts';
import { connectionFailure, type ConnectionFailure } from './ssh-failure.ts';

export type HostKeyQuestion = {
  readonly host: string;
  readonly port: number;
  readonly knownHostsPath: string;
  readonly answer: KnownHostsAnswer;
};

/**
 * Signature algorithms by key type. SHA-1 (`ssh-rsa` signatures) is left out, as in OpenSSH since 8.8. A key type that
 * is not listed here cannot be used by ssh2 (security keys, certificates).
 */
const algorithmsOf: ReadonlyMap<string, readonly HostKeyAlgorithm[]> = new Map([
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
]);

export type HostKeyAlgorithm =
  | 'ssh-ed25519'
  | 'ecdsa-sha2-nistp256'
  | 'ecdsa-sha2-nistp384'
  | 'ecdsa-sha2-nistp521'
  | 'rsa-sha2-512'
  | 'rsa-sha2-256';

const empty: HostKeyRing = { trusted: [], revoked: [], certAuthorityLines: [] };

function ringOf(question: HostKeyQuestion): HostKeyRing {
  return question.answer.kind === 'ring' ? question.answer.ring : empty;
}

/**
 * What to offer in the handshake: only types that known_hosts has for the host, or else a host known by its RSA key
 * would present its ed25519 key and look like a stranger. Unknown hosts get every type, to learn their fingerprint.
 */
export function hostKeyAlgorithms(question: HostKeyQuestion): readonly HostKeyAlgorithm[] {
  const known = [...new Set(ringOf(question).trusted.map((key) => key.type))];
  const usable = known.flatMap((type) => algorithmsOf.get(type) ?? []);
  return usable.length > 0 ? usable : [...algorithmsOf.values()].flat();
}

/** Null if `presented` (the raw public key) is trusted; otherwise why not, and what to do. */
export function judgeHostKey(question: HostKeyQuestion, presented: Buffer): ConnectionFailure | null {
  const ring = ringOf(question);
  const blob = presented.toString('base64');
  const revoked = ring.revoked.find((key) => key.blob === blob);
  if (revoked !== undefined) return keyRevoked(question, revoked);
  if (ring.trusted.some((key) => key.blob === blob)) return null;
  const type = presented.toString('latin1', 4, 4 + presented.readUInt32BE(0));
  const sameType = ring.trusted.filter((key) => key.type === type);
  if (sameType.length > 0) return keyChanged(question, sameType, `presents ${type} ${fingerprint(blob)}`);
  return keyUnknown(question, `${type} ${fingerprint(blob)}`);
}

/** The host offers no key of a type that known_hosts has for it: reinstalled, or its key files are gone. */
export function noKnownKeyType(question: HostKeyQuestion): ConnectionFailure {
  return keyChanged(question, ringOf(question).trusted, 'offers no key of that type');
}

function scan({ host, port }: HostKeyQuestion): string {
  return port === 22 ? `ssh-keyscan ${shellWord(host)}` : `ssh-keyscan -p ${port} ${shellWord(host)}`;
}

function named({ host, port }: HostKeyQuestion): string {
  return knownHostsName(host, port);
}

function keyUnknown(question: HostKeyQuestion, presented: string): ConnectionFailure {
  const { knownHostsPath: path, answer } = question;
  const lines = ringOf(question).certAuthorityLines;
  const why =
    answer.kind === 'unreadable'
      ? `${path} cannot be read (${answer.detail})`
      : lines.length > 0
        ? `${path} line ${lines.join(', ')} trusts a certificate authority, which this client does not support; it has no plain key for it`
        : `${path} has no key for it`;
  return connectionFailure(
    'host-key-unknown',
    `${named(question)} presents ${presented}, and ${why}. Inspect: ${scan(question)} | ssh-keygen -lf - ; compare ` +
      `with the host's console; then: ${scan(question)} >> ${shellWord(path)}`,
  );
}

function keyChanged(
  question: HostKeyQuestion,
  expected: readonly KnownHostKey[],
  found: string,
): ConnectionFailure {
  const { knownHostsPath: path } = question;
  const known = expected.map((key) => `${key.type} ${fingerprint(key.blob)} (line ${key.line})`).join(', ');
  return connectionFailure(
    'host-key-changed',
    `${named(question)} ${found}, but ${path} expects ${known}: reinstalled, or somebody is in between. Compare with the host's ` +
      `console (${scan(question)} | ssh-keygen -lf -). If it is right: ssh-keygen -f ${shellWord(path)} -R ${shellWord(named(question))} ` +
      `&& ${scan(question)} >> ${shellWord(path)}`,
  );
}

function keyRevoked(question: HostKeyQuestion, revoked: KnownHostKey): ConnectionFailure {
  return connectionFailure(
    'host-key-revoked',
    `${named(question)} presents a key that ${question.knownHostsPath} line ${revoked.line} revokes ` +
      `(${revoked.type} ${fingerprint(revoked.blob)}). Do not connect. Give the host new keys (ssh-keygen -A on its ` +
      `console), then: ${scan(question)} >> ${shellWord(question.knownHostsPath)}`,
  );
}

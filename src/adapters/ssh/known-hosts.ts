// Which host keys the operator trusts for a host, by the rules of OpenSSH's known_hosts (sshd(8), "SSH_KNOWN_HOSTS
// FILE FORMAT"). Pure: text in, keys out. A line that cannot be understood never matches; a host without a trusted
// key is refused by the caller, there is no accept-all.

import { hash } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';

/** One key line. `blob` is the base64 column, which is also the raw key that the host presents. */
export type KnownHostKey = { readonly type: string; readonly blob: string; readonly line: number };

/** What the file says about one host and port. */
export type HostKeyRing = {
  readonly trusted: readonly KnownHostKey[];
  /** Never accepted, whatever else matches. */
  readonly revoked: readonly KnownHostKey[];
  /** Lines that trust a certificate authority for this host: recognised, and not usable with this transport. */
  readonly certAuthorityLines: readonly number[];
};

type NameTest =
  | { readonly kind: 'patterns'; readonly positive: readonly RegExp[]; readonly negative: readonly RegExp[] }
  | { readonly kind: 'exact'; readonly names: ReadonlySet<string> }
  | { readonly kind: 'hashed'; readonly inner: Buffer; readonly outer: Buffer; readonly digest: string };

type Line = {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly names: NameTest;
  readonly key: KnownHostKey;
};

export type KnownHosts = {
  readonly lines: readonly Line[];
  /** Numbers of the lines that are neither empty nor a comment and could not be understood. */
  readonly malformedLines: readonly number[];
};

const sha1BlockBytes = 64;
const sha1DigestBytes = 20;

/** Parses the whole text; lines are numbered from 1. */
export function parseKnownHosts(text: string): KnownHosts {
  const lines: Line[] = [];
  const malformedLines: number[] = [];
  text.split('\n').forEach((raw, index) => {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) return;
    const line = parseLine(content, index + 1);
    if (line === null) malformedLines.push(index + 1);
    else lines.push(line);
  });
  return { lines, malformedLines };
}

function parseLine(content: string, number: number): Line | null {
  const words = content.split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') === true ? words.shift() : null;
  const [hosts, type, blob] = words;
  if (hosts === undefined || type === undefined || blob === undefined) return null;
  if (marker !== null && marker !== '@revoked' && marker !== '@cert-authority') return null;
  if (typeInsideBlob(blob) !== type) return null;
  const names = hosts.startsWith('|') ? parseHashedName(hosts) : parseNames(hosts);
  if (names === null) return null;
  const kind = marker === '@revoked' ? 'revoked' : marker === '@cert-authority' ? 'cert-authority' : 'none';
  return { marker: kind, names, key: { type, blob, line: number } };
}

/** The key type that the blob itself names, or null: ssh ignores a line whose two types disagree. */
function typeInsideBlob(blob: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return null;
  const bytes = Buffer.from(blob, 'base64');
  if (bytes.length < 4) return null;
  const length = bytes.readUInt32BE(0);
  return length > bytes.length - 4 ? null : bytes.toString('latin1', 4, 4 + length);
}

function parseNames(field: string): NameTest {
  const patterns = field.toLowerCase().split(',');
  if (!/[*?!]/.test(field)) return { kind: 'exact', names: new Set(patterns) };
  const asRegExp = (pattern: string): RegExp =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replace(/\*+/g, '.*')
        .replace(/\?/g, '.')}$`,
    );
  const negated = patterns.filter((pattern) => pattern.startsWith('!'));
  return {
    kind: 'patterns',
    positive: patterns.filter((pattern) => !pattern.startsWith('!')).map(asRegExp),
    negative: negated.map((pattern) => asRegExp(pattern.slice(1))),
  };
}

/**
 * `|1|salt|HMAC-SHA1(salt, name)`. The two padded keys of the HMAC are prepared once a line: comparing a name is then
 * two one-shot hashes (3 µs), not a keyed HMAC object (17 µs); a file of thousands of hashed lines is searched for
 * each host of the fleet.
 */
function parseHashedName(field: string): NameTest | null {
  const [, version, saltText, digest] = field.split('|');
  if (version !== '1' || saltText === undefined || digest === undefined) return null;
  const salt = Buffer.from(saltText, 'base64');
  if (salt.length !== sha1DigestBytes) return null;
  const padded = (byte: number): Buffer => {
    const pad = Buffer.alloc(sha1BlockBytes, byte);
    salt.forEach((value, index) => (pad[index] = value ^ byte));
    return pad;
  };
  return { kind: 'hashed', inner: padded(0x36), outer: padded(0x5c), digest };
}

function matches(names: NameTest, name: string): boolean {
  if (names.kind === 'exact') return names.names.has(name);
  if (names.kind === 'patterns') {
    if (names.negative.some((pattern) => pattern.test(name))) return false;
    return names.positive.some((pattern) => pattern.test(name));
  }
  const inner = hash('sha1', Buffer.concat([names.inner, Buffer.from(name)]), 'buffer');
  return hash('sha1', Buffer.concat([names.outer, inner]), 'base64') === names.digest;
}

/**
 * The name under which ssh looks a host up: lower case, IPv6 in its canonical spelling, and `[host]:port` unless the
 * port is 22.
 */
export function knownHostsName(host: string, port: number): string {
  const [address = host, scope] = host.split('%');
  const spelt = isIPv6(host)
    ? new SocketAddress({ address, family: 'ipv6' }).address + (scope === undefined ? '' : `%${scope}`)
    : host.toLowerCase();
  return port === 22 ? spelt : `[${spelt}]:${port}`;
}

/**
 * The keys for a host and port. Like ssh, a port other than 22 without a line of its own falls back to the lines of
 * the plain name. Stricter than ssh in one point: a key revoked for the plain name is revoked on every port.
 */
export function hostKeysFor(knownHosts: KnownHosts, host: { name: string; port: number }): HostKeyRing {
  const own = linesFor(knownHosts, knownHostsName(host.name, host.port));
  const plain = host.port === 22 ? [] : linesFor(knownHosts, knownHostsName(host.name, 22));
  const all = [...new Set([...own, ...plain])];
  const keysWith = (lines: readonly Line[], marker: Line['marker']): readonly KnownHostKey[] =>
    lines.filter((line) => line.marker === marker).map((line) => line.key);
  const ownTrusted = keysWith(own, 'none');
  return {
    trusted: ownTrusted.length > 0 ? ownTrusted : keysWith(plain, 'none'),
    revoked: keysWith(all, 'revoked'),
    certAuthorityLines: keysWith(all, 'cert-authority').map((key) => key.line),
  };
}

function linesFor(knownHosts: KnownHosts, name: string): readonly Line[] {
  return knownHosts.lines.filter((line) => matches(line.names, name));
}

/** `SHA256:…` of a key blob (base64), as `ssh-keygen -l` and ssh print it. */
export function fingerprint(blob: string): string {
  return `SHA256:${hash('sha256', Buffer.from(blob, 'base64'), 'base64').replace(/=+$/, '')}`;
}

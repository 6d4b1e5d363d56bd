import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  fingerprint,
  hostKeysFor,
  knownHostsName,
  parseKnownHosts,
} from '../../../src/adapters/ssh/known-hosts.ts';
import { ed25519Blob, knownHostsLine as line } from './known-hosts-lines.ts';

function trustedLines(text: string, name: string, port = 22): readonly number[] {
  return hostKeysFor(parseKnownHosts(text), { name, port }).trusted.map((key) => key.line);
}

function hashed(name: string): string {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

describe('names in known_hosts', () => {
  it.each([
    ['a plain name', 'db-1.example', 'db-1.example', 22],
    ['a name in capitals in the file', 'DB-1.Example', 'db-1.example', 22],
    ['a name in capitals in the inventory', 'db-1.example', 'DB-1.EXAMPLE', 22],
    ['one of a comma list', 'alias,db-1.example,127.0.0.9', '127.0.0.9', 22],
    ['a port', '[db-1.example]:2222', 'db-1.example', 2222],
    ['a plain name for another port (as ssh does)', 'db-1.example', 'db-1.example', 2222],
    ['a star', '*.example', 'db-1.example', 22],
    ['a star inside a port pattern', '[*.example]:2222', 'db-1.example', 2222],
    ['a question mark', 'db-?.example', 'db-1.example', 22],
    ['a pattern with a negation of another host', '*.example,!db-2.example', 'db-1.example', 22],
    ['a hashed name', hashed('db-1.example'), 'DB-1.example', 22],
    ['a hashed name with a port', hashed('[db-1.example]:2222'), 'db-1.example', 2222],
    ['IPv6', '2001:db8::1', '2001:db8::1', 22],
    ['IPv6 spelt otherwise in the inventory', '2001:db8::1', '2001:0DB8:0:0::1', 22],
    ['IPv6 with a port', '[2001:db8::1]:2222', '2001:DB8::1', 2222],
  ])('finds %s', (_what, hosts, name, port) => {
    expect(trustedLines(line(hosts, 1), name, port)).toEqual([1]);
  });

  it.each([
    ['another name', 'db-2.example', 'db-1.example', 22],
    ['a name that only begins alike', 'db-1', 'db-10', 22],
    ['a dot as if it were any character', 'db-1.example', 'db-1xexample', 22],
    ['brackets as if they were a class', '[db]-1', 'd-1', 22],
    ['port lines for port 22', '[db-1.example]:2222', 'db-1.example', 22],
    ['another port', '[db-1.example]:2222', 'db-1.example', 2223],
    ['a negated name', '*.example,!db-1.example', 'db-1.example', 22],
    ['a negated name, whatever its order', '!db-1.example,*.example', 'db-1.example', 22],
    ['only a negation', '!db-2.example', 'db-1.example', 22],
    ['a star that would have to match a port', '*.example', 'db-1.example.org', 2222],
    ['the hash of another name', hashed('db-2.example'), 'db-1.example', 22],
    ['a hash of an unknown kind', hashed('db-1.example').replace('|1|', '|2|'), 'db-1.example', 22],
  ])('does not take %s', (_what, hosts, name, port) => {
    expect(trustedLines(line(hosts, 1), name, port)).toEqual([]);
  });

  it('prefers lines of the port to lines of the plain name', () => {
    const text = line('db-1', 1) + line('[db-1]:2222', 2);
    expect(trustedLines(text, 'db-1', 2222)).toEqual([2]);
  });

  it('gives every key of a host', () => {
    expect(trustedLines(line('db-1', 1) + '\n# note\n' + line('db-*', 2), 'db-1')).toEqual([1, 4]);
  });
});

describe('markers', () => {
  it('keeps revoked keys apart from trusted ones', () => {
    const ring = hostKeysFor(parseKnownHosts(line('db-1', 1) + line('*', 1, '@revoked')), {
      name: 'db-1',
      port: 22,
    });
    expect(ring.revoked.map((key) => key.blob)).toEqual([ed25519Blob(1)]);
    expect(ring.trusted.map((key) => key.line)).toEqual([1]);
  });

  it('revokes for every port what is revoked for the plain name', () => {
    const text = line('[db-1]:2222', 1) + line('db-1', 1, '@revoked');
    expect(
      hostKeysFor(parseKnownHosts(text), { name: 'db-1', port: 2222 }).revoked.map((key) => key.line),
    ).toEqual([2]);
  });

  it('reports a certificate authority and never trusts it as a host key', () => {
    const ring = hostKeysFor(parseKnownHosts(line('*.example', 1, '@cert-authority')), {
      name: 'db-1.example',
      port: 22,
    });
    expect(ring).toEqual({ trusted: [], revoked: [], certAuthorityLines: [1] });
  });
});

describe('lines that cannot be understood', () => {
  it.each([
    ['an unknown marker', line('db-1', 1, '@trusted')],
    ['a marker in capitals', line('db-1', 1, '@REVOKED')],
    ['no key', 'db-1 ssh-ed25519\n'],
    ['a key that is not base64', 'db-1 ssh-ed25519 <html>\n'],
    ['a key of another type than named', `db-1 ssh-rsa ${ed25519Blob(1)}\n`],
    ['a truncated key', 'db-1 ssh-ed25519 AAAA\n'],
    ['an SSH 1 key', 'db-1 1024 65537 1234567890\n'],
    ['a hash with a short salt', `|1|AAAA|AAAA ssh-ed25519 ${ed25519Blob(1)}\n`],
  ])('%s trusts nothing and is counted', (_what, text) => {
    const parsed = parseKnownHosts(text);
    expect(parsed.malformedLines).toEqual([1]);
    expect(hostKeysFor(parsed, { name: 'db-1', port: 22 }).trusted).toEqual([]);
  });

  it('accepts Windows line ends and leading blanks', () => {
    expect(trustedLines(`  ${line('db-1', 1).trim()}\r\n`, 'db-1')).toEqual([1]);
  });
});

describe('what people see', () => {
  it.each([
    ['db-1', 22, 'db-1'],
    ['DB-1', 2222, '[db-1]:2222'],
    ['2001:DB8:0::1', 2222, '[2001:db8::1]:2222'],
    ['fe80::1%eth0', 22, 'fe80::1%eth0'],
  ])('%s port %s is %s', (name, port, expected) => {
    expect(knownHostsName(name, port)).toBe(expected);
  });

  it('prints the fingerprint of ssh-keygen -l', () => {
    expect(fingerprint('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl')).toBe(
      'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    );
  });
});

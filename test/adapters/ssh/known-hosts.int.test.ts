// OpenSSH itself is the oracle. `ssh-keygen -F` is asked name by name; it differs from ssh, and from us, in three
// points that are pinned here: it does not fold the capitals of the name asked for, it does not rewrite IPv6, and it
// never falls back from a port to the plain name.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownHostsFile } from '../../../src/adapters/ssh/known-hosts-file.ts';
import {
  fingerprint,
  hostKeysFor,
  knownHostsName,
  parseKnownHosts,
} from '../../../src/adapters/ssh/known-hosts.ts';
import { ed25519Blob, knownHostsLine as line } from './known-hosts-lines.ts';
import { fc } from '../../fakes/properties.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagger-known-hosts-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** Line numbers that `ssh-keygen -F` reports for a name, revoked and authority lines included. */
function linesByOpenSsh(path: string, name: string): readonly number[] {
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-f', path], { encoding: 'utf8' });
  return [...stdout.matchAll(/found: line (\d+)/g)].map((match) => Number(match[1]));
}

function linesByUs(text: string, name: string, port: number): readonly number[] {
  const ring = hostKeysFor(parseKnownHosts(text), { name, port });
  return [
    ...ring.trusted.map((key) => key.line),
    ...ring.revoked.map((key) => key.line),
    ...ring.certAuthorityLines,
  ].toSorted((a, b) => a - b);
}

describe('against ssh-keygen', () => {
  const label = fc.constantFrom(
    'a',
    'b',
    'ab',
    'a.b',
    'aab',
    '127.0.0.1',
    '::1',
    'A',
    '*',
    '?',
    'a*',
    '*.b',
    '?b',
    '!a',
    '!*b',
  );
  const ported = label.map((name) => (name.startsWith('!') ? `![${name.slice(1)}]:2222` : `[${name}]:2222`));
  const hosts = fc
    .array(fc.oneof(label, ported), { minLength: 1, maxLength: 4 })
    .map((names) => names.join(','));
  const file = fc.array(fc.tuple(hosts, fc.constantFrom('', '', '', '@revoked', '@cert-authority')), {
    minLength: 1,
    maxLength: 8,
  });

  it('finds the same lines in random files', () => {
    fc.assert(
      fc.property(file, fc.constantFrom('a', 'b', 'ab', 'a.b', 'aab', '127.0.0.1', '::1'), (lines, name) => {
        const text = lines.map(([names, marker], index) => line(names, index, marker)).join('');
        const path = write('random', text);
        expect(linesByUs(text, name, 22)).toEqual(linesByOpenSsh(path, name));
        const onPort = linesByOpenSsh(path, `[${name}]:2222`);
        // The fallback to the plain name is ssh's, not ssh-keygen's: ask for the port's own lines only.
        expect(linesByUs(text, name, 2222)).toEqual(expect.arrayContaining([...onPort]));
        const ring = hostKeysFor(parseKnownHosts(text), { name, port: 2222 });
        const own = ring.trusted.map((key) => key.line).filter((number) => onPort.includes(number));
        if (own.length > 0) expect(ring.trusted.length).toBe(own.length);
      }),
      { numRuns: 60 },
    );
  });

  it('finds what ssh-keygen -H has hashed', () => {
    const names = ['web-01.example', '[web-02.example]:2222', '192.0.2.7', '2001:db8::7'];
    const path = write('hashed', names.map((name, index) => line(name, index)).join(''));
    execFileSync('ssh-keygen', ['-H', '-f', path], { stdio: 'ignore' });
    const file = knownHostsFile(path);
    const blobs = (name: string, port: number): readonly string[] => {
      const answer = file.keysFor({ name, port });
      return answer.kind === 'ring' ? answer.ring.trusted.map((key) => key.blob) : [];
    };
    expect(blobs('WEB-01.example', 22)).toEqual([ed25519Blob(0)]);
    expect(blobs('web-02.example', 2222)).toEqual([ed25519Blob(1)]);
    expect(blobs('web-02.example', 22)).toEqual([]);
    expect(blobs('192.0.2.7', 22)).toEqual([ed25519Blob(2)]);
    expect(blobs('2001:DB8:0::7', 22)).toEqual([ed25519Blob(3)]);
  });

  it('differs from -F where ssh does', () => {
    const path = write('differs', line('only-revoked', 1, '@revoked'));
    expect(spawnSync('ssh-keygen', ['-F', 'only-revoked', '-f', path]).status).toBe(0);
    expect(
      hostKeysFor(parseKnownHosts(line('only-revoked', 1, '@revoked')), { name: 'only-revoked', port: 22 })
        .trusted,
    ).toEqual([]);
  });

  it('prints fingerprints as ssh-keygen -l does', () => {
    const path = write('key.pub', `ssh-ed25519 ${ed25519Blob(9)}\n`);
    expect(execFileSync('ssh-keygen', ['-l', '-f', path], { encoding: 'utf8' })).toContain(
      fingerprint(ed25519Blob(9)),
    );
  });

  it('names a host so that ssh-keygen -R removes it', () => {
    const path = write('remove', line('[web-01]:2222', 1) + line('web-01', 2));
    execFileSync('ssh-keygen', ['-R', knownHostsName('web-01', 2222), '-f', path], { stdio: 'ignore' });
    const answer = knownHostsFile(path).keysFor({ name: 'web-01', port: 22 });
    expect(answer).toMatchObject({ kind: 'ring', ring: { trusted: [{ blob: ed25519Blob(2) }] } });
    expect(linesByOpenSsh(path, '[web-01]:2222')).toEqual([]);
  });
});

describe('the file', () => {
  it('is read again when it changes', () => {
    const path = write('changing', line('web-01', 1));
    const file = knownHostsFile(path);
    const host = { name: 'web-01', port: 22 };
    expect(file.keysFor(host)).toMatchObject({ ring: { trusted: [{ blob: ed25519Blob(1) }] } });
    writeFileSync(path, line('web-01', 2));
    utimesSync(path, 1, 1);
    expect(file.keysFor(host)).toMatchObject({ ring: { trusted: [{ blob: ed25519Blob(2) }] } });
  });

  it('trusts nothing while it cannot be read', () => {
    const file = knownHostsFile(join(folder, 'absent'));
    expect(file.keysFor({ name: 'web-01', port: 22 })).toMatchObject({ kind: 'unreadable' });
    write('absent', line('web-01', 3));
    expect(file.keysFor({ name: 'web-01', port: 22 })).toMatchObject({ kind: 'ring' });
  });
});

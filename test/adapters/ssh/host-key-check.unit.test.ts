import { describe, expect, it } from 'vitest';
import {
  hostKeyAlgorithms,
  judgeHostKey,
  type HostKeyQuestion,
} from '../../../src/adapters/ssh/host-key-check.ts';
import { hostKeysFor, parseKnownHosts } from '../../../src/adapters/ssh/known-hosts.ts';
import { ed25519Blob, knownHostsLine as line } from './known-hosts-lines.ts';

function question(text: string, port = 2222): HostKeyQuestion {
  return {
    host: 'db-1',
    port,
    knownHostsPath: '/etc/stagger/known_hosts',
    answer: { kind: 'ring', ring: hostKeysFor(parseKnownHosts(text), { name: 'db-1', port }) },
  };
}

function judge(text: string, presented: number, port = 2222): string {
  const refusal = judgeHostKey(question(text, port), Buffer.from(ed25519Blob(presented), 'base64'));
  return refusal === null ? 'trusted' : `${refusal.failure}: ${refusal.detail}`;
}

describe('the key of a host', () => {
  it('passes if known_hosts has it', () => {
    expect(judge(line('[db-1]:2222', 1) + line('[db-1]:2222', 2), 2)).toBe('trusted');
  });

  it('is unknown: the fingerprint and the commands', () => {
    const text = judge('', 1);
    expect(text).toMatch(/^host-key-unknown: \[db-1\]:2222 presents ssh-ed25519 SHA256:/);
    expect(text).toContain('ssh-keyscan -p 2222 db-1 | ssh-keygen -lf -');
    expect(text).toContain('ssh-keyscan -p 2222 db-1 >> /etc/stagger/known_hosts');
    expect(judge('', 1, 22)).toContain('ssh-keyscan db-1 >>');
  });

  it('has changed: both fingerprints, the line, and the command that removes it', () => {
    const text = judge(`# note\n${line('[db-1]:2222', 1)}`, 2);
    expect(text).toMatch(
      /^host-key-changed: .*presents ssh-ed25519 SHA256:.* expects ssh-ed25519 SHA256:.*\(line 2\)/,
    );
    expect(text).toContain(
      "ssh-keygen -f /etc/stagger/known_hosts -R '[db-1]:2222' && ssh-keyscan -p 2222 db-1",
    );
  });

  it('is revoked, even if it is also trusted', () => {
    expect(judge(line('[db-1]:2222', 1) + line('*', 1, '@revoked'), 1)).toMatch(
      /^host-key-revoked: .*line 2/,
    );
  });

  it('is unknown where only an authority is trusted, and says so', () => {
    expect(judge(line('[db-1]:2222', 1, '@cert-authority'), 1)).toMatch(
      /^host-key-unknown: .*line 1 trusts a certificate authority/,
    );
  });

  it('is unknown where known_hosts cannot be read', () => {
    const unreadable = { ...question(''), answer: { kind: 'unreadable', detail: 'EACCES' } } as const;
    const refusal = judgeHostKey(unreadable, Buffer.from(ed25519Blob(1), 'base64'));
    expect(refusal?.failure).toBe('host-key-unknown');
    expect(refusal?.detail).toContain('EACCES');
  });
});

describe('what is offered in the handshake', () => {
  it('is what known_hosts has', () => {
    expect(hostKeyAlgorithms(question(line('[db-1]:2222', 1)))).toEqual(['ssh-ed25519']);
  });

  it('is everything for an unknown host', () => {
    expect(hostKeyAlgorithms(question(''))).toContain('rsa-sha2-512');
  });
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSecret, Secret } from '../../src/config/secrets.ts';

const planted = 'xoxb-planted-7d1f';
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-secret-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function secretFile(mode: number, text = `${planted}\n`): string {
  const path = join(directory, 'token');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('a secret', () => {
  it('shows itself nowhere', () => {
    const secret = new Secret(planted);
    const error = new Error(`with ${String(secret)}`, { cause: { secret } });
    const everything = [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret }),
      inspect({ deep: { deeper: { secret } } }, { depth: 9, showHidden: true }),
      inspect(error),
      inspect(secret, { customInspect: false, showHidden: true }),
      Object.keys(secret).join(),
      JSON.stringify(structuredClone({ secret })),
    ].join('\n');
    expect(everything).not.toContain('planted');
    expect(everything).toContain('[secret]');
    expect(secret.reveal()).toBe(planted);
  });
});

describe('reading a secret', () => {
  it('takes it from the environment or from a file of its owner, without the line end', async () => {
    vi.stubEnv('STAGGER_TEST_TOKEN', planted);
    for (const reference of [
      { kind: 'env', name: 'STAGGER_TEST_TOKEN' } as const,
      { kind: 'file', path: secretFile(0o600) } as const,
      { kind: 'file', path: secretFile(0o400) } as const,
    ]) {
      const outcome = await readSecret(reference);
      expect(outcome.kind === 'secret' && outcome.secret.reveal()).toBe(planted);
    }
  });

  it.each([0o640, 0o604, 0o660, 0o644, 0o610, 0o777])('refuses a file of mode %o', async (mode) => {
    const outcome = await readSecret({ kind: 'file', path: secretFile(mode) });
    expect(outcome).toMatchObject({ kind: 'unreadable' });
    expect(JSON.stringify(outcome)).toMatch(/expected 0600 or 0400: run chmod 600 /);
    expect(JSON.stringify(outcome)).not.toContain('planted');
  });

  it('takes a systemd credential, whose group bits are an ACL, but not one that the world may read', async () => {
    vi.stubEnv('CREDENTIALS_DIRECTORY', directory);
    expect(await readSecret({ kind: 'file', path: secretFile(0o440) })).toMatchObject({ kind: 'secret' });
    expect(await readSecret({ kind: 'file', path: secretFile(0o444) })).toMatchObject({ kind: 'unreadable' });
    vi.stubEnv('CREDENTIALS_DIRECTORY', join(directory, 'tok'));
    expect(await readSecret({ kind: 'file', path: secretFile(0o440) })).toMatchObject({ kind: 'unreadable' });
  });

  it.each([
    ['', 'found nothing in it'],
    [' \n', 'found nothing in it'],
    [`${planted}\nsecond line\n`, 'found more than one line'],
    ['x'.repeat(70_000), 'found 70000 bytes'],
  ])('refuses the content %j', async (text, problem) => {
    const outcome = await readSecret({ kind: 'file', path: secretFile(0o600, text) });
    expect(outcome.kind === 'unreadable' && outcome.problem).toContain(problem);
    expect(JSON.stringify(outcome)).not.toContain('planted');
  });

  it('says what is missing', async () => {
    expect(await readSecret({ kind: 'env', name: 'STAGGER_NO_SUCH' })).toEqual({
      kind: 'unreadable',
      problem: 'environment variable STAGGER_NO_SUCH: found nothing, expected it to be set for this process',
    });
    const path = join(directory, 'absent');
    expect(await readSecret({ kind: 'file', path })).toEqual({
      kind: 'unreadable',
      problem: `secret file ${path}: it does not exist`,
    });
    mkdirSync(path, { mode: 0o700 });
    expect(await readSecret({ kind: 'file', path })).toEqual({
      kind: 'unreadable',
      problem: `secret file ${path}: found something that is not a file`,
    });
  });
});

describe('a secret that systemd hands over', () => {
  it('is read from the directory of credentials, which its group may read', async () => {
    vi.stubEnv('CREDENTIALS_DIRECTORY', directory);
    secretFile(0o440);
    const outcome = await readSecret({ kind: 'credential', name: 'token' });
    expect(outcome.kind === 'secret' && outcome.secret.reveal()).toBe(planted);
  });

  it('outside of systemd names what is missing', async () => {
    vi.stubEnv('CREDENTIALS_DIRECTORY', '');
    const outcome = await readSecret({ kind: 'credential', name: 'token' });
    expect(outcome).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringMatching(/^systemd credential token: .*LoadCredential=token/) as string,
    });
  });
});

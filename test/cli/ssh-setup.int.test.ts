import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-setup-'));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, 'key')]);
  writeFileSync(join(directory, 'settings.yaml'), 'database: {path: s.db}\nssh: {identity_file: key}\n');
  writeFileSync(
    join(directory, 'fleet.yaml'),
    `
sites: {s: {kind: cloud, time_zone: UTC}}
zones: {z: {site: s}}
hosts:
  a: {zone: z, drain: {command: [/usr/local/sbin/drain, --wait], timeout: 1m}, undrain: {command: [/usr/local/sbin/undrain], timeout: 1m}}
  b: {zone: z, user: other}
services: {web: {instances: [a], gates: [{name: unit, unit: nginx.service}, {name: ready, command: {run: [/usr/local/bin/ready]}}, {tcp: 80}]}}
`,
  );
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (...words: readonly string[]) => runCommand('ssh-setup', ...words, '--inventory', directory);

it('prints a script for root that holds the hooks and gates of the host, and nothing of the others', async () => {
  const { out, err, code } = await run('a', '--from', '10.0.0.5');
  expect({ err, code }).toEqual({ err: '', code: 0 });
  for (const part of [
    "'/usr/local/sbin/drain --wait') exec /usr/local/sbin/drain --wait ;;",
    "'/usr/local/sbin/undrain') exec",
    "'/usr/local/bin/ready') exec",
    'systemctl is-active nginx.service',
    'restrict,from="10.0.0.5",command="/usr/local/sbin/stagger-ssh" ssh-ed25519 ',
    'stagger ALL=(root) NOPASSWD: /usr/bin/systemctl reboot',
  ])
    expect(out).toContain(part);
  expect((await run('b', '--from', '10.0.0.5')).out).not.toContain('drain --wait');
});

it('prints single parts, and a polkit rule in place of sudo', async () => {
  expect((await run('a', '--part', 'sudoers')).out).toMatch(/^# Stagger may reboot/);
  const polkit = await run('a', '--polkit', '--from', '10.0.0.5');
  expect(polkit.out).toContain("action.id === 'org.freedesktop.login1.reboot'");
  expect(polkit.out).not.toContain('sudoers.d');
  expect(polkit.out).toContain("right='systemctl --no-ask-password reboot'");
  expect((await run('a')).err).toContain('Without --from the key works from every address');
});

it('says what is missing', async () => {
  expect((await run()).err).toContain('several login names: other, stagger');
  expect((await run('nobody')).err).toContain('no host nobody');
  const swallowed = await run('--from', '10.0.0.5', 'a');
  expect(swallowed).toMatchObject({ out: '', code: 2 });
  expect(swallowed.err).toContain('stagger ssh-setup a --from ADDRESS');
  rmSync(join(directory, 'key.pub'));
  // A key that is in use is never made anew.
  expect((await run('a')).err).toMatch(/its private half is there: ssh-keygen -y -f \S+key > \S+key\.pub/);
  rmSync(join(directory, 'key'));
  expect(await run('a')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/key\.pub: the public key cannot be read\n +make the key \(ssh-keygen/),
  });
});

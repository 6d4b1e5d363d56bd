// What the two programs that reboot do once the boot is the right one: the command that is sent to every host, and the
// forced command. They find no program but those that the test makes, so nothing here can reboot this machine.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forcedCommand } from '../../../src/adapters/ssh/forced-command.ts';
import { rebootCommand } from '../../../src/adapters/ssh/reboot-command.ts';
import type { BootId, PlanDigest } from '../../../src/core/fleet/ids.ts';

const running = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() as BootId;
const plan = 'abcdef0123456789' as PlanDigest;

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'stagger-reboot-'));
  mkdirSync(join(state, 'bin'));
  fake('id', 'echo 1000');
  fake('flock', '');
  fake('mv', '/bin/mv "$@"');
  fake('sudo', '');
  fake('systemctl', '');
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** A program that notes how it was called, and then does `body`. */
function fake(name: string, body: string): void {
  const text = `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>${join(state, 'calls')}\n${body}\n`;
  writeFileSync(join(state, 'bin', name), text, { mode: 0o755 });
}

const calls = (): readonly string[] =>
  existsSync(join(state, 'calls')) ? readFileSync(join(state, 'calls'), 'utf8').trim().split('\n') : [];

/** `text` with the fakes as its only programs. */
function confined(text: string, path: string): string {
  const found = text.replace(path, `PATH=${join(state, 'bin')}`);
  if (found === text || found.includes('/usr/bin'))
    throw new Error('it would find the programs of this machine');
  return found;
}

const runs = {
  'the command of every host': () => {
    const text = rebootCommand({ expectBootId: running, planDigest: plan, attempt: 2 }, 5) ?? '';
    const path = 'PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin:/usr/bin:/bin';
    return spawnSync('/bin/sh', ['-c', confined(text, path)], { encoding: 'utf8', env: {} });
  },
  'the forced command': () => forced('sudo'),
};

function forced(right: 'sudo' | 'polkit') {
  const text = forcedCommand({ commands: [], stateDirectory: state, right });
  const own = confined(text.split('# Would it run')[0] ?? '', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin');
  const file = join(state, 'program');
  writeFileSync(file, `${own}\nreboot reboot ${running} ${plan} 2 5\n`);
  return spawnSync('/bin/sh', [file], { encoding: 'utf8', env: {} });
}

const rebooted = 'stagger/1 rebooting\nstagger/1 reboot-exit 0 \n';

describe.each(Object.entries(runs))('%s, where the boot is the one that is to end', (_, run) => {
  it('asks for the right first, and reboots by it', () => {
    expect(run().stdout).toBe(rebooted);
    expect(calls().filter((call) => call.startsWith('s'))).toEqual([
      'sudo -n -l systemctl reboot',
      'sudo -n systemctl reboot',
    ]);
  });

  it('does nothing without the right, in the words of sudo', () => {
    fake('sudo', 'echo "a password is required" >&2; exit 1');
    expect(run().stdout).toBe('stagger/1 refused a password is required\n');
    expect(calls().filter((call) => call.startsWith('s'))).toEqual(['sudo -n -l systemctl reboot']);
  });

  it('needs no rule as root', () => {
    fake('id', 'echo 0');
    expect(run().stdout).toBe(rebooted);
    expect(calls().filter((call) => call.startsWith('s'))).toEqual(['systemctl reboot']);
  });

  it('goes on where the connection ends: only the host knows by then', () => {
    fake('sudo', '[ "$2" = -l ] || { kill -HUP $PPID; kill -PIPE $PPID; }');
    expect(run()).toMatchObject({ signal: null, stdout: rebooted });
  });

  it('tells how the reboot was refused after all', () => {
    fake('sudo', '[ "$2" = -l ] || { echo "Operation inhibited" >&2; exit 3; }');
    expect(run().stdout).toBe('stagger/1 rebooting\nstagger/1 reboot-exit 3 Operation inhibited\n');
  });
});

describe('the command of every host', () => {
  const run = runs['the command of every host'];

  it('does nothing where there is no sudo', () => {
    rmSync(join(state, 'bin', 'sudo'));
    expect(run().stdout).toBe('stagger/1 refused sudo: not installed\n');
    expect(calls()).not.toContain('systemctl reboot');
  });

  it('reboots by the plain word where there is no systemd', () => {
    rmSync(join(state, 'bin', 'systemctl'));
    expect(run().stdout).toBe(rebooted);
    expect(calls()).toContain('sudo -n reboot');
  });
});

describe('the forced command', () => {
  it('does nothing while another request is under way, or where the epoch cannot be kept', () => {
    fake('flock', 'exit 1');
    expect(forced('sudo').stdout).toMatch(/^stagger\/1 refused another request holds/);
    fake('flock', '');
    fake('mv', 'exit 1');
    expect(forced('sudo').stdout).toMatch(/^stagger\/1 refused cannot write/);
    expect(calls().filter((call) => call.startsWith('s'))).toEqual([]);
  });

  it('notes what it reboots for', () => {
    fake('logger', '');
    expect(forced('sudo').stdout).toBe(rebooted);
    expect(calls()).toContain(`logger -t stagger rebooting for plan ${plan} attempt 2 epoch 5`);
  });

  it('leaves its lock to nobody: what shuts the host down may run for long', () => {
    fake('sudo', '[ ! -e /proc/$$/fd/9 ] || [ "$2" = -l ] || { echo "it holds the lock"; exit 1; }');
    expect(forced('sudo').stdout).toBe(rebooted);
  });

  it('asks nobody for the right that polkit gives', () => {
    expect(forced('polkit').stdout).toBe(rebooted);
    expect(calls().filter((call) => call.startsWith('s'))).toEqual(['systemctl --no-ask-password reboot']);
  });
});

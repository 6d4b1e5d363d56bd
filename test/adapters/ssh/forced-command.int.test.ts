// The program that `stagger ssh-setup` prints, run by real shells. None of these runs may get as far as a reboot: each
// names a boot that this machine does not run.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forcedCommand } from '../../../src/adapters/ssh/forced-command.ts';
import {
  authorizedKeysLine,
  installScript,
  setupProblem,
  sudoersText,
  type HostSetup,
} from '../../../src/adapters/ssh/host-setup.ts';
import { parsePermission, permissionCommand } from '../../../src/adapters/ssh/permission-script.ts';
import { factsRequest, probeCommand, probeScript } from '../../../src/adapters/ssh/probe-script.ts';
import { rebootCommand } from '../../../src/adapters/ssh/reboot-command.ts';
import type { BootId, PlanDigest } from '../../../src/core/fleet/ids.ts';

const otherBoot = '11111111-2222-3333-4444-555555555555';
const plan = 'abcdef0123456789';

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'stagger-forced-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const program = (commands: readonly (readonly string[])[] = [], right: 'sudo' | 'polkit' = 'sudo'): string =>
  forcedCommand({ commands, stateDirectory: state, right });

const shells = ['sh', 'dash', 'bash', 'busybox sh'].filter(
  (shell) => spawnSync('sh', ['-c', `command -v ${shell.split(' ')[0] ?? ''}`]).status === 0,
);

/** As sshd runs it: the client's words in one variable. */
type Asking = { readonly shell?: string; readonly text?: string; readonly input?: string };

function asked(command: string | null, options: Asking = {}) {
  const file = join(state, 'program');
  writeFileSync(file, options.text ?? program([['/bin/echo', 'drained']]));
  const [shell = 'sh', ...words] = (options.shell ?? 'sh').split(' ');
  const env = command === null ? {} : { SSH_ORIGINAL_COMMAND: command };
  const { stdout, stderr, status } = spawnSync(shell, [...words, file], {
    env,
    encoding: 'utf8',
    input: options.input ?? '',
  });
  return { stdout, stderr, status };
}

const epochFile = (): string => join(state, 'epoch');

describe.each(shells)('the forced command under %s', (shell) => {
  const ask = (command: string | null) => asked(command, { shell });

  it('tells another boot id and does nothing', () => {
    const running = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    expect(ask(`reboot ${otherBoot} ${plan} 1 5`)).toMatchObject({
      status: 0,
      stdout: `stagger/1 boot-id-mismatch ${running}\n`,
    });
    expect(readFileSync(epochFile(), 'utf8')).toBe('5\n');
  });

  it('takes the command that is sent to every host for the same words', () => {
    const command = rebootCommand(
      { expectBootId: otherBoot as BootId, planDigest: plan as PlanDigest, attempt: 1 },
      9,
    );
    expect(ask(command)).toMatchObject({ stdout: expect.stringMatching(/^stagger\/1 boot-id-mismatch /) });
    expect(readFileSync(epochFile(), 'utf8')).toBe('9\n');
  });

  it('refuses an older epoch, takes the same again, and keeps the highest', () => {
    ask(`reboot ${otherBoot} ${plan} 1 12`);
    expect(ask(`reboot ${otherBoot} ${plan} 1 11`).stdout).toBe('stagger/1 fenced 12\n');
    expect(ask(`reboot ${otherBoot} ${plan} 2 12`).stdout).toMatch(/^stagger\/1 boot-id-mismatch /);
    expect(readFileSync(epochFile(), 'utf8')).toBe('12\n');
  });

  it('refuses where it cannot tell or keep the highest epoch', () => {
    writeFileSync(epochFile(), 'x\n');
    expect(ask(`reboot ${otherBoot} ${plan} 1 5`).stdout).toMatch(/^stagger\/1 refused found no number/);
    rmSync(epochFile());
    mkdirSync(epochFile());
    expect(ask(`reboot ${otherBoot} ${plan} 1 5`).stdout).toMatch(/^stagger\/1 refused cannot read/);
    rmSync(epochFile(), { recursive: true });
    rmSync(join(state, 'lock'));
    mkdirSync(join(state, 'lock'));
    expect(ask(`reboot ${otherBoot} ${plan} 1 5`).stdout).toMatch(/^stagger\/1 refused cannot write/);
  });

  it('says in each answer that it fences, which the probe alone does not', () => {
    const input = factsRequest(1);
    expect(asked('status', { shell, input }).stdout).toMatch(/^fenced yes$/m);
    expect(spawnSync('sh', ['-c', probeScript], { encoding: 'utf8', input }).stdout).toMatch(/^fenced no$/m);
  });

  it('runs a hook that it knows word for word, and nothing that only looks like one', () => {
    expect(ask('/bin/echo drained')).toMatchObject({ status: 0, stdout: 'drained\n' });
    for (const command of [
      '/bin/echo',
      '/bin/echo drained more',
      '/bin/echo  drained',
      '/bin/echo drained;id',
    ])
      expect(ask(command)).toMatchObject({ status: 126, stdout: '' });
  });

  it('says whether it would run a hook, and does not run it', () => {
    const text = program([
      ['/bin/echo', 'drained'],
      ['/usr/bin/touch', join(state, 'ran')],
      ['/nowhere/drain'],
    ]);
    const may = (command: string) => asked(command, { shell, text }).stdout;
    expect(may('may-run /bin/echo drained')).toBe('stagger/1 may-run\n');
    expect(may(permissionCommand({ argv: ['/usr/bin/touch', join(state, 'ran')] }) ?? '')).toBe(
      'stagger/1 may-run\n',
    );
    expect(existsSync(join(state, 'ran'))).toBe(false);
    expect(may('may-run /nowhere/drain')).toBe('stagger/1 no-program /nowhere/drain\n');
    for (const unknown of ['/bin/echo', '/bin/echo other', '/bin/sh -c id', '/bin/echo drained more'])
      expect(may(`may-run ${unknown}`)).toBe('stagger/1 not-installed\n');
  });

  it.each([
    null,
    '',
    'sh',
    'id',
    'status now',
    'scp -t /',
    'internal-sftp',
    `reboot ${otherBoot} ${plan} 1`,
    `reboot ${otherBoot} ${plan} 1 5 6`,
    `reboot ${otherBoot} ${plan} one 5`,
    `reboot ${otherBoot} ${plan} 1 -5`,
    `reboot $(id) ${plan} 1 5`,
    `reboot ${otherBoot}; ${plan} 1 5`,
    `reboot ${otherBoot} ${plan} 1 5\nid`,
    `reboot ${otherBoot} * 1 5`,
    `reboot ${otherBoot} ${plan} 1 9999999999999999`,
    `reboot ${otherBoot} ${plan} 10000 5`,
    `reboot ${otherBoot.replaceAll('1', 'x')} ${plan} 1 5`,
    `reboot ${otherBoot.slice(1)} ${plan} 1 5`,
    `reboot ${otherBoot} plan-of-ann 1 5`,
    `reboot ${otherBoot} ${plan.slice(0, 7)} 1 5`,
    `reboot ${otherBoot} ${'a'.repeat(129)} 1 5`,
    `exec /bin/sh -c ': stagger reboot ; id'`,
    `exec /bin/sh -c 'id'`,
  ])('does nothing for %j', (command) => {
    const { status, stdout } = ask(command);
    expect({ status, stdout }).toEqual({ status: 126, stdout: '' });
    expect(existsSync(epochFile())).toBe(false);
  });

  it('answers the probe with its own copy, whatever follows the first words', () => {
    const sent = `${probeCommand.slice(0, 40)} touch ${state}/owned`;
    const file = join(state, 'program');
    writeFileSync(file, program());
    const [name = 'sh', ...words] = shell.split(' ');
    const { stdout } = spawnSync(name, [...words, file], {
      env: { SSH_ORIGINAL_COMMAND: sent },
      encoding: 'utf8',
      input: 'facts 3\n',
    });
    expect(stdout).toContain('stagger/1 begin 3');
    expect(stdout).toContain('stagger/1 end 3');
    expect(existsSync(join(state, 'owned'))).toBe(false);
  });
});

describe.each(shells)('a host without the forced command, under %s', (shell) => {
  const ask = (argv: readonly string[], path = '/nowhere') => {
    const [name = 'sh', ...words] = shell.split(' ');
    const text = (permissionCommand({ argv }) ?? '').replace('PATH=/usr/sbin', `PATH=${path}:/usr/sbin`);
    const { stdout } = spawnSync(name, [...words, '-c', text], { encoding: 'utf8' });
    return parsePermission(stdout);
  };

  it('says whether our login may run a command, and does not run it', () => {
    const file = join(state, 'drain');
    writeFileSync(file, `#!/bin/sh\ntouch ${join(state, 'ran')}\n`, { mode: 0o755 });
    expect(ask([file, '--wait'])).toEqual({ kind: 'may-run' });
    expect(existsSync(join(state, 'ran'))).toBe(false);
    expect(ask([state])).toEqual({ kind: 'no-program', program: state });
    expect(ask(['/nowhere/drain'])).toEqual({ kind: 'no-program', program: '/nowhere/drain' });
  });

  it('asks sudo about a command behind sudo', () => {
    const sudo = join(state, 'sudo');
    writeFileSync(
      sudo,
      '#!/bin/sh\n[ "$*" = "-n -l /usr/local/sbin/drain --wait" ] || { echo "no rule" >&2; exit 1; }\n',
      {
        mode: 0o755,
      },
    );
    expect(ask([sudo, '-n', '/usr/local/sbin/drain', '--wait'], state)).toEqual({ kind: 'may-run' });
    expect(ask([sudo, '-n', '/usr/local/sbin/drain'], state)).toEqual({
      kind: 'not-allowed',
      detail: 'no rule',
    });
  });

  it('takes no answer for an answer', () => {
    expect(permissionCommand({ argv: ['drain'] })).toBeNull();
    expect(permissionCommand({ argv: ['/bin/x', '; id'] })).toBeNull();
    for (const output of ['', 'motd', 'stagger/1 begin 1'])
      expect(parsePermission(output).kind).toBe('not-told');
  });
});

const setup: HostSetup = {
  user: 'stagger',
  publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPp0V2 ann@laptop',
  from: ['10.0.0.5', '10.1.*'],
  commands: [['/usr/local/sbin/drain', '--wait']],
  programPath: '/usr/local/sbin/stagger-ssh',
  stateDirectory: '/var/lib/stagger',
  sockets: 'closed',
  right: 'sudo',
};

describe('what root installs', () => {
  it('is clean by shellcheck, with either right', () => {
    for (const right of ['sudo', 'polkit'] as const)
      for (const text of [
        forcedCommand({ commands: setup.commands, stateDirectory: state, right }),
        installScript({ ...setup, right }),
      ])
        expect(spawnSync('shellcheck', ['-s', 'sh', '-'], { input: text, encoding: 'utf8' }).stdout).toBe('');
  });

  it('gives sudo a file that visudo takes, with one exact command', () => {
    const file = join(state, 'sudoers');
    writeFileSync(file, sudoersText(setup), { mode: 0o440 });
    execFileSync('visudo', ['-c', '-q', '-f', file]);
    expect(sudoersText(setup)).toContain('stagger ALL=(root) NOPASSWD: /usr/bin/systemctl reboot\n');
    expect(sudoersText(setup)).not.toMatch(/\*|ALL *$/m);
  });

  it('restricts the key to the program and to where the daemon comes from', () => {
    expect(authorizedKeysLine(setup)).toBe(
      'restrict,from="10.0.0.5,10.1.*",command="/usr/local/sbin/stagger-ssh" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPp0V2 stagger',
    );
  });

  it.each([
    [{ user: 'root; id' }, 'login name'],
    [{ publicKey: 'ssh-ed25519 AAAA\nssh-ed25519 BBBB' }, 'public key'],
    [{ publicKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }, 'public key'],
    [{ from: ['10.0.0.5",command="sh'] }, '--from: found 10.0.0.5",command="sh, expected'],
    [{ from: ['10.0.0.300'] }, '--from: found 10.0.0.300, expected'],
    [{ from: ['10.0.0.0/33'] }, '--from: found 10.0.0.0/33, expected'],
    [{ from: ['bastion/24'] }, '--from: found bastion/24, expected'],
    [{ from: ['fd00::5::1'] }, '--from: found fd00::5::1, expected'],
    [{ programPath: '/tmp/x y' }, 'plain absolute path'],
    [{ stateDirectory: 'state' }, 'plain absolute path'],
  ])('is not made of %j', (bad, problem) => {
    expect(setupProblem({ ...setup, ...bad })).toContain(problem);
    expect(setupProblem(setup)).toBeNull();
    const from = [
      '10.0.0.0/24',
      '!10.0.0.9',
      'fd00::/8',
      'fd00:*',
      '10.?.*',
      'bastion-1.example',
      '*.example',
    ];
    expect(setupProblem({ ...setup, from })).toBeNull();
  });
});

// A real OpenSSH server on a loopback address, for tests: own host key, own known_hosts, one authorised key, and a
// folder of programs that its sessions find before the machine's own (so that "reboot" is only written down).
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { freePort } from '../../lab/free-port.ts';

export type LoopbackSshdOptions = {
  /** Further lines of sshd_config. */
  readonly config?: readonly string[];
  /** `0.0.0.0` answers on every loopback address (the bench). Default: one address of 127.77/16. */
  readonly listen?: string;
  /** Default `ed25519`. */
  readonly hostKeyTypes?: readonly string[];
};

export type LoopbackSshd = {
  readonly dir: string;
  readonly target: SshTarget;
  readonly identityPath: string;
  readonly knownHostsPath: string;
  readonly sshdPid: number;
  /** Puts a program before the machine's own of this name. */
  readonly putProgram: (name: string, script: string) => void;
  /** Public host key as `type blob`. */
  readonly hostKey: (type: string) => string;
  /** Pids of the processes that serve connections now. */
  readonly sessionPids: () => readonly number[];
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

export async function startLoopbackSshd(options: LoopbackSshdOptions = {}): Promise<LoopbackSshd> {
  const dir = mkdtempSync(join(tmpdir(), 'stagger-sshd-'));
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const listen =
    options.listen ?? `127.77.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`;
  const address = listen === '0.0.0.0' ? '127.0.0.1' : listen;
  const port = await freePort();
  const keyTypes = options.hostKeyTypes ?? ['ed25519'];
  for (const type of keyTypes) makeKey(join(dir, `host_${type}`), type);
  makeKey(join(dir, 'identity'), 'ed25519');
  const hostKey = (type: string): string =>
    readFileSync(join(dir, `host_${type}.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  const config = [
    `Port ${port}`,
    `ListenAddress ${listen}`,
    ...keyTypes.map((type) => `HostKey ${join(dir, `host_${type}`)}`),
    `AuthorizedKeysFile ${join(dir, 'identity.pub')}`,
    'PidFile none',
    'UsePAM no',
    'UseDNS no',
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 1000',
    // HOME: the developer's own shell start-up files have no part in the test.
    `SetEnv PATH=${bin}:/usr/local/bin:/usr/bin:/bin HOME=${dir}`,
    ...(options.config ?? []),
  ];
  writeFileSync(join(dir, 'sshd_config'), `${config.join('\n')}\n`);
  writeFileSync(
    join(dir, 'known_hosts'),
    keyTypes.map((type) => `[${address}]:${port} ${hostKey(type)}\n`).join(''),
  );
  // OpenSSH's privilege separation needs this folder when it runs as root.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const logPath = join(dir, 'sshd.log');
  const child = spawn('/usr/sbin/sshd', ['-D', '-E', logPath, '-f', join(dir, 'sshd_config')], {
    stdio: 'ignore',
  });
  const log = (): string => (existsSync(logPath) ? readFileSync(logPath, 'utf8') : '');
  await untilListening(child, log);
  const sshdPid = child.pid ?? 0;
  const sessionPids = (): readonly number[] => childrenOf(sshdPid);
  return {
    dir,
    target: { hostId: `host-${port}` as HostId, address, port, user: userInfo().username, assumed: [] },
    identityPath: join(dir, 'identity'),
    knownHostsPath: join(dir, 'known_hosts'),
    sshdPid,
    putProgram: (name, script) => {
      writeFileSync(join(bin, name), script);
      chmodSync(join(bin, name), 0o755);
    },
    hostKey,
    sessionPids,
    log,
    stop: async () => {
      const sessions = sessionPids();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await gone;
      }
      for (const pid of sessions) endIfAlive(pid);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair; short RSA keys, because tests wait for them. */
export function makeKey(path: string, type: string, passphrase = ''): void {
  const bits = type === 'rsa' ? ['-b', '2048'] : [];
  const words = ['-q', '-t', type, ...bits, '-a', '2', '-N', passphrase, '-C', 'test', '-f', path];
  execFileSync('ssh-keygen', words);
}

/** Direct children of a process that this test started. */
export function childrenOf(pid: number): readonly number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  return existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

export function endIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** By its own word: a connection to try it would be a session among those that tests count and stop. */
async function untilListening(child: ChildProcess, log: () => string): Promise<void> {
  while (!log().includes('Server listening on')) {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${log()}`);
    await sleep(10);
  }
}

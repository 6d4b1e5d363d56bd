// The files of a lab: keys, accounts and sshd configuration of each host, the client's identity and known_hosts, and
// the tools that hosts find before the machine's own. Everything is below one temporary folder.
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const hostFiles = join(import.meta.dirname, 'host-files');
const run = promisify(execFile);

/** What a host is when it starts. Fields left out get a default that suits most tests. */
export type LabHostOptions = {
  readonly name: string;
  /** An address in 127.77.0.0/16; the default is the lab's next free one. */
  readonly address?: string;
  /** Age of the first boot in seconds (default 200 days). */
  readonly uptimeS?: number;
  /** From the end of one boot until the next one's init starts (default 300 ms). */
  readonly bootMs?: number;
  /** From an accepted `systemctl reboot` until processes are asked to end (default 100 ms). */
  readonly shutdownMs?: number;
  /** After each boot `systemctl is-system-running` says `starting` for this long (default 0). */
  readonly settleMs?: number;
  /**
   * The host's HTTP service: `healthyAfterMs` after each boot it answers 200 instead of 503, or with `closedUntilThen`
   * begins to listen. Null: none (default: healthy at once).
   */
  readonly service?: { readonly healthyAfterMs: number; readonly closedUntilThen: boolean } | null;
  /** Running kernel release as `/proc/sys/kernel/osrelease` and `uname -r` tell it. */
  readonly kernel?: string;
  /** Shell commands (root, in the background) at each boot, by name; the name is also that of their log. */
  readonly atBoot?: Readonly<Record<string, string>>;
  /** Hooks besides lab-drain and lab-undrain that exist in /usr/bin as `lab-NAME`, see `commandDoes`. */
  readonly commands?: readonly string[];
  /** The host of this name is its hypervisor: it falls with that one, and boots when that one has booted. */
  readonly hypervisor?: string | null;
};

export type ResolvedHost = Required<LabHostOptions> & { readonly dir: string };

export type LabPorts = { readonly ssh: number; readonly service: number };

const defaultKernel = '6.1.0-25-amd64';

export function resolveHost(
  options: LabHostOptions,
  place: { readonly labDir: string; readonly address: string },
): ResolvedHost {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(options.name))
    throw new Error(`a lab host's name is lower-case letters, digits and dashes, found ${options.name}`);
  return {
    name: options.name,
    address: options.address ?? place.address,
    uptimeS: options.uptimeS ?? 200 * 86_400,
    bootMs: options.bootMs ?? 300,
    shutdownMs: options.shutdownMs ?? 100,
    settleMs: options.settleMs ?? 0,
    service: options.service === undefined ? { healthyAfterMs: 0, closedUntilThen: false } : options.service,
    kernel: options.kernel ?? defaultKernel,
    atBoot: options.atBoot ?? {},
    commands: options.commands ?? [],
    hypervisor: options.hypervisor ?? null,
    dir: join(place.labDir, 'hosts', options.name),
  };
}

async function generateKey(path: string, comment: string): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path]);
}

/** OpenSSH 9.8 locks out an address after failed logins; in the lab every client has the same address. */
function penaltyLine(): string {
  const version = /OpenSSH_(\d+)\.(\d+)/.exec(spawnSync('ssh', ['-V'], { encoding: 'utf8' }).stderr);
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  return major > 9 || (major === 9 && minor >= 8) ? 'PerSourcePenalties no\n' : '';
}

function sshdConfig(host: ResolvedHost, port: number): string {
  return `ListenAddress ${host.address}:${port}
HostKey /run/stagger-lab/ssh_host_ed25519_key
AuthorizedKeysFile /run/stagger-lab/authorized_keys
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
UseDNS no
MaxStartups 300:30:600
MaxSessions 64
PidFile none
PrintMotd no
LogLevel INFO
Subsystem sftp internal-sftp
${penaltyLine()}`;
}

/** The machine's accounts, with root and the plain user `stagger` (uid 7077) on the lab's login shell, and the host's name. */
function writeAccounts(host: ResolvedHost): void {
  const { dir } = host;
  const lines = (path: string): readonly string[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !/^(root|stagger):/.test(line));
  const text = (...parts: readonly string[]): string => `${parts.join('\n')}\n`;
  writeFileSync(
    join(dir, 'passwd'),
    text(
      'root:x:0:0:root:/root:/usr/bin/lab-shell',
      'stagger:x:7077:7077:Stagger:/home/stagger:/usr/bin/lab-shell',
      ...lines('/etc/passwd'),
    ),
  );
  // `*` is no password but not locked: sshd refuses keys of an account locked by `!`.
  writeFileSync(
    join(dir, 'shadow'),
    text('root:*:19000:0:99999:7:::', 'stagger:*:19000:0:99999:7:::', ...lines('/etc/shadow')),
    { mode: 0o600 },
  );
  writeFileSync(join(dir, 'group'), text('root:x:0:', 'stagger:x:7077:', ...lines('/etc/group')));
  const hosts = readFileSync('/etc/hosts', 'utf8').trim();
  writeFileSync(join(dir, 'hosts'), text(hosts, `${host.address} ${host.name}`));
  writeFileSync(join(dir, 'sudoers'), 'stagger ALL=(root) NOPASSWD: /usr/bin/systemctl reboot\n', {
    mode: 0o440,
  });
}

async function writeHost(
  host: ResolvedHost,
  lab: { readonly dir: string; readonly ports: LabPorts },
): Promise<void> {
  const { dir } = host;
  for (const folder of ['log', 'root', 'home/stagger', 'boot', 'boot.d', 'data', 'faults', 'service'])
    mkdirSync(join(dir, folder), { recursive: true });
  const write = (name: string, text: string, mode = 0o644): void =>
    writeFileSync(join(dir, name), text, { mode });
  write('name', `${host.name}\n`);
  write('address', `${host.address}\n`);
  write('tools', `${join(lab.dir, 'tools')}\n`);
  write('outer-pid-namespace', `${readlinkSync('/proc/self/ns/pid')}\n`);
  write('shutdown-seconds', `${host.shutdownMs / 1000}\n`);
  write('settle-centiseconds', `${Math.ceil(host.settleMs / 10)}\n`);
  write('osrelease', `${host.kernel}\n`);
  write(`boot/vmlinuz-${host.kernel}`, '');
  write('sshd_config', sshdConfig(host, lab.ports.ssh));
  // Hooks may run as the plain user, and the umask must not keep them from their log.
  write('witness.jsonl', '');
  chmodSync(join(dir, 'witness.jsonl'), 0o666);
  if (host.service !== null) {
    write('service/port', `${lab.ports.service}\n`);
    write('service/healthy-after-ms', `${host.service.healthyAfterMs}\n`);
    if (host.service.closedUntilThen) write('service/closed', '');
  }
  for (const [name, script] of Object.entries(host.atBoot))
    write(`boot.d/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  writeAccounts(host);
  copyFileSync(join(lab.dir, 'client', 'id_ed25519.pub'), join(dir, 'authorized_keys'));
  await generateKey(join(dir, 'ssh_host_ed25519_key'), host.name);
}

/** bin/ and sbin/ of the lab's own tools, laid over /usr/bin and /usr/sbin of every host. */
function writeTools(dir: string, commands: ReadonlySet<string>): void {
  mkdirSync(join(dir, 'bin', 'lab-lib'), { recursive: true });
  mkdirSync(join(dir, 'sbin'), { recursive: true });
  for (const name of [
    'lab-shell',
    'lab-shutdown',
    'lab-witness',
    'lab-command',
    'lab-service',
    'systemctl',
    'systemd-detect-virt',
    'uname',
  ]) {
    copyFileSync(join(hostFiles, name), join(dir, 'bin', name));
    chmodSync(join(dir, 'bin', name), 0o755);
  }
  copyFileSync(join(hostFiles, 'LabWitness.pm'), join(dir, 'bin', 'lab-lib', 'LabWitness.pm'));
  for (const command of commands) symlinkSync('lab-command', join(dir, 'bin', `lab-${command}`));
  for (const name of ['reboot', 'shutdown']) symlinkSync('../bin/systemctl', join(dir, 'sbin', name));
  const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path));
  if (busybox === undefined) throw new Error('busybox is not installed');
}

/** Writes everything below `dir`, which exists and is empty. */
export async function writeLabFiles(lab: {
  readonly dir: string;
  readonly ports: LabPorts;
  readonly hosts: readonly ResolvedHost[];
}): Promise<void> {
  const client = join(lab.dir, 'client');
  mkdirSync(client);
  await generateKey(join(client, 'id_ed25519'), 'stagger-lab');
  writeTools(
    join(lab.dir, 'tools'),
    new Set(['drain', 'undrain', ...lab.hosts.flatMap((host) => host.commands)]),
  );
  await Promise.all(lab.hosts.map((host) => writeHost(host, lab)));
}

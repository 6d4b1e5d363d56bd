// Can a lab run on this machine? Asked by actually doing what a lab host does, in a throw-away namespace, so that the
// answer is about this kernel and these permissions and not about versions.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Need = { readonly what: string; readonly test: readonly [string, ...string[]] };

const needs: readonly Need[] = [
  { what: 'sshd (Debian package openssh-server)', test: ['test', '-x', '/usr/sbin/sshd'] },
  {
    what: 'ssh and ssh-keygen (openssh-client)',
    test: ['sh', '-c', 'command -v ssh && command -v ssh-keygen'],
  },
  { what: 'busybox (busybox-static or busybox)', test: ['busybox', 'true'] },
  {
    what: 'setpriv and unshare (util-linux 2.38 or newer)',
    test: ['sh', '-c', 'setpriv --help && unshare --help'],
  },
  { what: 'sudo', test: ['sudo', '--version'] },
  { what: 'perl with Time::HiRes (perl)', test: ['perl', '-MTime::HiRes', '-MIO::Socket::INET', '-e', '1'] },
];

/** Runs as PID 1 of new namespaces: the mounts of a lab host, then its reboot. Never reboots outside (`$$` is 1). */
const rehearsal = `
set -e
[ "$$" -eq 1 ]
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mount -t overlay overlay -o "lowerdir=$1:/usr/bin" /usr/bin
read -r uptime _ </proc/uptime
[ "\${uptime%.*}" -ge 86400 ]
busybox reboot -f
sleep 5
`;

function rehearse(): string | null {
  const dir = mkdtempSync(join(tmpdir(), 'stagger-lab-probe-'));
  try {
    mkdirSync(join(dir, 'bin'));
    const namespaces = [
      '--mount',
      '--uts',
      '--pid',
      '--time',
      '--boottime',
      '86400',
      '--fork',
      '--kill-child',
    ];
    const { signal, stderr, error } = spawnSync(
      'unshare',
      [...namespaces, 'sh', '-c', rehearsal, 'sh', join(dir, 'bin')],
      { encoding: 'utf8', timeout: 10_000 },
    );
    if (signal === 'SIGHUP') return null;
    return `a host's namespaces cannot be made or rebooted here: ${(error?.message ?? stderr.trim()) || `ended by ${signal}`}`;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

let known: { readonly why: string | null } | null = null;

/** Null if labs can run here, else the reason in one sentence. The first call takes a few milliseconds. */
export function labUnavailable(): string | null {
  known ??= { why: findObstacle() };
  return known.why;
}

function findObstacle(): string | null {
  if (process.platform !== 'linux') return `lab hosts are Linux namespaces; this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'lab hosts need root (mount and pid namespaces)';
  const missing = needs.filter(({ test: [command, ...words] }) => spawnSync(command, words).status !== 0);
  if (missing.length > 0) return `not installed: ${missing.map(({ what }) => what).join('; ')}`;
  return rehearse();
}

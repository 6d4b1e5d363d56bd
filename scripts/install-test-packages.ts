// The Debian packages that the end-to-end tests run for real. As root the missing ones are installed; otherwise they
// are named, and the tests that need them are reported as skipped. Never fails a test run by itself: what could not
// be installed is said here and again by the tests that miss it.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { boundedRun } from './bounded-run.ts';

type TestPackage = {
  /** Any one of these will do; the first one is installed. */
  readonly anyOf: readonly [string, ...string[]];
  readonly why: string;
};

const packages: readonly TestPackage[] = [
  { anyOf: ['openssh-server'], why: 'every lab host runs its own sshd' },
  {
    anyOf: ['openssh-client'],
    why: 'ssh-keygen makes the lab keys, ssh is the client that shares no code with us',
  },
  {
    anyOf: ['busybox-static', 'busybox'],
    why: 'its reboot makes the plain reboot system call in a pid namespace',
  },
  { anyOf: ['perl'], why: 'the witness and the HTTP service of a lab host (Time::HiRes, IO::Socket)' },
  { anyOf: ['procps'], why: 'ps and uptime on lab hosts' },
  { anyOf: ['iproute2'], why: 'ss on lab hosts' },
  {
    anyOf: ['chromium'],
    why: 'the workspace page in a real browser, with a keyboard and at a phone’s width',
  },
  { anyOf: ['ansible-core'], why: 'the real ansible-inventory is what import and export are compared with' },
  { anyOf: ['mariadb-server'], why: 'a primary and a replica whose lag after a boot is real' },
  { anyOf: ['redis-server'], why: 'a Redis that is saved before its reboot and loads what it saved' },
  { anyOf: ['haproxy'], why: 'hosts are drained and ramped through its runtime API' },
  { anyOf: ['nginx-light', 'nginx'], why: 'the web server behind HAProxy, and the HTTP gates' },
  { anyOf: ['systemd'], why: 'systemd-analyze judges the unit, systemd-notify speaks for the daemon' },
  { anyOf: ['shellcheck'], why: 'judges the program that `stagger ssh-setup` prints' },
  { anyOf: ['sudo'], why: 'a lab host that lets a plain user reboot it, and nothing else' },
];

const updateWithinMs = 180_000;
const installWithinMs = 600_000;

async function isInstalled(name: string): Promise<boolean> {
  const query = ['dpkg-query', '--show', '--showformat', '${db:Status-Status}', name] as const;
  const { exitCode, output } = await boundedRun([...query], { withinMs: 10_000, output: 'keep' });
  return exitCode === 0 && output === 'installed';
}

async function missingPackages(): Promise<readonly TestPackage[]> {
  const missing: TestPackage[] = [];
  for (const wanted of packages) {
    const found = await Promise.all(wanted.anyOf.map(isInstalled));
    if (!found.includes(true)) missing.push(wanted);
  }
  return missing;
}

function list(missing: readonly TestPackage[]): string {
  return missing.map(({ anyOf, why }) => `  ${anyOf.join(' or ')}: ${why}`).join('\n');
}

/** Packages that bring a daemon would start it on this machine; this file says no while we install. */
async function withoutStartingDaemons(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

async function apt(words: readonly string[], withinMs: number): Promise<void> {
  const settings = ['DPkg::Lock::Timeout=60', 'Acquire::Retries=2', 'Acquire::http::Timeout=30'];
  const { exitCode, output } = await boundedRun(
    ['apt-get', '--quiet', '--yes', ...settings.flatMap((setting) => ['--option', setting]), ...words],
    { withinMs, output: 'keep', env: { DEBIAN_FRONTEND: 'noninteractive' } },
  );
  if (exitCode !== 0) console.log(`apt-get ${words.join(' ')} failed (exit code ${exitCode}):\n${output}`);
}

/** Installs what is missing where that is possible, and says what it did. Bounded in time; never rejects. */
export async function installTestPackages(): Promise<void> {
  if (!existsSync('/usr/bin/apt-get')) {
    console.log('Test packages: not a Debian system, nothing is installed. Wanted:\n' + list(packages));
    return;
  }
  const missing = await missingPackages();
  if (missing.length === 0) {
    console.log('Test packages: all installed.');
    return;
  }
  if (process.getuid?.() !== 0) {
    console.log(`Test packages: missing, and only root can install them:\n${list(missing)}`);
    return;
  }
  console.log(`Test packages: installing\n${list(missing)}`);
  await withoutStartingDaemons(async () => {
    await apt(['update'], updateWithinMs);
    const names = missing.map(({ anyOf: [name] }) => name);
    await apt(['install', '--no-install-recommends', ...names], installWithinMs);
  });
  const still = await missingPackages();
  console.log(
    still.length === 0 ? 'Test packages: installed.' : `Test packages: still missing\n${list(still)}`,
  );
}

if (import.meta.main) await installTestPackages();

// A sweep of loopback hosts by us and by the usual tools, in one run on one machine. One sshd answers on every address
// of 127.1/16, so hosts per second are bounded by that sshd on the same processors: what carries over to a real fleet is
// the client's CPU time a host, and the ratios. Kex is pinned to curve25519 for the others (their default is slower), and
// they only read the boot id, while we read all facts.
//   npm run bench -- sweep [--hosts 1000] [--json]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SshTarget } from '../../src/core/fleet/ssh-target.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { startLoopbackSshd, type LoopbackSshd } from '../adapters/ssh/loopback-sshd.ts';
import type { SweepJob, SweepResult } from './sweep-client.ts';

type Row = {
  readonly name: string;
  readonly hostsPerSecond: number | null;
  readonly cpuMsPerHost: number | null;
  readonly aim: string;
  readonly note: string;
};

const concurrency = 64;
const heartbeats = 10;

export async function bench(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { hosts: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } },
  });
  const count = Number(values.hosts);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) throw new Error('--hosts takes 1 to 10000');
  const sshd = await startLoopbackSshd({ listen: '0.0.0.0', config: ['MaxSessions 10'] });
  const dir = mkdtempSync(join(tmpdir(), 'stagger-bench-'));
  try {
    const targets = Array.from({ length: count }, (_, index) => targetOf(index, sshd));
    writeFileSync(
      sshd.knownHostsPath,
      targets.map(({ address, port }) => `[${address}]:${port} ${sshd.hostKey('ed25519')}\n`).join(''),
    );
    const ours = runOurs(dir, { sshd, targets, kind: 'sweeps' });
    const beating = runOurs(dir, { sshd, targets, kind: 'heartbeat' });
    const rows = [...ourRows(ours, beating), ...peerRows(dir, sshd, targets)];
    if (values.json) console.log(JSON.stringify({ hosts: count, rows, rssMb: ours.rssMb }, null, 2));
    else print(rows, ours, count);
  } finally {
    await sshd.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function targetOf(index: number, sshd: LoopbackSshd): SshTarget {
  const address = `127.1.${Math.floor(index / 250)}.${1 + (index % 250)}`;
  return { ...sshd.target, hostId: `host-${index}` as HostId, address };
}

function runOurs(
  dir: string,
  run: {
    readonly sshd: LoopbackSshd;
    readonly targets: readonly SshTarget[];
    readonly kind: SweepJob['kind'];
  },
): SweepResult {
  const { sshd, targets, kind } = run;
  const job: SweepJob = {
    kind,
    targets,
    identityPath: sshd.identityPath,
    knownHostsPath: sshd.knownHostsPath,
    concurrency,
    warmSweeps: kind === 'sweeps' ? 5 : 0,
    heartbeats,
  };
  const path = join(dir, 'job.json');
  writeFileSync(path, JSON.stringify(job));
  const client = join(import.meta.dirname, 'sweep-client.ts');
  const printed = execFileSync(process.execPath, [client, path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const result = JSON.parse(printed) as SweepResult;
  const failures = [result.cold, ...result.warm, result.heartbeat].flatMap((cost) => cost?.failures ?? []);
  if (failures.length > 0) console.error(`${failures.length} of our probes failed, such as: ${failures[0]}`);
  return result;
}

function ourRows(ours: SweepResult, beating: SweepResult): readonly Row[] {
  const warm = ours.warm.toSorted((a, b) => a.cpuMs - b.cpuMs)[Math.floor(ours.warm.length / 2)] ?? ours.cold;
  const row = (name: string, cost: SweepResult['cold'], aim: string): Row => ({
    name,
    hostsPerSecond: cost.hosts / (cost.wallMs / 1000),
    cpuMsPerHost: cost.cpuMs / cost.hosts,
    aim,
    note: '',
  });
  return [
    row('Stagger, cold: connect, log in, all facts', ours.cold, '1.6'),
    row('Stagger, warm: all facts', warm, '0.1'),
    {
      ...row('Stagger, heartbeat of a live connection', beating.heartbeat ?? ours.cold, '0.05'),
      hostsPerSecond: null,
    },
  ];
}

/** The same hosts, the same key, `cat boot_id`. Each tool waits for its children: `times` of the shell counts them all. */
function peerRows(dir: string, sshd: LoopbackSshd, targets: readonly SshTarget[]): readonly Row[] {
  const config = join(dir, 'ssh_config');
  const settings = [
    `Port ${sshd.target.port}`,
    `User ${sshd.target.user}`,
    `IdentityFile ${sshd.identityPath}`,
    `UserKnownHostsFile ${sshd.knownHostsPath}`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'UpdateHostKeys no',
    'ControlMaster no',
    'KexAlgorithms curve25519-sha256',
    'LogLevel ERROR',
  ];
  writeFileSync(config, `Host *\n${settings.join('\n')}\n`);
  const names = targets.map(({ address }) => address);
  writeFileSync(join(dir, 'hosts'), `${names.join('\n')}\n`);
  writeFileSync(join(dir, 'hosts.ini'), `[all]\n${names.join('\n')}\n`);
  const read = 'cat /proc/sys/kernel/random/boot_id';
  const tools: readonly (readonly [string, string, string])[] = [
    [
      'clush',
      'clustershell',
      `clush -q -S -f ${concurrency} -t 60 --hostfile ${dir}/hosts -o "-F ${config}" '${read}'`,
    ],
    [
      'parallel-ssh',
      'pssh',
      `parallel-ssh -i -p ${concurrency} -t 0 -h ${dir}/hosts -x "-F ${config}" '${read}'`,
    ],
    [
      'ansible',
      'ansible-core',
      `ansible all -i ${dir}/hosts.ini -m raw -f ${concurrency} -T 60 --ssh-common-args "-F ${config}" -a '${read}'`,
    ],
  ];
  return tools.map(([tool, debianPackage, command]) =>
    peerRow(dir, { tool, debianPackage, command, targets }),
  );
}

function peerRow(
  dir: string,
  run: {
    readonly tool: string;
    readonly debianPackage: string;
    readonly command: string;
    readonly targets: readonly SshTarget[];
  },
): Row {
  const { tool, debianPackage, command, targets } = run;
  const name = tool === 'ansible' ? 'ansible -m raw' : tool;
  const absent = { name, hostsPerSecond: null, cpuMsPerHost: null, aim: '' };
  if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0)
    return { ...absent, note: `not installed (Debian package ${debianPackage})` };
  const env = { ...process.env, HOME: dir, ANSIBLE_SSH_ARGS: '-o ControlMaster=no', ANSIBLE_PIPELINING: '1' };
  const script = `TIMEFORMAT='%R %U %S'; time { ${command} >${dir}/out 2>${dir}/err; }; grep -cE '^.*[0-9a-f]{8}-[0-9a-f]{4}-' ${dir}/out`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env });
  const [wallS = 0, userS = 0, systemS = 0] = stderr.trim().split(/\s+/).map(Number);
  const answered = Number(stdout.trim());
  if (answered !== targets.length) {
    const firstError = spawnSync('head', ['-3', `${dir}/err`], { encoding: 'utf8' }).stdout.trim();
    return { ...absent, note: `only ${answered} of ${targets.length} answered; ${firstError}` };
  }
  return {
    name,
    hostsPerSecond: targets.length / wallS,
    cpuMsPerHost: ((userS + systemS) * 1000) / targets.length,
    aim: '',
    note: '',
  };
}

function print(rows: readonly Row[], ours: SweepResult, count: number): void {
  const cold = rows[0]?.cpuMsPerHost ?? 0;
  console.log(`${count} loopback hosts, ${concurrency} at once; Node ${process.versions.node}`);
  console.log(
    `${'client'.padEnd(44)}${'hosts/s'.padStart(9)}${'CPU ms/host'.padStart(13)}${'aim'.padStart(7)}${'× cold'.padStart(9)}`,
  );
  for (const { name, hostsPerSecond, cpuMsPerHost, aim, note } of rows) {
    const number = (value: number | null, digits: number): string =>
      value === null ? '-' : value.toFixed(digits);
    const ratio = cpuMsPerHost === null ? null : cpuMsPerHost / cold;
    console.log(
      `${name.padEnd(44)}${number(hostsPerSecond, 0).padStart(9)}${number(cpuMsPerHost, 3).padStart(13)}${aim.padStart(7)}${number(ratio, 2).padStart(9)}  ${note}`.trimEnd(),
    );
  }
  console.log(
    `memory of our process: ${ours.rssBeforeMb.toFixed(0)} MB before, ${ours.rssMb.toFixed(0)} MB with ${count} live connections (aim 150)`,
  );
}

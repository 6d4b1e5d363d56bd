// Our side of the sweep benchmark, in a process of its own so that its CPU time and memory are nobody else's.
// Arguments: a JSON file that says what to sweep. Prints one JSON line.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SshTarget } from '../../src/core/fleet/ssh-target.ts';
import type { HostControl } from '../../src/ports/host-control.ts';
import { controlOf } from '../adapters/ssh/loopback-control.ts';

export type SweepJob = {
  readonly kind: 'sweeps' | 'heartbeat';
  readonly targets: readonly SshTarget[];
  readonly identityPath: string;
  readonly knownHostsPath: string;
  readonly concurrency: number;
  readonly warmSweeps: number;
  readonly heartbeats: number;
};

export type SweepCost = {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly hosts: number;
  readonly failures: readonly string[];
};

export type SweepResult = {
  readonly cold: SweepCost;
  readonly warm: readonly SweepCost[];
  readonly heartbeat: SweepCost | null;
  readonly rssBeforeMb: number;
  readonly rssMb: number;
};

/** Between heartbeats while they are measured. */
const heartbeatMs = 1000;

async function measured(
  work: () => Promise<{ hosts: number; failures: readonly string[] }>,
): Promise<SweepCost> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const done = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000, ...done };
}

async function sweep(
  control: HostControl,
  job: SweepJob,
): Promise<{ hosts: number; failures: readonly string[] }> {
  const queue = job.targets.values();
  const failures: string[] = [];
  const worker = async (): Promise<void> => {
    for (const target of queue) {
      const read = await control.readFacts(target, { deadlineMs: 60_000, fresh: false });
      if (read.kind === 'missed') failures.push(`${read.failure}: ${read.detail}`);
    }
  };
  await Promise.all(Array.from({ length: job.concurrency }, worker));
  return { hosts: job.targets.length, failures };
}

function rssMb(): number {
  return process.memoryUsage().rss / 1024 / 1024;
}

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SweepJob;
const control = controlOf(job, {
  concurrency: Math.min(job.concurrency, 64),
  keepalive: { intervalMs: job.kind === 'heartbeat' ? heartbeatMs : 600_000, count: 30 },
  handshakeTimeoutMs: 60_000,
});
const rssBeforeMb = rssMb();
const cold = await measured(() => sweep(control, job));
const warm: SweepCost[] = [];
for (let times = 0; times < job.warmSweeps; times += 1) warm.push(await measured(() => sweep(control, job)));
let heartbeat: SweepCost | null = null;
if (job.kind === 'heartbeat') {
  let lost = 0;
  control.onConnectionLost(() => (lost += 1));
  await sleep(2 * heartbeatMs);
  heartbeat = await measured(async () => {
    await sleep(job.heartbeats * heartbeatMs);
    return {
      hosts: job.targets.length * job.heartbeats,
      failures: Array<string>(lost).fill('connection lost'),
    };
  });
}
const result: SweepResult = { cold, warm, heartbeat, rssBeforeMb, rssMb: rssMb() };
console.log(JSON.stringify(result));
await control.close();

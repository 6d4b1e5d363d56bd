// The lab's supervisor, one process for all hosts: `node supervisor.ts PLAN.json`. It lives outside the process under
// test, so that a killed daemon or a killed test changes nothing about the hosts, except that the end of its stdin
// (however the test process died) ends every host and removes the lab's folder.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LabAnswer, LabCommand, LabPlan, LabRequest } from './lab-protocol.ts';
import { SupervisedHost } from './supervised-host.ts';
import { WitnessLog } from './witness.ts';

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LabPlan;
const witness = new WitnessLog(join(plan.dir, 'witness.jsonl'));
const hosts = new Map(
  plan.hosts.map((host) => [host.name, new SupervisedHost(host, plan.port, witness)] as const),
);

for (const { name, hypervisor } of plan.hosts)
  if (hypervisor !== null) hostNamed(hypervisor).carry(hostNamed(name));

function hostNamed(name: string): SupervisedHost {
  const host = hosts.get(name);
  if (host === undefined) throw new Error(`no lab host is called ${name}`);
  return host;
}

async function perform(command: LabCommand): Promise<void> {
  switch (command.kind) {
    case 'power-off':
      for (const host of command.hosts.map(hostNamed)) host.powerOff();
      return;
    case 'power-on':
      for (const host of command.hosts.map(hostNamed)) host.powerOn();
      return;
    case 'freeze':
      return hostNamed(command.host).freeze();
    case 'thaw':
      return hostNamed(command.host).thaw();
    case 'boot-faults':
      return hostNamed(command.host).addFaults(command.faults);
    case 'forget-boot-faults':
      return hostNamed(command.host).forgetFaults();
    case 'close':
      await Promise.all([...hosts.values()].map((host) => host.close()));
      return;
  }
}

function answer(message: LabAnswer): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function answered(id: number, work: Promise<unknown>): Promise<void> {
  try {
    await work;
    answer({ id, error: null });
  } catch (cause) {
    answer({ id, error: cause instanceof Error ? cause.message : String(cause) });
  }
}

let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await perform({ kind: 'close' });
  witness.close();
  if (!plan.keepDir) rmSync(plan.dir, { recursive: true, force: true });
  process.exit(0);
}

// A test process that is gone cannot read: its broken pipe is the same message as the end of stdin.
process.stdout.on('error', () => void end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
const requests = createInterface({ input: process.stdin });
requests.on('line', (line) => {
  const { id, command } = JSON.parse(line) as LabRequest;
  void answered(id, perform(command));
});
requests.on('close', () => void end());

void answered(0, Promise.all([...hosts.values()].map((host) => host.start())));

// The doctor's questions to hosts: reached and trusted, may we reboot it, does anything else, and what a campaign would use
// on its way through it (gates, hooks, load balancers). As many hosts at once as a sweep asks; nothing is changed.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { GoodInventory } from '../config/reload.ts';
import type { Settings } from '../config/settings.ts';
import { SECOND_MS } from '../core/brand.ts';
import { problem, type DoctorLine } from '../core/doctor/doctor-line.ts';
import type { HostExamination } from '../core/doctor/host-inspection.ts';
import type { GateLook, HookLook, HostUse, SeatLook } from '../core/doctor/host-use.ts';
import { judgeHost } from '../core/doctor/judge-host.ts';
import { judgeHostUse } from '../core/doctor/judge-host-use.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import { gatesOn } from '../core/gates/gates-on.ts';
import type { ServiceGate } from '../core/planning/plan.ts';
import { rotationsOf } from '../core/rotation/rotations-of.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { LoadBalancers } from '../ports/load-balancer.ts';
import { commandOnHost, createGateRouter } from '../runtime/gate-router.ts';
import { openSshHosts, type SshHosts } from './open-hosts.ts';
import { OperatorError } from './operator-error.ts';
import { revealSecret } from './secrets.ts';

export type HostRound = {
  readonly inventory: GoodInventory;
  /** Hosts to look at. */
  readonly targets: readonly SshTarget[];
  /** Called as each host is done. */
  readonly onHost: (host: string) => void;
};

/** How long a load balancer's word on one seat is waited for, as in a campaign. */
const seatWithinMs = 5 * SECOND_MS;

type Ways = {
  readonly hosts: SshHosts;
  readonly gates: GateRunner;
  readonly balancers: LoadBalancers;
  readonly settings: Settings;
  readonly fleet: Fleet;
};

/** Never rejects for what it finds. */
export async function hostLines({ inventory, targets, onHost }: HostRound): Promise<readonly DoctorLine[]> {
  const { settings, fleet } = inventory;
  const files = await keyFileLines(settings);
  if (targets.length === 0) return files;
  let hosts: SshHosts;
  try {
    hosts = await openSshHosts(settings);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [
      ...files,
      problem({ area: 'configuration', subject: 'ssh', found: error.message, fix: error.hint }),
    ];
  }
  try {
    const ways: Ways = { hosts, settings, fleet, ...(await waysOf(hosts)) };
    const queue = [...targets];
    const lines = new Map<string, readonly DoctorLine[]>();
    const work = async (): Promise<void> => {
      for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
        lines.set(target.hostId, await linesOf(ways, target));
        onHost(target.hostId);
      }
    };
    await Promise.all(Array.from({ length: Math.min(settings.ssh.concurrency, queue.length) }, work));
    return [...files, ...targets.flatMap(({ hostId }) => lines.get(hostId) ?? [])];
  } finally {
    await hosts.close();
  }
}

async function waysOf(hosts: SshHosts): Promise<Pick<Ways, 'gates' | 'balancers'>> {
  const { createNetworkGates } = await import('../adapters/gates/network-gates.ts');
  const { createHaproxyRuntime } = await import('../adapters/haproxy/haproxy-runtime.ts');
  return {
    gates: createGateRouter({ network: createNetworkGates({ revealSecret }), hosts }),
    balancers: createHaproxyRuntime(hosts),
  };
}

async function linesOf(ways: Ways, target: SshTarget): Promise<readonly DoctorLine[]> {
  const examination = await examine(ways.hosts, target, ways.settings);
  const lines = judgeHost(target, examination);
  // What only a host that can be talked to can say would repeat the same trouble for each gate.
  if (examination.kind === 'missed') return lines;
  return [...lines, ...judgeHostUse(target.hostId, await lookAtUse(ways, target))];
}

async function examine(hosts: SshHosts, target: SshTarget, settings: Settings): Promise<HostExamination> {
  const deadlineMs = answerWithinMs(settings);
  const read = await hosts.readFacts(target, { deadlineMs, fresh: false });
  if (read.kind === 'missed') return read;
  const looked = await hosts.inspect(target, { deadlineMs });
  return looked.kind === 'missed'
    ? { kind: 'not-inspected', facts: read.facts, detail: looked.detail }
    : { kind: 'inspected', facts: read.facts, inspection: looked.inspection };
}

function answerWithinMs({ ssh }: Settings): number {
  return ssh.connectWithinMs + ssh.answerWithinMs;
}

/** One question after the other: a host with many gates is not asked all of them at once. */
async function lookAtUse(ways: Ways, target: SshTarget): Promise<HostUse> {
  const gates: GateLook[] = [];
  for (const named of gatesOn(ways.fleet, target.hostId)) gates.push(await lookAtGate(ways, target, named));
  const hooks: HookLook[] = [];
  const host = ways.fleet.hosts.get(target.hostId);
  for (const hook of ['drain', 'undrain'] as const) {
    const command = host?.[hook]?.command;
    if (command === undefined) continue;
    const deadlineMs = answerWithinMs(ways.settings);
    hooks.push({ hook, permission: await ways.hosts.mayRun(target, command, { deadlineMs }) });
  }
  const seats: SeatLook[] = [];
  for (const { seats: all } of rotationsOf(ways.fleet, target.hostId))
    for (const seat of all)
      seats.push({ seat, reading: await ways.balancers.read(seat, { deadlineMs: seatWithinMs }) });
  return { gates, hooks, seats };
}

async function lookAtGate(
  { hosts, gates, settings }: Ways,
  target: SshTarget,
  { service, gate }: ServiceGate,
): Promise<GateLook> {
  const command = commandOnHost(gate.question);
  const said = { service, gate: gate.name };
  if (command === null) return { ...said, permission: null, answer: await gates.ask(target, gate) };
  const permission = await hosts.mayRun(target, command, { deadlineMs: answerWithinMs(settings) });
  if (permission.kind === 'may-run') return { ...said, permission, answer: await gates.ask(target, gate) };
  if (permission.kind !== 'not-told') return { ...said, permission, answer: null };
  // A forced command of before this question may know the gate all the same; a pass proves it, nothing else does.
  const answer = await gates.ask(target, gate);
  return { ...said, permission, answer: answer.kind === 'pass' ? answer : null };
}

async function keyFileLines({ ssh }: Settings): Promise<readonly DoctorLine[]> {
  const readable = await access(ssh.knownHostsPath, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (readable) return [];
  return [
    problem({
      area: 'configuration',
      subject: ssh.knownHostsPath,
      found: 'known_hosts cannot be read, so no host is trusted',
      fix: `collect the keys with ssh-keyscan, compare them with the hosts' consoles, and save them there`,
    }),
  ];
}

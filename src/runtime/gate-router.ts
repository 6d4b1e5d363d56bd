// One gate runner out of two: network questions are asked from here, command questions on the host.

import type { Gate, GateAnswer } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/fleet.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { HostControl } from '../ports/host-control.ts';

export function createGateRouter(options: {
  readonly network: GateRunner;
  readonly hosts: HostControl;
}): GateRunner {
  return {
    ask: (target, gate) =>
      gate.question.kind === 'command'
        ? askOnHost(options.hosts, target, gate)
        : options.network.ask(target, gate),
  };
}

async function askOnHost(
  hosts: HostControl,
  target: SshTarget,
  { question, attemptMs }: Gate,
): Promise<GateAnswer> {
  if (question.kind !== 'command') return { kind: 'error', detail: 'not a command gate' };
  const outcome = await hosts.runCommand(target, question.command, { deadlineMs: attemptMs });
  if (outcome.kind === 'missed') return { kind: 'error', detail: `${outcome.failure}: ${outcome.detail}` };
  const said = outcome.output.trim().slice(0, 200);
  if (outcome.exitCode !== question.exitCode)
    return {
      kind: 'fail',
      found: `exit code ${outcome.exitCode}, expected ${question.exitCode}${said === '' ? '' : `: ${said}`}`,
    };
  if (question.outputIncludes !== null && !outcome.output.includes(question.outputIncludes))
    return { kind: 'fail', found: `the output does not contain "${question.outputIncludes}"` };
  return { kind: 'pass' };
}

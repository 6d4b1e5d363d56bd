// The way to the hosts, with what the network does to it: answers that are lost on their way back, gates that answer
// now this and now that.
import type { GateAnswer } from '../../src/core/fleet/check.ts';
import type { GateRunner } from '../../src/ports/gate-runner.ts';
import type { SshTarget } from '../../src/core/fleet/ssh-target.ts';
import type { HostControl, ProbeMiss, RebootRequestOutcome } from '../../src/ports/host-control.ts';
import { machineNamed } from './machine-names.ts';
import type { Chance } from './chance.ts';
import type { Truth } from './truth.ts';

const unheard: ProbeMiss = {
  kind: 'missed',
  failure: 'exec-timeout',
  detail: 'simulated: no answer came back',
};

const machines = new WeakMap<SshTarget, SshTarget>();

/** The machine that is reached there, whatever the inventory calls it. */
function machineAt(target: SshTarget): SshTarget {
  const known = machines.get(target);
  if (known !== undefined) return known;
  const machine = { ...target, hostId: machineNamed(target.hostId) };
  machines.set(target, machine);
  return machine;
}

/** What is sent to a host whose answers are lost is done all the same. */
export function overNetwork(control: HostControl, truth: Truth): HostControl {
  const heard = <Answer>(answer: Promise<Answer>, { hostId }: SshTarget, lost: Answer): Promise<Answer> =>
    answer.then((real) => (truth.answersLost(hostId) ? lost : real));
  return {
    ...control,
    readFacts: (target, options) => {
      const machine = machineAt(target);
      return heard(control.readFacts(machine, options), machine, unheard);
    },
    runCommand: (target, command, options) => {
      const machine = machineAt(target);
      return heard(control.runCommand(machine, command, options), machine, unheard);
    },
    requestReboot: (target, request, options) => {
      const machine = machineAt(target);
      const lost = { kind: 'unknown', detail: 'simulated: no answer came back' } as const;
      return heard<RebootRequestOutcome>(control.requestReboot(machine, request, options), machine, lost);
    },
  };
}

/** Says "no" and "cannot tell" where the truth is "yes", never the other way round. */
export function flapping(gates: GateRunner, chance: Chance, isOn: () => boolean): GateRunner {
  const troubles: readonly GateAnswer[] = [
    { kind: 'fail', found: 'simulated: 503' },
    { kind: 'error', detail: 'simulated: timeout' },
  ];
  return {
    prepare: (target, gate, options) => gates.prepare(machineAt(target), gate, options),
    ask: async (target, gate) => {
      const answer = await gates.ask(machineAt(target), gate);
      return isOn() && chance.happens(0.3) ? chance.pick(troubles) : answer;
    },
  };
}

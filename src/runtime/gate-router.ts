// One gate runner out of two: network questions are asked from here, the others by a fixed command on the host. The
// commands are words of this file; what an inventory may add to them was checked to be one plain word.

import { assertNever } from '../core/brand.ts';
import type { GateAnswer, GateQuestion, HostCommand, OnHostQuestion } from '../core/fleet/check.ts';
import { judgeAnswers } from '../core/gates/answers-gate.ts';
import {
  judgeAddresses,
  judgeCommand,
  judgeFreeSpace,
  judgeUnit,
  type Exit,
} from '../core/gates/on-host-gate.ts';
import type { GateRunner, NetworkGates } from '../ports/gate-runner.ts';
import type { HostControl } from '../ports/host-control.ts';

export function createGateRouter(options: {
  readonly network: NetworkGates;
  readonly hosts: HostControl;
}): GateRunner {
  return {
    prepare: async (target, { question }, given) => {
      switch (question.kind) {
        case 'tcp':
        case 'http':
        case 'mysql':
        case 'redis':
          return options.network.prepare(target, question, given);
        case 'command':
        case 'unit':
        case 'address-absent':
        case 'disk-free':
        case 'answers':
          return { kind: 'ready', lastingKeys: null };
        default:
          return assertNever(question);
      }
    },
    ask: async (target, { question, attemptMs }) => {
      switch (question.kind) {
        case 'tcp':
        case 'http':
        case 'mysql':
        case 'redis':
          return options.network.ask(target, question, attemptMs);
        case 'command':
        case 'unit':
        case 'address-absent':
        case 'disk-free': {
          const deadlineMs = attemptMs;
          const outcome = await options.hosts.runCommand(target, commandFor(question), { deadlineMs });
          if (outcome.kind === 'missed')
            return { kind: 'error', detail: `${outcome.failure}: ${outcome.detail}` };
          return judge(question, outcome);
        }
        case 'answers': {
          const look = await options.hosts.readFacts(target, { deadlineMs: attemptMs, fresh: true });
          if (look.kind === 'missed') return { kind: 'error', detail: `${look.failure}: ${look.detail}` };
          return judgeAnswers(look.facts);
        }
        default:
          return assertNever(question);
      }
    },
  };
}

/** The search path and the language are ours: a login's own are not the ones that were tested with. */
const environment = ['/usr/bin/env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C'] as const;

/** The command by which a question is asked on the host, or null for one that is asked over the network. */
export function commandOnHost(question: GateQuestion): HostCommand | null {
  switch (question.kind) {
    case 'tcp':
    case 'http':
    case 'mysql':
    case 'redis':
    case 'answers':
      return null;
    case 'command':
    case 'unit':
    case 'address-absent':
    case 'disk-free':
      return commandFor(question);
    default:
      return assertNever(question);
  }
}

function commandFor(question: OnHostQuestion): HostCommand {
  switch (question.kind) {
    case 'command':
      return question.command;
    case 'unit':
      return { argv: [...environment, 'systemctl', 'is-active', question.unit] };
    case 'address-absent':
      return { argv: [...environment, 'ip', '-o', 'address', 'show', 'to', question.address] };
    case 'disk-free':
      return { argv: [...environment, 'df', '-P', '-k', question.path] };
    default:
      return assertNever(question);
  }
}

function judge(question: OnHostQuestion, exit: Exit): GateAnswer {
  switch (question.kind) {
    case 'command':
      return judgeCommand(question, exit);
    case 'unit':
      return judgeUnit(question, exit);
    case 'address-absent':
      return judgeAddresses(question, exit);
    case 'disk-free':
      return judgeFreeSpace(question, exit);
    default:
      return assertNever(question);
  }
}

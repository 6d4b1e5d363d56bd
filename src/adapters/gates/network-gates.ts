// Gates asked from the daemon over the network, at the host's own address and nowhere else. Bounded in time; an error
// while asking is never a pass.

import { connect } from 'node:net';
import { assertNever, type DurationMs } from '../../core/brand.ts';
import type { GateAnswer, NetworkQuestion } from '../../core/fleet/check.ts';
import type { SshTarget } from '../../core/fleet/fleet.ts';
import { judgeMysql } from '../../core/gates/mysql-gate.ts';
import { judgeRedis } from '../../core/gates/redis-gate.ts';
import type { NetworkGates } from '../../ports/gate-runner.ts';
import { gateAddress, systemLookup, type Lookup } from './gate-address.ts';
import type { RevealSecret } from './gate-login.ts';
import { askHttp } from './http-gate.ts';
import { readMysql } from './mysql-client.ts';
import { readRedis } from './redis-client.ts';

export type NetworkGateOptions = {
  readonly revealSecret: RevealSecret;
  /** Default: the system's resolver. */
  readonly lookup?: Lookup;
};

export function createNetworkGates({ revealSecret, lookup }: NetworkGateOptions): NetworkGates {
  return {
    ask: async (target: SshTarget, question, attemptMs) => {
      const found = await gateAddress(target.address, lookup ?? systemLookup);
      if (found.kind === 'refused') return { kind: 'error', detail: found.detail };
      const place = { host: target.address, address: found.address };
      return answer(place, question, { withinMs: attemptMs, reveal: revealSecret });
    },
  };
}

async function answer(
  place: { readonly host: string; readonly address: string },
  question: NetworkQuestion,
  bounds: { readonly withinMs: DurationMs; readonly reveal: RevealSecret },
): Promise<GateAnswer> {
  switch (question.kind) {
    case 'tcp':
      return askTcp(place.address, question.port, bounds.withinMs);
    case 'http':
      return askHttp(place, question, bounds.withinMs);
    case 'mysql': {
      const reading = await readMysql(place, question.login, bounds);
      return reading.kind === 'error' ? reading : judgeMysql(question, reading.state);
    }
    case 'redis': {
      const reading = await readRedis(place, question.login, bounds);
      return reading.kind === 'error' ? reading : judgeRedis(question, reading.info);
    }
    default:
      return assertNever(question);
  }
}

function askTcp(host: string, port: number, withinMs: DurationMs): Promise<GateAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (outcome: GateAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(
      () => settle({ kind: 'fail', found: `port ${port} did not answer in ${withinMs} ms` }),
      withinMs,
    );
    socket.once('connect', () => settle({ kind: 'pass' }));
    socket.on('error', (error) => settle({ kind: 'fail', found: `port ${port}: ${error.message}` }));
  });
}

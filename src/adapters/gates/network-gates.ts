// Gates asked from the daemon over the network, at the host's own address and nowhere else. Bounded in time; an error
// while asking is never a pass.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever, SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { GateAnswer, MysqlQuestion, NetworkQuestion, RedisQuestion } from '../../core/fleet/check.ts';
import type { SshTarget } from '../../core/fleet/ssh-target.ts';
import { judgeMysql } from '../../core/gates/mysql-gate.ts';
import { judgeMysqlRole, judgeRedisBefore, type PrepareAnswer } from '../../core/gates/preparation.ts';
import { judgeRedis } from '../../core/gates/redis-gate.ts';
import type { NetworkGates } from '../../ports/gate-runner.ts';
import { gateAddress, systemLookup, type Lookup } from './gate-address.ts';
import type { RevealSecret } from './gate-login.ts';
import { askHttp } from './http-gate.ts';
import { readMysql } from './mysql-client.ts';
import { readRedis, saveRedis } from './redis-client.ts';

/** Long enough for a source to send what it has, also over a long way; short beside the pause between attempts. */
const REPLICA_PAUSE_MS: DurationMs = SECOND_MS;

export type NetworkGateOptions = {
  readonly revealSecret: RevealSecret;
  /** Default: the system's resolver. */
  readonly lookup?: Lookup;
};

export function createNetworkGates({ revealSecret, lookup }: NetworkGateOptions): NetworkGates {
  return {
    prepare: async (target, question, { deadlineMs }) => {
      if (question.kind !== 'mysql' && question.kind !== 'redis') return { kind: 'ready', lastingKeys: null };
      const found = await gateAddress(target.address, lookup ?? systemLookup);
      if (found.kind === 'refused') return { kind: 'error', detail: found.detail };
      const place = { host: target.address, address: found.address };
      return prepareServer(place, question, { withinMs: deadlineMs, reveal: revealSecret });
    },
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
    case 'mysql':
      return askMysql(place, question, bounds);
    case 'redis': {
      const reading = await readRedis(place, question.login, bounds);
      return reading.kind === 'error' ? reading : judgeRedis(question, reading.info);
    }
    default:
      return assertNever(question);
  }
}

/**
 * A replica that has just connected says that it is 0 seconds behind until it has heard of anything new. It is asked
 * again after a pause in which its source has answered, and only then believed.
 */
async function askMysql(
  place: { readonly host: string; readonly address: string },
  question: MysqlQuestion,
  bounds: { readonly withinMs: DurationMs; readonly reveal: RevealSecret },
): Promise<GateAnswer> {
  const once = async (): Promise<GateAnswer> => {
    const reading = await readMysql(place, question.login, bounds);
    return reading.kind === 'error' ? reading : judgeMysql(question, reading.state);
  };
  const first = await once();
  if (first.kind !== 'pass' || question.role === 'primary') return first;
  await sleep(REPLICA_PAUSE_MS);
  return once();
}

async function prepareServer(
  place: { readonly host: string; readonly address: string },
  question: MysqlQuestion | RedisQuestion,
  bounds: { readonly withinMs: DurationMs; readonly reveal: RevealSecret },
): Promise<PrepareAnswer> {
  if (question.kind === 'mysql') {
    const reading = await readMysql(place, question.login, bounds);
    return reading.kind === 'error' ? reading : judgeMysqlRole(question, reading.state);
  }
  const reading = question.savesBefore
    ? await saveRedis(place, question.login, bounds)
    : await readRedis(place, question.login, bounds);
  return reading.kind === 'error' ? reading : judgeRedisBefore(question, reading.info);
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

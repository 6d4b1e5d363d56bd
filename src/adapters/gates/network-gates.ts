// TCP and HTTP gates, asked from the daemon at the host's own address. Bounded in time and size; redirects are not
// followed (the answer must come from this host); an answer's text never leaves here but as a short finding.

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { DurationMs } from '../../core/brand.ts';
import type { Gate, GateAnswer, GateQuestion } from '../../core/fleet/check.ts';
import type { SshTarget } from '../../core/fleet/fleet.ts';
import type { GateRunner } from '../../ports/gate-runner.ts';

/** A health page is small; what is longer is cut and judged by its beginning. */
const MAX_BODY_BYTES = 64 * 1024;

type HttpQuestion = Extract<GateQuestion, { kind: 'http' }>;

/** Asks `tcp` and `http` gates; `command` gates are not its business and answer `error`. */
export function createNetworkGates(): GateRunner {
  return {
    ask: (target: SshTarget, gate: Gate): Promise<GateAnswer> => {
      switch (gate.question.kind) {
        case 'tcp':
          return askTcp(target.address, gate.question.port, gate.attemptMs);
        case 'http':
          return askHttp(target.address, gate.question, gate.attemptMs);
        case 'command':
          return Promise.resolve({ kind: 'error', detail: 'a command gate was asked over the network' });
      }
    },
  };
}

function askTcp(host: string, port: number, withinMs: DurationMs): Promise<GateAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer: GateAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => settle({ kind: 'fail', found: `port ${port} did not answer in ${withinMs} ms` }),
      withinMs,
    );
    socket.once('connect', () => settle({ kind: 'pass' }));
    socket.on('error', (error) => settle({ kind: 'fail', found: `port ${port}: ${error.message}` }));
  });
}

function askHttp(host: string, question: HttpQuestion, withinMs: DurationMs): Promise<GateAnswer> {
  const { scheme, port, path } = question;
  const where = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
  return new Promise((resolve) => {
    const request = (scheme === 'https' ? httpsRequest : httpRequest)({ host, port, path, agent: false });
    const settle = (answer: GateAnswer): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => settle({ kind: 'fail', found: `${where} did not answer in ${withinMs} ms` }),
      withinMs,
    );
    request.on('error', (error) => settle({ kind: 'fail', found: `${where}: ${error.message}` }));
    request.once('response', (response) => {
      readBody(response, (body) =>
        settle(judge(question, { where, status: response.statusCode ?? 0, body })),
      );
    });
    request.end();
  });
}

function readBody(response: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (): void => done(Buffer.concat(chunks).toString('utf8'));
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BODY_BYTES) finish();
  });
  response.once('end', finish);
  // A body that breaks off is an error of the request, which reports it.
  response.on('error', () => undefined);
}

function judge(
  { statuses, bodyIncludes }: HttpQuestion,
  { where, status, body }: { readonly where: string; readonly status: number; readonly body: string },
): GateAnswer {
  if (!statuses.includes(status))
    return { kind: 'fail', found: `${where} answered ${status}, expected ${statuses.join(' or ')}` };
  if (bodyIncludes !== null && !body.includes(bodyIncludes))
    return {
      kind: 'fail',
      found: `${where} answered ${status}, but its body does not contain "${bodyIncludes}"`,
    };
  return { kind: 'pass' };
}

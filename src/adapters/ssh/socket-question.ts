// One line to a Unix socket on a host, over a channel of an SSH connection, and what comes back until the other side
// closes. Nothing is run on the host for it, and no tool has to be installed there.

import type { Channel } from 'ssh2';
import type { DurationMs } from '../../core/brand.ts';
import type { ProbeMiss } from '../../ports/host-control.ts';
import type { SshConnection } from './connection.ts';
import { connectionFailure, missed, tooSlow, type ConnectionFailure } from './ssh-failure.ts';

export type SocketAnswer =
  | { readonly kind: 'answered'; readonly text: string }
  /** The server did not open it: no such socket, no right to it, or forwarding is forbidden. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'lost'; readonly failure: ConnectionFailure }
  | { readonly kind: 'timeout' };

const maxAnswerBytes = 64 * 1024;

const lineShape = /^[\x20-\x7e]{1,2000}$/;
const pathShape = /^\/[A-Za-z0-9._/@+-]{1,100}$/;

/** True if the question can be sent as it stands. */
export function isSocketQuestion({ path, line }: { readonly path: string; readonly line: string }): boolean {
  return lineShape.test(line) && pathShape.test(path);
}

export function questionSocket(
  connection: SshConnection,
  { path, line }: { readonly path: string; readonly line: string },
  timeoutMs: DurationMs,
): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    let open: Channel | null = null;
    const settle = (answer: SocketAnswer): void => {
      clearTimeout(timer);
      forget();
      open?.close();
      resolve(answer);
    };
    const timer = setTimeout(() => settle({ kind: 'timeout' }), timeoutMs);
    const forget = connection.onEnd((failure) => settle({ kind: 'lost', failure }));
    const onChannel = (channel: Channel): void => {
      open = channel;
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = (): void => settle({ kind: 'answered', text: Buffer.concat(chunks).toString('utf8') });
      channel.on('data', (chunk: Buffer) => {
        if (bytes < maxAnswerBytes) chunks.push(chunk.subarray(0, maxAnswerBytes - bytes));
        bytes += chunk.length;
        if (bytes >= maxAnswerBytes) done();
      });
      channel.on('error', () => undefined);
      channel.on('end', done);
      channel.on('close', done);
      channel.write(`${line}\n`);
    };
    void connection.openSocket(path, onChannel).then((started) => {
      if (started.kind === 'refused') settle({ kind: 'refused', detail: started.detail });
    });
  });
}

/** `where` names the host and the socket, for people. */
export function socketOutcome(
  answer: SocketAnswer,
  where: string,
  totalMs: DurationMs,
): { readonly kind: 'answered'; readonly text: string } | ProbeMiss {
  switch (answer.kind) {
    case 'answered':
      return answer;
    case 'refused': {
      const hint = 'the login needs the right to it, and sshd AllowStreamLocalForwarding';
      return missed(
        connectionFailure('exec-refused', `${where} cannot be opened: ${answer.detail}; ${hint}`),
      );
    }
    case 'lost':
      return missed(answer.failure);
    case 'timeout':
      return missed(tooSlow({ where, stage: 'open', banner: null }, totalMs));
    default:
      return answer satisfies never;
  }
}

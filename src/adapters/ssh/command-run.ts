// Runs one command on a connection and collects what it prints, within a bound of time and of bytes.

import type { ClientChannel } from 'ssh2';
import { constants } from 'node:os';
import type { DurationMs } from '../../core/brand.ts';
import type { SshConnection } from './connection.ts';
import type { ConnectionFailure } from './ssh-failure.ts';

export type CommandRun =
  /** The server did not run it. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'exited'; readonly exitCode: number; readonly output: string }
  /** The connection ended first: it may have run, in part or whole. */
  | { readonly kind: 'lost'; readonly failure: ConnectionFailure; readonly output: string }
  | { readonly kind: 'timeout'; readonly output: string }
  /** It printed more than anybody will read. */
  | { readonly kind: 'endless'; readonly output: string };

/** Read and thrown away after what is kept; past this the command is taken for endless (`yes`). */
const maxReadBytes = 1024 * 1024;

/** A background child can hold the output open for ever: after the exit status this much is waited for the rest. */
const afterExitMs: DurationMs = 300;

/** Standard input is closed at once. Output is stdout and stderr as they came, cut at `keepBytes`. */
export async function runOnce(
  connection: SshConnection,
  command: string,
  options: { readonly keepBytes: number; readonly timeoutMs: DurationMs },
): Promise<CommandRun> {
  const output = keptOutput(options.keepBytes);
  return new Promise((resolve) => {
    const settle = (run: CommandRun): void => {
      clearTimeout(timer);
      forget();
      resolve(run);
    };
    const timer = setTimeout(() => settle({ kind: 'timeout', output: output.text() }), options.timeoutMs);
    // Output that came in the same packet as the end is delivered first.
    const forget = connection.onEnd((failure) => {
      setImmediate(() => settle({ kind: 'lost', failure, output: output.text() }));
    });
    const onChannel = (channel: ClientChannel): void =>
      collect(channel, output, (end) => settle({ ...end, output: output.text() }));
    void connection.exec(command, onChannel).then((started) => {
      if (started.kind === 'refused') settle({ kind: 'refused', detail: started.detail });
    });
  });
}

type ChannelEnd = { readonly kind: 'exited'; readonly exitCode: number } | { readonly kind: 'endless' };

function collect(channel: ClientChannel, output: KeptOutput, done: (end: ChannelEnd) => void): void {
  let exitCode: number | null = null;
  const onData = (chunk: Buffer): void => {
    if (output.add(chunk) <= maxReadBytes) return;
    channel.close();
    done({ kind: 'endless' });
  };
  channel.on('data', onData);
  channel.stderr.on('data', onData);
  channel.on('error', () => undefined);
  channel.on('exit', (code: number | null, signal?: string) => {
    exitCode = code ?? 128 + signalNumber(signal);
    const status = exitCode;
    setTimeout(() => done({ kind: 'exited', exitCode: status }), afterExitMs);
  });
  // A channel that closes without a status: the server died in between. -1 is no status a program can give.
  channel.on('close', () => done({ kind: 'exited', exitCode: exitCode ?? -1 }));
  channel.end();
}

function signalNumber(name: string | undefined): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return numbers[name ?? ''] ?? 0;
}

type KeptOutput = { readonly add: (chunk: Buffer) => number; readonly text: () => string };

/** Keeps the first `keepBytes`; `add` returns how many bytes have been seen in all. */
function keptOutput(keepBytes: number): KeptOutput {
  const chunks: Buffer[] = [];
  let kept = 0;
  let seen = 0;
  return {
    add: (chunk) => {
      const part = chunk.subarray(0, Math.max(0, keepBytes - kept));
      if (part.length > 0) chunks.push(part);
      kept += part.length;
      seen += chunk.length;
      return seen;
    },
    // A character cut in half at the end is left out.
    text: () =>
      Buffer.concat(chunks)
        .toString('utf8')
        .replace(/\uFFFD$/, ''),
  };
}

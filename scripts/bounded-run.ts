// Runs one program of the project's tool chain, bounded in time, with the project's own Node and tools first on PATH.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '..');

export type RunOptions = {
  readonly withinMs: number;
  /** `show`: straight to the terminal. `keep`: returned, stdout and stderr in the order they came. */
  readonly output: 'show' | 'keep';
  readonly env?: Readonly<Record<string, string>>;
};

export type RunResult = {
  /** Null: it could not be started, was killed by a signal, or by us at its limit. */
  readonly exitCode: number | null;
  readonly output: string;
};

/** Never rejects: a program that is not there is a result with the reason as its output. */
export function boundedRun(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  const [command, ...words] = argv;
  const tools = [
    join(projectRoot, 'node_modules', '.bin'),
    dirname(process.execPath),
    process.env['PATH'] ?? '',
  ];
  const child = spawn(command, words, {
    cwd: projectRoot,
    env: { ...process.env, ...options.env, PATH: tools.join(delimiter) },
    stdio: options.output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // Asked first, so that a test runner can end what its tests started; made to, ten seconds later.
  const limit = setTimeout(() => child.kill('SIGTERM'), options.withinMs);
  const lastLimit = setTimeout(() => child.kill('SIGKILL'), options.withinMs + 10_000);
  return new Promise((resolve) => {
    const settle = (exitCode: number | null): void => {
      clearTimeout(limit);
      clearTimeout(lastLimit);
      resolve({ exitCode, output });
    };
    child.once('error', (cause) => {
      output += `${command}: ${cause.message}\n`;
      settle(null);
    });
    child.once('close', (code) => settle(code));
  });
}

// Stagger as its users run it: the command line and the daemon as processes of their own. Each ends with the test,
// however that ends; each wait has a bound and says what was seen instead.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HUNG_MS } from '../lab/patience.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'stagger.js');

export type ProcessOptions = {
  readonly inventory: string;
  /** Besides what a process needs to run at all. */
  readonly env: Readonly<Record<string, string>>;
};

export type CommandResult = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Killed by the kernel when this process ends: a daemon that outlives its test would go on rebooting. */
function spawnNode(words: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TZ: 'UTC', ...env },
  });
}

/** Runs one command to its end, unless it hangs. */
export async function runStagger(
  words: readonly string[],
  { inventory, env }: ProcessOptions,
): Promise<CommandResult> {
  const child = spawnNode([program, ...words, '--inventory', inventory], env);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const timer = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { code, stdout: stdout(), stderr: stderr() };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

/** One line of the daemon's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

export class DaemonProcess {
  readonly lines: LogLine[] = [];
  /** Lines that are no log lines: what a crash leaves. */
  readonly noise: string[] = [];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();
  #over = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = once(child, 'close').then((args) => {
      const [code, signal] = args as [number | null, NodeJS.Signals | null];
      this.#over = true;
      this.#tell();
      return { code, signal };
    });
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#take(line));
  }

  /** The first line that matches, as soon as there is one. Rejects when the daemon ends first, or after `withinMs`. */
  async waitForLine(matches: (line: LogLine) => boolean, withinMs = HUNG_MS): Promise<LogLine> {
    const find = (): LogLine | undefined => this.lines.find(matches);
    await new Promise<void>((resolve, reject) => {
      const settle = (problem: string | null): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        if (problem === null) resolve();
        else reject(new Error(`${problem}; the daemon said:\n${this.said()}`));
      };
      const look = (): void => {
        if (find() !== undefined) settle(null);
        else if (this.#over) settle('the daemon ended');
      };
      const timer = setTimeout(() => settle(`no such line within ${withinMs} ms`), withinMs);
      this.#listeners.add(look);
      look();
    });
    return find() as LogLine;
  }

  said(): string {
    return [...this.lines.slice(-40).map((line) => JSON.stringify(line)), ...this.noise].join('\n');
  }

  /** As systemd stops it. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), HUNG_MS);
    const { code, signal } = await this.ended;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`the daemon ended with ${code ?? signal}; it said:\n${this.said()}`);
  }

  /** As an operator makes it read the inventory anew. */
  reload(): void {
    this.#child.kill('SIGHUP');
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #take(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      this.noise.push(line);
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Starts the daemon (or `entry` in its place); resolves at once. */
export function startDaemonProcess(
  { inventory, env }: ProcessOptions,
  entry: readonly string[] = [program, 'run', '--inventory', inventory],
): DaemonProcess {
  return new DaemonProcess(spawnNode(entry, env));
}

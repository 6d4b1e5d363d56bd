// The test's end of the line to the supervisor: starts it, asks it, and hears when it ends.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { LabAnswer, LabCommand } from './lab-protocol.ts';

type Waiter = { readonly resolve: () => void; readonly reject: (cause: Error) => void };

export class SupervisorProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiters = new Map<number, Waiter>();
  #lastId = 0;

  /** Starts the supervisor of the lab whose plan is in the file `planPath`. */
  constructor(planPath: string) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'supervisor.ts'), planPath], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // A test's Ctrl-C reaches the supervisor as the end of its stdin, in its own order.
      detached: true,
    });
    this.#child.stdin.on('error', () => undefined); // The exit below is the news.
    createInterface({ input: this.#child.stdout }).on('line', (line) =>
      this.#onAnswer(JSON.parse(line) as LabAnswer),
    );
    this.#child.once('exit', (code, signal) => {
      const cause = new Error(`the lab's supervisor ended (${signal ?? `exit code ${code}`})`);
      for (const waiter of this.#waiters.values()) waiter.reject(cause);
      this.#waiters.clear();
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Resolves when every host is up. */
  ready(): Promise<void> {
    return this.#answer(0);
  }

  /** Resolves when the supervisor has done it. */
  ask(command: LabCommand): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = this.#answer(id);
    this.#child.stdin.write(`${JSON.stringify({ id, command })}\n`);
    return answer;
  }

  /** Ends the supervisor, after it has ended every host. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exited;
  }

  #answer(id: number): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return Promise.reject(new Error("the lab's supervisor has ended"));
    return new Promise((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
  }

  #onAnswer({ id, error }: LabAnswer): void {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    if (error === null) waiter?.resolve();
    else waiter?.reject(new Error(error));
  }
}

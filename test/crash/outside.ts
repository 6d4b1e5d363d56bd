// The world outside the daemon's process, asked over the channel between parent and child: it goes on living when the
// daemon is killed.
import type { ChildProcess } from 'node:child_process';
import type { SimulatedFleet } from '../../src/demo/simulated-fleet.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { GateRunner } from '../../src/ports/gate-runner.ts';
import type { HostControl } from '../../src/ports/host-control.ts';

export type Question = {
  readonly id: number;
  readonly port: 'hosts' | 'gates' | 'chat';
  readonly verb: string;
  readonly given: readonly unknown[];
};
export type Answer = { readonly id: number; readonly result: unknown };

type Verbs = Readonly<Record<string, (...given: never[]) => Promise<unknown>>>;

/** Answers what the child asks, as long as it lives. */
export function answerChild(child: ChildProcess, fleet: SimulatedFleet, chat: Chat): void {
  const ports: Readonly<Record<Question['port'], Verbs>> = {
    hosts: {
      readFacts: fleet.control.readFacts,
      requestReboot: fleet.control.requestReboot,
      runCommand: fleet.control.runCommand,
    },
    gates: { ask: fleet.gates.ask, prepare: fleet.gates.prepare },
    chat: {
      post: (...given: Parameters<Chat['post']>) => chat.post(...given),
      update: (...given: Parameters<Chat['update']>) => chat.update(...given),
      find: (...given: Parameters<Chat['find']>) => chat.find(...given),
    },
  };
  child.on('message', (message) => {
    const { id, port, verb, given } = message as Question;
    const perform = ports[port][verb];
    if (perform === undefined) throw new Error(`nobody answers ${port}.${verb}`);
    void perform(...(given as never[])).then((result) => {
      // A daemon that was killed while it waited still counts as connected for a moment; nobody misses its answer.
      if (child.connected) child.send({ id, result } satisfies Answer, () => undefined);
    });
  });
}

export type Outside = Pick<HostControl, 'readFacts' | 'requestReboot' | 'runCommand'> &
  Pick<Chat, 'post' | 'update' | 'find'> & {
    readonly askGate: GateRunner['ask'];
    readonly prepareGate: GateRunner['prepare'];
  };

/** The child's end. */
export function outside(): Outside {
  let asked = 0;
  const waiting = new Map<number, (result: unknown) => void>();
  process.on('message', (message) => {
    const { id, result } = message as Answer;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const ask =
    <Given extends readonly unknown[], Result>(port: Question['port'], verb: string) =>
    (...given: Given): Promise<Result> =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve as (result: unknown) => void);
        process.send?.({ id: asked, port, verb, given } satisfies Question);
      });
  return {
    readFacts: ask('hosts', 'readFacts'),
    requestReboot: ask('hosts', 'requestReboot'),
    runCommand: ask('hosts', 'runCommand'),
    askGate: ask('gates', 'ask'),
    prepareGate: ask('gates', 'prepare'),
    post: ask('chat', 'post'),
    update: ask('chat', 'update'),
    find: ask('chat', 'find'),
  };
}

// One life of the daemon's process, as its ports see it. Every call through a port is a place where it can be killed
// (the call and everything after it never comes back), stopped for a while, or fail. What is already on its way into
// the world stays on its way.
import type { DurationMs, Instant } from '../../src/core/brand.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { GateRunner } from '../../src/ports/gate-runner.ts';
import type { LoadBalancers } from '../../src/ports/load-balancer.ts';
import type { HostControl } from '../../src/ports/host-control.ts';
import type { Store } from '../../src/ports/store.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What happens at one call. */
export type Interference =
  | { readonly kind: 'kill'; readonly when: 'before' | 'after' }
  | { readonly kind: 'stop'; readonly when: 'before' | 'after'; readonly forMs: DurationMs }
  | { readonly kind: 'fail'; readonly when: 'before' | 'after' };

export type CallPort = 'store' | 'hosts' | 'chat';

/** Asked at each call; null: nothing. */
export type Interferer = (port: CallPort, name: string) => Interference | null;

/** The machine's clocks: they outlive the process. */
export type MachineClocks = {
  /** Wall clock minus true time. */
  wallOffsetMs: DurationMs;
};

export type DaemonProcess = {
  readonly alive: () => boolean;
  readonly kill: () => void;
  readonly clock: Clock;
  readonly store: (store: Store) => Store;
  readonly hosts: (control: HostControl) => HostControl;
  readonly gates: (gates: GateRunner) => GateRunner;
  readonly balancers: (balancers: LoadBalancers) => LoadBalancers;
  readonly chat: (chat: Chat) => Chat;
  /** Runs `work` inside the process, as a request from outside would be; never comes back once it is dead. */
  readonly request: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

export type ProcessOptions = {
  readonly time: VirtualTime;
  readonly clocks: MachineClocks;
  readonly interfere: Interferer;
  /** How much longer than the world's own time an answer takes. */
  readonly delayMs: () => DurationMs;
  /** How long the store takes, half of it before what it does is durable. */
  readonly storeDelayMs: () => DurationMs;
  readonly onKilled: () => void;
};

type StoreMethod = (...given: readonly unknown[]) => Promise<unknown>;

const failures = new Map<string, Error>();

/** The same one for the same text: a stack for each, which nobody reads, takes longer than the call. */
function failureOf(text: string): Error {
  const known = failures.get(text) ?? new Error(text);
  failures.set(text, known);
  return known;
}

const never = <Result>(): Promise<Result> => new Promise(() => undefined);

export function createDaemonProcess(options: ProcessOptions): DaemonProcess {
  const { time, clocks } = options;
  const startedMs = time.now() - time.sleptMs();
  let lastMs = 0;
  let alive = true;

  const kill = (): void => {
    if (!alive) return;
    alive = false;
    options.onKilled();
  };

  const inProcess = (at: Instant, run: () => void) =>
    time.inProcess(at, () => {
      if (alive) run();
    });

  const stopped = (forMs: DurationMs): Promise<void> => {
    time.holdUntil(time.now() + forMs);
    return new Promise((resolve) => void inProcess(time.now(), resolve));
  };

  const pass = (ms: DurationMs): Promise<void> =>
    new Promise((resolve) => void inProcess(time.now() + ms, resolve));

  const call = (name: string, method: StoreMethod, given: readonly unknown[]): Promise<unknown> => {
    if (!alive) return never();
    const what = options.interfere('store', name);
    if (what !== null) return disturbed(what, name, () => method(...given));
    const delayMs = options.storeDelayMs();
    // An answer of the same instant: if the process dies in it, its next call is the one that never comes back.
    return delayMs > 0 ? delayed(delayMs, () => method(...given)) : method(...given);
  };

  const delayed = async <Result>(delayMs: DurationMs, perform: () => Promise<Result>): Promise<Result> => {
    await pass(delayMs / 2);
    if (!alive) return never();
    const result = await perform();
    await pass(delayMs / 2);
    return alive ? result : never();
  };

  const disturbed = async <Result>(
    what: Interference,
    name: string,
    perform: () => Promise<Result>,
  ): Promise<Result> => {
    const apply = async (when: 'before' | 'after'): Promise<void> => {
      if (what.when !== when) return;
      if (what.kind === 'kill') kill();
      if (what.kind === 'stop') await stopped(what.forMs);
      if (what.kind === 'fail') throw failureOf(`simulated: disk I/O error ${when} ${name}`);
    };
    await apply('before');
    const delayMs = options.storeDelayMs();
    if (delayMs > 0) await pass(delayMs / 2);
    if (!alive) return never();
    const result = await perform();
    if (delayMs > 0) await pass(delayMs / 2);
    if (!alive) return never();
    await apply('after');
    return alive ? result : never();
  };

  /** An answer from the network reaches the process once that runs, maybe after a while, if there still is one. */
  const answered = <Result>(answer: Promise<Result>): Promise<Result> =>
    new Promise((resolve) => {
      void answer.then((result) => {
        const at = time.now() + options.delayMs();
        if (at > time.now() || time.heldUntil() > at) inProcess(at, () => resolve(result));
        else if (alive) resolve(result);
      });
    });

  const overNetwork = <Result>(
    port: CallPort,
    name: string,
    perform: () => Promise<Result>,
  ): Promise<Result> => {
    if (!alive) return never();
    const what = options.interfere(port, name);
    if (what?.kind === 'kill' && what.when === 'before') kill();
    if (!alive) return never();
    // Sent before the process stops or dies: the world goes on with it.
    const answer = perform();
    if (what?.kind === 'kill') kill();
    if (what?.kind === 'stop') time.holdUntil(time.now() + what.forMs);
    return alive ? answered(answer) : never();
  };

  const clock: Clock = {
    now: () => Math.round(time.now() + clocks.wallOffsetMs),
    monotonicMs: () => {
      const nowMs = time.now() - time.sleptMs() - startedMs;
      // A mistake of the simulator's own, which would look like one of the product.
      if (nowMs < lastMs) throw new Error(`the monotonic clock went back by ${lastMs - nowMs} ms`);
      return (lastMs = nowMs);
    },
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (!alive) return;
        if (signal?.aborted === true || delayMs <= 0) return resolve();
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const timer = inProcess(time.now() + delayMs, wake);
        const abort = (): void => {
          timer.cancel();
          wake();
        };
        signal?.addEventListener('abort', abort);
      }),
  };

  return {
    alive: () => alive,
    kill,
    clock,
    store: (store) =>
      Object.fromEntries(
        Object.entries(store).map(([name, method]) => [
          name,
          (...given: unknown[]) => call(name, method as StoreMethod, given),
        ]),
      ) as unknown as Store,
    hosts: (control) => ({
      readFacts: (target, given) => overNetwork('hosts', 'readFacts', () => control.readFacts(target, given)),
      requestReboot: (target, request, given) =>
        overNetwork('hosts', 'requestReboot', () => control.requestReboot(target, request, given)),
      runCommand: (target, command, given) =>
        overNetwork('hosts', 'runCommand', () => control.runCommand(target, command, given)),
      onConnectionLost: (listener) =>
        control.onConnectionLost((host) => void inProcess(time.now(), () => listener(host))),
      close: () => Promise.resolve(),
    }),
    gates: (gates) => ({
      ask: (target, gate) => overNetwork('hosts', 'gate', () => gates.ask(target, gate)),
      prepare: (target, gate, given) =>
        overNetwork('hosts', 'prepare', () => gates.prepare(target, gate, given)),
    }),
    balancers: (balancers) => ({
      read: (seat, given) => overNetwork('hosts', 'seat', () => balancers.read(seat, given)),
      change: (seat, change, given) =>
        overNetwork('hosts', 'seat', () => balancers.change(seat, change, given)),
    }),
    chat: (chat) => ({
      ...chat,
      post: (key, channel, message) => overNetwork('chat', 'post', () => chat.post(key, channel, message)),
      update: (ref, key, message) => overNetwork('chat', 'update', () => chat.update(ref, key, message)),
      find: (key, channel, thread) => overNetwork('chat', 'find', () => chat.find(key, channel, thread)),
    }),
    request: (work) =>
      new Promise((resolve, reject) => {
        inProcess(time.now(), () => {
          work().then(
            (result) => {
              if (alive) resolve(result);
            },
            (error: unknown) => {
              if (alive) reject(error instanceof Error ? error : new Error(String(error)));
            },
          );
        });
      }),
  };
}

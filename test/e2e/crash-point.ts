// A moment at which the daemon is to die, as by `kill -9`: one call of one of its ports, before it is made or after it
// was made and before anybody hears of it. `store.commit/host-reboot-sent:before` is the first commit that holds such
// an event; `hosts.requestReboot:after` is a reboot that was sent and of which nothing was written down.
import type { DaemonPorts } from '../../src/runtime/daemon-options.ts';
import type { EffectRequest } from '../../src/core/campaign/effect.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { HostControl } from '../../src/ports/host-control.ts';
import type { Store } from '../../src/ports/store.ts';

export type CrashPoint = `${'store' | 'hosts' | 'chat'}.${string}:${'before' | 'after'}`;

type Call = {
  readonly name: string;
  /** What it is about; a point may name one of these behind a slash. */
  readonly about: readonly string[];
};

/** Makes the call, or dies before or after it. */
type Guard = <Result>(call: Call, make: () => Promise<Result>) => Promise<Result>;

/** The kernel ends the process before this returns: nothing is flushed, closed or said. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function guardFor(point: CrashPoint): Guard {
  const [call = '', when] = point.split(':');
  const [wantedName, wantedAbout = null] = call.split('/');
  return async ({ name, about }, make) => {
    const hit = name === wantedName && (wantedAbout === null || about.includes(wantedAbout));
    if (hit && when === 'before') die();
    const result = await make();
    if (hit && when === 'after') die();
    return result;
  };
}

/** The ports, of which one call ends the process. */
export function crashingAt(point: CrashPoint, ports: DaemonPorts): DaemonPorts {
  const guard = guardFor(point);
  return {
    ...ports,
    store: crashingStore(ports.store, guard),
    hosts: crashingHosts(ports.hosts, guard),
    chat: crashingChat(ports.chat, guard),
  };
}

function crashingStore(store: Store, guard: Guard): Store {
  const kinds = new Map<string, EffectRequest['kind']>();
  const aboutEffect = (key: string): readonly string[] => [kinds.get(key) ?? 'unknown'];
  return {
    ...store,
    commit: (change) => {
      for (const { key, request } of change.effects) kinds.set(key, request.kind);
      const about = change.events.map(({ kind }) => kind);
      return guard({ name: 'store.commit', about }, () => store.commit(change));
    },
    unfinishedEffects: async () => {
      const effects = await store.unfinishedEffects();
      for (const { effect } of effects) kinds.set(effect.key, effect.request.kind);
      return effects;
    },
    dueWork: async () => {
      const due = await store.dueWork();
      for (const { effect } of due.effects) kinds.set(effect.key, effect.request.kind);
      return due;
    },
    startEffect: (campaign, key) =>
      guard({ name: 'store.startEffect', about: aboutEffect(key) }, () => store.startEffect(campaign, key)),
    finishEffect: (campaign, key) =>
      guard({ name: 'store.finishEffect', about: aboutEffect(key) }, () => store.finishEffect(campaign, key)),
    markShown: (key, shown) =>
      guard({ name: 'store.markShown', about: [] }, () => store.markShown(key, shown)),
  };
}

function crashingHosts(hosts: HostControl, guard: Guard): HostControl {
  return {
    readFacts: (target, options) => hosts.readFacts(target, options),
    requestReboot: (target, request, options) =>
      guard({ name: 'hosts.requestReboot', about: [] }, () => hosts.requestReboot(target, request, options)),
    runCommand: (target, command, options) =>
      guard({ name: 'hosts.runCommand', about: command.argv.map((word) => word.replace(/.*\//, '')) }, () =>
        hosts.runCommand(target, command, options),
      ),
    onConnectionLost: (listener) => hosts.onConnectionLost(listener),
    close: () => hosts.close(),
  };
}

function crashingChat(chat: Chat, guard: Guard): Chat {
  return {
    start: (inputs) => chat.start(inputs),
    post: (key, channel, message) =>
      guard({ name: 'chat.post', about: [message.kind] }, () => chat.post(key, channel, message)),
    update: (ref, key, message) => chat.update(ref, key, message),
    find: (key, channel, thread) => chat.find(key, channel, thread),
    status: () => chat.status(),
    nameOf: (person) => chat.nameOf(person),
    stop: () => chat.stop(),
  };
}

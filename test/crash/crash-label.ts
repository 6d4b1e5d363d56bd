// Every durable write and every external effect of the daemon, each with a label and the moments at which the process
// can die there: before it, after it, and after it was sent while its answer is still on its way.
import type { Chat } from '../../src/ports/chat.ts';
import type { HostControl } from '../../src/ports/host-control.ts';
import type { Store } from '../../src/ports/store.ts';
import type { DaemonPorts } from '../../src/runtime/daemon-options.ts';

export type Moment = 'before' | 'sent' | 'after';

/** Lets the call happen, or ends the process around it. */
export type Around = <Result>(
  label: string,
  moments: readonly Moment[],
  make: () => Promise<Result>,
) => Promise<Result>;

const written: readonly Moment[] = ['before', 'after'];
const sent: readonly Moment[] = ['before', 'sent', 'after'];

/** The daemon's ports, with `around` at every write and effect. */
export function labelled(ports: DaemonPorts, around: Around): DaemonPorts {
  return {
    ...ports,
    store: labelledStore(ports.store, around),
    hosts: labelledHosts(ports.hosts, around),
    chat: labelledChat(ports.chat, around),
  };
}

function labelledStore(store: Store, around: Around): Store {
  const kinds = new Map<string, string>();
  const kindOf = (key: string): string => kinds.get(key) ?? 'of a former life';
  return {
    ...store,
    commit: (change) => {
      for (const { key, request } of change.effects) kinds.set(key, request.kind);
      const what = change.events.map(({ kind }) => kind).join(' ');
      return around(`commit ${what}`, written, () => store.commit(change));
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
    appendFleetEvent: (entry) =>
      around(`append ${entry.event.kind}`, written, () => store.appendFleetEvent(entry)),
    startEffect: (campaign, key) =>
      around(`start ${kindOf(key)}`, written, () => store.startEffect(campaign, key)),
    finishEffect: (campaign, key) =>
      around(`finish ${kindOf(key)}`, written, () => store.finishEffect(campaign, key)),
    recordObservations: (changes) => {
      const what = changes.boots.length > 0 ? 'observation and boots' : 'observation';
      return around(what, written, () => store.recordObservations(changes));
    },
    markPostPending: (key) => around('mark post pending', written, () => store.markPostPending(key)),
    markShown: (key, shown) => around('mark shown', written, () => store.markShown(key, shown)),
  };
}

function labelledHosts(hosts: HostControl, around: Around): HostControl {
  return {
    ...hosts,
    requestReboot: (target, request, options) =>
      around('request reboot', sent, () => hosts.requestReboot(target, request, options)),
    runCommand: (target, command, options) => {
      const [path = ''] = command.argv;
      return around(`hook ${path.replace(/.*\//, '')}`, sent, () =>
        hosts.runCommand(target, command, options),
      );
    },
  };
}

function labelledChat(chat: Chat, around: Around): Chat {
  return {
    ...chat,
    post: (key, channel, message) =>
      around(`post ${message.kind}`, sent, () => chat.post(key, channel, message)),
    update: (ref, key, message) => around(`edit ${message.kind}`, sent, () => chat.update(ref, key, message)),
  };
}

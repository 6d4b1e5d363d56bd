// Ports that count what passes through them and change nothing of it. What a campaign did is counted from what it
// committed: an event that is not in the journal has not happened.

import type { Chat } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HostControl } from '../../ports/host-control.ts';
import type { Store } from '../../ports/store.ts';
import type { Metrics } from './metrics.ts';

export function observedStore(store: Store, metrics: Metrics): Store {
  return {
    ...store,
    commit: async (change) => {
      const result = await store.commit(change);
      if (result.kind === 'committed') for (const event of change.events) metrics.recorded(event);
      return result;
    },
  };
}

export function observedHosts(hosts: HostControl, metrics: Metrics, clock: Clock): HostControl {
  return {
    readFacts: async (target, options) => {
      const startedMs = clock.monotonicMs();
      const outcome = await hosts.readFacts(target, options);
      const result = outcome.kind === 'facts' ? 'facts' : outcome.failure;
      metrics.probed(result, clock.monotonicMs() - startedMs);
      return outcome;
    },
    requestReboot: async (target, request, options) => {
      const outcome = await hosts.requestReboot(target, request, options);
      metrics.rebootAnswered(outcome.kind);
      return outcome;
    },
    runCommand: (target, command, options) => hosts.runCommand(target, command, options),
    onConnectionLost: (listener) => hosts.onConnectionLost(listener),
    close: () => hosts.close(),
  };
}

export function observedChat(chat: Chat, metrics: Metrics): Chat {
  return {
    ...chat,
    post: async (key, channel, message) => {
      const outcome = await chat.post(key, channel, message);
      metrics.showed(outcome.kind);
      return outcome;
    },
    update: async (ref, key, message) => {
      const outcome = await chat.update(ref, key, message);
      metrics.showed(outcome.kind);
      return outcome;
    },
  };
}

// The chat where Slack is not configured: it takes every message and shows it nowhere, so that nothing piles up and
// nothing waits. Approval is then the command line's alone.

import type { Chat } from '../../ports/chat.ts';

/** The `ts` of messages that were never shown: no Slack time stamp looks like it. */
const NOWHERE = 'nowhere';

export function createNoChat(): Chat {
  return {
    start: () => undefined,
    post: (_key, channel) => Promise.resolve({ kind: 'shown', ref: { channel, ts: NOWHERE } }),
    update: (ref) => Promise.resolve({ kind: 'shown', ref }),
    find: () => Promise.resolve({ kind: 'absent' }),
    status: () => 'off',
    nameOf: () => null,
    stop: () => Promise.resolve(),
  };
}

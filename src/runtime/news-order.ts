// The order of news in one thread: as they happened, also when the chat keeps an older one waiting or nobody knows yet
// whether it was posted. Cards are not in any order: each shows its state as it is.

import type { MessageKey, MessageSubject, StoredMessage } from '../ports/store.ts';

/**
 * The news that an older one of the same thread has to precede.
 *
 * @param unshown oldest first
 * @param passed may be overtaken: nothing will come of it soon, and it must not silence the others
 */
export function newsBehindOlder(
  unshown: readonly StoredMessage[],
  passed: ReadonlySet<MessageKey>,
): ReadonlySet<MessageKey> {
  const threads = new Set<string>();
  const behind = new Set<MessageKey>();
  for (const { key, ref, subject } of unshown) {
    const thread = threadOf(subject);
    if (thread === null || ref !== null) continue;
    if (threads.has(thread)) behind.add(key);
    else if (!passed.has(key)) threads.add(thread);
  }
  return behind;
}

function threadOf(subject: MessageSubject): string | null {
  switch (subject.kind) {
    case 'campaign-note':
      return `campaign ${subject.campaign}`;
    case 'incident-note':
      return `incident ${subject.incident}`;
    default:
      return null;
  }
}

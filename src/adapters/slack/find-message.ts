// Looking for a message that may have been posted: our own messages that carry the key in their metadata. Metadata can
// be written by any app in the channel, so only messages of our own bot count.

import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { FindOutcome } from '../../ports/chat.ts';
import type { MessageKey, MessageRef } from '../../ports/store.ts';
import { errorText } from './slack-log.ts';

export const METADATA_EVENT = 'stagger_message';

const PAGE = 200;

/**
 * 10 pages of 200: a message further up than 2,000 others is dead to its readers, and posting it anew is right. A
 * thread is read from its beginning, so there the end may be missed: then nobody can tell.
 */
const MAX_PAGES = 10;

/** Where it would stand is not there any more, or not for us: a post will be told the same, and for good. */
const placeIsGone = new Set(['thread_not_found', 'channel_not_found', 'not_in_channel']);

type FoundMessage = {
  readonly ts?: string;
  readonly bot_id?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
};

type Page = {
  readonly messages?: readonly FoundMessage[];
  readonly response_metadata?: { readonly next_cursor?: string };
};

function isOurs(message: FoundMessage, key: MessageKey, botId: string): boolean {
  const { metadata } = message;
  const payload = metadata?.event_payload;
  return (
    message.bot_id === botId &&
    metadata?.event_type === METADATA_EVENT &&
    payload !== undefined &&
    'key' in payload &&
    payload.key === key
  );
}

/** The message with `key` in the channel or in the thread. Never rejects. */
export async function findMessage(
  client: WebClient,
  wanted: {
    readonly key: MessageKey;
    readonly channel: string;
    readonly thread: MessageRef | null;
    readonly botId: string;
  },
): Promise<FindOutcome> {
  const { key, channel, thread, botId } = wanted;
  let cursor = '';
  try {
    for (let read = 0; read < MAX_PAGES; read += 1) {
      const range = { limit: PAGE, include_all_metadata: true, ...(cursor === '' ? {} : { cursor }) };
      const page: Page =
        thread === null
          ? await client.conversations.history({ channel, ...range })
          : await client.conversations.replies({
              channel: thread.channel,
              ts: thread.ts,
              ...range,
            });
      const ours = page.messages?.find((message) => isOurs(message, key, botId));
      if (ours?.ts !== undefined)
        return { kind: 'found', ref: { channel: thread?.channel ?? channel, ts: ours.ts } };
      cursor = page.response_metadata?.next_cursor ?? '';
      if (cursor === '') return { kind: 'absent' };
    }
  } catch (error) {
    const refusal = error instanceof WebAPIPlatformError ? error.data.error : null;
    return refusal !== null && placeIsGone.has(refusal)
      ? { kind: 'absent' }
      : { kind: 'cannot-tell', why: errorText(error) };
  }
  return thread === null
    ? { kind: 'absent' }
    : { kind: 'cannot-tell', why: `the thread has more than ${MAX_PAGES * PAGE} replies` };
}

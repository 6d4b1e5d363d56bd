// Brings the chat to what the store wants shown. One writer a message; content is rendered from the current state when
// it is sent, so the last state wins and edits coalesce. A post is marked pending before it is tried: after a lost
// reply or a crash the message is looked for by its key before it is posted again.

import type { DurationMs } from '../core/brand.ts';
import type { Chat, ChatMessage, ShowOutcome } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MessageKey, MessageRef, Store, StoredMessage } from '../ports/store.ts';

export type Rendered =
  | { readonly kind: 'message'; readonly message: ChatMessage; readonly thread: MessageRef | null }
  /** The message it hangs on is not shown yet. */
  | { readonly kind: 'not-yet' };

export type OutboxOptions = {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly render: (message: StoredMessage) => Promise<Rendered>;
  /** At most one edit of one message in this time (Slack: about 1.5 to 2 s sustained). */
  readonly editEveryMs: DurationMs;
};

export type Outbox = {
  /** Something was wanted: flush soon. */
  readonly nudge: () => void;
  /** Runs until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

/** With nothing to do and nobody nudging the outbox still looks this often. */
const IDLE_MS: DurationMs = 60_000;

/**
 * A post whose answer was lost may still be on its way. It is looked for only after this: longer than an adapter waits
 * for an answer, so that what will arrive has arrived.
 */
const POST_SETTLES_MS: DurationMs = 30_000;

/** A message that could not be rendered or recorded is tried again after this. */
const RETRY_MS: DurationMs = 2_000;

export function createOutbox(options: OutboxOptions): Outbox {
  const { store, chat, clock, log } = options;
  const stopping = new AbortController();
  const notBefore = new Map<MessageKey, number>();
  /** Posts that this process began; others were begun by one that died with them. */
  const pendingSinceStart = new Set<MessageKey>();
  const startedMs = clock.monotonicMs();
  const editAgainAt = new Map<MessageKey, number>();
  let wake = new AbortController();

  const settle = async (message: StoredMessage, revision: number, outcome: ShowOutcome): Promise<void> => {
    const { key } = message;
    switch (outcome.kind) {
      case 'shown':
        notBefore.set(key, clock.monotonicMs() + options.editEveryMs);
        pendingSinceStart.delete(key);
        return store.markShown(key, { ref: outcome.ref, revision });
      case 'later':
        notBefore.set(key, clock.monotonicMs() + outcome.afterMs);
        log.debug('message waits', { key, why: outcome.why, afterMs: outcome.afterMs });
        // Certainly not taken: the next try posts without looking for it first.
        return message.ref === null ? store.markGone(key) : undefined;
      case 'lost':
        if (message.ref === null) notBefore.set(key, clock.monotonicMs() + POST_SETTLES_MS);
        else {
          // An edit may simply be made again; only a post must not be made twice. The lost one may still arrive after
          // the next and put its old content over it, so there is one more edit when everything has arrived.
          notBefore.set(key, clock.monotonicMs() + options.editEveryMs);
          editAgainAt.set(key, clock.monotonicMs() + POST_SETTLES_MS);
        }
        log.warn('message may or may not have been taken; it is looked for', { key, why: outcome.why });
        return;
      case 'gone':
        notBefore.set(key, clock.monotonicMs() + options.editEveryMs);
        log.warn('message is gone; it is posted anew', { key, why: outcome.why });
        return store.markGone(key);
      case 'never':
        log.error('message can never be shown', { key, why: outcome.why });
        return store.abandonMessage(key, outcome.why);
    }
  };

  /** The reference of a post that may have happened; `absent` if it certainly did not; null if nobody can tell yet. */
  const lookFor = async (
    message: StoredMessage,
    thread: MessageRef | null,
  ): Promise<MessageRef | 'absent' | null> => {
    const found = await chat.find(message.key, message.channel, thread);
    if (found.kind === 'found') return found.ref;
    if (found.kind === 'absent') return 'absent';
    notBefore.set(message.key, clock.monotonicMs() + options.editEveryMs);
    log.debug('cannot tell whether a message was posted', { key: message.key, why: found.why });
    return null;
  };

  const show = async (message: StoredMessage): Promise<void> => {
    const revision = message.wantedRevision;
    const rendered = await options.render(message);
    if (rendered.kind === 'not-yet') return;
    let ref = message.ref;
    if (ref === null && message.postPending) {
      const settledMs = startedMs + POST_SETTLES_MS;
      if (!pendingSinceStart.has(message.key) && clock.monotonicMs() < settledMs) {
        notBefore.set(message.key, settledMs);
        return;
      }
      const found = await lookFor(message, rendered.thread);
      if (found === null) return;
      if (found !== 'absent') ref = found;
    }
    if (ref !== null) {
      const edited = await chat.update(ref, message.key, rendered.message);
      // With its reference: an edit that has to wait must not make it look as if there were no post.
      return settle({ ...message, ref }, revision, edited);
    }
    pendingSinceStart.add(message.key);
    await store.markPostPending(message.key);
    return settle(message, revision, await chat.post(message.key, message.channel, rendered.message));
  };

  const editAgain = async (): Promise<void> => {
    const now = clock.monotonicMs();
    for (const [key, at] of editAgainAt) {
      if (at > now) continue;
      const message = await store.message(key);
      if (message !== null) await store.wantMessages([message]);
      editAgainAt.delete(key);
    }
  };

  const flush = async (): Promise<void> => {
    await editAgain();
    for (const message of await store.unshownMessages()) {
      if (stopping.signal.aborted) return;
      if ((notBefore.get(message.key) ?? 0) > clock.monotonicMs()) continue;
      // One message that cannot be rendered must not silence the others.
      await show(message).catch((error: unknown) => {
        notBefore.set(message.key, clock.monotonicMs() + RETRY_MS);
        log.error('a message could not be shown', { key: message.key, error: textOf(error) });
      });
    }
  };

  const nextLookMs = (): DurationMs => {
    const now = clock.monotonicMs();
    for (const [key, at] of notBefore) if (at <= now) notBefore.delete(key);
    const soonest = Math.min(...notBefore.values(), ...editAgainAt.values(), now + IDLE_MS);
    return Math.max(10, soonest - now);
  };

  return {
    nudge: () => wake.abort('woken'),
    run: async () => {
      while (!stopping.signal.aborted) {
        if (wake.signal.aborted) wake = new AbortController();
        let leastMs = 0;
        try {
          await flush();
        } catch (error) {
          log.error('the outbox could not work', { error: textOf(error) });
          leastMs = RETRY_MS;
        }
        await clock.sleep(Math.max(leastMs, nextLookMs()), wake.signal);
      }
    },
    stop: () => {
      stopping.abort();
      wake.abort('woken');
    },
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// Brings the chat to what the store wants shown. One writer a message; content is rendered from the current state when
// it is sent, so the last state wins and edits coalesce. A post is marked pending before it is tried: after a lost
// reply or a crash the message is looked for by its key before it is posted again. Whose turn it is says delivery-pace.ts;
// what waits stays in the store, one row a message, so that no queue in here can grow.

import { MINUTE_MS, type DurationMs } from '../core/brand.ts';
import type { Chat, ChatMessage, ShowOutcome } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MessageKey, MessageRef, Store, StoredMessage } from '../ports/store.ts';
import { createDeliveryPace, type Candidate, type Urgency } from './delivery-pace.ts';
import { newsBehindOlder } from './news-order.ts';
import { createWake } from './wake.ts';

type Parent = { readonly key: MessageKey; readonly ref: MessageRef };

export type Rendered =
  | {
      readonly kind: 'message';
      readonly message: ChatMessage;
      /** The message that it hangs on, as it is shown; null: it stands by itself. */
      readonly parent: Parent | null;
    }
  /** The message it hangs on is not shown yet, or it is not whole yet. */
  | { readonly kind: 'not-yet' };

export type OutboxOptions = {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly render: (message: StoredMessage) => Promise<Rendered>;
  readonly urgencyOf: (message: StoredMessage) => Urgency;
  /** At most one edit of one message in this time (Slack: about 1.5 to 2 s sustained). */
  readonly editEveryMs: DurationMs;
  /**
   * A post whose answer was lost may still be on its way. It is looked for only after this: longer than the adapter
   * waits for an answer, so that what will arrive has arrived.
   */
  readonly postSettlesMs: DurationMs;
};

export type Outbox = {
  /** Something was wanted: flush soon. */
  readonly nudge: () => void;
  /** Runs until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

/** With nothing to do and nobody nudging the outbox still looks this often: each tick of the daemon nudges it where something waits. */
const IDLE_MS: DurationMs = 10 * MINUTE_MS;

/** A message that could not be rendered or recorded is tried again after this. */
const RETRY_MS: DurationMs = 2_000;

/** News of one channel that may wait; what is older is told by the cards as they are now, and by the journal. */
const MOST_NEWS = 200;

/** How often a message may find that what it hangs on was deleted, before it is left out. */
const MAX_PARENTS = 3;

const none: ReadonlySet<MessageKey> = new Set();

type Waiting = Candidate & { readonly message: StoredMessage };

export function createOutbox(options: OutboxOptions): Outbox {
  const { store, chat, clock, log } = options;
  const stopping = new AbortController();
  const pace = createDeliveryPace();
  const sending = new Map<MessageKey, Promise<void>>();
  const notBefore = new Map<MessageKey, number>();
  /** Posts that this process began; others were begun by one that died with them. */
  const pendingSinceStart = new Set<MessageKey>();
  const startedMs = clock.monotonicMs();
  const editAgainAt = new Map<MessageKey, number>();
  const parentsGone = new Map<MessageKey, number>();
  const unrendered = new Set<MessageKey>();
  /** Waited for something else when their turn came last: others go first, or they might wait for each other for ever. */
  const notYet = new Set<MessageKey>();
  const wake = createWake();

  const waitFor = (key: MessageKey, forMs: DurationMs): void =>
    void notBefore.set(key, clock.monotonicMs() + forMs);

  /** What it hangs on was deleted: that is posted anew, and this goes under the new one. */
  const postParentAnew = async ({ key }: StoredMessage, parent: Parent, why: string): Promise<void> => {
    const times = (parentsGone.get(key) ?? 0) + 1;
    parentsGone.set(key, times);
    if (times > MAX_PARENTS) return store.abandonMessage(key, why);
    log.warn('the message of a thread is gone; it is posted anew', { key: parent.key, why });
    const shown = await store.message(parent.key);
    await store.markGone(key);
    // Somebody else may have posted it anew meanwhile.
    if (shown?.ref?.ts !== parent.ref.ts || shown.abandoned !== null) return;
    await store.markGone(parent.key);
    await store.wantMessages([shown]);
  };

  const settle = async (waiting: Waiting, rendered: Rendered, outcome: ShowOutcome): Promise<void> => {
    const { key, ref, wantedRevision: revision } = waiting.message;
    switch (outcome.kind) {
      case 'shown':
        waitFor(key, options.editEveryMs);
        pendingSinceStart.delete(key);
        parentsGone.delete(key);
        return store.markShown(key, { ref: outcome.ref, revision });
      case 'later':
        waitFor(key, outcome.afterMs);
        pace.limited(waiting, outcome, clock.monotonicMs());
        log.debug('message waits', { key, why: outcome.why, afterMs: outcome.afterMs });
        // Certainly not taken: the next try posts without looking for it first.
        return ref === null ? store.markGone(key) : undefined;
      case 'lost':
        if (ref === null) waitFor(key, options.postSettlesMs);
        else {
          // An edit may simply be made again; only a post must not be made twice. The lost one may still arrive after
          // the next and put its old content over it, so there is one more edit when everything has arrived.
          waitFor(key, options.editEveryMs);
          editAgainAt.set(key, clock.monotonicMs() + options.postSettlesMs);
        }
        log.warn('message may or may not have been taken; it is looked for', { key, why: outcome.why });
        return;
      case 'gone': {
        waitFor(key, options.editEveryMs);
        const parent = rendered.kind === 'message' ? rendered.parent : null;
        if (ref === null && parent !== null) return postParentAnew(waiting.message, parent, outcome.why);
        log.warn('message is gone; it is posted anew', { key, why: outcome.why });
        return store.markGone(key);
      }
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
    waitFor(message.key, options.editEveryMs);
    log.debug('cannot tell whether a message was posted', { key: message.key, why: found.why });
    return null;
  };

  /** @param calling called before the chat is asked anything. */
  const show = async (waiting: Waiting, calling: () => void): Promise<void> => {
    const { message } = waiting;
    unrendered.add(message.key);
    const rendered = await options.render(message);
    unrendered.delete(message.key);
    if (rendered.kind === 'not-yet') {
      notYet.add(message.key);
      return waitFor(message.key, options.editEveryMs);
    }
    notYet.delete(message.key);
    let ref = message.ref;
    if (ref === null && message.postPending) {
      const settledMs = startedMs + options.postSettlesMs;
      if (!pendingSinceStart.has(message.key) && clock.monotonicMs() < settledMs) {
        notBefore.set(message.key, settledMs);
        return;
      }
      calling();
      const found = await lookFor(message, rendered.parent?.ref ?? null);
      if (found === null) return;
      if (found !== 'absent') ref = found;
    }
    if (ref !== null) {
      calling();
      const edited = await chat.update(ref, message.key, rendered.message);
      // With its reference: an edit that has to wait must not make it look as if there were no post.
      return settle({ ...waiting, method: 'edit', message: { ...message, ref } }, rendered, edited);
    }
    pendingSinceStart.add(message.key);
    await store.markPostPending(message.key);
    calling();
    return settle(waiting, rendered, await chat.post(message.key, message.channel, rendered.message));
  };

  const send = async (waiting: Waiting): Promise<void> => {
    const { key } = waiting.message;
    let call: 'made' | 'none' = 'none';
    // One message that cannot be rendered must not silence the others.
    await show(waiting, () => (call = 'made')).catch((error: unknown) => {
      waitFor(key, RETRY_MS);
      log.error('a message could not be shown', { key, error: textOf(error) });
    });
    pace.ended(waiting, call);
    sending.delete(key);
    wake.call();
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

  /** After a long absence nobody reads a thousand replies: the oldest news of a channel are left out, nothing else. */
  const leaveOutOldNews = async (unshown: readonly StoredMessage[]): Promise<ReadonlySet<MessageKey>> => {
    const leftOut = new Set<MessageKey>();
    const news = Map.groupBy(unshown.filter(isOnlyNews), ({ channel }) => channel);
    for (const [channel, waiting] of news) {
      const tooMany = waiting.slice(0, Math.max(0, waiting.length - MOST_NEWS));
      if (tooMany.length === 0) continue;
      log.warn('too much news waits for a channel; the oldest is left out', {
        channel,
        count: tooMany.length,
      });
      for (const { key } of tooMany) {
        await store.abandonMessage(key, 'too much news waited');
        leftOut.add(key);
      }
    }
    return leftOut;
  };

  /** Begins what may be sent now; says when more may. */
  const flush = async (): Promise<DurationMs | null> => {
    if (editAgainAt.size > 0) await editAgain();
    // What ends while the store is read may be read as it was before: it is looked at again afterwards.
    const underWay: Pick<ReadonlySet<MessageKey>, 'has'> = sending.size === 0
      ? none
      : new Set(sending.keys());
    const unshown = await store.unshownMessages();
    if (stopping.signal.aborted) return null;
    const wantedKeys = notYet.size === 0 ? none : new Set(unshown.map(({ key }) => key));
    for (const key of notYet) if (!wantedKeys.has(key)) notYet.delete(key);
    if (unshown.length === 0) return pace.choose([], clock.monotonicMs()).againMs;
    const leftOut =
      unshown.length > MOST_NEWS
        ? await leaveOutOldNews(unshown.filter(({ key }) => !underWay.has(key)))
        : none;
    const now = clock.monotonicMs();
    const wanted = leftOut.size === 0 ? unshown : unshown.filter(({ key }) => !leftOut.has(key));
    const behind = newsBehindOlder(wanted, unrendered);
    const keptBack = (key: MessageKey) => underWay.has(key) || leftOut.has(key) || behind.has(key);
    const waiting = unshown
      .filter(({ key }) => !keptBack(key) && (notBefore.get(key) ?? 0) <= now)
      .map((message) => {
        const candidate = candidateOf(message, options.urgencyOf(message));
        return {
          ...candidate,
          ...(notYet.has(message.key) ? ({ urgency: 'progress' } as const) : {}),
          message,
        };
      });
    const turns = pace.choose(waiting, now);
    for (const turn of turns.now) sending.set(turn.key, send(turn));
    return turns.againMs;
  };

  const nextLookMs = (againMs: DurationMs | null): DurationMs => {
    const now = clock.monotonicMs();
    let soonest = Math.min(againMs ?? Infinity, now + IDLE_MS);
    for (const [key, at] of notBefore)
      if (at <= now) notBefore.delete(key);
      else soonest = Math.min(soonest, at);
    for (const at of editAgainAt.values()) soonest = Math.min(soonest, at);
    return Math.max(10, soonest - now);
  };

  return {
    nudge: () => wake.call(),
    run: async () => {
      while (!stopping.signal.aborted) {
        wake.heard();
        let waitMs: DurationMs;
        try {
          waitMs = nextLookMs(await flush());
        } catch (error) {
          log.error('the outbox could not work', { error: textOf(error) });
          waitMs = Math.max(RETRY_MS, nextLookMs(null));
        }
        await clock.sleep(waitMs, wake);
      }
      await Promise.all(sending.values());
    },
    stop: () => {
      stopping.abort();
      wake.call();
    },
  };
}

/** Said once and never again: what it says also shows in a card, or is in the journal. */
function isOnlyNews({ ref, postPending, subject: { kind } }: StoredMessage): boolean {
  const isNote = kind === 'campaign-note' || kind === 'incident-note' || kind === 'inventory-note';
  return isNote && ref === null && !postPending;
}

function candidateOf({ key, channel, ref }: StoredMessage, urgency: Urgency): Candidate {
  // Nobody has seen it at all yet: that is news, whatever it is about.
  if (ref === null && urgency === 'progress') return { key, channel, method: 'post', urgency: 'news' };
  return { key, channel, method: ref === null ? 'post' : 'edit', urgency };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

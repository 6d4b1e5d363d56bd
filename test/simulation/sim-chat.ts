// A workspace in the world: posts arrive after a while and stay, whatever becomes of the one who posted; answers get
// lost. What is shown to people is its own truth.
import { MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';
import type { Chat, ChatInputs, ChatMessage, FindOutcome, ShowOutcome } from '../../src/ports/chat.ts';
import type { MessageKey, MessageRef } from '../../src/ports/store.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

export type ShownMessage = {
  readonly key: MessageKey;
  readonly ref: MessageRef;
  message: ChatMessage;
  /** Posted before a backup was put back: the daemon may not know of it, and may post it again. */
  forgotten: boolean;
};

export type SimChat = {
  readonly chat: Chat;
  readonly shown: readonly ShownMessage[];
  /** Keys of messages that somebody deleted. */
  readonly deleted: ReadonlySet<string>;
  /** Where a click goes in; null while nobody listens. */
  readonly inputs: () => ChatInputs | null;
  /** The daemon's record is an older one now. */
  readonly forgetCopies: () => void;
  faulty: boolean;
  /** Nothing gets through before this. */
  awayUntil: number;
  /** Keys of messages that the channel will never take. */
  readonly refused: ReadonlySet<string>;
};

export type SimChatEvents = {
  readonly onPosted: (message: ShownMessage) => void;
  /** False: this failure is left out. */
  readonly mayFail: () => boolean;
  readonly onFault: (what: 'later' | 'lost' | 'cannot-tell' | 'gone' | 'never') => void;
  readonly onFound: () => void;
};

export function createSimChat(time: VirtualTime, chance: Chance, events: SimChatEvents): SimChat {
  const shown: ShownMessage[] = [];
  let inputs: ChatInputs | null = null;
  const deleted = new Set<string>();
  const refused = new Set<string>();
  let posted = 0;

  const find = (ref: MessageRef): ShownMessage | undefined =>
    shown.find((message) => message.ref.ts === ref.ts);

  const fault = (): Exclude<ShowOutcome, { kind: 'shown' }> | null => {
    if (time.now() < sim.awayUntil)
      return { kind: 'later', afterMs: MINUTE_MS, holds: 'chat', why: 'no connection' };
    if (!sim.faulty || !chance.happens(0.2) || !events.mayFail()) return null;
    if (chance.happens(0.5))
      return {
        kind: 'later',
        afterMs: chance.span(SECOND_MS, 2 * MINUTE_MS),
        holds: 'channel',
        why: '429',
      };
    return { kind: 'lost', why: 'no answer' };
  };

  const show = async (act: () => ShowOutcome): Promise<ShowOutcome> => {
    const failure = fault();
    const delayMs = sim.faulty ? chance.span(50, 20 * SECOND_MS) : 200;
    if (failure?.kind === 'lost') {
      events.onFault('lost');
      // It may have been taken; and what was taken may still be on its way when the caller gives up.
      if (chance.happens(0.6)) time.at(time.now() + delayMs, act);
      await time.pass(chance.span(SECOND_MS, 30 * SECOND_MS));
      return failure;
    }
    await time.pass(delayMs);
    if (failure === null) return act();
    events.onFault('later');
    return failure;
  };

  const chat: Chat = {
    start: (given) => (inputs = given),
    post: (key, channel, message) =>
      show(() => {
        if (sim.faulty && chance.happens(0.01)) {
          refused.add(key);
          events.onFault('never');
          return { kind: 'never', why: 'is_archived' };
        }
        posted += 1;
        const ref = { channel, ts: `1.${posted}` };
        const entry = { key, ref, message, forgotten: false };
        shown.push(entry);
        if (sim.faulty && chance.happens(0.05))
          time.at(time.now() + chance.span(MINUTE_MS, 60 * MINUTE_MS), () => {
            shown.splice(shown.indexOf(entry), 1);
            deleted.add(key);
          });
        events.onPosted(entry);
        return { kind: 'shown', ref };
      }),
    update: (ref, _key, message) =>
      show(() => {
        const found = find(ref);
        if (found === undefined) {
          events.onFault('gone');
          return { kind: 'gone', why: 'message_not_found' };
        }
        found.message = message;
        return { kind: 'shown', ref };
      }),
    find: async (key): Promise<FindOutcome> => {
      await time.pass(300);
      if (time.now() < sim.awayUntil || (sim.faulty && chance.happens(0.2) && events.mayFail())) {
        events.onFault('cannot-tell');
        return { kind: 'cannot-tell', why: 'no answer' };
      }
      const found = shown.findLast((message) => message.key === key);
      if (found === undefined) return { kind: 'absent' };
      events.onFound();
      return { kind: 'found', ref: found.ref };
    },
    status: () => (inputs === null ? 'off' : 'connected'),
    nameOf: () => null,
    stop: () => Promise.resolve(),
  };

  const sim: SimChat = {
    chat,
    shown,
    deleted,
    inputs: () => inputs,
    forgetCopies: () => {
      for (const message of shown) message.forgotten = true;
    },
    faulty: false,
    awayUntil: 0,
    refused,
  };
  return sim;
}

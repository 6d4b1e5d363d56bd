// A Chat in memory, for tests of what uses one. It is held to the same contract as Slack
// (test/contracts/chat-contract.ts) and adds switches for what can go wrong.
import { FLEET_RULE } from '../../src/core/campaign/approval-rules.ts';
import type {
  Chat,
  ChatClick,
  ChatInputs,
  ChatMessage,
  ClickAnswer,
  FindOutcome,
  ShowOutcome,
} from '../../src/ports/chat.ts';
import type { ApproverJudgement } from '../../src/core/campaign/input.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import type { MessageKey, MessageRef } from '../../src/ports/store.ts';

export type FakeMessage = {
  readonly key: MessageKey;
  readonly ref: MessageRef;
  readonly thread: MessageRef | null;
  /** The newest content. */
  message: ChatMessage;
  edits: number;
};

export type FakeChat = Chat & {
  readonly messages: readonly FakeMessage[];
  /** The next post or update ends like this. `lost` does the work first. */
  failNext(outcome: Exclude<ShowOutcome, { kind: 'shown' }>): void;
  /** While it is set, `find` cannot tell. */
  blind: boolean;
  remove(ref: MessageRef): void;
  archive(channel: string): void;
  click(click: ChatClick, by: PersonId, approver?: ApproverJudgement): Promise<ClickAnswer>;
};

export function createFakeChat(): FakeChat {
  const messages: FakeMessage[] = [];
  const archived = new Set<string>();
  const planned: Exclude<ShowOutcome, { kind: 'shown' }>[] = [];
  let inputs: ChatInputs | null = null;
  let stopped = false;
  let posted = 0;

  const same = (left: MessageRef, right: MessageRef): boolean =>
    left.channel === right.channel && left.ts === right.ts;

  const show = (channel: string, act: () => ShowOutcome): Promise<ShowOutcome> => {
    const failure = planned.shift();
    if (failure?.kind === 'lost') act();
    if (failure !== undefined) return Promise.resolve(failure);
    if (archived.has(channel)) return Promise.resolve({ kind: 'never', why: 'is_archived' });
    return Promise.resolve(act());
  };

  return {
    messages,
    blind: false,
    failNext: (outcome) => void planned.push(outcome),
    remove(ref) {
      const index = messages.findIndex((message) => same(message.ref, ref));
      if (index >= 0) messages.splice(index, 1);
    },
    archive: (channel) => void archived.add(channel),
    click(click, by, approver = { kind: 'approver' }) {
      if (inputs === null) throw new Error('the chat was not started');
      return inputs.click(click, by, () =>
        Promise.resolve({ judgement: approver, meets: approver.kind === 'approver' ? [FLEET_RULE] : [] }),
      );
    },
    start: (given) => void (inputs = given),
    post: (key, channel, message) =>
      show(channel, () => {
        const thread = 'thread' in message ? message.thread : null;
        if (thread !== null && !messages.some((shown) => same(shown.ref, thread)))
          return { kind: 'gone', why: 'thread_not_found' };
        posted += 1;
        const ref = {
          channel: thread?.channel ?? channel,
          ts: `1800000000.${String(posted).padStart(6, '0')}`,
        };
        messages.push({ key, ref, thread, message, edits: 0 });
        return { kind: 'shown', ref };
      }),
    update: (ref, _key, message) =>
      show(ref.channel, () => {
        const found = messages.find((shown) => same(shown.ref, ref));
        if (found === undefined) return { kind: 'gone', why: 'message_not_found' };
        found.message = message;
        found.edits += 1;
        return { kind: 'shown', ref };
      }),
    find(key, channel, thread): Promise<FindOutcome> {
      if (this.blind) return Promise.resolve({ kind: 'cannot-tell', why: 'the chat is away' });
      const found = messages.find(
        (shown) =>
          shown.key === key &&
          (thread === null
            ? shown.ref.channel === channel && shown.thread === null
            : shown.thread !== null && same(shown.thread, thread)),
      );
      return Promise.resolve(found === undefined ? { kind: 'absent' } : { kind: 'found', ref: found.ref });
    },
    status: () => (inputs === null || stopped ? 'off' : 'connected'),
    nameOf: () => null,
    stop() {
      stopped = true;
      return Promise.resolve();
    },
  };
}

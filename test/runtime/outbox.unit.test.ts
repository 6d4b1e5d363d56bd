// What people see follows what the store wants: once, in its last state, whatever the chat does in between.
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageSubject, StoredMessage } from '../../src/ports/store.ts';
import { createOutbox, type Outbox, type Rendered } from '../../src/runtime/outbox.ts';
import { createFakeChat } from '../fakes/fake-chat.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { sampleCampaign } from '../fakes/sample-campaign.ts';
import { silentLog } from '../fakes/silent-log.ts';

const campaign = sampleCampaign();
const subject: MessageSubject = { kind: 'campaign-card', campaign: campaign.id };
const want = (key: string) => ({ key, channel: 'C1', subject });
const card = (asOf: number): Rendered => ({
  kind: 'message',
  thread: null,
  message: { kind: 'campaign-card', campaign, asOf },
});

let running: Outbox | null = null;
afterEach(() => running?.stop());

function opened(
  render: (message: StoredMessage) => Promise<Rendered> = () => Promise.resolve(card(clock.now())),
) {
  const store = createMemoryStore();
  const chat = createFakeChat();
  const outbox = createOutbox({ store, chat, clock, log: silentLog, render, editEveryMs: 2_000 });
  running = outbox;
  void outbox.run();
  return { store, chat, outbox };
}

let clock = createHandClock(1_000_000);

describe('the outbox', () => {
  it('posts once, edits the same message, and coalesces edits to the last state', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, outbox } = opened();
    await store.wantMessages([want('a')]);
    outbox.nudge();
    await clock.advance(100);
    expect(chat.messages).toHaveLength(1);
    for (let change = 0; change < 20; change += 1) await store.wantMessages([want('a')]);
    await clock.advance(5_000);
    expect(chat.messages).toHaveLength(1);
    expect(chat.messages[0]?.edits).toBe(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('looks for a post whose reply was lost before posting again', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat } = opened();
    chat.failNext({ kind: 'lost', why: 'timeout' });
    await store.wantMessages([want('a')]);
    await clock.advance(10_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('does not post again while nobody can tell whether it was posted', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat } = opened();
    chat.failNext({ kind: 'lost', why: 'timeout' });
    chat.blind = true;
    await store.wantMessages([want('a')]);
    await clock.advance(60_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toHaveLength(1);
    chat.blind = false;
    await clock.advance(10_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('posts anew what was deleted, waits when told to, and gives up on an archived channel', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat } = opened();
    await store.wantMessages([want('a')]);
    await clock.advance(5_000);
    const [first] = chat.messages;
    if (first !== undefined) chat.remove(first.ref);
    await store.wantMessages([want('a')]);
    await clock.advance(10_000);
    expect(chat.messages).toHaveLength(1);
    chat.failNext({ kind: 'later', afterMs: 30_000, why: 'rate limited' });
    await store.wantMessages([want('b')]);
    await clock.advance(20_000);
    expect(chat.messages).toHaveLength(1);
    await clock.advance(20_000);
    expect(chat.messages).toHaveLength(2);
    chat.archive('C1');
    await store.wantMessages([want('c')]);
    await clock.advance(10_000);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('shows the others when one message cannot be rendered', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat } = opened((message) =>
      message.key === 'bad'
        ? Promise.reject(new Error('no such campaign'))
        : Promise.resolve(card(clock.now())),
    );
    await store.wantMessages([want('bad'), want('good')]);
    await clock.advance(5_000);
    expect(chat.messages.map(({ key }) => key)).toEqual(['good']);
  });
});

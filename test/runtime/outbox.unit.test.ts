// What people see follows what the store wants: once, in its last state, whatever the chat does in between.
import { afterEach, describe, expect, it } from 'vitest';
import type { CampaignId } from '../../src/core/fleet/ids.ts';
import type { MessageSubject, StoredMessage } from '../../src/ports/store.ts';
import type { Urgency } from '../../src/runtime/delivery-pace.ts';
import { createOutbox, type Outbox, type Rendered } from '../../src/runtime/outbox.ts';
import { createFakeChat } from '../fakes/fake-chat.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { sampleEvents } from '../fakes/sample-events.ts';
import { sampleCampaign } from '../fakes/sample-campaign.ts';
import { silentLog } from '../fakes/silent-log.ts';

const campaign = sampleCampaign();
const subject: MessageSubject = { kind: 'campaign-card', campaign: campaign.id, planVersion: 1 };
const want = (key: string) => ({ key, channel: 'C1', subject });
const card = (asOf: number): Rendered => ({
  kind: 'message',
  parent: null,
  message: { kind: 'campaign-card', campaign, asOf },
});

const pace = { editEveryMs: 2_000, postSettlesMs: 30_000 };

let running: Outbox | null = null;
afterEach(() => running?.stop());

function opened(
  render: (message: StoredMessage) => Promise<Rendered> = () => Promise.resolve(card(clock.now())),
  urgencyOf: (message: StoredMessage) => Urgency = () => 'news',
) {
  const store = createMemoryStore();
  const chat = createFakeChat();
  const outbox = createOutbox({ store, chat, clock, log: silentLog, render, urgencyOf, ...pace });
  running = outbox;
  void outbox.run();
  const wanted = async (...keys: readonly string[]): Promise<void> => {
    await store.wantMessages(keys.map(want));
    outbox.nudge();
  };
  return { store, chat, outbox, wanted };
}

let clock = createHandClock(1_000_000);

describe('the outbox', () => {
  it('posts once, edits the same message, and coalesces edits to the last state', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened();
    await wanted('a');
    await clock.advance(100);
    expect(chat.messages).toHaveLength(1);
    for (let change = 0; change < 20; change += 1) await wanted('a');
    await clock.advance(5_000);
    expect(chat.messages).toHaveLength(1);
    expect(chat.messages[0]?.edits).toBe(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('looks for a post whose reply was lost before posting again', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened();
    chat.failNext({ kind: 'lost', why: 'timeout' });
    await wanted('a');
    await clock.advance(40_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('waits until a post whose reply was lost has arrived, before it looks for it', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened();
    const post = chat.post.bind(chat);
    let posts = 0;
    chat.post = async (key, channel, message) => {
      posts += 1;
      if (posts > 1) return post(key, channel, message);
      void clock.sleep(20_000).then(() => post(key, channel, message));
      return { kind: 'lost', why: 'timeout' };
    };
    await wanted('a');
    await clock.advance(60_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('gives a post that a killed process began the same time to arrive', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, outbox, wanted } = opened();
    outbox.stop();
    await wanted('a');
    await store.markPostPending('a');
    void clock.sleep(10_000).then(() => chat.post('a', 'C1', { kind: 'campaign-card', campaign, asOf: 0 }));
    const next = createOutbox({
      store,
      chat,
      clock,
      log: silentLog,
      render: () => Promise.resolve(card(clock.now())),
      urgencyOf: () => 'news',
      ...pace,
    });
    running = next;
    void next.run();
    await clock.advance(60_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('makes an edit whose reply was lost again at once: only posts can double', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened();
    await wanted('a');
    await clock.advance(5_000);
    chat.failNext({ kind: 'lost', why: 'timeout' });
    await wanted('a');
    await clock.advance(5_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('does not ask without pause a store that refuses while an edit is owed', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened();
    await wanted('a');
    await clock.advance(5_000);
    chat.failNext({ kind: 'lost', why: 'timeout' });
    await wanted('a');
    await clock.advance(5_000);
    let asked = 0;
    const message = store.message.bind(store);
    store.message = () => {
      asked += 1;
      return Promise.reject(new Error('disk I/O error'));
    };
    await clock.advance(60_000);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(60);
    store.message = message;
    await clock.advance(5_000);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('shows the last state even when an edit whose reply was lost arrives after the next one', async () => {
    clock = createHandClock(1_000_000);
    let content = 0;
    const { store, chat, wanted } = opened(() => Promise.resolve(card((content += 1))));
    await wanted('a');
    await clock.advance(5_000);
    const edit = chat.update.bind(chat);
    let edits = 0;
    chat.update = async (...given) => {
      edits += 1;
      if (edits > 1) return edit(...given);
      void clock.sleep(15_000).then(() => edit(...given));
      return { kind: 'lost', why: 'timeout' };
    };
    await wanted('a');
    await clock.advance(60_000);
    expect(chat.messages.map(({ message }) => message)).toMatchObject([{ asOf: content }]);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('does not forget a post that it found when the edit has to wait', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened();
    chat.failNext({ kind: 'lost', why: 'timeout' });
    chat.failNext({ kind: 'later', afterMs: 1_000, holds: 'channel', why: 'rate limited' });
    await wanted('a');
    await clock.advance(60_000);
    expect(chat.messages).toHaveLength(1);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('does not post again while nobody can tell whether it was posted', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened();
    chat.failNext({ kind: 'lost', why: 'timeout' });
    chat.blind = true;
    await wanted('a');
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
    const { store, chat, wanted } = opened();
    await wanted('a');
    await clock.advance(5_000);
    const [first] = chat.messages;
    if (first !== undefined) chat.remove(first.ref);
    await wanted('a');
    await clock.advance(10_000);
    expect(chat.messages).toHaveLength(1);
    chat.failNext({ kind: 'later', afterMs: 30_000, holds: 'channel', why: 'rate limited' });
    await wanted('b');
    await clock.advance(20_000);
    expect(chat.messages).toHaveLength(1);
    await clock.advance(20_000);
    expect(chat.messages).toHaveLength(2);
    chat.archive('C1');
    await wanted('c');
    await clock.advance(10_000);
    expect(await store.unshownMessages()).toEqual([]);
  });

  it('shows the others when one message cannot be rendered', async () => {
    clock = createHandClock(1_000_000);
    const { chat, wanted } = opened((message) =>
      message.key === 'bad'
        ? Promise.reject(new Error('no such campaign'))
        : Promise.resolve(card(clock.now())),
    );
    await wanted('bad', 'good');
    await clock.advance(5_000);
    expect(chat.messages.map(({ key }) => key)).toEqual(['good']);
  });

  it('is not kept waiting by a channel whose calls hang', async () => {
    clock = createHandClock(1_000_000);
    const { chat, store, outbox } = opened();
    const post = chat.post.bind(chat);
    chat.post = async (key, channel, message) => {
      if (channel === 'C-slow') await clock.sleep(10 * 60_000);
      return post(key, channel, message);
    };
    const others = Array.from({ length: 20 }, (_, index) => ({ ...want(`m${index}`), channel: 'C1' }));
    await store.wantMessages([{ ...want('slow'), channel: 'C-slow' }, ...others]);
    outbox.nudge();
    await clock.advance(30_000);
    expect(chat.messages.map(({ key }) => key).sort()).toEqual(others.map(({ key }) => key).sort());
  });

  it('posts a card anew that was deleted under a note, and hangs the note under the new one', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened(async ({ key }) => {
      if (key === 'card') return card(0);
      const ref = (await store.message('card'))?.ref ?? null;
      if (ref === null) return { kind: 'not-yet' };
      const event = { at: 0, event: sampleEvents['campaign-started'] };
      const message = { kind: 'campaign-note', campaign, event, call: [], thread: ref } as const;
      return { kind: 'message', message, parent: { key: 'card', ref } };
    });
    await wanted('card');
    await clock.advance(5_000);
    const [first] = chat.messages;
    chat.remove(first!.ref);
    await wanted('note');
    await clock.advance(20_000);
    expect(chat.messages.map(({ key }) => key)).toEqual(['card', 'note']);
    expect(chat.messages[1]?.thread).toEqual(chat.messages[0]?.ref);
    expect(await store.unshownMessages()).toEqual([]);
  });

  // Found by seed 830005001214: cards of replaced plans waited for those of the new ones, which never had a turn.
  it('lets what waits for something else not keep it from its turn, however long looking takes', async () => {
    for (const lookMs of [0, 1_000]) {
      clock = createHandClock(1_000_000);
      const { chat, store, wanted } = opened(
        async ({ key }) => {
          if (lookMs > 0) await clock.sleep(lookMs);
          if (key === 'new') return card(0);
          return ((await store.message('new'))?.ref ?? null) === null ? { kind: 'not-yet' } : card(0);
        },
        // A replaced card changes no more, and so would go first.
        ({ key }) => (key === 'new' ? 'news' : 'final'),
      );
      const old = Array.from({ length: 12 }, (_, index) => `old-${index}`);
      await wanted(...old, 'new');
      await clock.advance(30_000 + 40 * lookMs);
      expect(chat.messages[0]?.key).toBe('new');
      expect(chat.messages).toHaveLength(13);
      expect(await store.unshownMessages()).toEqual([]);
    }
  });

  it('spends no edit on what cannot be shown yet', async () => {
    clock = createHandClock(1_000_000);
    let waits = false;
    const { chat, wanted } = opened(
      ({ key }) => Promise.resolve(waits && key !== 'running' ? { kind: 'not-yet' } : card(0)),
      () => 'progress',
    );
    const all = [...Array.from({ length: 12 }, (_, index) => `old-${index}`), 'running'];
    await wanted(...all);
    await clock.advance(60_000);
    expect(chat.messages.map(({ key }) => key)).toEqual(all);
    waits = true;
    await wanted(...all);
    await clock.advance(10_000);
    expect(chat.messages.filter(({ edits }) => edits > 0).map(({ key }) => key)).toEqual(['running']);
  });

  it('gives up on a note whose thread is refused again and again', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, wanted } = opened(async ({ key }) => {
      const ref = (await store.message('card'))?.ref ?? null;
      if (key === 'card' || ref === null) return card(0);
      return {
        kind: 'message',
        message: { kind: 'campaign-card', campaign, asOf: 0 },
        parent: { key: 'card', ref },
      };
    });
    await wanted('card');
    await clock.advance(5_000);
    const post = chat.post.bind(chat);
    chat.post = (key, channel, message) =>
      key === 'note'
        ? Promise.resolve({ kind: 'gone', why: 'thread_not_found' })
        : post(key, channel, message);
    await wanted('note');
    await clock.advance(120_000);
    expect(await store.unshownMessages()).toEqual([]);
    expect((await store.message('note'))?.abandoned).toBe('thread_not_found');
    expect(chat.messages.filter(({ key }) => key === 'card').length).toBeLessThanOrEqual(4);
  });

  const note = (version: number) => ({
    key: `note/${version}`,
    channel: 'C1',
    subject: { kind: 'campaign-note', campaign: campaign.id, version } as const,
  });

  it('tells the news of a thread in their order, also when the first of them has to wait', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, outbox } = opened();
    chat.failNext({ kind: 'later', why: 'not reachable', afterMs: 30_000, holds: 'message' });
    const other = { kind: 'campaign-note', campaign: 'c-other' as CampaignId, version: 1 } as const;
    await store.wantMessages([note(1), note(2), note(3), { key: 'other', channel: 'C1', subject: other }]);
    outbox.nudge();
    await clock.advance(10_000);
    expect(chat.messages.map(({ key }) => key)).toEqual(['other']);
    await clock.advance(60_000);
    expect(chat.messages.map(({ key }) => key)).toEqual(['other', 'note/1', 'note/2', 'note/3']);
  });

  it('does not keep the news of a thread back behind one that cannot be rendered', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, outbox } = opened(({ key }) =>
      key === 'note/1' ? Promise.reject(new Error('no such event')) : Promise.resolve(card(clock.now())),
    );
    await store.wantMessages([note(1), note(2), note(3)]);
    outbox.nudge();
    await clock.advance(10_000);
    expect(chat.messages.map(({ key }) => key)).toEqual(['note/2', 'note/3']);
  });

  it('leaves out the oldest news after a long absence, and no state of anything', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, outbox } = opened();
    const news = Array.from({ length: 250 }, (_, version) => ({
      key: `note/${version}`,
      channel: 'C1',
      subject: { kind: 'campaign-note', campaign: campaign.id, version } as const,
    }));
    const cards = Array.from({ length: 210 }, (_, index) => ({ ...want(`card/${index}`), channel: 'C2' }));
    await store.wantMessages([...news, ...cards]);
    outbox.nudge();
    await clock.advance(600_000);
    const shown = chat.messages.map(({ key }) => key);
    expect(shown.filter((key) => key.startsWith('note/'))).toEqual(news.slice(50).map(({ key }) => key));
    expect(shown.filter((key) => key.startsWith('card/'))).toHaveLength(210);
    expect(await store.unshownMessages()).toEqual([]);
    expect((await store.message('note/0'))?.abandoned).toBe('too much news waited');
  });

  it('posts once when the store is read while a post begins, and answers when it has ended', async () => {
    clock = createHandClock(1_000_000);
    const { store, chat, outbox, wanted } = opened(async () => {
      await clock.sleep(100);
      return card(0);
    });
    const read = store.unshownMessages.bind(store);
    let reads = 0;
    store.unshownMessages = async () => {
      reads += 1;
      const seen = structuredClone(await read());
      // The second look sees the message before its post was marked, and hands it on after the post has ended.
      if (reads === 3) await clock.sleep(5_000);
      return seen;
    };
    await wanted('a');
    await clock.advance(10);
    outbox.nudge();
    await clock.advance(60_000);
    expect(reads).toBeGreaterThan(2);
    expect(chat.messages.map(({ key, edits }) => [key, edits])).toEqual([['a', 0]]);
  });
});

// What every Chat keeps. Run against Slack's real client on the demo workspace, and against the fake that other tests
// use: if the fake were kinder than Slack, tests on it would prove nothing.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chat, ChatClick, ChatInputs, ClickAnswer } from '../../src/ports/chat.ts';
import type { ApproverJudgement } from '../../src/core/campaign/input.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import type { MessageRef } from '../../src/ports/store.ts';
import { runningCampaign, sampleCampaign, samplePeople } from '../fakes/sample-campaign.ts';
import { sampleEvents } from '../fakes/sample-events.ts';
import { deafInputs } from '../fakes/deaf-inputs.ts';

export type ChatUnderTest = {
  readonly chat: Chat;
  /** A channel that can be written to. */
  readonly channel: string;
  /** Resolves once the chat is connected. */
  ready(): Promise<void>;
  remove(ref: MessageRef): void;
  archive(): void;
  /** The next post or edit is taken, but its reply never arrives. */
  loseNextReply(): void;
  /** The next post or edit is refused for `afterMs`. */
  limitNext(afterMs: number): void;
  /** The approver approves the sample campaign with the button of that message. */
  approve(ref: MessageRef): Promise<void>;
  close(): Promise<void>;
};

type Heard = { readonly click: ChatClick; readonly by: PersonId; readonly approver: ApproverJudgement };

const card = { kind: 'campaign-card', campaign: sampleCampaign(), asOf: 0 } as const;
const running = { kind: 'campaign-card', campaign: runningCampaign(), asOf: 0 } as const;

const note = (thread: MessageRef) =>
  ({
    kind: 'campaign-note',
    call: [],
    campaign: runningCampaign(),
    event: { at: 0, event: sampleEvents['campaign-started'] },
    thread,
  }) as const;

export function itKeepsTheChatContract(name: string, open: () => Promise<ChatUnderTest>): void {
  describe(`${name} keeps the Chat contract`, () => {
    let test: ChatUnderTest;
    let heard: Heard[];
    let answer: ClickAnswer;

    beforeEach(async () => {
      test = await open();
      heard = [];
      answer = { kind: 'done' };
      const inputs: ChatInputs = {
        ...deafInputs,
        click: async (click, by, standingOf) => {
          heard.push({ click, by, approver: (await standingOf(by, [])).judgement });
          return Promise.resolve(answer);
        },
      };
      test.chat.start(inputs);
      await test.ready();
    });

    afterEach(async () => {
      await test.chat.stop();
      await test.close();
    });

    const posted = async (key: string): Promise<MessageRef> => {
      const shown = await test.chat.post(key, test.channel, card);
      if (shown.kind !== 'shown') throw new Error(`not shown: ${JSON.stringify(shown)}`);
      return shown.ref;
    };

    it('is connected after start and off after stop', async () => {
      expect(test.chat.status()).toBe('connected');
      await test.chat.stop();
      expect(test.chat.status()).toBe('off');
    });

    it('finds what it posted by its key, and nothing else', async () => {
      const first = await posted('card:one');
      const second = await posted('card:two');
      expect(first).not.toEqual(second);
      expect(await test.chat.find('card:one', test.channel, null)).toEqual({ kind: 'found', ref: first });
      expect(await test.chat.find('card:two', test.channel, null)).toEqual({ kind: 'found', ref: second });
      expect(await test.chat.find('card:three', test.channel, null)).toEqual({ kind: 'absent' });
    });

    it('finds a message by its key after an edit', async () => {
      const ref = await posted('card:one');
      expect(await test.chat.update(ref, 'card:one', running)).toEqual({ kind: 'shown', ref });
      expect(await test.chat.find('card:one', test.channel, null)).toEqual({ kind: 'found', ref });
    });

    it('keeps a note in its thread', async () => {
      const parent = await posted('card:one');
      const shown = await test.chat.post('note:1', test.channel, note(parent));
      expect(shown).toMatchObject({ kind: 'shown' });
      expect(await test.chat.find('note:1', test.channel, parent)).toMatchObject({ kind: 'found' });
      expect(await test.chat.find('note:1', test.channel, null)).toEqual({ kind: 'absent' });
      expect(await test.chat.find('note:2', test.channel, parent)).toEqual({ kind: 'absent' });
    });

    it('says that an edited message is gone when somebody deleted it', async () => {
      const ref = await posted('card:one');
      test.remove(ref);
      expect(await test.chat.update(ref, 'card:one', running)).toMatchObject({ kind: 'gone' });
    });

    it('says that the thread of a note is gone when somebody deleted it', async () => {
      const parent = await posted('card:one');
      test.remove(parent);
      expect(await test.chat.post('note:1', test.channel, note(parent))).toMatchObject({ kind: 'gone' });
    });

    it('says never where the channel was archived', async () => {
      const ref = await posted('card:one');
      test.archive();
      expect(await test.chat.post('card:two', test.channel, card)).toMatchObject({ kind: 'never' });
      expect(await test.chat.update(ref, 'card:one', running)).toMatchObject({ kind: 'never' });
    });

    it('says lost when the reply is lost, and finds the message', async () => {
      test.loseNextReply();
      expect(await test.chat.post('card:one', test.channel, card)).toMatchObject({ kind: 'lost' });
      expect(await test.chat.find('card:one', test.channel, null)).toMatchObject({ kind: 'found' });
    });

    it('says later when it is limited, and has not taken the message', async () => {
      test.limitNext(2_000);
      expect(await test.chat.post('card:one', test.channel, card)).toMatchObject({
        kind: 'later',
        afterMs: 2_000,
        holds: 'channel',
      });
      expect(await test.chat.find('card:one', test.channel, null)).toEqual({ kind: 'absent' });
    });

    it('hands on who clicked what, with what they saw', async () => {
      const ref = await posted('card:one');
      await test.approve(ref);
      const { document, id } = sampleCampaign();
      expect(heard).toEqual([
        {
          click: { kind: 'approve', campaign: id, seen: { version: 1, digest: document.digest } },
          by: samplePeople.approver,
          approver: { kind: 'approver' },
        },
      ]);
    });

    it('can be stopped twice', async () => {
      await test.chat.stop();
      await expect(test.chat.stop()).resolves.toBeUndefined();
    });
  });
}

// Slack through a webhook alone: each thing said once and once more when it is over, no button that nobody hears, every
// refusal told apart, and the URL, which is a secret, nowhere but in the request.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import { askWebhook } from '../../../src/adapters/slack/examine-address.ts';
import { createWebhookChat, type WebhookChatOptions } from '../../../src/adapters/slack/webhook-chat.ts';
import { startWorkspace, type Workspace } from '../../../src/demo/workspace/workspace.ts';
import type { Chat, ChatMessage } from '../../../src/ports/chat.ts';
import { createMemoryStore, type MemoryStore } from '../../fakes/memory-store.ts';
import { deafInputs } from '../../fakes/deaf-inputs.ts';
import { runningCampaign, sampleCampaign } from '../../fakes/sample-campaign.ts';
import { sampleDigest } from '../../fakes/sample-digest.ts';
import { sampleEvents } from '../../fakes/sample-events.ts';
import { channel, recordingLog } from './slack-bench.ts';

let workspace: Workspace;
let chat: Chat;
let lines: string[];
let store: MemoryStore;

const open = (url = workspace.webhookUrl, tally: WebhookChatOptions['store'] = store): Chat => {
  const opened = createWebhookChat({
    url,
    language: 'en',
    clock: createSystemClock(),
    log: recordingLog(lines),
    callMs: 50_000,
    store: tally,
  });
  opened.start({ ...deafInputs, click: () => Promise.resolve({ kind: 'done' }) });
  return opened;
};

beforeAll(async () => void (workspace = await startWorkspace({ rateLimits: 'none' })));
afterAll(() => workspace.close());
beforeEach(() => {
  workspace.faults.clear();
  workspace.edit(({ messages }) => messages.clear());
  lines = [];
  store = createMemoryStore();
  chat = open();
});

const proposed: ChatMessage = { kind: 'campaign-card', campaign: sampleCampaign(), asOf: 0 };
const running: ChatMessage = { kind: 'campaign-card', campaign: runningCampaign(), asOf: 0 };
const endedAt = (at: number): ChatMessage => ({
  kind: 'campaign-card',
  campaign: { ...sampleCampaign(), phase: { kind: 'ended', as: { kind: 'expired' }, at } },
  asOf: 0,
});
const digest: ChatMessage = { kind: 'daily-digest', digest: sampleDigest };
const note = (kind: 'campaign-started' | 'campaign-ended'): ChatMessage => ({
  kind: 'campaign-note',
  campaign: runningCampaign(),
  event: { at: 0, event: sampleEvents[kind] },
  call: [],
  thread: { channel: 'webhook', ts: 'open' },
});

async function shown(message: ChatMessage) {
  const outcome = await chat.post('k', 'webhook', message);
  if (outcome.kind !== 'shown') throw new Error(outcome.why);
  return outcome.ref;
}

const texts = (): readonly string[] => workspace.messages(channel).map(({ text }) => text);

describe('what is said', () => {
  it('a plan once, nothing of its progress, and how it ended', async () => {
    const ref = await shown(proposed);
    const on = await chat.update(ref, 'k', running);
    const again = await chat.update(ref, 'k', running);
    expect([on, again]).toEqual([
      { kind: 'shown', ref },
      { kind: 'shown', ref },
    ]);
    expect(texts()).toHaveLength(1);
    const over = await chat.update(ref, 'k', endedAt(7));
    expect(texts()).toHaveLength(2);
    if (over.kind !== 'shown') throw new Error(over.why);
    // After a restart, too: what was said stands in the reference.
    expect(await open().update(over.ref, 'k', endedAt(7))).toEqual(over);
    expect(texts()).toHaveLength(2);
    await chat.update(over.ref, 'k', endedAt(9));
    expect(texts()).toHaveLength(3);
    // One that ran is told by its closing report.
    const done = { ...runningCampaign(), phase: { kind: 'ended', as: { kind: 'done' }, at: 9 } } as const;
    await chat.update(ref, 'k', { kind: 'campaign-card', campaign: done, holds: [], asOf: 0 });
    expect(texts()).toHaveLength(3);
  });

  it('the news of a campaign by themselves, without what the card says better', async () => {
    await shown(note('campaign-started'));
    await shown(note('campaign-ended'));
    expect(workspace.messages(channel)).toMatchObject([
      // Which campaign: there is no thread to tell.
      { threadTs: null, text: expect.stringMatching(/^`c-20261205`: Started/) as unknown },
    ]);
    expect(JSON.stringify(workspace.messages(channel)[0]?.blocks)).toContain('`c-20261205`');
  });

  it('a digest, once', async () => {
    const ref = await shown(digest);
    expect(await chat.update(ref, 'k', digest)).toEqual({ kind: 'shown', ref });
    expect(texts()).toHaveLength(1);
  });

  it('no button, and why there is none', async () => {
    await shown(proposed);
    const [message] = workspace.messages(channel);
    const blocks = JSON.stringify(message?.blocks);
    expect(blocks).not.toMatch(/"(button|actions|static_select|overflow)"/);
    expect(blocks).toContain('cannot hear clicks');
    expect(message?.text).toContain('cannot hear clicks');
    workspace.edit(({ messages }) => messages.clear());
    await shown(note('campaign-started'));
    expect(texts()[0]).not.toContain('cannot hear clicks');
  });
});

describe('a post that is not taken', () => {
  it.each([
    [
      { kind: 'rate-limit', retryAfterSeconds: 7 },
      { kind: 'later', afterMs: 7_000, holds: 'chat' },
      'connected',
    ],
    [{ kind: 'http-status', status: 500 }, { kind: 'later', holds: 'message' }, 'connected'],
    [{ kind: 'error', error: 'no_service' }, { kind: 'later', holds: 'chat', why: 'no_service' }, 'refused'],
    [{ kind: 'error', error: 'channel_is_archived' }, { kind: 'later', holds: 'chat' }, 'refused'],
    [{ kind: 'error', error: 'invalid_token' }, { kind: 'later', holds: 'chat' }, 'refused'],
    [{ kind: 'error', error: 'a_word_of_next_year' }, { kind: 'later', holds: 'message' }, 'connected'],
  ] as const)('%j', async (fault, outcome, status) => {
    workspace.faults.next('webhook', fault);
    expect(await chat.post('k', 'webhook', digest)).toMatchObject(outcome);
    expect(texts()).toEqual([]);
    expect(chat.status()).toBe(status);
    expect(lines.some((line) => line.startsWith('error Slack refuses the webhook'))).toBe(
      status === 'refused',
    );
    expect(await chat.post('k', 'webhook', digest)).toMatchObject({ kind: 'shown' });
    expect(chat.status()).toBe('connected');
  });

  it('with blocks that Slack refuses is posted as text', async () => {
    workspace.faults.next('webhook', { kind: 'error', error: 'invalid_blocks' });
    await shown(proposed);
    expect(workspace.messages(channel)[0]?.blocks).toMatchObject([{ type: 'section' }]);
    workspace.faults.next('webhook', { kind: 'error', error: 'invalid_payload' }, 2);
    expect(await chat.post('k', 'webhook', digest)).toEqual({ kind: 'never', why: 'invalid_payload' });
  });

  it('whose answer is lost is posted again later: nobody can look', async () => {
    workspace.faults.next('webhook', { kind: 'lose-reply' });
    expect(await chat.post('k', 'webhook', digest)).toMatchObject({ kind: 'later', afterMs: 60_000 });
    expect(texts()).toHaveLength(1);
  });

  it('whose answers are lost again and again is posted three times at the most, and counts as said', async () => {
    const outcomes: string[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      const asked = tries > 0;
      // Asking whether it is there is answered; the post itself is not.
      workspace.faults.next('webhook', asked ? { kind: 'slow', afterMs: 0 } : { kind: 'lose-reply' });
      if (asked) workspace.faults.next('webhook', { kind: 'lose-reply' });
      outcomes.push((await chat.post('k', 'webhook', digest)).kind);
      workspace.faults.clear();
      if (outcomes.at(-1) === 'shown') break;
    }
    expect(outcomes).toEqual(['later', 'later', 'shown']);
    expect(texts()).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringContaining('posted 3 times and never answered') as unknown,
    ]);
    // Another message is another matter.
    workspace.faults.next('webhook', { kind: 'lose-reply' });
    expect(await chat.post('k2', 'webhook', digest)).toMatchObject({ kind: 'later' });
  });

  it('counts on where the daemon dies after each post: three times at the most', async () => {
    for (let tries = 0; tries < 3; tries += 1) {
      // What it would have written once it had the answer is not written any more.
      let dead = false;
      const dying = open(workspace.webhookUrl, {
        recall: (name) => store.recall(name),
        remember: (name, value) =>
          dead ? Promise.resolve() : store.remember(name, value).then(() => void (dead = true)),
      });
      expect(await dying.post('k', 'webhook', digest)).toMatchObject({ kind: 'shown' });
    }
    expect(texts()).toHaveLength(3);
    expect(await open().post('k', 'webhook', digest)).toMatchObject({ kind: 'shown' });
    expect(texts()).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
  });

  it('is not posted again while nothing answers: it waits, and stands there no more than twice', async () => {
    workspace.faults.next('webhook', { kind: 'lose-reply' }, 6);
    for (let tries = 0; tries < 6; tries += 1)
      expect(await chat.post('k', 'webhook', digest)).toMatchObject({ kind: 'later' });
    expect(texts()).toHaveLength(1);
    workspace.faults.next('webhook', { kind: 'http-status', status: 503 }, 2);
    expect(await chat.post('k', 'webhook', digest)).toMatchObject({ kind: 'later' });
    workspace.faults.clear();
    expect(await chat.post('k', 'webhook', digest)).toMatchObject({ kind: 'shown' });
    expect(texts()).toHaveLength(2);
  });

  it('while Slack is away waits, everything with it', async () => {
    await workspace.goDown();
    // Uses up a connection that was kept open until then: of that one nobody knows what it carried.
    await chat.post('before', 'webhook', digest);
    expect(await chat.post('k', 'webhook', digest)).toMatchObject({ kind: 'later', holds: 'chat' });
    expect(chat.status()).toBe('connecting');
    await workspace.comeBack();
    expect(await chat.post('k', 'webhook', digest)).toMatchObject({ kind: 'shown' });
  });
});

describe('the URL', () => {
  const bad = [
    'http://hooks.slack.com/services/T/B/key',
    'ftp://127.0.0.1/services/T/B/key',
    'services/T/B/key',
  ];

  it.each(bad)('%s is refused, and not repeated', (url) => {
    expect(() => open(url)).toThrow(/webhook_url is not an https/);
    try {
      open(url);
    } catch (error) {
      expect(String(error)).not.toContain('key');
    }
  });

  it('is in no line of the log and in no outcome', async () => {
    const outcomes: unknown[] = [];
    for (const fault of [
      { kind: 'error', error: 'no_service' },
      { kind: 'lose-reply' },
      { kind: 'http-status', status: 500 },
    ] as const) {
      workspace.faults.next('webhook', fault);
      outcomes.push(await chat.post('k', 'webhook', digest));
    }
    await workspace.goDown();
    outcomes.push(await chat.post('k', 'webhook', digest), await askWebhook(workspace.webhookUrl, 500));
    await workspace.comeBack();
    outcomes.push(await askWebhook('https//webhook-secret', 500));
    expect(JSON.stringify([outcomes, lines])).not.toContain('webhook-secret');
  });

  it('is examined without a post', async () => {
    expect(await askWebhook(workspace.webhookUrl, 50_000)).toEqual({ kind: 'answered', value: null });
    expect(await askWebhook(`${workspace.webhookUrl}-gone`, 50_000)).toEqual({
      kind: 'refused',
      error: 'no_service',
    });
    workspace.edit(({ channels }) => void (channels.get(channel)!.isArchived = true));
    expect(await askWebhook(workspace.webhookUrl, 50_000)).toEqual({
      kind: 'refused',
      error: 'channel_is_archived',
    });
    workspace.edit(({ channels }) => void (channels.get(channel)!.isArchived = false));
    expect(texts()).toEqual([]);
  });
});

// Slack away, refreshing, limiting, losing and refusing: what the chat says of each, and that nothing of it ends the
// process (vitest fails a file on any unhandled rejection).
import { afterEach, describe, expect, it } from 'vitest';
import { createSlackChat } from '../../../src/adapters/slack/slack-chat.ts';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import { runningCampaign, sampleCampaign } from '../../fakes/sample-campaign.ts';
import { sampleEvents } from '../../fakes/sample-events.ts';
import { channel, openBench, recordingLog, type SlackBench } from './slack-bench.ts';

let bench: SlackBench;

async function open(given: Parameters<typeof openBench>[0] = {}): Promise<SlackBench> {
  bench = await openBench(given);
  bench.start();
  await bench.ready();
  return bench;
}

afterEach(() => bench.close());

const card = { kind: 'campaign-card', campaign: sampleCampaign(), asOf: 0 } as const;

describe('the connection', () => {
  it('starts at once while Slack is down, and connects when it is back', async () => {
    bench = await openBench();
    await bench.workspace.goDown();
    bench.start();
    expect(bench.chat.status()).toBe('connecting');
    expect(await bench.chat.post('card:one', channel, card)).toMatchObject({ kind: 'later' });
    expect(await bench.chat.find('card:one', channel, null)).toMatchObject({ kind: 'cannot-tell' });
    await bench.workspace.comeBack();
    await bench.ready();
    expect(bench.chat.status()).toBe('connected');
    await bench.postCard();
  });

  it('is away while Slack is down and comes back by itself, with both sockets', async () => {
    await open();
    await bench.workspace.goDown();
    const clock = createSystemClock();
    while (bench.chat.status() === 'connected') await clock.sleep(5);
    expect(await bench.chat.post('card:one', channel, card)).toMatchObject({ kind: 'later' });
    await bench.workspace.comeBack();
    await bench.ready();
    expect(await bench.chat.post('card:one', channel, card)).toMatchObject({ kind: 'shown' });
  });

  it('survives every socket being cut at once', async () => {
    await open();
    bench.workspace.sockets.cut();
    await bench.workspace.until(() => bench.workspace.sockets.count() === 0);
    await bench.ready();
  });

  it('loses no click while one socket is refreshed', async () => {
    await open();
    const { workspace } = bench;
    const message = await bench.postCard();
    const click = { user: 'U0APPROVER', message, actionId: 'stagger.approve' };
    for (let round = 0; round < 4; round += 1) {
      workspace.sockets.refresh('oldest');
      const deliveries = await Promise.all([workspace.click(click), workspace.click(click)]);
      expect(deliveries.map(({ kind }) => kind)).toEqual(['acked', 'acked']);
      await bench.ready();
    }
    expect(bench.heard).toHaveLength(8);
  });

  it('decides a click whose socket went away before it was acknowledged, and still answers', async () => {
    await open();
    const { workspace } = bench;
    const message = await bench.postCard();
    bench.answer = async () => {
      workspace.sockets.cut();
      await workspace.until(() => workspace.sockets.count() === 0);
      return { kind: 'done' };
    };
    const delivery = await workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.approve' });
    expect(delivery.kind).toBe('not-acked');
    await workspace.until(() => workspace.ephemerals('U0APPROVER').length === 1);
    expect(workspace.ephemerals('U0APPROVER')[0]?.text).toBe('Your approval is recorded.');
    expect(bench.heard).toHaveLength(1);
  });

  it('outlives an envelope that the library cannot read', async () => {
    await open();
    bench.workspace.sockets.broadcast({
      type: 'events_api',
      envelope_id: 'x',
      payload: { type: 'app_rate_limited' },
    });
    const message = await bench.postCard();
    const delivery = await bench.workspace.click({
      user: 'U0APPROVER',
      message,
      actionId: 'stagger.approve',
    });
    expect(delivery.kind).toBe('acked');
    expect(bench.lines.join('\n')).toContain('a Slack message could not be read');
  });

  it('keeps trying when opening a connection fails in every way', async () => {
    bench = await openBench();
    const { faults } = bench.workspace;
    faults.next('apps.connections.open', { kind: 'http-status', status: 503 }, 2);
    faults.next('apps.connections.open', { kind: 'error', error: 'internal_error' }, 2);
    faults.next('apps.connections.open', { kind: 'lose-reply' }, 2);
    faults.next('apps.connections.open', { kind: 'rate-limit', retryAfterSeconds: 1 }, 2);
    bench.start();
    await bench.ready();
  });

  it('never uses tokens of another workspace than the configured one', async () => {
    bench = await openBench({ chat: { teamId: 'T0OTHER' } });
    bench.start();
    await bench.workspace.until(() =>
      bench.lines.some((line) => line.includes('belongs to another workspace')),
    );
    expect(await bench.chat.post('card:one', channel, card)).toMatchObject({ kind: 'later' });
    expect(bench.workspace.messages(channel)).toEqual([]);
    expect(bench.workspace.sockets.count()).toBe(0);
  });

  it.each(['http://slack.example/api/', 'ftp://127.0.0.1/', 'http://127.0.0.1.evil.example/', 'slack.com'])(
    'is refused to %s, where the token would go in the clear',
    async (apiUrl) => {
      bench = await openBench();
      const given = {
        botToken: 'xoxb-1',
        way: { kind: 'sockets', appToken: 'xapp-1' },
        teamId: null,
        approvers: { users: [], groups: [] },
        language: 'en',
        drawPng: null,
        clock: createSystemClock(),
        log: recordingLog([]),
      } as const;
      expect(() => createSlackChat({ ...given, apiUrl })).toThrow(/api_url/);
    },
  );
});

describe('showing', () => {
  it('sends everything that a decision needs with the post, and no unfurling', async () => {
    await open();
    await bench.postCard();
    const call = bench.workspace.history.find(({ method }) => method === 'chat.postMessage');
    expect(call?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
    const [message] = bench.workspace.messages(channel);
    expect(message?.metadata).toEqual({ event_type: 'stagger_message', event_payload: { key: 'card:one' } });
    expect(message?.text).toContain('What it can hurt');
  });

  it('tries each call once: a hanging reply is lost, not posted again', async () => {
    await open({ chat: { timing: { callMs: 1_500 } } });
    bench.workspace.faults.next('chat.postMessage', { kind: 'hang' });
    expect(await bench.chat.post('card:one', channel, card)).toMatchObject({ kind: 'lost' });
    expect(bench.workspace.messages(channel)).toHaveLength(1);
    expect(await bench.chat.find('card:one', channel, null)).toMatchObject({ kind: 'found' });
  });

  it.each([
    [{ kind: 'http-status', status: 503 }, 'lost'],
    [{ kind: 'error', error: 'fatal_error' }, 'lost'],
    [{ kind: 'error', error: 'not_in_channel' }, 'never'],
    [{ kind: 'error', error: 'restricted_action' }, 'never'],
    [{ kind: 'error', error: 'token_revoked' }, 'later', 'chat'],
    [{ kind: 'error', error: 'missing_scope' }, 'later', 'message'],
    [{ kind: 'error', error: 'a_new_error_of_next_year' }, 'later', 'message'],
    [{ kind: 'rate-limit', retryAfterSeconds: 3 }, 'later', 'channel'],
  ] as const)('%j makes a post %s', async (fault, kind, holds?: string) => {
    await open();
    bench.workspace.faults.next('chat.postMessage', fault);
    expect(await bench.chat.post('card:one', channel, card)).toMatchObject({
      kind,
      ...(holds === undefined ? {} : { holds }),
    });
  });

  it.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'an edit refused with %s is gone',
    async (error) => {
      await open();
      const ref = await bench.postCard();
      bench.workspace.faults.next('chat.update', { kind: 'error', error });
      expect(await bench.chat.update(ref, 'card:one', card)).toEqual({ kind: 'gone', why: error });
    },
  );

  it('shows text and buttons alone where Slack refuses the blocks', async () => {
    await open();
    bench.workspace.faults.next('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    const ref = await bench.postCard();
    const [message] = bench.workspace.messages(channel);
    expect(message?.blocks).toMatchObject([{ type: 'section' }, { type: 'actions' }]);
    await bench.workspace.click({ user: 'U0APPROVER', message: ref, actionId: 'stagger.approve' });
    expect(bench.heard).toHaveLength(1);
  });

  it('edits the one message, and leaves no button of the state before', async () => {
    await open();
    const ref = await bench.postCard();
    await bench.chat.update(ref, 'card:one', { ...card, campaign: runningCampaign() });
    expect(bench.workspace.messages(channel)).toHaveLength(1);
    const shown = JSON.stringify(bench.workspace.messages(channel)[0]?.blocks);
    expect(shown).toContain('stagger.pause');
    expect(shown).not.toContain('stagger.approve');
  });
});

describe('finding', () => {
  it('believes only messages of our own bot', async () => {
    await open();
    bench.workspace.edit(({ messages }) => {
      const forged = {
        channel,
        ts: '1700000000.000001',
        threadTs: null,
        author: 'U0STRANGER',
        text: 'x',
        blocks: [],
        metadata: { event_type: 'stagger_message', event_payload: { key: 'card:one' } },
        editedTs: null,
      };
      messages.set(channel, [forged]);
    });
    expect(await bench.chat.find('card:one', channel, null)).toEqual({ kind: 'absent' });
  });

  it('reads page after page', async () => {
    await open();
    const ref = await bench.postCard();
    for (let said = 0; said < 450; said += 1)
      bench.workspace.say({ user: 'U0STRANGER', channel, text: `talk ${said}` });
    expect(await bench.chat.find('card:one', channel, null)).toEqual({ kind: 'found', ref });
    expect(bench.workspace.history.filter(({ method }) => method === 'conversations.history')).toHaveLength(
      3,
    );
  });

  it.each([
    [{ kind: 'error', error: 'missing_scope' }],
    [{ kind: 'http-status', status: 500 }],
    [{ kind: 'rate-limit', retryAfterSeconds: 30 }],
  ] as const)('cannot tell when it is answered %j', async (fault) => {
    await open();
    bench.workspace.faults.next('conversations.history', fault);
    expect(await bench.chat.find('card:one', channel, null)).toMatchObject({ kind: 'cannot-tell' });
  });

  it('finds nothing in a thread that is gone, where a post is told so', async () => {
    await open();
    const thread = await bench.postCard();
    bench.workspace.deleteMessage(thread.channel, thread.ts);
    expect(await bench.chat.find('note:1', channel, thread)).toEqual({ kind: 'absent' });
    const note = {
      kind: 'campaign-note',
      call: [],
      campaign: runningCampaign(),
      event: { at: 0, event: sampleEvents['campaign-started'] },
      thread,
    } as const;
    expect(await bench.chat.post('note:1', channel, note)).toMatchObject({ kind: 'gone' });
  });
});

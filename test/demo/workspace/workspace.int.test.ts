// The double is only worth something if it refuses what Slack refuses. Asked with Slack's own client.
import { WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from '../../../src/demo/workspace/workspace.ts';

const channel = 'C0REBOOTS';
let workspace: Workspace;

async function open(options: WorkspaceOptions = {}): Promise<WebClient> {
  workspace = await startWorkspace({ rateLimits: 'none', ...options });
  return clientFor(workspace.botToken);
}

const clientFor = (token: string): WebClient =>
  new WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });

afterEach(() => workspace.close());

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof WebAPIPlatformError) return error.data.error;
  throw new Error(`not refused by Slack: ${String(error)}`);
}

const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'hello' } }];

describe('who asks', () => {
  it('needs the right token', async () => {
    await open();
    expect(await refusal(clientFor('xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await refusal(new WebClient(undefined, { slackApiUrl: workspace.apiUrl }).auth.test())).toBe(
      'not_authed',
    );
    expect(await refusal(clientFor(workspace.botToken).apps.connections.open({}))).toBe(
      'not_allowed_token_type',
    );
  });

  it('needs the scope', async () => {
    const client = await open({ scopes: ['chat:write'] });
    expect(await refusal(client.users.info({ user: 'U0APPROVER' }))).toBe('missing_scope');
    await expect(client.chat.postMessage({ channel, text: 'hello' })).resolves.toMatchObject({ ok: true });
  });
});

describe('where', () => {
  const place = { isPrivate: false, isArchived: false, botIsMember: true, directTo: null };
  const channels = [
    { ...place, id: 'C0ARCHIVED', name: 'archived', isArchived: true },
    { ...place, id: 'C0OUTSIDE', name: 'outside', botIsMember: false },
    { ...place, id: 'C0SECRET', name: 'secret', botIsMember: false, isPrivate: true },
  ];

  it.each([
    ['C0ARCHIVED', 'is_archived'],
    ['C0OUTSIDE', 'not_in_channel'],
    ['C0SECRET', 'channel_not_found'],
    ['C0NOWHERE', 'channel_not_found'],
  ])('%s is refused as %s', async (id, error) => {
    const client = await open({ channels });
    expect(await refusal(client.chat.postMessage({ channel: id, text: 'hello' }))).toBe(error);
  });

  it('a user id means the direct channel with that user', async () => {
    const client = await open();
    const first = await client.chat.postMessage({ channel: 'U0APPROVER', text: 'hello' });
    const second = await client.chat.postMessage({ channel: 'U0APPROVER', text: 'again' });
    expect(first.channel).toMatch(/^D/);
    expect(second.channel).toBe(first.channel);
  });
});

describe('messages', () => {
  it('edited without blocks lose them and are marked; edited with blocks are not', async () => {
    const client = await open();
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'a', blocks });
    await client.chat.update({ channel, ts, text: 'b', blocks });
    expect(workspace.messages(channel)[0]).toMatchObject({ text: 'b', editedTs: null });
    await client.chat.update({ channel, ts, text: 'c' });
    expect(workspace.messages(channel)[0]).toMatchObject({ text: 'c', blocks: [] });
    expect(workspace.messages(channel)[0]?.editedTs).not.toBeNull();
  });

  it('keep their metadata over an edit, and show it only when asked', async () => {
    const client = await open();
    const metadata = { event_type: 'stagger_message', event_payload: { key: 'k' } };
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'a', metadata });
    await client.chat.update({ channel, ts, text: 'b' });
    const shown = await client.conversations.history({ channel, include_all_metadata: true });
    expect(shown.messages).toMatchObject([{ ts, metadata }]);
    expect((await client.conversations.history({ channel })).messages?.[0]).not.toHaveProperty('metadata');
  });

  it.each([
    ['message_not_found', { ts: '1.000001', text: 'x' }],
    ['msg_too_long', { text: 'x'.repeat(4_001) }],
  ])('an edit is refused as %s', async (error, given) => {
    const client = await open();
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'a' });
    expect(await refusal(client.chat.update({ channel, ts, ...given }))).toBe(error);
  });

  it('of others cannot be edited', async () => {
    const client = await open();
    const { ts } = workspace.say({ user: 'U0STRANGER', channel, text: 'mine' });
    expect(await refusal(client.chat.update({ channel, ts, text: 'x' }))).toBe('cant_update_message');
  });

  it('with blocks that Slack does not know are refused', async () => {
    const client = await open();
    const unknown = [{ type: 'divider', colour: 'red' }];
    expect(await refusal(client.chat.postMessage({ channel, text: 'a', blocks: unknown }))).toBe(
      'invalid_blocks',
    );
  });

  it('of a thread are in its replies, oldest first, and not in the history', async () => {
    const client = await open();
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'parent' });
    await client.chat.postMessage({ channel, text: 'one', thread_ts: ts });
    await client.chat.postMessage({ channel, text: 'two', thread_ts: ts });
    const texts = (page: { messages?: { text?: string }[] }) => page.messages?.map(({ text }) => text);
    expect(texts(await client.conversations.replies({ channel, ts }))).toEqual(['parent', 'one', 'two']);
    expect(texts(await client.conversations.history({ channel }))).toEqual(['parent']);
  });
});

describe('limits', () => {
  it('of a channel are answered 429 with when to come back', async () => {
    const client = await open({ rateLimits: 'slack' });
    const posts = Array.from({ length: 8 }, () => client.chat.postMessage({ channel, text: 'x' }));
    const results = await Promise.allSettled(posts);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(WebAPIRateLimitedError);
      expect((reason as WebAPIRateLimitedError).retryAfter).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('response URLs', () => {
  it('answer five times, then never again', async () => {
    const client = await open();
    const element = { type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Go' } } as const;
    const { ts = '' } = await client.chat.postMessage({
      channel,
      text: 'a',
      blocks: [{ type: 'actions', elements: [element] }],
    });
    const urls: string[] = [];
    const { url } = await clientFor(workspace.appToken).apps.connections.open({});
    const socket = new WebSocket(String(url));
    socket.addEventListener('message', ({ data }) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as {
        envelope_id?: string;
        payload?: { response_url: string };
      };
      if (payload === undefined) return;
      urls.push(payload.response_url);
      socket.send(JSON.stringify({ envelope_id, payload: {} }));
    });
    await workspace.until(() => workspace.sockets.count() === 1);
    const delivery = await workspace.click({ user: 'U0APPROVER', message: { channel, ts }, actionId: 'a' });
    expect(delivery.kind).toBe('acked');
    const answers: number[] = [];
    for (let use = 0; use < 6; use += 1) {
      const response = await fetch(urls[0] ?? '', {
        method: 'POST',
        body: JSON.stringify({ text: `${use}` }),
      });
      answers.push(response.status);
    }
    expect(answers).toEqual([200, 200, 200, 200, 200, 404]);
    expect(workspace.ephemerals('U0APPROVER')).toHaveLength(5);
    socket.close();
  });
});

describe('sockets', () => {
  it('open once for a ticket, and a click without one is not delivered', async () => {
    const client = await open();
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'a' });
    const click = { user: 'U0APPROVER', message: { channel, ts }, actionId: 'a', value: 'v' };
    expect(await workspace.click(click)).toEqual({ kind: 'not-delivered' });
    const { url } = await clientFor(workspace.appToken).apps.connections.open({});
    const first = new WebSocket(String(url));
    await workspace.until(() => workspace.sockets.count() === 1);
    const second = new WebSocket(String(url));
    await new Promise((resolve) => second.addEventListener('error', resolve));
    expect(workspace.sockets.count()).toBe(1);
    first.close();
  });
});

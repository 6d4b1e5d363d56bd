// Who may what, and how often: scopes, plans, places and rates, asked with Slack's own client.
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { botScopes } from '../../../src/adapters/slack/app-manifest.ts';
import { startWorkspace, type Workspace } from '../../../src/demo/workspace/workspace.ts';
import { clientOf, many, outcome } from './limit-asks.ts';

const channel = 'C0REBOOTS';
let workspace: Workspace;
let client: WebClient;

beforeAll(async () => {
  workspace = await startWorkspace({ rateLimits: 'none' });
  client = clientOf(workspace);
});
afterAll(() => workspace.close());

describe('who may', () => {
  const ts = '1.000001';
  const user = 'U0APPROVER';
  const calls: Readonly<Record<string, (of: WebClient) => Promise<unknown>>> = {
    'chat.postMessage': (of) => of.chat.postMessage({ channel, text: 't' }),
    'chat.update': (of) => of.chat.update({ channel, ts, text: 't' }),
    'chat.delete': (of) => of.chat.delete({ channel, ts }),
    'chat.postEphemeral': (of) => of.chat.postEphemeral({ channel, user, text: 't' }),
    'users.info': (of) => of.users.info({ user }),
    'usergroups.list': (of) => of.usergroups.list({}),
    'usergroups.users.list': (of) => of.usergroups.users.list({ usergroup: 'S0APPROVERS' }),
    'conversations.history': (of) => of.conversations.history({ channel }),
    'conversations.replies': (of) => of.conversations.replies({ channel, ts }),
    'conversations.open': (of) => of.conversations.open({ users: user }),
    'files.getUploadURLExternal': (of) => of.files.getUploadURLExternal({ filename: 'a', length: 1 }),
  };

  it('is the scope: without it each call is refused, and none is asked that the manifest does not have', async () => {
    const bare = await startWorkspace({ rateLimits: 'none', scopes: [] });
    for (const [method, call] of Object.entries(calls)) {
      const error: unknown = await call(clientOf(bare)).catch((reason: unknown) => reason);
      expect(error, method).toBeInstanceOf(WebAPIPlatformError);
      const { data } = error as WebAPIPlatformError & { data: { needed: string } };
      expect(data.error, method).toBe('missing_scope');
      const known = data.needed.split(',').filter((scope) => Object.hasOwn(botScopes, scope));
      expect(known.length, method).toBeGreaterThan(0);
      expect(await outcome(call(client)), method).not.toBe('missing_scope');
    }
    await bare.close();
  });

  it('writes where it is not a member only with chat:write.public', async () => {
    const outside = {
      id: 'C0OUTSIDE',
      name: 'outside',
      isPrivate: false,
      isArchived: false,
      botIsMember: false,
      directTo: null,
    };
    const without = await startWorkspace({ rateLimits: 'none', channels: [outside] });
    const scopes = [...Object.keys(botScopes), 'chat:write.public'];
    const withIt = await startWorkspace({ rateLimits: 'none', channels: [outside], scopes });
    const said = (of: Workspace) =>
      outcome(clientOf(of).chat.postMessage({ channel: outside.id, text: 't' }));
    expect([await said(without), await said(withIt)]).toEqual(['not_in_channel', 'ok']);
    await Promise.all([without.close(), withIt.close()]);
  });

  it('on a free plan reads no user groups', async () => {
    workspace.edit((state) => void (state.plan = 'free'));
    expect(await outcome(client.usergroups.list({}))).toBe('plan_upgrade_required');
    expect(await outcome(client.usergroups.users.list({ usergroup: 'S0APPROVERS' }))).toBe(
      'plan_upgrade_required',
    );
    workspace.edit((state) => void (state.plan = 'paid'));
    expect(await outcome(client.usergroups.users.list({ usergroup: 'S0NOBODY' }))).toBe('no_such_subteam');
  });

  it('opens ten sockets and not eleven', async () => {
    const own = await startWorkspace({ rateLimits: 'none' });
    const sockets: WebSocket[] = [];
    for (let count = 0; count < 10; count += 1) {
      const { url } = await clientOf(own, own.appToken).apps.connections.open({});
      sockets.push(new WebSocket(String(url)));
      await own.until(() => own.sockets.count() === count + 1);
    }
    const { url } = await clientOf(own, own.appToken).apps.connections.open({});
    const eleventh = new WebSocket(String(url));
    await new Promise((resolve) => eleventh.addEventListener('error', resolve));
    expect(own.sockets.count()).toBe(10);
    for (const socket of sockets) socket.close();
    await own.close();
  });

  it.each<[string, number, (of: WebClient, index: number) => Promise<unknown>]>([
    ['chat.postMessage', 5, (of) => of.chat.postMessage({ channel, text: 't' })],
    ['chat.update', 50, (of) => of.chat.update({ channel, ts, text: 't' })],
    ['conversations.history', 50, (of) => of.conversations.history({ channel })],
    ['usergroups.users.list', 20, (of) => of.usergroups.users.list({ usergroup: 'S0APPROVERS' })],
    ['users.info', 100, (of) => of.users.info({ user })],
  ])('calls %s so often, and is then told when to come back', async (_method, burst, call) => {
    const own = await startWorkspace();
    const results = await Promise.allSettled(many(burst + 20, (index) => call(clientOf(own), index)));
    const refused = results.flatMap((result) =>
      result.status === 'rejected' && result.reason instanceof WebAPIRateLimitedError ? [result.reason] : [],
    );
    // While they are asked a few more become free.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(20);
    for (const { retryAfter } of refused) expect(retryAfter).toBeGreaterThanOrEqual(1);
    await own.close();
  });

  it('posts to one channel after another was limited', async () => {
    const own = await startWorkspace();
    own.edit(({ channels }) => void channels.set('C0OTHER', { ...channels.get(channel)!, id: 'C0OTHER' }));
    const storm = many(12, () => clientOf(own).chat.postMessage({ channel, text: 't' }));
    expect((await Promise.allSettled(storm)).some(({ status }) => status === 'rejected')).toBe(true);
    expect(await outcome(clientOf(own).chat.postMessage({ channel: 'C0OTHER', text: 't' }))).toBe('ok');
    await own.close();
  });
});

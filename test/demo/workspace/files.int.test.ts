// Files and views of the workspace, asked by Slack's own client: the steps of an upload, and what forms send back.
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../src/demo/workspace/json.ts';
import { startWorkspace, type Workspace } from '../../../src/demo/workspace/workspace.ts';

const channel = 'C0REBOOTS';

let workspace: Workspace;

const clientFor = (token: string): WebClient =>
  new WebClient(token, { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } });

beforeEach(async () => {
  workspace = await startWorkspace({
    rateLimits: 'none',
    scopes: ['chat:write', 'files:write'],
  });
});

afterEach(() => workspace.close());

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a file', () => {
  it('goes up by Slack’s own client into the thread, and stands there with its bytes', async () => {
    const client = clientFor(workspace.botToken);
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'parent' });
    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: ts,
      filename: 'plan.txt',
      title: 'The plan',
      content: 'web-01\nweb-02\n',
      initial_comment: 'All of it',
    });
    const [file] = workspace.files(channel);
    expect(file).toMatchObject({ name: 'plan.txt', title: 'The plan' });
    expect(file?.bytes?.toString()).toBe('web-01\nweb-02\n');
    expect(workspace.thread(channel, ts)).toMatchObject([{ text: 'All of it', files: [file?.id] }]);
    const page = await client.conversations.replies({ channel, ts }).catch(() => null);
    expect(page).toBeNull(); // channels:history is not granted here
  });

  it('is not shown before its bytes are there, nor twice', async () => {
    const client = clientFor(workspace.botToken);
    const asked = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
    const files = [{ id: asked.file_id ?? '', title: 'a' }] as const;
    const share = () => client.files.completeUploadExternal({ files: [...files], channel_id: channel });
    expect(await refusal(share())).toBe('file_not_found');
    const post = (body: string) => fetch(asked.upload_url ?? '', { method: 'POST', body });
    expect((await post('four')).status).toBe(400);
    expect((await post('abc')).status).toBe(200);
    await share();
    expect(await refusal(share())).toBe('file_already_shared');
  });

  it('needs its scope', async () => {
    await workspace.close();
    workspace = await startWorkspace({ scopes: ['chat:write'] });
    const client = clientFor(workspace.botToken);
    expect(await refusal(client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 }))).toBe(
      'missing_scope',
    );
  });
});

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const option = (value: string) => ({ text: plain(value), value });

const view: ModalView = {
  type: 'modal',
  title: plain('Edit'),
  submit: plain('Save'),
  blocks: [
    { type: 'actions', elements: [{ type: 'button', action_id: 'page', text: plain('Next'), value: '2' }] },
    {
      type: 'input',
      block_id: 'hosts',
      label: plain('Hosts'),
      element: {
        type: 'multi_static_select',
        action_id: 'chosen',
        options: [option('web-01'), option('web-02')],
        initial_options: [option('web-02')],
      },
    },
  ],
};

describe('a form', () => {
  type Payload = JsonObject & { readonly type?: string };

  async function listening(): Promise<{ readonly seen: Payload[]; readonly stop: () => void }> {
    const { url } = await clientFor(workspace.appToken).apps.connections.open({});
    const socket = new WebSocket(String(url));
    const seen: Payload[] = [];
    socket.addEventListener('message', ({ data }) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as JsonObject;
      if (!isObject(payload)) return;
      seen.push(payload);
      socket.send(JSON.stringify({ envelope_id, payload: {} }));
    });
    await workspace.until(() => workspace.sockets.count() === 1);
    return { seen, stop: () => socket.close() };
  }

  async function opened(): Promise<void> {
    const client = clientFor(workspace.botToken);
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'a' });
    const click = { user: 'U0APPROVER', message: { channel, ts }, actionId: 'a', value: 'v' };
    const { seen, stop } = await listening();
    await workspace.click(click);
    await client.views.open({ trigger_id: String(seen[0]?.['trigger_id']), view });
    stop();
    await workspace.until(() => workspace.sockets.count() === 0);
  }

  it('sends what the app set, until somebody chooses otherwise', async () => {
    await opened();
    const { seen, stop } = await listening();
    await workspace.submitView({ user: 'U0APPROVER', values: {} });
    expect(seen[0]).toMatchObject({
      type: 'view_submission',
      view: { state: { values: { hosts: { chosen: { selected_options: [{ value: 'web-02' }] } } } } },
    });
    stop();
  });

  it('sends what was chosen, also with a click on one of its buttons', async () => {
    await opened();
    const { seen, stop } = await listening();
    const values = { hosts: ['web-01', 'web-02'] };
    await workspace.clickView({ user: 'U0APPROVER', place: 'modal', actionId: 'page', values });
    expect(seen[0]).toMatchObject({
      type: 'block_actions',
      container: { type: 'view' },
      actions: [{ action_id: 'page', value: '2' }],
      view: {
        state: {
          values: { hosts: { chosen: { selected_options: [{ value: 'web-01' }, { value: 'web-02' }] } } },
        },
      },
    });
    stop();
  });

  it('insists on a choice', async () => {
    await opened();
    const sent = await workspace.submitView({ user: 'U0APPROVER', values: { hosts: [] } });
    expect(sent).toEqual({ kind: 'invalid', errors: { hosts: { kind: 'required' } } });
  });
});

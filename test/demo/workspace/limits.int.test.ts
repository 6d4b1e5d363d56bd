// Every limit of Slack's that the product could run into, asked with Slack's own client: at the limit it is taken, one
// above it is refused, with Slack's word. What the double let through, production would refuse first.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientOf, many, outcome } from './limit-asks.ts';
import { startWorkspace, type Workspace } from '../../../src/demo/workspace/workspace.ts';

const channel = 'C0REBOOTS';
let workspace: Workspace;
let client: WebClient;

beforeAll(async () => {
  workspace = await startWorkspace({ rateLimits: 'none', patienceMs: 50_000 });
  client = clientOf(workspace);
});
afterAll(() => workspace.close());
afterEach(() => workspace.edit(({ modals }) => modals.clear()));

const x = (length: number): string => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const section = (length: number) => ({ type: 'section', text: mrkdwn(x(length)) });
const option = (index: number, more: object = {}) => ({
  text: plain(`o${index}`),
  value: `v${index}`,
  ...more,
});
const confirm = (more: object) => ({
  confirm: { title: plain('t'), text: plain('x'), confirm: plain('y'), deny: plain('n'), ...more },
});
const select = (more: object) => actions({ type: 'static_select', action_id: 'a', ...more });
const cell = (length: number) => ({ type: 'raw_text', text: x(length) });
const task = (more: object = {}) => ({
  type: 'task_card',
  task_id: 't',
  title: 'w',
  status: 'complete',
  ...more,
});
const plan = (more: object = {}) => ({ type: 'plan', title: 'p', tasks: [task()], ...more });
const input = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain('l'),
  element: { action_id: 'a', ...element },
  ...more,
});
const field = { type: 'plain_text_input' };

/** What a form has none of; as a message takes it. */
const forMessages = {
  plan: plan(),
  task_card: task(),
  table: { type: 'table', rows: [[cell(1)]] },
  data_table: { type: 'data_table', caption: 'c', rows: many(2, () => [cell(1)]) },
  markdown: { type: 'markdown', text: 'x' },
  card: { type: 'card', title: mrkdwn('t') },
  carousel: { type: 'carousel', elements: [{ type: 'card', title: mrkdwn('t') }] },
  container: { type: 'container', child_blocks: [section(1)] },
  context_actions: { type: 'context_actions', elements: [button()] },
};

type Blocks = readonly object[];
const post = (blocks: Blocks) =>
  outcome(client.chat.postMessage({ channel, text: 't', blocks: blocks as never }));

describe('a message', () => {
  it.each<[string, (size: number) => Blocks, number, string?]>([
    ['blocks', (size) => many(size, () => ({ type: 'divider' })), 50],
    ['characters of a section', (size) => [section(size)], 3_000],
    ['fields of a section', (size) => [{ type: 'section', fields: many(size, () => mrkdwn('x')) }], 10],
    ['characters of a field', (size) => [{ type: 'section', fields: [mrkdwn(x(size))] }], 2_000],
    ['characters of a header', (size) => [{ type: 'header', text: plain(x(size)) }], 150],
    ['elements of a context', (size) => [{ type: 'context', elements: many(size, () => mrkdwn('x')) }], 10],
    ['actions', (size) => [actions(...many(size, (index) => button({ action_id: `a${index}` })))], 25],
    ['characters of a button', (size) => [actions(button({ text: plain(x(size)) }))], 75],
    ['characters of a value', (size) => [actions(button({ value: x(size) }))], 2_000],
    [
      'characters of a link',
      (size) => [actions(button({ url: `https://a.example/${x(size - 18)}` }))],
      3_000,
    ],
    ['characters for screen readers', (size) => [actions(button({ accessibility_label: x(size) }))], 75],
    ['characters of an action id', (size) => [actions(button({ action_id: x(size) }))], 255],
    ['characters of a block id', (size) => [{ type: 'divider', block_id: x(size) }], 255],
    [
      'characters of a confirmation’s title',
      (size) => [actions(button(confirm({ title: plain(x(size)) })))],
      100,
    ],
    ['characters of a confirmation', (size) => [actions(button(confirm({ text: plain(x(size)) })))], 300],
    ['characters of its button', (size) => [actions(button(confirm({ confirm: plain(x(size)) })))], 30],
    ['options', (size) => [select({ options: many(size, option) })], 100],
    [
      'groups of options',
      (size) => [select({ option_groups: many(size, (i) => ({ label: plain('g'), options: [option(i)] })) })],
      100,
    ],
    ['characters of an option', (size) => [select({ options: [option(0, { text: plain(x(size)) })] })], 75],
    [
      'characters of an option’s value',
      (size) => [select({ options: [option(0, { value: x(size) })] })],
      150,
    ],
    [
      'characters of its description',
      (size) => [select({ options: [option(0, { description: plain(x(size)) })] })],
      75,
    ],
    [
      'options of an overflow menu',
      (size) => [actions({ type: 'overflow', action_id: 'a', options: many(size, option) })],
      5,
    ],
    ['boxes', (size) => [actions({ type: 'checkboxes', action_id: 'a', options: many(size, option) })], 10],
    [
      'radio buttons',
      (size) => [actions({ type: 'radio_buttons', action_id: 'a', options: many(size, option) })],
      10,
    ],
    [
      'characters of words for a picture',
      (size) => [{ type: 'image', image_url: 'https://a.example/', alt_text: x(size) }],
      2_000,
    ],
    [
      'characters of a picture’s address',
      (size) => [{ type: 'image', image_url: x(size), alt_text: 'a' }],
      3_000,
    ],
    [
      'characters of a picture’s title',
      (size) => [{ type: 'image', image_url: 'x', alt_text: 'a', title: plain(x(size)) }],
      2_000,
    ],
    [
      'characters of markdown in all',
      (size) => [
        { type: 'markdown', text: x(6_000) },
        { type: 'markdown', text: x(size - 6_000) },
      ],
      12_000,
    ],
    [
      'characters in all',
      (size) => many(5, (i) => section(i === 4 ? size - 9_600 : 2_400)),
      12_000,
      'msg_blocks_too_long',
    ],
    ['rows of a table', (size) => [{ type: 'table', rows: many(size, () => [cell(1)]) }], 100],
    ['columns of a table', (size) => [{ type: 'table', rows: [many(size, () => cell(1))] }], 20],
    ['characters of a table', (size) => [{ type: 'table', rows: [[cell(size)]] }], 10_000],
    [
      'tables',
      (size) => many(size, () => ({ type: 'table', rows: [[cell(1)]] })),
      1,
      'only_one_table_allowed',
    ],
    [
      'rows of a data table',
      (size) => [{ type: 'data_table', caption: 'c', rows: many(size, () => [cell(1)]) }],
      101,
    ],
    [
      'rows of its page',
      (size) => [{ type: 'data_table', caption: 'c', rows: many(2, () => [cell(1)]), page_size: size }],
      100,
    ],
    ['characters of a card’s title', (size) => [{ type: 'card', title: mrkdwn(x(size)) }], 150],
    ['characters of a card', (size) => [{ type: 'card', body: mrkdwn(x(size)) }], 200],
    [
      'actions of a card',
      (size) => [{ type: 'card', actions: many(size, (i) => button({ action_id: `a${i}` })) }],
      3,
    ],
    [
      'cards',
      (size) => [{ type: 'carousel', elements: many(size, () => ({ type: 'card', title: mrkdwn('t') })) }],
      10,
    ],
    [
      'characters of a container’s title',
      (size) => [{ type: 'container', title: plain(x(size)), child_blocks: [section(1)] }],
      150,
    ],
    [
      'blocks of a container',
      (size) => [{ type: 'container', child_blocks: many(size, () => section(1)) }],
      10,
    ],
    [
      'actions beside a context',
      (size) => [{ type: 'context_actions', elements: many(size, () => button()) }],
      5,
    ],
  ])('takes so many %s and not one more', async (_what, blocks, most, word = 'invalid_blocks') => {
    expect([await post(blocks(most)), await post(blocks(most + 1))]).toEqual(['ok', word]);
  });

  it.each<[string, Blocks]>([
    ['an action id twice', [actions(button(), button())]],
    [
      'a block id twice',
      [
        { type: 'divider', block_id: 'x' },
        { type: 'divider', block_id: 'x' },
      ],
    ],
    ['a property that is not documented', [actions(button({ disabled: true }))]],
    ['a header with markup', [{ type: 'header', text: mrkdwn('x') }]],
    ['a picture without words', [{ type: 'image', image_url: 'x' }]],
    ['a task that is "completed"', [plan({ tasks: [task({ status: 'completed' })] })]],
    ['a plan beside a task', [plan(), task({ task_id: 'u' })]],
    ['an alert', [{ type: 'alert', text: plain('x') }]],
    ['a data table without a caption', [{ type: 'data_table', rows: many(2, () => [cell(1)]) }]],
    ['a data table of one row', [{ type: 'data_table', caption: 'c', rows: [[cell(1)]] }]],
  ])('refuses %s', async (_what, blocks) => expect(await post(blocks)).toBe('invalid_blocks'));

  it('is cut at 40,000 characters when posted, and refused above 4,000 when edited', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: x(40_001) });
    expect(workspace.messages(channel).at(-1)?.text).toHaveLength(40_000);
    const edit = (length: number) => outcome(client.chat.update({ channel, ts, text: x(length) }));
    expect([await edit(4_000), await edit(4_001)]).toEqual(['ok', 'msg_too_long']);
    expect(await outcome(client.chat.postMessage({ channel, text: '' }))).toBe('no_text');
  });

  it('carries so much metadata and no more', async () => {
    const withKey = (length: number) =>
      outcome(
        client.chat.postMessage({
          channel,
          text: 't',
          metadata: { event_type: 'e', event_payload: { key: x(length) } },
        }),
      );
    expect([await withKey(7_000), await withKey(8_000)]).toEqual(['ok', 'metadata_too_large']);
    const bad = { channel, text: 't', metadata: { event_type: 'e' } };
    expect(await outcome(client.chat.postMessage(bad as never))).toBe('invalid_metadata_schema');
  });

  it('for one person alone can never be edited, nor is it taken for one of that second', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 1_000) * 1_000 });
    const { ts: shown } = await client.chat.postMessage({ channel, text: 'to everybody' });
    const { message_ts: ts = '' } = await client.chat.postEphemeral({
      channel,
      user: 'U0APPROVER',
      text: 't',
    });
    vi.useRealTimers();
    expect(ts).not.toBe(shown);
    expect(workspace.ephemerals('U0APPROVER').at(-1)?.ts).toBe(ts);
    expect(await outcome(client.chat.update({ channel, ts, text: 'u' }))).toBe('message_not_found');
    workspace.edit(({ users }) => void (users.get('U0STRANGER')!.deleted = true));
    const gone = client.chat.postEphemeral({ channel, user: 'U0STRANGER', text: 't' });
    expect(await outcome(gone)).toBe('user_not_in_channel');
  });
});

describe('a form', () => {
  /** A click lets the app open one form; its trigger is what Slack sent. */
  const triggers: string[] = [];
  const app = createServer((request, response) => {
    void readText(request).then((body) => {
      const payload = new URLSearchParams(body).get('payload') ?? '{}';
      triggers.push((JSON.parse(payload) as { trigger_id: string }).trigger_id);
      response.writeHead(200).end();
    });
  });
  const appAddress = () => {
    const { port } = app.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/`, signingSecret: 's' };
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    workspace.deliverTo(appAddress());
  });
  afterAll(() => void app.close());

  async function trigger(of = workspace): Promise<string> {
    const { ts = '' } = await clientOf(of).chat.postMessage({
      channel,
      text: 't',
      blocks: [actions(button())] as never,
    });
    await of.click({ user: 'U0APPROVER', message: { channel, ts }, actionId: 'a' });
    return triggers.at(-1) ?? '';
  }

  const modal = (more: object = {}) => ({
    type: 'modal',
    title: plain('T'),
    submit: plain('Go'),
    blocks: [input(field)],
    ...more,
  });
  const open = async (view: object) =>
    outcome(client.views.open({ trigger_id: await trigger(), view: view as never }));

  it.each<[string, (size: number) => object, number, string?]>([
    ['blocks', (size) => modal({ blocks: many(size, () => ({ type: 'divider' })) }), 100],
    ['characters of a title', (size) => modal({ title: plain(x(size)) }), 24],
    ['characters of its button', (size) => modal({ submit: plain(x(size)) }), 24],
    ['characters of its way out', (size) => modal({ close: plain(x(size)) }), 24],
    ['characters kept for us', (size) => modal({ private_metadata: x(size) }), 3_000],
    ['characters of its name', (size) => modal({ callback_id: x(size) }), 255],
    ['characters of a label', (size) => modal({ blocks: [input(field, { label: plain(x(size)) })] }), 2_000],
    ['characters of a hint', (size) => modal({ blocks: [input(field, { hint: plain(x(size)) })] }), 2_000],
    [
      'characters of a placeholder',
      (size) => modal({ blocks: [input({ ...field, placeholder: plain(x(size)) })] }),
      150,
    ],
    ['characters to type', (size) => modal({ blocks: [input({ ...field, max_length: size })] }), 3_000],
    ['characters of an alert', (size) => modal({ blocks: [{ type: 'alert', text: plain(x(size)) }] }), 200],
  ])('takes so many %s and not one more', async (_what, view, most) => {
    expect([await open(view(most)), await open(view(most + 1))]).toEqual(['ok', 'invalid_arguments']);
  });

  it.each(Object.entries(forMessages))('has no %s, which a message may have', async (_type, block) => {
    expect(await post([block])).toBe('ok');
    expect(await open(modal({ blocks: [block] }))).toBe('invalid_arguments');
  });

  it('is at most 250 KB large', async () => {
    const blocks = many(90, () => input({ ...field, initial_value: x(2_800) }));
    expect(await open(modal({ blocks }))).toBe('view_too_large');
    expect(await open(modal({ blocks: blocks.slice(0, 80) }))).toBe('ok');
  });

  it('is one of three on a stack', async () => {
    expect(await open(modal())).toBe('ok');
    const push = async () =>
      outcome(client.views.push({ trigger_id: await trigger(), view: modal() as never }));
    expect([await push(), await push(), await push()]).toEqual(['ok', 'ok', 'push_limit_reached']);
  });

  it('is opened once by a click', async () => {
    const one = await trigger();
    const view = modal() as never;
    expect(await outcome(client.views.open({ trigger_id: one, view }))).toBe('ok');
    expect(await outcome(client.views.open({ trigger_id: one, view }))).toBe('exchanged_trigger_id');
    expect(await outcome(client.views.open({ trigger_id: 'none', view }))).toBe('invalid_trigger_id');
  });

  it('is opened while Slack waits for it, and not later', async () => {
    const hasty = await startWorkspace({ rateLimits: 'none', patienceMs: 1_000 });
    hasty.deliverTo(appAddress());
    const old = await trigger(hasty);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const view = modal() as never;
    expect(await outcome(clientOf(hasty).views.open({ trigger_id: old, view }))).toBe('expired_trigger_id');
    await hasty.close();
  });

  it.each(['plan', 'task_card', 'table', 'data_table', 'markdown', 'context_actions'] as const)(
    'and no Home has a %s',
    async (type) => {
      const view = { type: 'home', blocks: [forMessages[type]] } as never;
      expect(await outcome(client.views.publish({ user_id: 'U0APPROVER', view }))).toBe('invalid_arguments');
    },
  );

  it('nor more than a hundred blocks', async () => {
    const home = (size: number) =>
      outcome(
        client.views.publish({
          user_id: 'U0APPROVER',
          view: { type: 'home', blocks: many(size, () => ({ type: 'divider' })) } as never,
        }),
      );
    expect([await home(100), await home(101)]).toEqual(['ok', 'invalid_arguments']);
  });
});

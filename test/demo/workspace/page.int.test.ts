// The page as a browser gets it, without a browser: what stands in it, and that nobody else's site can press a button.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { request } from 'node:http';
import { servePage } from '../../../src/demo/workspace/page.ts';
import { channel, openBench, type SlackBench } from '../../adapters/slack/slack-bench.ts';

let bench: SlackBench;

beforeEach(async () => {
  bench = await openBench();
  servePage(bench.workspace, { language: 'en' });
  bench.start();
  await bench.ready();
});

afterEach(() => bench.close());

const get = async (path: string): Promise<string> =>
  (await fetch(new URL(path, bench.workspace.baseUrl))).text();

const act = (what: string, body: object, headers: Record<string, string> = { 'x-workspace': 'page' }) =>
  fetch(new URL(`/act/${what}`, bench.workspace.baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** The first `count` states that the page is sent. */
async function states(count: number, after: () => Promise<unknown>): Promise<readonly string[]> {
  const response = await fetch(new URL('/events?as=U0APPROVER', bench.workspace.baseUrl));
  const seen: string[] = [];
  let buffer = '';
  let acted = false;
  for await (const chunk of response.body ?? []) {
    buffer += Buffer.from(chunk as Uint8Array).toString();
    const events = buffer.split('\n\n');
    buffer = events.pop() ?? '';
    seen.push(...events);
    if (seen.length >= count) break;
    if (!acted) {
      acted = true;
      await after();
    }
  }
  return seen;
}

describe('the page', () => {
  it('shows the card with its dates, names and buttons', async () => {
    await bench.postCard();
    const html = await get('/?as=U0APPROVER');
    expect(html).toContain('Reboot plan: 8 hosts');
    expect(html).toContain('data-action="stagger.approve"');
    expect(html).toContain('@Joon Park');
    expect(html).toContain('<time datetime="2026-12-04T17:00:00.000Z">');
    expect(html).not.toContain('!date');
  });

  it('shows what people write as text, never as markup', async () => {
    bench.workspace.say({ user: 'U0STRANGER', channel, text: '<img src=x onerror=alert(1)> & "quoted"' });
    const html = await get('/');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('carries a click, and shows the answer to the one who clicked', async () => {
    const { ts } = await bench.postCard();
    const response = await act('click', { user: 'U0APPROVER', channel, ts, actionId: 'stagger.approve' });
    expect(await response.json()).toEqual({ kind: 'acked' });
    expect(bench.heard).toHaveLength(1);
    await bench.workspace.until(() => bench.workspace.ephemerals('U0APPROVER').length === 1);
    expect(await get('/?as=U0APPROVER')).toContain('Your approval is recorded.');
    expect(await get('/?as=U0SECOND')).not.toContain('Your approval is recorded.');
  });

  it('opens the modal that the app opened, refuses an empty reason, and sends a full one', async () => {
    const { ts } = await bench.postCard();
    await act('click', { user: 'U0SECOND', channel, ts, actionId: 'stagger.deny' });
    await bench.workspace.until(() => bench.workspace.modals('U0SECOND').length === 1);
    expect(await get('/?as=U0SECOND')).toContain('Why is it denied?');
    expect(await get('/?as=U0APPROVER')).not.toContain('Why is it denied?');
    const empty = await act('submit', { user: 'U0SECOND', values: { reason: '' } });
    expect(await empty.json()).toEqual({ kind: 'invalid', errors: { reason: 'Please fill this in.' } });
    const full = await act('submit', { user: 'U0SECOND', values: { reason: 'not today' } });
    expect(await full.json()).toEqual({ kind: 'closed' });
    expect(bench.heard).toMatchObject([{ click: { kind: 'deny', reason: 'not today' } }]);
  });

  it('is sent every change', async () => {
    const [before, after] = await states(2, () => bench.postCard());
    expect(before).not.toContain('Reboot plan');
    expect(after).toContain('Reboot plan');
  });

  it('takes no click from a foreign page', async () => {
    const { ts } = await bench.postCard();
    const click = { user: 'U0APPROVER', channel, ts, actionId: 'stagger.approve' };
    expect((await act('click', click, {})).status).toBe(403);
    expect(bench.heard).toEqual([]);
  });

  it('is not there under a foreign name', async () => {
    const { hostname, port } = new URL(bench.workspace.baseUrl);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request({ hostname, port, path: '/', headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('brings its own style and script, and allows no others', async () => {
    const response = await fetch(bench.workspace.baseUrl);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await get('/page.css')).toContain('prefers-color-scheme: dark');
    expect(await get('/page-client.js')).toContain('EventSource');
  });
});

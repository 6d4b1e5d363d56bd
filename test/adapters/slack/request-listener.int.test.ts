// Slack's requests over HTTP: real signatures, real Bolt, a real socket. What is not signed by Slack, or was already
// used, reaches nobody; what is, is decided once and answered.
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import { askAddress } from '../../../src/adapters/slack/examine-address.ts';
import { signedRequest } from '../../../src/demo/workspace/http-delivery.ts';
import { openBench, type SlackBench } from './slack-bench.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
let bench: SlackBench;
let url: string;

beforeAll(async () => {
  bench = await openBench({
    chat: {
      way: { kind: 'http', signingSecret: secret, address: '127.0.0.1', port: 0, path: '/slack/events' },
    },
    inputs: {
      ask: () =>
        Promise.resolve({ answer: { body: { kind: 'help' }, assumed: [], asOf: 0 }, audience: 'asker' }),
    },
  });
  bench.start();
  url = await bench.address();
  while (bench.chat.status() !== 'connected') await new Promise((resolve) => setTimeout(resolve, 5));
  bench.workspace.deliverTo({ url, signingSecret: secret, againAfterMs: [0, 10, 10] });
});
beforeEach(() => void bench.heard.splice(0));
afterAll(() => bench.close());

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);
const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

async function send(
  body: string,
  given: {
    readonly headers?: Record<string, string | undefined>;
    readonly atSeconds?: number;
    readonly secret?: string;
    readonly type?: string;
  } = {},
): Promise<Response> {
  const request = signedRequest(given.secret ?? secret, body, {
    atSeconds: given.atSeconds ?? nowSeconds(),
    contentType: given.type ?? form,
  });
  const all = Object.entries({ ...request.headers, ...given.headers });
  const headers = Object.fromEntries(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return fetch(url, { method: 'POST', headers, body: request.body });
}

/** A click on "Approve" as Slack would send it, each another. */
let clicks = 0;
async function clickBody(): Promise<string> {
  const message = await bench.postCard();
  clicks += 1;
  const { state } = bench.workspace;
  const shown = bench.workspace.messages(message.channel).at(-1);
  const buttons = JSON.stringify(shown?.blocks);
  const value = /"stagger\.approve".*?"value":"([^"]+)"/.exec(buttons)?.[1] ?? '';
  const payload = {
    type: 'block_actions',
    team: { id: state.teamId },
    user: { id: 'U0APPROVER', team_id: state.teamId },
    api_app_id: state.appId,
    container: { type: 'message', message_ts: message.ts, channel_id: message.channel },
    channel: { id: message.channel },
    trigger_id: `T${clicks}`,
    response_url: `${bench.workspace.baseUrl}response/none`,
    actions: [
      { type: 'button', action_id: 'stagger.approve', block_id: 'b', value, action_ts: String(clicks) },
    ],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

describe('a request that Slack signed', () => {
  it('is decided, acknowledged and answered, as over a socket', async () => {
    const message = await bench.postCard();
    const { workspace } = bench;
    const delivery = await workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.approve' });
    expect(delivery.kind).toBe('acked');
    await workspace.until(() => workspace.ephemerals('U0APPROVER').length === 1);
    expect(bench.heard).toMatchObject([{ by: 'slack:T0STAGGER/U0APPROVER', approver: { kind: 'approver' } }]);
    // A form: its answer travels in the acknowledgement.
    await workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.deny' });
    await workspace.until(() => workspace.modals('U0APPROVER').length === 1);
    expect(await workspace.submitView({ user: 'U0APPROVER', values: { reason: 'sale' } })).toEqual({
      kind: 'closed',
    });
    const command = { user: 'U0APPROVER', channel: message.channel, command: '/stagger', text: 'help' };
    expect((await workspace.slashCommand(command)).kind).toBe('acked');
    expect(workspace.sockets.count()).toBe(0);
  });

  it('answers Slack’s own questions', async () => {
    const challenge = await send(JSON.stringify({ type: 'url_verification', challenge: 'c-1' }), {
      type: json,
    });
    expect(await challenge.json()).toEqual({ challenge: 'c-1' });
    // Sent without a signature; nothing beside it is read.
    const bare = { 'x-slack-signature': undefined, 'x-slack-request-timestamp': undefined };
    const check = await send(`ssl_check=1&${await clickBody()}`, { headers: bare });
    expect(check.status).toBe(200);
    expect(bench.heard).toEqual([]);
  });

  it('is what the doctor sends, too: our address and our secret, or what else it found', async () => {
    const clock = createSystemClock();
    const asked = (address: string, signingSecret = secret) =>
      askAddress(address, { signingSecret, clock, callMs: 50_000 });
    expect(await asked(url)).toEqual({ kind: 'answered', value: null });
    expect(await asked(url, 'another')).toEqual({ kind: 'refused', error: 'HTTP 401' });
    expect(await asked(`${url}/other`)).toEqual({ kind: 'refused', error: 'HTTP 404' });
    expect(await asked('http://127.0.0.1:2/')).toEqual({
      kind: 'refused',
      error: 'no answer (ECONNREFUSED)',
    });
  });

  it('is used once: the same again is acknowledged and does nothing, however its headers are written', async () => {
    const body = await clickBody();
    const atSeconds = nowSeconds();
    const { headers } = signedRequest(secret, body, { atSeconds, contentType: form });
    const written = [
      {},
      { 'x-slack-signature': `${headers['x-slack-signature']}=again` },
      { 'x-slack-request-timestamp': `${atSeconds}.0` },
      { 'x-slack-request-timestamp': `0${atSeconds}` },
      { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
    ];
    expect((await send(body, { atSeconds })).status).toBe(200);
    for (const differently of written)
      expect((await send(body, { atSeconds, headers: differently })).status).toBe(200);
    expect(bench.heard).toHaveLength(1);
  });

  it('was signed before this daemon began: not taken, and Slack may send it again', async () => {
    const body = await clickBody();
    expect((await send(body, { atSeconds: nowSeconds() - 120 })).status).toBe(503);
    expect(bench.heard).toEqual([]);
    expect((await send(body)).status).toBe(200);
    await expect.poll(() => bench.heard).toHaveLength(1);
  });
});

describe('a request that Slack did not sign, or not now', () => {
  const refused = async (status: number, given: Parameters<typeof send>[1], body?: string): Promise<void> => {
    expect((await send(body ?? (await clickBody()), given)).status).toBe(status);
    expect(bench.heard).toEqual([]);
  };

  it('with another secret', () => refused(401, { secret: 'another' }));
  it('older than five minutes', () => refused(401, { atSeconds: nowSeconds() - 301 }));
  it('from more than five minutes ahead', () => refused(401, { atSeconds: nowSeconds() + 400 }));
  it.each(['x-slack-signature', 'x-slack-request-timestamp'])('without %s', (name) =>
    refused(401, { headers: { [name]: undefined } }),
  );
  it.each(['v1=abc', 'v0=', 'v0', ''])('signed "%s"', (signature) =>
    refused(401, { headers: { 'x-slack-signature': signature } }),
  );
  it('with a time that is none', () => refused(401, { headers: { 'x-slack-request-timestamp': 'now' } }));

  it('whose body was changed on the way', async () => {
    const body = await clickBody();
    const { headers } = signedRequest(secret, body, { atSeconds: nowSeconds(), contentType: form });
    const changed = body.replace('U0APPROVER', 'U0SECOND');
    expect(changed).not.toBe(body);
    expect((await fetch(url, { method: 'POST', headers, body: changed })).status).toBe(401);
    expect(bench.heard).toEqual([]);
  });

  it('of a megabyte and more is not read to its end', async () => {
    const status = await send(`payload=${'x'.repeat(1_100_000)}`).then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
  });

  it('at another path, or that only reads', async () => {
    const elsewhere = await fetch(new URL('/slack/other', url), { method: 'POST', body: '{}' });
    expect(elsewhere.status).toBe(404);
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(`${url}?x=1`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('that is no HTTP at all leaves the address open', async () => {
    const { port, hostname } = new URL(url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () =>
        socket.end('POST //:/ HTTP/1.1\r\n\r\n\u0016\u0003\u0001'),
      );
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
      socket.resume();
    });
    expect((await send('ssl_check=1')).status).toBe(200);
  });

  it('is counted in the log, not written into it', () => {
    const said = bench.lines.filter((line) => line.includes('were refused'));
    expect(said).toHaveLength(1);
    expect(bench.lines.join('\n')).not.toContain(secret);
  });
});

describe('an event', () => {
  const channel = 'C0REBOOTS';
  const ask = () => bench.workspace.mention({ user: 'U0STRANGER', channel, threadTs: null, text: 'help' });
  const answers = (): number =>
    bench.workspace.thread(channel, bench.workspace.messages(channel).at(-1)?.ts ?? '').length;

  it('that Slack delivers again is answered once', async () => {
    bench.workspace.faults.duplicateInteractions = true;
    expect((await ask()).kind).toBe('acked');
    bench.workspace.faults.duplicateInteractions = false;
    await bench.workspace.until(() => answers() === 1);
    const before = bench.workspace.history.length;
    await ask();
    await bench.workspace.until(() => answers() === 1);
    expect(
      bench.workspace.history.slice(before).filter(({ method }) => method === 'chat.postMessage'),
    ).toHaveLength(1);
  });

  it('whose first delivery was refused is answered when it comes again', async () => {
    // The first reaches somebody who is not us: the proxy while we restart.
    let refusals = 0;
    const { createServer } = await import('node:http');
    const proxy = createServer((request, response) => {
      refusals += 1;
      if (refusals <= 2) return void response.writeHead(502).end();
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).filter(([name]) => /^(x-slack|content-type)/.test(name)),
        ) as Record<string, string>;
        void fetch(url, { method: 'POST', headers, body: Buffer.concat(parts).toString() }).then((answer) =>
          response.writeHead(answer.status).end(),
        );
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as { port: number };
    bench.workspace.deliverTo({
      url: `http://127.0.0.1:${port}/`,
      signingSecret: secret,
      againAfterMs: [0, 10, 10],
    });
    expect((await ask()).kind).toBe('acked');
    expect(refusals).toBe(3);
    await bench.workspace.until(() => answers() === 1);
    proxy.close();
  });
});

it('tries again where its address is taken, and says so once', async () => {
  const { port } = new URL(url);
  const second = await openBench({
    chat: {
      way: {
        kind: 'http',
        signingSecret: secret,
        address: '127.0.0.1',
        port: Number(port),
        path: '/slack/events',
      },
    },
  });
  second.start();
  await expect
    .poll(() => second.lines.filter((line) => line.includes('cannot be listened on')))
    .toHaveLength(1);
  const said = second.lines.find((line) => line.includes('cannot be listened on'));
  expect(said).toMatch(new RegExp(`EADDRINUSE.*ss -ltnp sport = :${port}.*slack\\.listen`));
  expect(second.chat.status()).toBe('connecting');
  await second.close();
});

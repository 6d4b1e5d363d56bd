// Answers on their way, with Slack's real client over a scripted wire and a clock that the test moves: once, fresh, said
// when it is too late, and never more of them than fit.
import { WebClient } from '@slack/web-api';
import { expect, it } from 'vitest';
import { createAnswers } from '../../../src/adapters/slack/answers.ts';
import { createSlackLogger } from '../../../src/adapters/slack/slack-log.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { recordingLog } from './slack-bench.ts';

type Reply = { readonly status?: number; readonly body: object; readonly retryAfter?: number } | Error;

const ok: Reply = { body: { ok: true, channel: 'C1', ts: '2.1' } };
const refused = new TypeError('fetch failed', {
  cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
});
const cut = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) });

function open(script: (method: string, call: number, nowMs: number) => Reply) {
  const clock = createHandClock(1_000_000);
  const lines: string[] = [];
  const log = recordingLog(lines);
  const posts: { readonly text: string; readonly atMs: number }[] = [];
  const calls = new Map<string, number>();
  const client = new WebClient('xoxb-1', {
    slackApiUrl: 'http://127.0.0.1:9999/api/',
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createSlackLogger(log),
    fetch: (url, init) => {
      const method = new URL(url).pathname.replace('/api/', '');
      calls.set(method, (calls.get(method) ?? 0) + 1);
      const reply = script(method, calls.get(method) ?? 0, clock.monotonicMs());
      if (reply instanceof Error) return Promise.reject(reply);
      if (method === 'chat.postMessage' && reply === ok)
        posts.push({
          text: String(new URLSearchParams(String(init?.body)).get('text')),
          atMs: clock.monotonicMs(),
        });
      const headers = { 'retry-after': String(reply.retryAfter ?? 0), 'content-type': 'application/json' };
      return Promise.resolve(
        new Response(JSON.stringify(reply.body), { status: reply.status ?? 200, headers }),
      );
    },
  });
  const stopping = new AbortController();
  const answers = createAnswers({ client, clock, log, botId: () => 'B1', stopping: stopping.signal });
  const answer = (key = 'answer/1') =>
    answers.post({
      key,
      channel: 'C1',
      thread: '1.1',
      make: () => Promise.resolve({ text: `as of ${clock.monotonicMs()}`, blocks: [] }),
      late: { text: 'too late', blocks: [] },
    });
  const pass = async (ms: number, stepMs = 1_000): Promise<void> => {
    // The client takes real turns of the event loop in between.
    for (let passed = 0; passed < ms; passed += stepMs) {
      await clock.advance(stepMs);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  return { clock, lines, posts, calls, answer, pass, stopping };
}

it('is posted once Slack is back, as things stand then', async () => {
  const { answer, pass, posts } = open((_, call) => (call <= 4 ? refused : ok));
  const posted = answer();
  await pass(30_000);
  expect(await posted).toBe(true);
  expect(posts).toEqual([{ text: 'as of 20000', atMs: 20_000 }]);
});

it('waits as long as Slack says', async () => {
  const { answer, pass, posts } = open((_, call) =>
    call === 1 ? { status: 429, body: { ok: false, error: 'ratelimited' }, retryAfter: 42 } : ok,
  );
  const posted = answer();
  await pass(60_000);
  expect(await posted).toBe(true);
  expect(posts.map(({ atMs }) => atMs)).toEqual([42_000]);
});

it('whose reply was lost is looked for, and not posted again', async () => {
  const found = {
    body: {
      ok: true,
      messages: [
        {
          ts: '2.1',
          bot_id: 'B1',
          metadata: { event_type: 'stagger_message', event_payload: { key: 'answer/1' } },
        },
      ],
    },
  };
  const { answer, pass, calls } = open((method, call) => {
    if (method === 'chat.postMessage') return cut;
    return call === 1 ? refused : found;
  });
  const posted = answer();
  await pass(60_000);
  expect(await posted).toBe(true);
  expect(calls.get('chat.postMessage')).toBe(1);
});

it('whose reply was lost and that is not there is posted again', async () => {
  const { answer, pass, posts } = open((method, call) => {
    if (method !== 'chat.postMessage') return { body: { ok: true, messages: [] } };
    return call === 1 ? cut : ok;
  });
  const posted = answer();
  await pass(60_000);
  expect(await posted).toBe(true);
  expect(posts).toHaveLength(1);
});

it('is replaced by a word that it is too late, and given up in the end', async () => {
  const late = open((_, __, nowMs) => (nowMs <= 320_000 ? refused : ok));
  const posted = late.answer();
  await late.pass(400_000, 10_000);
  expect(await posted).toBe(true);
  expect(late.posts.map(({ text }) => text)).toEqual(['too late']);
  const never = open(() => refused);
  const given = never.answer();
  await never.pass(1_900_000, 20_000);
  expect(await given).toBe(false);
  expect(never.lines.at(-1)).toContain('too late for it');
});

it('has nowhere to go where the thread is gone', async () => {
  const { answer, pass, lines } = open(() => ({ body: { ok: false, error: 'thread_not_found' } }));
  const posted = answer();
  await pass(2_000);
  expect(await posted).toBe(false);
  expect(lines.at(-1)).toContain('thread_not_found');
});

it('waits with a hundred others at most, and with none of them after the stop', async () => {
  const { answer, pass, lines, stopping } = open(() => refused);
  const waiting = Array.from({ length: 101 }, (_, index) => answer(`answer/${index}`));
  expect(await waiting[100]).toBe(false);
  expect(lines.some((line) => line.includes('too many wait'))).toBe(true);
  stopping.abort();
  await pass(2_000);
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => false));
});

// Incoming webhooks: a URL that posts into one channel and answers in plain text. What Slack refuses it refuses by a word
// and a status of its own (docs.slack.dev, "Sending messages using incoming webhooks").

import { judgeBlocks } from './block-rules.ts';
import type { FaultPlan } from './faults.ts';
import { arrayAt, isObject, parseJson, stringAt } from './json.ts';
import type { RateLimits } from './rate-limits.ts';
import { addMessage, changed, type WorkspaceState } from './workspace-state.ts';

export const webhookPath = '/services/T0STAGGER/B0STAGGER/webhook-secret';

/** Into which channel it posts. */
const CHANNEL = 'C0REBOOTS';

export type WebhookReply = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Done, and its answer never arrives. */
  readonly lost: boolean;
};

type Parts = {
  readonly state: WorkspaceState;
  readonly faults: FaultPlan;
  readonly rateLimits: RateLimits | null;
};

export function takeWebhookPost(
  path: string,
  text: string,
  { state, faults, rateLimits }: Parts,
): WebhookReply {
  const fault = faults.take('webhook');
  const reply = (status: number, body: string, headers = {}): WebhookReply => {
    state.calls.push({ method: 'webhook', args: {}, outcome: body });
    changed(state);
    return { status, body, headers, lost: fault?.kind === 'lose-reply' };
  };
  const limited = (seconds: number): WebhookReply =>
    reply(429, 'rate_limited', { 'retry-after': String(seconds) });
  if (fault?.kind === 'http-status') return reply(fault.status, 'rollup_error');
  if (fault?.kind === 'error') return reply(fault.error === 'channel_is_archived' ? 410 : 404, fault.error);
  if (fault?.kind === 'rate-limit') return limited(fault.retryAfterSeconds);
  if (path !== webhookPath) return reply(404, 'no_service');
  const wait = rateLimits?.take('chat.postMessage', 'webhook', performance.now()) ?? null;
  if (wait !== null) return limited(wait);
  const body = parseJson(text);
  if (!isObject(body)) return reply(400, 'invalid_payload');
  const channel = state.channels.get(CHANNEL);
  if (channel === undefined) return reply(404, 'channel_not_found');
  if (channel.isArchived) return reply(410, 'channel_is_archived');
  const blocks = arrayAt(body, 'blocks') ?? [];
  const words = stringAt(body, 'text') ?? '';
  if (words === '' && blocks.length === 0) return reply(400, 'no_text');
  if (judgeBlocks(blocks, 'message').kind === 'refused') return reply(400, 'invalid_blocks');
  addMessage(state, {
    channel: CHANNEL,
    threadTs: stringAt(body, 'thread_ts'),
    author: state.botUserId,
    text: words,
    blocks,
    metadata: null,
  });
  return reply(200, 'ok');
}

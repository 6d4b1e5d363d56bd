// Delivery by HTTP, Slack's side: requests signed over their raw body, an answer in time, and events that
// are delivered again where there was none. Clicks, forms and commands are delivered once, as Slack does.

import { createHmac } from 'node:crypto';
import { parseJson, isObject, type JsonObject } from './json.ts';
import type { Delivery, EnvelopeType } from './socket-mode.ts';

/** Slack delivers an event again at once, after a minute and after five. */
const AGAIN_AFTER_MS: readonly number[] = [0, 60_000, 300_000];

export type HttpTarget = {
  readonly url: string;
  readonly signingSecret: string;
  /** Shorter waits for tests. */
  readonly againAfterMs?: readonly number[];
};

export type SignedRequest = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** `body` as Slack would send it at that second. */
export function signedRequest(
  signingSecret: string,
  body: string,
  given: { readonly atSeconds: number; readonly contentType: string },
): SignedRequest {
  const timestamp = String(given.atSeconds);
  const hash = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': given.contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hash}`,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
  };
  return { headers, body };
}

/** The payload in the form that Slack gives it: events as JSON, clicks and forms in one field, commands as a form. */
function bodyOf(type: EnvelopeType, payload: JsonObject): { body: string; contentType: string } {
  if (type === 'events_api') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const form =
    type === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
  return {
    body: new URLSearchParams(form).toString(),
    contentType: 'application/x-www-form-urlencoded',
  };
}

async function sendOnce(
  { url }: HttpTarget,
  { headers, body }: SignedRequest,
  ackWithinMs: number,
): Promise<Delivery & { reason: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(ackWithinMs),
    });
    const text = await response.text();
    if (response.status !== 200) return { kind: 'not-acked', reason: 'http_error' };
    const said = parseJson(text);
    return { kind: 'acked', payload: isObject(said) ? said : {}, reason: '' };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return timedOut
      ? { kind: 'not-acked', reason: 'http_timeout' }
      : { kind: 'not-delivered', reason: 'connection_failed' };
  }
}

/** Delivers once, events up to four times; resolves with what became of the last. */
export async function deliverOverHttp(
  target: HttpTarget,
  { type, payload }: { readonly type: EnvelopeType; readonly payload: JsonObject },
  ackWithinMs: number,
): Promise<Delivery> {
  const { body, contentType } = bodyOf(type, payload);
  const waits = type === 'events_api' ? (target.againAfterMs ?? AGAIN_AFTER_MS) : [];
  let lastReason = '';
  for (let again = 0; ; again += 1) {
    const atSeconds = Math.floor(Date.now() / 1_000);
    const request = signedRequest(target.signingSecret, body, { atSeconds, contentType });
    const retry = { 'x-slack-retry-num': String(again), 'x-slack-retry-reason': lastReason };
    const headers = again === 0 ? request.headers : { ...request.headers, ...retry };
    const { reason, ...delivery } = await sendOnce(target, { headers, body }, ackWithinMs);
    const waitMs = waits[again];
    if (delivery.kind === 'acked' || waitMs === undefined) return delivery;
    lastReason = reason;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

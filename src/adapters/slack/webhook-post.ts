// One HTTP request to an incoming webhook, and what its answer means. The URL is a secret: whoever has it can post. It
// goes nowhere but into the request.

import { SECOND_MS, type DurationMs } from '../../core/brand.ts';
import { neverConnected } from './call-outcome.ts';
import { isLoopback } from './slack-options.ts';

/**
 * The URL, if what is posted cannot be read on the way.
 * @throws Error without the URL: it is a secret.
 */
export function checkedWebhookUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const safe =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
  if (!safe)
    throw new Error(
      "Slack's webhook_url is not an https:// URL (nor http:// on loopback): everybody on the way could post with it. " +
        'Copy it from the app’s "Incoming Webhooks" page.',
    );
  return url;
}

export type WebhookAnswer =
  | { readonly kind: 'taken' }
  /** By Slack's own word. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly word: string;
      readonly retryAfterMs: DurationMs | null;
    }
  | { readonly kind: 'no-connection'; readonly why: string }
  | { readonly kind: 'lost'; readonly why: string };

/** One post. Never rejects, and names the URL nowhere. */
export async function postToWebhook(
  url: URL,
  body: object,
  { callMs }: { readonly callMs: DurationMs },
): Promise<WebhookAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(callMs),
    });
    const said = (await response.text()).trim().slice(0, 100);
    if (response.status === 200) return { kind: 'taken' };
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      kind: 'refused',
      status: response.status,
      word: /^[a-z_]+$/.test(said) ? said : `HTTP ${response.status}`,
      retryAfterMs: Number.isFinite(seconds) ? seconds * SECOND_MS : null,
    };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : null;
    if (code !== null && neverConnected.has(code)) return { kind: 'no-connection', why: code };
    return { kind: 'lost', why: code ?? (error instanceof Error ? error.name : 'no answer') };
  }
}

/** Slack's words for a post without anything in it, by a webhook that exists. */
const nothingInIt: ReadonlySet<string> = new Set([
  'no_text',
  'invalid_payload',
  'missing_text_or_fallback_or_attachments',
]);

/** Does it exist, and does its answer arrive? Posts nothing. */
export async function askEmpty(
  url: URL,
  given: { readonly callMs: DurationMs },
): Promise<{ readonly kind: 'there' } | { readonly kind: 'not-there'; readonly why: string }> {
  const answer = await postToWebhook(url, {}, given);
  if (answer.kind === 'taken') return { kind: 'not-there', why: 'something else answers there' };
  if (answer.kind !== 'refused') return { kind: 'not-there', why: `no answer (${answer.why})` };
  return nothingInIt.has(answer.word) ? { kind: 'there' } : { kind: 'not-there', why: answer.word };
}

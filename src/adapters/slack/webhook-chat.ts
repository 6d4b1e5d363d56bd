// Slack through an incoming webhook: posts alone. Nothing can be edited, found again or clicked, so a message is said,
// and said once more when it is over; what was said stands in the message's reference, which outlives a restart. The
// URL is a secret: whoever has it can post. It goes nowhere but into the request.

import { SECOND_MS, MINUTE_MS, type DurationMs } from '../../core/brand.ts';
import type { Chat, ChatMessage, ChatStatus, ShowOutcome } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageRef } from '../../ports/store.ts';
import { context, plainFallback, type SlackMessage } from '../../views/slack/slack-message.ts';
import { catalogues, type Language } from '../../views/text/language.ts';
import { neverConnected } from './call-outcome.ts';
import { renderMessage } from './render-message.ts';
import { isLoopback } from './slack-options.ts';
import { followUp, markOf, stageOf } from './webhook-stages.ts';

export type WebhookChatOptions = {
  readonly url: string;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
  /** Bound of one post. */
  readonly callMs?: DurationMs;
};

/** The webhook, or the channel behind it, is no more: only a person can mend that, with another URL. */
const dead: ReadonlySet<string> = new Set([
  'no_service',
  'no_service_id',
  'no_active_hooks',
  'no_team',
  'team_disabled',
  'invalid_token',
  'token_revoked',
  'channel_not_found',
  'channel_is_archived',
  'action_prohibited',
  'posting_to_general_channel_denied',
  'user_not_found',
]);

/** It is this message that Slack does not take. */
const ours: ReadonlySet<string> = new Set([
  'invalid_payload',
  'invalid_blocks',
  'invalid_blocks_format',
  'no_text',
]);

const USUAL_PAUSE_MS: DurationMs = 30 * SECOND_MS;
const DEAD_PAUSE_MS: DurationMs = 10 * MINUTE_MS;

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

/** @throws Error if the URL is neither https nor loopback. */
export function createWebhookChat(options: WebhookChatOptions): Chat {
  const { language, log, callMs = 10 * SECOND_MS } = options;
  const url = checkedWebhookUrl(options.url);
  let status: ChatStatus = 'off';

  const outcomeOf = (answer: WebhookAnswer, mark: string): ShowOutcome => {
    const later = (afterMs: DurationMs, holds: 'message' | 'chat', why: string): ShowOutcome => ({
      kind: 'later',
      afterMs,
      holds,
      why,
    });
    if (answer.kind === 'taken') {
      status = 'connected';
      return { kind: 'shown', ref: saidAs(mark) };
    }
    if (answer.kind === 'no-connection') {
      status = 'connecting';
      return later(5 * SECOND_MS, 'chat', answer.why);
    }
    // Nobody can look whether it stands there. A message that stands there twice does less harm than one that does not.
    if (answer.kind === 'lost') return later(MINUTE_MS, 'message', `the answer was lost (${answer.why})`);
    const { word, retryAfterMs } = answer;
    if (answer.status === 429) return later(retryAfterMs ?? USUAL_PAUSE_MS, 'chat', 'rate limited');
    if (dead.has(word)) {
      if (status !== 'refused')
        log.error('Slack refuses the webhook; make another and name it in settings.yaml', { word });
      status = 'refused';
      return later(DEAD_PAUSE_MS, 'chat', word);
    }
    if (ours.has(word)) return { kind: 'never', why: word };
    return later(MINUTE_MS, 'message', word);
  };

  const send = async (message: ChatMessage, mark: string): Promise<ShowOutcome> => {
    const rendered = withoutButtons(
      renderMessage(message, language, { picture: null, permalink: () => null }),
      language,
    );
    const answer = await postToWebhook(url, bodyOf(rendered), { callMs });
    if (answer.kind !== 'refused' || !ours.has(answer.word)) return outcomeOf(answer, mark);
    log.error('Slack refuses our blocks; the text is shown instead', {
      message: message.kind,
      error: answer.word,
    });
    return outcomeOf(await postToWebhook(url, bodyOf(plainFallback(rendered)), { callMs }), mark);
  };

  return {
    start: () => void (status = 'connected'),
    post(_key, _channel, message) {
      const stage = stageOf(message);
      if (stage.kind === 'silent') return Promise.resolve({ kind: 'shown', ref: saidAs('silent') });
      return send(message, markOf(stage));
    },
    update(ref, _key, message) {
      const next = followUp(ref.ts, stageOf(message));
      return next === null ? Promise.resolve({ kind: 'shown', ref }) : send(message, next);
    },
    find: () => Promise.resolve({ kind: 'absent' }),
    status: () => status,
    stop() {
      status = 'off';
      return Promise.resolve();
    },
  };
}

const saidAs = (mark: string): MessageRef => ({ channel: 'webhook', ts: mark });

function bodyOf({ text, blocks }: SlackMessage): object {
  return { text, ...(blocks.length === 0 ? {} : { blocks }), unfurl_links: false, unfurl_media: false };
}

/** A click on them would reach nobody; it is said why there are none. */
function withoutButtons({ text, blocks }: SlackMessage, language: Language): SlackMessage {
  const { noButtons } = catalogues[language].webhook;
  let left = 0;
  const kept = blocks.flatMap((block): SlackMessage['blocks'] => {
    if (block.type === 'actions') {
      left += 1;
      return [];
    }
    if (block.type !== 'section' || block.accessory === undefined || block.accessory.type === 'image')
      return [block];
    left += 1;
    const { accessory: _none, ...bare } = block;
    return [bare];
  });
  return left === 0
    ? { text, blocks }
    : { text: `${text}\n${noButtons}`, blocks: [...kept, context(noButtons)] };
}

// Slack through an incoming webhook: posts alone. Nothing can be edited, found again or clicked, so a message is said,
// and said once more when it is over; what was said stands in the message's reference, which outlives a restart. A post
// whose answer is lost may stand there: it is made again only while the webhook answers, and a bounded number of times.

import { SECOND_MS, MINUTE_MS, type DurationMs } from '../../core/brand.ts';
import type { Chat, ChatMessage, ChatStatus, ShowOutcome } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageKey, MessageRef, Store } from '../../ports/store.ts';
import { code } from '../../views/slack/mrkdwn.ts';
import { context, plainFallback, type SlackMessage } from '../../views/slack/slack-message.ts';
import { catalogues, type Language } from '../../views/text/language.ts';
import { renderMessage } from './render-message.ts';
import { askEmpty, checkedWebhookUrl, postToWebhook, type WebhookAnswer } from './webhook-post.ts';
import { createWebhookTally } from './webhook-tally.ts';
import { followUp, markOf, stageOf } from './webhook-stages.ts';

export type WebhookChatOptions = {
  readonly url: string;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
  /** Where it is written down how often something was posted without an answer. */
  readonly store: Pick<Store, 'recall' | 'remember'>;
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

/** Of one thing that is said, if each answer is lost: most likely it stands there since the first. */
const MOST_POSTS = 3;

/** @throws Error if the URL is neither https nor loopback. */
export function createWebhookChat(options: WebhookChatOptions): Chat {
  const { language, log, callMs = 10 * SECOND_MS } = options;
  const url = checkedWebhookUrl(options.url);
  const tally = createWebhookTally(options.store, log);
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

  const postOnce = async (message: ChatMessage): Promise<WebhookAnswer> => {
    const whole = renderMessage(message, language, { picture: null, permalink: () => null });
    const rendered = withoutButtons(named(message, whole), language);
    const answer = await postToWebhook(url, bodyOf(rendered), { callMs });
    if (answer.kind !== 'refused' || !ours.has(answer.word)) return answer;
    log.error('Slack refuses our blocks; the text is shown instead', {
      message: message.kind,
      error: answer.word,
    });
    return postToWebhook(url, bodyOf(plainFallback(rendered)), { callMs });
  };

  const givenUp = async (
    key: MessageKey,
    { saying, posts, mark }: { readonly saying: string; readonly posts: number; readonly mark: string },
  ): Promise<ShowOutcome> => {
    await tally.settle(saying, 0);
    log.error(`a message was posted ${posts} times and never answered; it counts as said`, { key });
    return { kind: 'shown', ref: saidAs(mark) };
  };

  const send = async (key: MessageKey, message: ChatMessage, mark: string): Promise<ShowOutcome> => {
    const saying = `${key} ${mark}`;
    const before = await tally.of(saying);
    // The daemon died after the last of them.
    if (before >= MOST_POSTS) return givenUp(key, { saying, posts: before, mark });
    // Nobody can look whether it stands there already. Without an answer to anything, one more post would tell nothing new.
    const path = before === 0 ? null : await askEmpty(url, { callMs });
    if (path?.kind === 'not-there' && !dead.has(path.why))
      return { kind: 'later', afterMs: MINUTE_MS, holds: 'chat', why: path.why };
    await tally.set(saying, before + 1);
    const answer = await postOnce(message);
    const posts = before + (isDoubtful(answer) ? 1 : 0);
    if (posts >= MOST_POSTS) return givenUp(key, { saying, posts, mark });
    const outcome = outcomeOf(answer, mark);
    await tally.settle(saying, outcome.kind === 'later' ? posts : 0);
    return outcome;
  };

  return {
    start: () => void (status = 'connected'),
    post(key, _channel, message) {
      const stage = stageOf(message);
      if (stage.kind === 'silent') return Promise.resolve({ kind: 'shown', ref: saidAs('silent') });
      return send(key, message, markOf(stage));
    },
    update(ref, key, message) {
      const next = followUp(ref.ts, stageOf(message));
      return next === null ? Promise.resolve({ kind: 'shown', ref }) : send(key, message, next);
    },
    find: () => Promise.resolve({ kind: 'absent' }),
    status: () => status,
    nameOf: () => null,
    stop() {
      status = 'off';
      return Promise.resolve();
    },
  };
}

/** It may have been taken: no answer, or one from a proxy or a server that failed on the way. */
function isDoubtful(answer: WebhookAnswer): boolean {
  return answer.kind === 'lost' || (answer.kind === 'refused' && answer.status >= 500);
}

const saidAs = (mark: string): MessageRef => ({ channel: 'webhook', ts: mark });

function bodyOf({ text, blocks }: SlackMessage): object {
  return { text, ...(blocks.length === 0 ? {} : { blocks }), unfurl_links: false, unfurl_media: false };
}

/** In a thread nobody asks which campaign or incident is meant; here a note stands by itself. */
function named(message: ChatMessage, rendered: SlackMessage): SlackMessage {
  const id = idOf(message);
  if (id === null) return rendered;
  const name = code(id);
  return { text: `${name}: ${rendered.text}`, blocks: [context(name), ...rendered.blocks] };
}

function idOf(message: ChatMessage): string | null {
  switch (message.kind) {
    case 'campaign-note':
    case 'closing-report':
      return message.campaign.id;
    case 'incident-note':
      return message.report.incident.id;
    default:
      return null;
  }
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

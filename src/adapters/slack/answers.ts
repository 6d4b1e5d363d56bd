// Answers to mentions on their way: posted once, in their thread, also where Slack is away for a while. What is posted is
// made when it is sent, so that a late answer is not an old one; after five minutes only that it was too late is said, and
// after half an hour nothing. They wait in memory, a bounded number: who gets no answer asks again.

import type { WebClient } from '@slack/web-api';
import { MINUTE_MS, SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { plainFallback, type SlackMessage } from '../../views/slack/slack-message.ts';
import { failureOf, isBlockRefusal } from './call-outcome.ts';
import { findMessage, METADATA_EVENT } from './find-message.ts';
import { errorText } from './slack-log.ts';

export type WaitingAnswer = {
  /** Of the event that asked: how it is found again. */
  readonly key: string;
  readonly channel: string;
  readonly thread: string;
  /** What to say, as things stand now. Never rejects. */
  readonly make: () => Promise<SlackMessage>;
  /** What to say instead once it is late. */
  readonly late: SlackMessage;
};

export type Answers = {
  /** True once it stands there, false if it never will. Never rejects. */
  post(answer: WaitingAnswer): Promise<boolean>;
};

/** Nobody waits longer in front of a chat. */
const LATE_MS: DurationMs = 5 * MINUTE_MS;
const GIVE_UP_MS: DurationMs = 30 * MINUTE_MS;
/** A post whose reply was lost may still be on its way (a call is bounded by 10 s). */
const SETTLES_MS: DurationMs = 15 * SECOND_MS;
const LOOK_AGAIN_MS: DurationMs = 5 * SECOND_MS;
const MOST = 100;

export function createAnswers(given: {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly botId: () => string;
  readonly stopping: AbortSignal;
}): Answers {
  const { client, clock, log, stopping } = given;
  let underWay = 0;

  const send = ({ key, channel, thread }: WaitingAnswer, { text, blocks }: SlackMessage) =>
    client.chat.postMessage({
      channel,
      thread_ts: thread,
      text,
      ...(blocks.length === 0 ? {} : { blocks }),
      metadata: { event_type: METADATA_EVENT, event_payload: { key } },
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });

  /** What became of one attempt; null: it is posted. */
  const attempt = async (answer: WaitingAnswer, message: SlackMessage) => {
    for (const form of [message, plainFallback(message)])
      try {
        await send(answer, form);
        return null;
      } catch (error) {
        if (form !== message || !isBlockRefusal(error)) return failureOf(error);
      }
    return null;
  };

  const until = async (answer: WaitingAnswer): Promise<boolean> => {
    const askedMs = clock.monotonicMs();
    const { key, channel, thread: ts } = answer;
    let mayBeThere = false;
    while (!stopping.aborted) {
      const ageMs = clock.monotonicMs() - askedMs;
      if (ageMs > GIVE_UP_MS) break;
      if (mayBeThere) {
        const looked = await findMessage(client, {
          key,
          channel,
          thread: { channel, ts },
          botId: given.botId(),
        });
        if (looked.kind === 'found') return true;
        if (looked.kind === 'cannot-tell') {
          await clock.sleep(LOOK_AGAIN_MS, stopping);
          continue;
        }
        mayBeThere = false;
      }
      const failure = await attempt(answer, ageMs > LATE_MS ? answer.late : await answer.make());
      if (failure === null) return true;
      if (failure.kind === 'never' || failure.kind === 'gone') {
        log.warn('an answer has nowhere to go', { why: failure.why });
        return false;
      }
      mayBeThere = failure.kind === 'lost';
      log.debug('an answer waits', { why: failure.why });
      await clock.sleep(failure.kind === 'lost' ? SETTLES_MS : failure.afterMs, stopping);
    }
    log.warn('an answer was not posted: it is too late for it');
    return false;
  };

  return {
    async post(answer) {
      if (underWay >= MOST) {
        log.warn('an answer was not posted: too many wait', { waiting: underWay });
        return false;
      }
      underWay += 1;
      try {
        return await until(answer);
      } catch (error) {
        log.error('an answer could not be posted', { error: errorText(error) });
        return false;
      } finally {
        underWay -= 1;
      }
    },
  };
}

// One message rendered and sent. Slack looks at an uploaded picture for a moment before it takes it in a message: it is
// tried again a few times, then the message goes without. Where Slack refuses our blocks the text is sent alone.

import type { DurationMs } from '../../core/brand.ts';
import { SECOND_MS } from '../../core/brand.ts';
import type { ChatMessage, ShowOutcome } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageKey, MessageRef } from '../../ports/store.ts';
import { plainFallback, type SlackMessage } from '../../views/slack/slack-message.ts';
import type { Language } from '../../views/text/language.ts';
import { failureOf, isBlockRefusal, isPictureRefusal, isTooLong } from './call-outcome.ts';
import type { DigestPictures } from './digest-pictures.ts';
import { renderMessage } from './render-message.ts';
import { errorText } from './slack-log.ts';

/** What this workspace was found not to take, for as long as this process runs. */
export type Dialect = { newerBlocks: 'taken' | 'refused' };

export type ShowParts = {
  readonly dialect: Dialect;
  readonly language: Language;
  readonly pictures: DigestPictures;
  /** The address of a message, or null where it is not known. */
  readonly permalink: (ref: MessageRef) => string | null;
  readonly clock: Clock;
  readonly log: Log;
};

type Send = (rendered: SlackMessage) => Promise<{ readonly channel: string; readonly ts: string }>;

/** 1 + 2 + 4 s: Slack names no time; people who asked were told to wait for seconds (node-slack-sdk#1865). */
const PICTURE_WAITS_MS: readonly DurationMs[] = [SECOND_MS, 2 * SECOND_MS, 4 * SECOND_MS];

export async function showMessage(
  shown: { readonly key: MessageKey; readonly message: ChatMessage },
  parts: ShowParts,
  send: Send,
): Promise<ShowOutcome> {
  const { key, message } = shown;
  const { language, log, permalink } = parts;
  const picture = message.kind === 'daily-digest' ? await parts.pictures(key, message.digest) : null;
  if (picture !== null) {
    const outcome = await withPicture(renderMessage(message, language, { picture, permalink }), parts, send);
    if (outcome !== 'picture-refused') return outcome;
    log.warn('Slack does not take the picture; the message is posted without it', { key });
  }
  const rendered = renderMessage(message, language, { picture: null, permalink });
  const { classic } = rendered;
  let isUnknown = false;
  if (classic !== undefined && parts.dialect.newerBlocks === 'taken') {
    try {
      return { kind: 'shown', ref: await send(rendered) };
    } catch (error) {
      // A refusal is certain: nothing was posted, so the other form is no second post.
      if (!isBlockRefusal(error)) return failureOf(error);
      isUnknown = !isTooLong(error);
      log.warn('Slack does not take the newer blocks; the classic form is shown', {
        message: message.kind,
        error: errorText(error),
      });
    }
  }
  try {
    const ref = await send({ text: rendered.text, blocks: classic ?? rendered.blocks });
    // Only now is it known that the newer blocks were at fault.
    if (isUnknown) parts.dialect.newerBlocks = 'refused';
    return { kind: 'shown', ref };
  } catch (error) {
    if (!isBlockRefusal(error)) return failureOf(error);
    log.error('Slack refuses our blocks; the text is shown instead', {
      message: message.kind,
      error: errorText(error),
    });
  }
  try {
    return { kind: 'shown', ref: await send(plainFallback(rendered)) };
  } catch (error) {
    return failureOf(error);
  }
}

async function withPicture(
  rendered: SlackMessage,
  { clock }: ShowParts,
  send: Send,
): Promise<ShowOutcome | 'picture-refused'> {
  for (const waitMs of [0, ...PICTURE_WAITS_MS]) {
    if (waitMs > 0) await clock.sleep(waitMs);
    try {
      return { kind: 'shown', ref: await send(rendered) };
    } catch (error) {
      if (isPictureRefusal(error)) continue;
      // Other blocks may be at fault: they are judged without the picture.
      return isBlockRefusal(error) ? 'picture-refused' : failureOf(error);
    }
  }
  return 'picture-refused';
}

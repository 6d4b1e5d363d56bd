// An answer to a command, by its response_url: tried again for half a minute where it was certainly not taken, and as
// plain text where Slack refuses the blocks. The URL needs no token, lives half an hour, and takes five posts.

import { ErrorCode } from '@slack/bolt';
import { SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import { plainFallback, type SlackMessage } from '../../views/slack/slack-message.ts';
import { neverConnected } from './call-outcome.ts';

/** Three tries of the five posts: an answer may have a second part. */
const WAITS_MS: readonly DurationMs[] = [2 * SECOND_MS, 20 * SECOND_MS];

/** Slack's status, or null where there was no answer. */
function statusOf(error: unknown): number | null {
  const isRespond = error instanceof Error && 'code' in error && error.code === ErrorCode.RespondError;
  return isRespond && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
}

function isCertainlyNotTaken(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== null) return status === 429 || status >= 500;
  const cause = error instanceof Error ? error.cause : null;
  return (
    typeof cause === 'object' && cause !== null && 'code' in cause && neverConnected.has(String(cause.code))
  );
}

/** @throws the last error, where it was not taken. */
export async function respondPatiently(
  message: SlackMessage,
  send: (form: SlackMessage) => Promise<unknown>,
  { clock }: { readonly clock: Clock },
): Promise<void> {
  let form = message;
  for (let tried = 0; ;) {
    try {
      await send(form);
      return;
    } catch (error) {
      if (statusOf(error) === 400 && form === message) {
        form = plainFallback(message);
        continue;
      }
      const waitMs = WAITS_MS[tried];
      if (waitMs === undefined || !isCertainlyNotTaken(error)) throw error;
      tried += 1;
      await clock.sleep(waitMs);
    }
  }
}

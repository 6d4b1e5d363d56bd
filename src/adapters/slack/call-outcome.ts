// What became of a call that shows something, told from how it failed. The distinction that matters: was it certainly
// not taken, or may it have been? Only the first may simply be tried again.

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { MINUTE_MS, SECOND_MS } from '../../core/brand.ts';
import type { ShowOutcome } from '../../ports/chat.ts';
import { errorText } from './slack-log.ts';

type Failure = Exclude<ShowOutcome, { kind: 'shown' }>;

/** Errors of a connection that was never made: nothing was sent. */
export const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The message to edit, or the one to reply to, is no longer there, or may no longer be edited. */
const gone = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'block_mismatch',
  'thread_not_found',
]);

/** Our token is refused: nothing gets through until somebody repairs it. */
export const refusedTokens: ReadonlySet<string> = new Set([
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'team_access_not_granted',
]);

/** Slack will not take this message there, however often it is tried. */
const never = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'messages_tab_disabled',
  'cannot_reply_to_message',
  'no_text',
  'msg_too_long',
  'msg_blocks_too_long',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
]);

/** Slack's documentation: "some aspect of the operation may have succeeded before the error was raised". */
const maybeTaken = new Set(['internal_error', 'fatal_error']);

/** Slack does not take these blocks: the text and the buttons alone may still be taken. */
export function isBlockRefusal(error: unknown): boolean {
  return (
    error instanceof WebAPIPlatformError &&
    ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'].includes(error.data.error)
  );
}

/** Too much of what Slack knows very well. */
export function isTooLong(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'msg_blocks_too_long';
}

/** A picture of ours is not ready, or not there. */
export function isPictureRefusal(error: unknown): boolean {
  if (!isBlockRefusal(error) || !(error instanceof WebAPIPlatformError)) return false;
  return JSON.stringify(error.data.response_metadata ?? {}).includes('slack_file');
}

function connectionCode(error: WebAPIRequestError): string | null {
  const { cause } = error.original;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  return typeof code === 'string' ? code : null;
}

/** How a failed call ended. An error that is not Slack's is a bug of ours and is thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'later', afterMs: error.retryAfter * SECOND_MS, holds: 'channel', why: 'rate limited' };
  if (error instanceof WebAPIPlatformError) {
    const why = error.data.error;
    if (gone.has(why)) return { kind: 'gone', why };
    if (never.has(why)) return { kind: 'never', why };
    if (maybeTaken.has(why)) return { kind: 'lost', why };
    // Tokens, scopes, maintenance: somebody has to repair it, and the message is as good as before.
    return { kind: 'later', afterMs: MINUTE_MS, holds: refusedTokens.has(why) ? 'chat' : 'message', why };
  }
  if (error instanceof WebAPIHTTPError) return { kind: 'lost', why: `HTTP ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) {
    const code = connectionCode(error);
    const why = code ?? errorText(error.original);
    return code !== null && neverConnected.has(code)
      ? { kind: 'later', afterMs: 5 * SECOND_MS, holds: 'chat', why }
      : { kind: 'lost', why };
  }
  throw error;
}

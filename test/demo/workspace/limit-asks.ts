// Asking the double with Slack's own client: what limit tests share.
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { createSlackLogger } from '../../../src/adapters/slack/slack-log.ts';
import type { Workspace } from '../../../src/demo/workspace/workspace.ts';
import { silentLog } from '../../fakes/silent-log.ts';

export const clientOf = (of: Workspace, token = of.botToken): WebClient =>
  new WebClient(token, {
    logger: createSlackLogger(silentLog),
    slackApiUrl: of.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });

/** `ok`, or Slack's word. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    throw error;
  }
}

export const many = <T>(count: number, of: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => of(index));

// Clients for Slack's Web API. Nothing is repeated in here: the outbox repeats what it recorded, and a library that
// posts again after a time-out would post twice. Every client has its own options object, because the Socket Mode
// client writes into the one it is given.

import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from '@slack/bolt';

export type ClientSettings = { readonly apiUrl: string; readonly timeoutMs: number; readonly logger: Logger };

export function clientOptions(settings: ClientSettings): WebClientOptions {
  return {
    slackApiUrl: settings.apiUrl,
    allowAbsoluteUrls: false,
    timeout: settings.timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: settings.logger,
  };
}

export function createSlackClient(botToken: string, settings: ClientSettings): WebClient {
  return new WebClient(botToken, clientOptions(settings));
}

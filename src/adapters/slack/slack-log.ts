// Slack's libraries log through ours: warnings and errors only, and never with a token in them.

import { LogLevel, type Logger } from '@slack/bolt';
import type { Log } from '../../ports/log.ts';

const token = /x(?:ox[a-z]|app)-[A-Za-z0-9-]+/g;
const webhook = /\/(services|workflows|triggers)\/[A-Za-z0-9/_-]+/g;

/** `text` with everything that looks like a Slack token, or like the secret part of a webhook's URL, taken out. */
function withoutTokens(text: string): string {
  return text.replace(token, 'x…').replace(webhook, '/$1/…');
}

export function errorText(error: unknown): string {
  return withoutTokens(error instanceof Error ? error.message : String(error));
}

export function createSlackLogger(log: Log): Logger {
  const line = (parts: readonly unknown[]): string =>
    withoutTokens(parts.map((part) => (typeof part === 'string' ? part : errorText(part))).join(' '));
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.warn('slack library', { said: line(parts) }),
    error: (...parts) => log.warn('slack library', { said: line(parts) }),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}

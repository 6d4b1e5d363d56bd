// What the Slack adapter is given, its time limits, and the one thing it refuses to start with: an address to which
// the bot token would go in the clear.

import { MINUTE_MS, SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { DrawPng } from './digest-pictures.ts';
import type { Language } from '../../views/text/language.ts';

export type SlackApprovers = {
  /** User ids (`U…`, `W…`). */
  readonly users: readonly string[];
  /** User group ids (`S…`); their members are looked up at the click. */
  readonly groups: readonly string[];
};

/** How Slack reaches us: over sockets that we open, or by requests to an address of ours. */
export type SlackWay =
  | { readonly kind: 'sockets'; readonly appToken: string }
  | {
      readonly kind: 'http';
      readonly signingSecret: string;
      /** An IP literal. */
      readonly address: string;
      /** 0 takes a free port. */
      readonly port: number;
      /** Begins with a slash. */
      readonly path: string;
    };

export type SlackChatOptions = {
  readonly botToken: string;
  readonly way: SlackWay;
  /** `https://slack.com/api/`, GovSlack's, or a loopback address. */
  readonly apiUrl: string;
  /** The workspace that the tokens must belong to, or null to take the one they do. */
  readonly teamId: string | null;
  readonly approvers: SlackApprovers;
  readonly language: Language;
  /** Draws the digest's picture; null: digests have none. */
  readonly drawPng: DrawPng | null;
  /** Real time, also where a demo runs its fleet faster: Slack's three seconds are real ones. */
  readonly clock: Clock;
  readonly log: Log;
  readonly timing?: Partial<SlackTiming>;
};

export type SlackTiming = {
  /** One Web API call that shows something. */
  readonly callMs: DurationMs;
  /** One look-up while somebody waits for an answer to a click. */
  readonly lookupMs: DurationMs;
  /** A click is acknowledged by then, decided or not: Slack warns the person after 3 s, and the way takes its share. */
  readonly ackMs: DurationMs;
  /** A membership older than this is fetched again at the click. */
  readonly membershipMaxAgeMs: DurationMs;
  /** First and longest pause between attempts to connect. */
  readonly reconnectMinMs: DurationMs;
  readonly reconnectMaxMs: DurationMs;
  /** From the attempt to Slack's hello: one call (`callMs`) and one handshake of the same length. */
  readonly connectMs: DurationMs;
  /** The second socket opens this much later, so that Slack does not refresh both at once. */
  readonly secondSocketAfterMs: DurationMs;
  /** `stop` waits at most this long. */
  readonly stopMs: DurationMs;
};

export const defaultTiming: SlackTiming = {
  callMs: 10 * SECOND_MS,
  lookupMs: 5 * SECOND_MS,
  ackMs: 2 * SECOND_MS,
  membershipMaxAgeMs: MINUTE_MS,
  reconnectMinMs: SECOND_MS,
  reconnectMaxMs: 30 * SECOND_MS,
  connectMs: 20 * SECOND_MS,
  secondSocketAfterMs: 15 * SECOND_MS,
  stopMs: 3 * SECOND_MS,
};

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/**
 * The address with a slash at its end.
 * @throws Error if it is not an https address and not on this machine: the bot token is sent there.
 */
export function checkedApiUrl(apiUrl: string): string {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null;
  const safe =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
  if (!safe)
    throw new Error(
      `Slack's api_url is ${JSON.stringify(apiUrl)}, but must begin with https:// (or be http:// on loopback): ` +
        'the bot token is sent there. Use https://slack.com/api/ unless you know better.',
    );
  return apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`;
}

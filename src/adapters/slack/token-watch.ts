// Whether Slack still takes our bot token. Said once in the log when it does not, and once when it does again; the health
// of the daemon shows it in between, because only a person can mend it.

import { WebAPIPlatformError } from '@slack/web-api';
import type { ShowOutcome } from '../../ports/chat.ts';
import type { Log } from '../../ports/log.ts';
import { refusedTokens } from './call-outcome.ts';

export type TokenWatch = {
  readonly refused: () => boolean;
  readonly taken: () => void;
  /** True if the call failed because of our token. */
  readonly refusedBy: (error: unknown) => boolean;
  /** Passes the outcome on. */
  readonly seen: (outcome: Promise<ShowOutcome>) => Promise<ShowOutcome>;
};

export function watchToken(log: Log): TokenWatch {
  let refused: string | null = null;
  const refuse = (why: string): void => {
    if (refused === null)
      log.error('Slack refuses our bot token; messages are kept until it takes it again', {
        why,
        todo: 'reinstall the app, put its bot token where settings.yaml points, and restart',
      });
    refused = why;
  };
  const taken = (): void => {
    if (refused !== null) log.info('Slack takes our bot token again');
    refused = null;
  };
  return {
    refused: () => refused !== null,
    taken,
    refusedBy(error) {
      const why = error instanceof WebAPIPlatformError ? error.data.error : '';
      if (!refusedTokens.has(why)) return false;
      refuse(why);
      return true;
    },
    async seen(outcome) {
      const settled = await outcome;
      if (settled.kind === 'shown') taken();
      if (settled.kind === 'later' && refusedTokens.has(settled.why)) refuse(settled.why);
      return settled;
    },
  };
}

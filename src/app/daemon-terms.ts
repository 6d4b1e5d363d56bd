// What the settings say, in the words of the runtime.

import type { Settings } from '../config/settings.ts';
import { MINUTE_MS, SECOND_MS } from '../core/brand.ts';
import { usualRules } from '../core/incident/sight.ts';
import type { DaemonPace } from '../runtime/daemon-options.ts';

/** Without Slack messages are still recorded, under no channel, and simply never shown. */
export function channelOf({ slack }: Settings): string {
  return slack?.channel ?? 'none';
}

export function paceOf({ ssh, execution, incidents }: Settings): DaemonPace {
  return {
    sweep: {
      intervalMs: ssh.observeEveryMs,
      retryMs: 5 * SECOND_MS,
      probeWithinMs: ssh.connectWithinMs + ssh.answerWithinMs,
      missesUntilUnreachable: ssh.missesUntilUnreachable,
      concurrency: ssh.concurrency,
      maxAgeMs: execution.maxObservationAgeMs,
    },
    work: {
      lookEveryMs: Math.min(5 * SECOND_MS, execution.tickMs),
      lookWithinMs: ssh.connectWithinMs + SECOND_MS,
      storeRetryMs: 5 * SECOND_MS,
    },
    tickEveryMs: execution.tickMs,
    // NTP slews by at most 0.5 ms a second; a step of a minute moves windows and deadlines.
    clockJumpMs: MINUTE_MS,
    editEveryMs: 2 * SECOND_MS,
    // Three times what the Slack client waits for an answer.
    postSettlesMs: 30 * SECOND_MS,
    incidents: {
      everyMs: SECOND_MS,
      rules: {
        ...usualRules,
        ...incidents,
        steadyMs: Math.min(usualRules.steadyMs, incidents.settleMs),
      },
    },
  };
}

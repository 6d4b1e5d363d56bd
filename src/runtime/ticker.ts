// The pulse of campaigns: one tick at a time, at a steady pace, and a watch on the wall clock. If the wall clock moves
// against the monotonic one, no duration in a record can be trusted, and running campaigns are halted.

import type { DurationMs } from '../core/brand.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';
import type { EffectWorker } from './effect-worker.ts';

export type TickerOptions = {
  readonly clock: Clock;
  readonly log: Log;
  readonly runner: CampaignRunner;
  readonly worker: EffectWorker;
  readonly everyMs: DurationMs;
  /** A step of the wall clock of at least this halts. NTP slews stay far below; a step of a minute moves windows. */
  readonly clockJumpMs: DurationMs;
  /** Called after each good tick, for a watchdog. */
  readonly onTick: () => void;
};

export type Ticker = { readonly run: () => Promise<void>; readonly stop: () => void };

export function createTicker(options: TickerOptions): Ticker {
  const { clock, log, runner, worker } = options;
  const stopping = new AbortController();
  let offsetMs = clock.now() - clock.monotonicMs();

  const watchClock = async (): Promise<void> => {
    const nowOffsetMs = clock.now() - clock.monotonicMs();
    const byMs = Math.round(nowOffsetMs - offsetMs);
    if (Math.abs(byMs) < options.clockJumpMs) return;
    offsetMs = nowOffsetMs;
    log.error('the wall clock jumped', { byMs });
    for (const { id } of await runner.openCampaigns())
      await runner.submit(id, { kind: 'clock-jumped', byMs }, daemon);
  };

  return {
    run: async () => {
      while (!stopping.signal.aborted) {
        try {
          await watchClock();
          await worker.pickUp();
          await runner.tick();
          options.onTick();
        } catch (error) {
          // Most likely the store. Nothing starts without it; observation goes on.
          log.error('a tick failed; no host is started', {
            error: error instanceof Error ? error.message : String(error),
          });
        }
        await clock.sleep(options.everyMs, stopping.signal);
      }
    },
    stop: () => stopping.abort(),
  };
}

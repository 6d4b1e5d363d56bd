// The pulse of campaigns: one tick at a time, at a steady pace. When the wall clock has jumped, running campaigns are
// halted first.

import type { DurationMs } from '../core/brand.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { EffectWorker } from './effect-worker.ts';
import { createWake } from './wake.ts';

/** `failed`: something could not be decided or kept; the loop itself goes on. */
export type TickOutcome = 'good' | 'failed';

export type TickerOptions = {
  readonly store: Pick<Store, 'dueWork'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly runner: CampaignRunner;
  readonly worker: EffectWorker;
  readonly everyMs: DurationMs;
  readonly watch: ClockWatch;
  /** Called when messages wait to be shown: another process (the command line) may have wanted them. */
  readonly onUnshown: () => void;
  /** Called after each tick, for a watchdog. */
  readonly onTick: (outcome: TickOutcome) => void;
};

export type Ticker = { readonly run: () => Promise<void>; readonly stop: () => void };

export function createTicker(options: TickerOptions): Ticker {
  const { store, clock, log, runner, worker, watch } = options;
  const stopping = createWake();

  /** The jump is accepted only once every campaign has been told: if the store fails in between, it is told again. */
  const haltAfterJump = async (): Promise<void> => {
    const byMs = watch.jumpedByMs();
    if (byMs === 0) return;
    log.error('the wall clock jumped', { byMs });
    for (const { id } of await runner.openCampaigns())
      await runner.submit(id, { kind: 'clock-jumped', byMs }, daemon);
    watch.accept();
  };

  return {
    run: async () => {
      while (!stopping.aborted) {
        try {
          await haltAfterJump();
          const { open, effects, hasUnshown } = await store.dueWork();
          worker.pickUp(effects);
          if (hasUnshown) options.onUnshown();
          await runner.tick(open);
          options.onTick('good');
        } catch (error) {
          // Most likely the store. Nothing starts without it; observation goes on.
          log.error('a tick failed; no host is started', {
            error: error instanceof Error ? error.message : String(error),
          });
          options.onTick('failed');
        }
        await clock.sleep(options.everyMs, stopping);
      }
    },
    stop: () => stopping.call(),
  };
}

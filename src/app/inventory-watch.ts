// Takes up a changed inventory: on SIGHUP at once, otherwise when the files have changed and stood still for one look
// (a checkout in progress is half a fleet). A bad or suspiciously shrunken one never replaces the one in force.

import { inventorySignature } from '../config/disk.ts';
import { loadInventory } from '../config/load-inventory.ts';
import { judgeReload, type GoodInventory } from '../config/reload.ts';
import { SECOND_MS, type DurationMs } from '../core/brand.ts';
import { changeLines } from '../core/fleet/fleet-change-text.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Daemon } from '../runtime/daemon.ts';

/** Looking is a directory listing; five seconds are soon enough for a person and late enough for a checkout. */
export const LOOK_EVERY_MS: DurationMs = 5 * SECOND_MS;

export type InventoryWatch = {
  /** Loads and judges now. */
  readonly reload: () => Promise<void>;
  /** Watches until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

export function createInventoryWatch(options: {
  readonly directory: string;
  readonly inForce: GoodInventory;
  readonly daemon: Pick<Daemon, 'reload' | 'refuseReload'>;
  readonly clock: Clock;
  readonly log: Log;
}): InventoryWatch {
  const { directory, daemon, clock, log } = options;
  const stopping = new AbortController();
  let inForce = options.inForce;
  let turn: Promise<void> = Promise.resolve();

  const judge = async (): Promise<void> => {
    const verdict = judgeReload(inForce, await loadInventory(directory));
    switch (verdict.kind) {
      case 'unchanged':
        log.info('inventory unchanged');
        return;
      case 'refused':
        log.error('inventory refused; the last good one stays in force', { reasons: verdict.reasons });
        return daemon.refuseReload(verdict.reasons);
      case 'accepted': {
        inForce = verdict.inventory;
        const restart = verdict.settingsChanged
          ? ['settings: changed; most take effect at the next start']
          : [];
        const changes = [...changeLines(verdict.changes), ...restart];
        log.info('inventory reloaded', { changes });
        return daemon.reload(verdict.inventory.fleet, changes);
      }
    }
  };

  const reload = (): Promise<void> => {
    turn = turn.then(judge).catch((error: unknown) => {
      log.error('the reload could not be recorded', {
        error: error instanceof Error ? error.message : String(error),
      });
    });
    return turn;
  };

  return {
    reload,
    run: async () => {
      let seen = await inventorySignature(directory, inForce.namedPaths);
      // What is in force was loaded before that, and starting takes a while: the first look judges it anew.
      let taken: string | null = null;
      while (!stopping.signal.aborted) {
        await clock.sleep(LOOK_EVERY_MS, stopping.signal);
        const now = await inventorySignature(directory, inForce.namedPaths);
        if (now === seen && now !== taken) {
          taken = now;
          await reload();
        }
        seen = now;
      }
    },
    stop: () => stopping.abort(),
  };
}

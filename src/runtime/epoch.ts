// The daemon's epoch: a number that only grows, raised at each start and sent with each reboot. Hosts with a forced
// command refuse a lower one, so what a replaced daemon still sends has no effect.
//
// It is at least the wall clock in seconds: a database that was put back from a backup would otherwise give out a number
// that hosts have seen already, and every reboot would be refused.

import type { Flag } from '../core/campaign/input.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

/** Under which name it is remembered. */
export const EPOCH = 'epoch';

/** Raises the epoch and makes that durable before it is given out. */
export async function raiseEpoch(
  store: Pick<Store, 'remember' | 'recall'>,
  clock: Pick<Clock, 'now'>,
): Promise<number> {
  const last = epochIn(await store.recall(EPOCH));
  const seconds = Math.floor(clock.now() / 1_000);
  const epoch = Math.max(last + 1, seconds);
  await store.remember(EPOCH, String(epoch));
  return epoch;
}

/**
 * Set once the record says another epoch than the one that this daemon began with. The lock keeps a second daemon out;
 * this holds where the lock's file was removed, or is on a disk that locks nothing.
 */
export async function epochFlag(store: Pick<Store, 'recall'>, own: number): Promise<Flag> {
  const found = epochIn(await store.recall(EPOCH));
  if (found === own) return { kind: 'clear' };
  const which =
    found > own
      ? 'another daemon has been started on this database: stop one of the two'
      : 'the database is not the one that this daemon began with: start it anew';
  const cause = { kind: found > own ? 'other-daemon' : 'other-database' } as const;
  return { kind: 'unknown', why: `${which} (epoch ${found}, ours is ${own})`, cause };
}

/**
 * After a backup was put back: no daemon may begin with an epoch that one on the replaced record began with, also where
 * the wall clock is behind.
 * @param replaced what the replaced record remembers; null where it cannot be read.
 */
export async function keepEpoch(
  store: Pick<Store, 'remember' | 'recall'>,
  replaced: string | null,
): Promise<void> {
  const last = Math.max(epochIn(await store.recall(EPOCH)), epochIn(replaced));
  await store.remember(EPOCH, String(last));
}

function epochIn(remembered: string | null): number {
  const epoch = Number(remembered ?? 0);
  return Number.isSafeInteger(epoch) && epoch >= 0 ? epoch : 0;
}

// The daemon's epoch: a number that only grows, raised at each start and sent with each reboot. Hosts with a forced
// command refuse a lower one, so what a replaced daemon still sends has no effect.
//
// It is at least the wall clock in seconds: a database that was put back from a backup would otherwise give out a number
// that hosts have seen already, and every reboot would be refused.

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

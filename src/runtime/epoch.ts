// The daemon's epoch: a number that only grows, raised at each start and sent with each reboot. Hosts with a forced
// command refuse a lower one, so what a replaced daemon still sends has no effect.
//
// It is at least the wall clock in seconds: a database that was put back from a backup would otherwise give out a number
// that hosts have seen already, and every reboot would be refused.

import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

const NAME = 'epoch';

/** Raises the epoch and makes that durable before it is given out. */
export async function raiseEpoch(
  store: Pick<Store, 'remember' | 'recall'>,
  clock: Pick<Clock, 'now'>,
): Promise<number> {
  const last = Number((await store.recall(NAME)) ?? 0);
  const seconds = Math.floor(clock.now() / 1_000);
  const epoch = Math.max(Number.isSafeInteger(last) ? last + 1 : 0, seconds);
  await store.remember(NAME, String(epoch));
  return epoch;
}

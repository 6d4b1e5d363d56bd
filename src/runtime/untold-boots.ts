// Unplanned reboots are told to owners from memory, a moment after they were recorded. A daemon that ended in that moment
// leaves one that history has and nobody was told of: the next one finds it here.

import { HOUR_MS, MINUTE_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { UnplannedBoot } from '../core/incident/decide-host-notes.ts';
import { bootBeganAt, type BootRecord } from '../core/uptime/boot-history.ts';
import type { Store } from '../ports/store.ts';
import type { IncidentBook } from './incident-book.ts';

/** Older ones are left to history and the digest: the book knows what was told for little longer. */
const TOLD_LATE_MS: DurationMs = HOUR_MS;

/** A return is noted when the host is steady, by another look than the one that saw its boot. */
const SAME_TIME_MS: DurationMs = MINUTE_MS;

/**
 * @param book up to date with the store
 * @returns the newest boot of each host that rebooted unplanned within the last hour, if no note and no incident told of it
 */
export async function untoldBoots(
  store: Pick<Store, 'decisionBasis' | 'boots'>,
  book: Pick<IncidentBook, 'incidents' | 'notes'>,
  now: Instant,
): Promise<readonly UnplannedBoot[]> {
  const { boots } = await store.decisionBasis(now - TOLD_LATE_MS);
  const untold: UnplannedBoot[] = [];
  for (const boot of boots)
    if (!wasTold(book, boot) && (await endedUnplanned(store, boot)))
      untold.push({ host: boot.hostId, bootId: boot.bootId, bootedAt: bootBeganAt(boot) });
  return untold;
}

/** It is the newest of its host, and the one before ended so. */
async function endedUnplanned(store: Pick<Store, 'boots'>, { hostId, bootId }: BootRecord): Promise<boolean> {
  const [newest, before] = await store.boots(hostId);
  return newest?.bootId === bootId && before?.ended === 'unplanned';
}

function wasTold(
  { incidents, notes }: Pick<IncidentBook, 'incidents' | 'notes'>,
  { hostId, firstSeenAt }: BootRecord,
): boolean {
  const sinceAt = firstSeenAt - SAME_TIME_MS;
  return (
    notes().some(({ hosts }) => (hosts.get(hostId)?.changedAt ?? -Infinity) >= sinceAt) ||
    incidents().some(
      ({ hosts, phase }) => hosts.has(hostId) && (phase.kind === 'open' || phase.at >= sinceAt),
    )
  );
}

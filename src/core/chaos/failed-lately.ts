// Hosts whose last reboot by a campaign went wrong: nobody practises on them until one has gone well.

import { DAY_MS, type DurationMs } from '../brand.ts';
import type { CampaignEvent, DatedEvent } from '../campaign/event.ts';
import type { HostFailureKind } from '../campaign/state.ts';
import type { HostId } from '../fleet/ids.ts';

/** What `failedLately` reads. */
export const outcomeEventKinds = [
  'host-failed',
  'host-done',
] as const satisfies readonly CampaignEvent['kind'][];

/** A failure that nobody came back to for so long was settled by other means. */
export const FAILED_WITHIN_MS: DurationMs = 30 * DAY_MS;

/** @param events oldest first. */
export function failedLately(events: readonly DatedEvent[]): ReadonlyMap<HostId, HostFailureKind> {
  const failed = new Map<HostId, HostFailureKind>();
  for (const { event } of events) {
    if (event.kind === 'host-failed') failed.set(event.host, event.failure.kind);
    if (event.kind === 'host-done') failed.delete(event.host);
  }
  return failed;
}

// Which events people are told of in the campaign's thread. The thread is sparse on purpose: what a person decided,
// what failed, how it began and ended, and its milestones (milestone.ts). Everything else is only seen on the card, which
// is edited in place.

import { assertNever } from '../brand.ts';
import type { CampaignEvent } from './event.ts';

export type Announcement = 'card-only' | 'card-and-note';

/** Every event dirties the card; some are also a note in its thread. */
export function announcementsFor(event: CampaignEvent): Announcement {
  switch (event.kind) {
    case 'plan-approved':
    case 'approval-withdrawn':
    case 'approval-lapsed':
    case 'plan-edited':
    case 'plan-replaced':
    case 'campaign-started':
    case 'campaign-paused':
    case 'campaign-resumed':
    case 'stop-requested':
    case 'campaign-denied':
    case 'campaign-ended':
    case 'campaign-reopened':
    case 'host-returned':
    case 'host-failed':
    case 'host-retry-requested':
      return 'card-and-note';
    case 'campaign-halted':
      // A failed host has its own note, which says that the campaign halted: not the same news twice.
      return event.why.kind === 'host-failed' ? 'card-only' : 'card-and-note';
    case 'host-skipped':
      return event.why.kind === 'by-person' ? 'card-and-note' : 'card-only';
    case 'campaign-proposed':
    case 'decision-refused':
    case 'host-check-requested':
    case 'host-checked':
    case 'host-seats-requested':
    case 'host-seats-seen':
    case 'host-leave-requested':
    case 'host-left':
    case 'host-prepare-requested':
    case 'host-prepared':
    case 'host-drain-requested':
    case 'host-drained':
    case 'host-recheck-requested':
    case 'host-reboot-requested':
    case 'host-reboot-sent':
    case 'host-boot-proven':
    case 'host-held':
    case 'host-system-up':
    case 'host-gate-asked':
    case 'host-gate-passed':
    case 'host-undrain-requested':
    case 'host-undrained':
    case 'host-ramp-requested':
    case 'host-ramp-held':
    case 'host-compared':
    case 'host-in-rotation':
    case 'host-retreat-requested':
    case 'host-restore-requested':
    case 'host-restored':
    case 'host-soak-began':
    case 'host-done':
    case 'host-undo-requested':
    case 'host-put-back':
    case 'host-left-out':
    case 'effect-repeated':
      return 'card-only';
    default:
      return assertNever(event);
  }
}

// What chaos mode may do, as the settings say it. There is no leash that reboots without an approval: the strongest one
// asks people for it (docs/decisions/0041).

import type { DurationMs } from '../brand.ts';
import type { MaintenanceWindow } from '../calendar/window.ts';
import type { PersonId } from '../fleet/ids.ts';

/** `report` says whom it would reboot and what that would hurt; `propose` makes it a plan that waits for approval. */
export type ChaosLeash = 'report' | 'propose';

export type ChaosTerms = {
  readonly leash: ChaosLeash;
  /** Working hours: both the draw and the reboot happen in them. */
  readonly hours: MaintenanceWindow;
  /** At most one draw in so many calendar days of the hours' zone; at least 1. */
  readonly everyDays: number;
  /** A host that booted within this time is left alone. */
  readonly restMs: DurationMs;
};

/** Who asks for what chaos mode proposes. No person, so it can approve nothing. */
export const chaosMode = 'chaos' as PersonId;

// Whether a freshly read inventory may replace the one in use. A bad one never does: the daemon goes on with the
// last good one and says why.

import { canonicalText } from '../core/canonical-text.ts';
import { compareFleets, type FleetChange } from '../core/fleet/fleet-change.ts';
import { lossLine, suspiciousLosses } from '../core/fleet/fleet-shrink.ts';
import type { LoadedInventory } from './load-inventory.ts';
import { mistakeText } from './mistake.ts';

/** An inventory without mistakes. */
export type GoodInventory = Extract<LoadedInventory, { readonly kind: 'loaded' }>;

export type ReloadVerdict =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'accepted';
      readonly inventory: GoodInventory;
      readonly changes: readonly FleetChange[];
      /** Most settings take effect only at the next start. */
      readonly settingsChanged: boolean;
    }
  /** One line for each reason, ready to be shown. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/**
 * Judges `next` against the inventory in use. The limit is that of `next`: whoever means to remove much raises
 * `reload.max_lost` in the same commit, which a half-written file would not do.
 */
export function judgeReload(current: GoodInventory, next: LoadedInventory): ReloadVerdict {
  if (next.kind === 'invalid') return { kind: 'refused', reasons: next.mistakes.map(mistakeText) };
  const settingsChanged = canonicalText(current.settings) !== canonicalText(next.settings);
  if (current.fleet.digest === next.fleet.digest && !settingsChanged) return { kind: 'unchanged' };
  const losses = suspiciousLosses(current.fleet, next.fleet, {
    maxLostPercent: next.settings.maxLostPercent,
  });
  if (losses.length > 0) {
    const advice = 'If this is meant, raise reload.max_lost in settings.yaml for this one change.';
    return { kind: 'refused', reasons: [...losses.map(lossLine), advice] };
  }
  return {
    kind: 'accepted',
    inventory: next,
    changes: compareFleets(current.fleet, next.fleet),
    settingsChanged,
  };
}

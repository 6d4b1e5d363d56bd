// What the signals of one host together say about whether it needs a reboot. A source that failed is no answer.

import type { Facts, Tristate } from '../fleet/observation.ts';

/** `yes` if any source says so, `no` if none does and at least one says no, else `unknown`. */
export function rebootRequired({ rebootSignals }: Pick<Facts, 'rebootSignals'>): Tristate {
  if (rebootSignals.some(({ value }) => value === 'yes')) return 'yes';
  return rebootSignals.some(({ value }) => value === 'no') ? 'no' : 'unknown';
}

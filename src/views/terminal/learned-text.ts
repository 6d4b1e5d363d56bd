// Where the expected length of a reboot comes from: in one line, and in one cell of a plan.

import type { LearnedTiming } from '../../core/uptime/learned-timing.ts';
import type { TimingBasis } from '../../core/uptime/timing-basis.ts';
import { durationText } from './time-text.ts';

const whose: Readonly<Record<TimingBasis['kind'], string>> = {
  host: 'of its own',
  model: 'of hosts of its model',
  service: 'of hosts of its service',
};

/** For a column `LENGTH BY`. */
export function basisText(basis: TimingBasis | null): string {
  return basis === null ? 'inventory' : `${basis.reboots} reboots ${whose[basis.kind]}`;
}

/** @param learned null: nothing is known of hosts like it. */
export function learnedText(learned: LearnedTiming | null): string {
  if (learned === null) return '  How long it takes is not known yet: the inventory says what is expected.';
  const { basis, timing } = learned;
  const within = durationText(timing.comeBackWithinMs);
  return `  Expected ${durationText(timing.expectedMs)}, after the last ${basis.reboots} reboots ${whose[basis.kind]}; it must be back within ${within}.`;
}

// Lengths of time as people write them in the inventory: `180d`, `30m`, `1h30m`. Days are 24 hours.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../core/brand.ts';

/** Units from large to small, each at most once. For editors too, so it is a pattern and not a function. */
export const durationPattern = /^(?=\d)(?:\d{1,5}w)?(?:\d{1,5}d)?(?:\d{1,5}h)?(?:\d{1,5}m)?(?:\d{1,7}s)?$/;

const units: readonly (readonly [string, DurationMs])[] = [
  ['w', 7 * DAY_MS],
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
  ['s', SECOND_MS],
];

/** Milliseconds of `text`, or null if it is not a duration. */
export function parseDuration(text: string): DurationMs | null {
  if (!durationPattern.test(text)) return null;
  const lengths = new Map(units);
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([wdhms])/g))
    totalMs += Number(amount) * (lengths.get(unit ?? '') ?? Number.NaN);
  return totalMs;
}

/** The shortest text that `parseDuration` turns back into `durationMs`, which is cut to whole seconds. */
export function durationText(durationMs: DurationMs): string {
  let restMs = Math.max(0, Math.trunc(durationMs / SECOND_MS) * SECOND_MS);
  let text = '';
  for (const [unit, lengthMs] of units.slice(1)) {
    const amount = Math.floor(restMs / lengthMs);
    if (amount > 0) text += `${amount}${unit}`;
    restMs -= amount * lengthMs;
  }
  return text === '' ? '0s' : text;
}

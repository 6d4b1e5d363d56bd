// Which digest is due, given what was posted last. Never a burst: of all instants that a pause skipped at most the
// newest is posted, late and once; the others are named in it.

import type { DurationMs, Instant } from '../brand.ts';

export type DueDigest =
  | { readonly kind: 'post'; readonly forAt: Instant; readonly missed: readonly Instant[] }
  | { readonly kind: 'nothing' };

/** More missed instants than this are not named one by one. */
export const MAX_NAMED = 14;

/**
 * @param instants scheduled instants after the last posted one, ascending, none later than `now`.
 * @param graceMs how late a digest may be posted. What is older waits to be named as missed in the next one.
 */
export function dueDigest(
  instants: readonly Instant[],
  now: Instant,
  options: { readonly graceMs: DurationMs },
): DueDigest {
  const newest = instants.at(-1);
  if (newest === undefined || newest > now || now - newest > options.graceMs) return { kind: 'nothing' };
  return { kind: 'post', forAt: newest, missed: instants.slice(0, -1).slice(-MAX_NAMED) };
}

// Stretches of real time in which reboots may run, and their arithmetic. Half-open, never empty, in order and apart
// from each other.

import type { DurationMs, Instant } from '../brand.ts';

/** [fromAt, untilAt). */
export type Opening = { readonly fromAt: Instant; readonly untilAt: Instant };

/** The union of `pieces`, which may overlap, touch and be in any order. */
export function mergedOpenings(pieces: readonly Opening[]): readonly Opening[] {
  const merged: Opening[] = [];
  for (const piece of [...pieces].sort((left, right) => left.fromAt - right.fromAt)) {
    const last = merged.at(-1);
    if (last === undefined || piece.fromAt > last.untilAt) merged.push(piece);
    else if (piece.untilAt > last.untilAt)
      merged[merged.length - 1] = { fromAt: last.fromAt, untilAt: piece.untilAt };
  }
  return merged;
}

/** `openings` without the stretches of `holes`; `holes` may overlap and be in any order. */
export function openingsWithout(openings: readonly Opening[], holes: readonly Opening[]): readonly Opening[] {
  let left = openings;
  for (const hole of mergedOpenings(holes))
    left = left.flatMap((opening) =>
      [
        { fromAt: opening.fromAt, untilAt: Math.min(opening.untilAt, hole.fromAt) },
        { fromAt: Math.max(opening.fromAt, hole.untilAt), untilAt: opening.untilAt },
      ].filter((piece) => piece.fromAt < piece.untilAt),
    );
  return left;
}

/** The stretches that are in every one of `lists`, each in order and apart; none where there is no list. */
export function commonOpenings(lists: readonly (readonly Opening[])[]): readonly Opening[] {
  const [first, ...others] = lists;
  return others.reduce<readonly Opening[]>(inBoth, first ?? []);
}

function inBoth(left: readonly Opening[], right: readonly Opening[]): readonly Opening[] {
  const common: Opening[] = [];
  for (let [one, other] = [0, 0]; ;) {
    const [a, b] = [left[one], right[other]];
    if (a === undefined || b === undefined) return common;
    const piece = { fromAt: Math.max(a.fromAt, b.fromAt), untilAt: Math.min(a.untilAt, b.untilAt) };
    if (piece.fromAt < piece.untilAt) common.push(piece);
    if (a.untilAt <= b.untilAt) one += 1;
    else other += 1;
  }
}

/** Does something that starts at `startAt` and is expected to take `expectedMs` end by `closesAt`? */
export function fitsBefore(closesAt: Instant, startAt: Instant, expectedMs: DurationMs): boolean {
  return startAt + expectedMs <= closesAt;
}

/** Position of the first opening that ends after `at`, by binary search; the length if there is none. */
function positionFrom(openings: readonly Opening[], at: Instant): number {
  let [low, high] = [0, openings.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((openings[middle]?.untilAt ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first opening that ends after `at` (it may hold `at`), or null if there is none. */
export function openingFrom(openings: readonly Opening[], at: Instant): Opening | null {
  return openings[positionFrom(openings, at)] ?? null;
}

/** The first opening that begins after `at`, or null if there is none. */
export function openingAfter(openings: readonly Opening[], at: Instant): Opening | null {
  const position = positionFrom(openings, at);
  const found = openings[position];
  return (found !== undefined && found.fromAt <= at ? openings[position + 1] : found) ?? null;
}

/** The first of `commonOpenings` that begins after `at`, or null: what comes after that is not looked at. */
export function commonOpeningAfter(lists: readonly (readonly Opening[])[], at: Instant): Opening | null {
  const turns = lists.map((openings) => ({ openings, next: positionFrom(openings, at) }));
  for (;;) {
    let [fromAt, untilAt] = [-Infinity, Infinity];
    let endsFirst = turns[0];
    for (const turn of turns) {
      const opening = turn.openings[turn.next];
      if (opening === undefined) return null;
      if (opening.untilAt < untilAt) endsFirst = turn;
      fromAt = Math.max(fromAt, opening.fromAt);
      untilAt = Math.min(untilAt, opening.untilAt);
    }
    if (endsFirst === undefined) return null;
    if (fromAt > at && fromAt < untilAt) return { fromAt, untilAt };
    // It has nothing in common with anything later.
    endsFirst.next += 1;
  }
}

/** The first opening in which something of `lengthMs` that starts at `at` or later still ends, or null. */
export function openingWithRoom(
  openings: readonly Opening[],
  at: Instant,
  lengthMs: DurationMs,
): Opening | null {
  for (let position = positionFrom(openings, at); position < openings.length; position += 1) {
    const opening = openings[position];
    if (opening !== undefined && fitsBefore(opening.untilAt, Math.max(at, opening.fromAt), lengthMs))
      return opening;
  }
  return null;
}

// When a draw may be: inside the working hours, at most one an opening, at most one in so many calendar days. What was
// missed while the daemon was away is gone: there is never more than one draw to make.

import { DAY_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Opening } from '../calendar/opening.ts';
import { onlyWindow, openings, openUntil, opensNext, type MaintenanceWindow } from '../calendar/window.ts';
import { wallTimeAt } from '../calendar/zone-clock.ts';
import type { ChaosTerms } from './chaos-terms.ts';

/** Draws that are further back than this say nothing about the next: the settings take 90 days at most. */
export const DRAWS_KEPT_MS: DurationMs = 100 * DAY_MS;

export type DrawTime =
  | { readonly kind: 'open'; readonly opening: Opening }
  | { readonly kind: 'outside-hours'; readonly opensAt: Instant | null }
  /** Too soon after the last one. `opening` is the one that it is now. */
  | { readonly kind: 'drawn-lately'; readonly lastAt: Instant; readonly opening: Opening };

/** @param lastAt opening of the last draw, or null before the first. */
export function drawTime(terms: ChaosTerms, now: Instant, lastAt: Instant | null): DrawTime {
  const { hours, everyDays } = terms;
  const opening = openingAt(hours, now);
  if (opening === null) return { kind: 'outside-hours', opensAt: opensNext(onlyWindow(hours), now) };
  if (lastAt === null) return { kind: 'open', opening };
  // A clock that was set back gives a negative distance: no draw until time has come round again.
  const days = localDay(hours, opening.fromAt) - localDay(hours, lastAt);
  return days >= everyDays ? { kind: 'open', opening } : { kind: 'drawn-lately', lastAt, opening };
}

/** When the next draw may be made, from `now` on, as far as the calendar goes; null: not within its search. */
export function nextDrawAt(terms: ChaosTerms, now: Instant, lastAt: Instant | null): Instant | null {
  let at: Instant | null = now;
  // Each step is an opening further on; openings are at most `everyDays` short days of them.
  for (let steps = 0; at !== null && steps <= terms.everyDays + 1; steps += 1) {
    const time = drawTime(terms, at, lastAt);
    if (time.kind === 'open') return Math.max(at, time.opening.fromAt);
    at = time.kind === 'outside-hours' ? time.opensAt : opensNext(onlyWindow(terms.hours), at);
  }
  return null;
}

/** The opening that holds `now`, whole: the same from its first instant to its last. */
function openingAt(hours: MaintenanceWindow, now: Instant): Opening | null {
  if (openUntil(onlyWindow(hours), now) === null) return null;
  const around = { fromAt: now - 2 * DAY_MS, untilAt: now + 2 * DAY_MS };
  return (
    openings(onlyWindow(hours), around).find(({ fromAt, untilAt }) => fromAt <= now && now < untilAt) ?? null
  );
}

function localDay(hours: MaintenanceWindow, at: Instant): number {
  return Math.floor(wallTimeAt(hours.timeZone, at) / DAY_MS);
}

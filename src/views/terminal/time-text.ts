// Instants and durations as people at a terminal read them. Instants name their zone, because a window that is an hour
// off is a server rebooted by day.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs, type Instant } from '../../core/brand.ts';

/** `203 d`, `5 h 10 min`, `40 s`: two units at most, the second only where it says something. */
export function durationText(ms: DurationMs): string {
  const whole = Math.max(0, ms);
  if (whole >= 2 * DAY_MS) return `${Math.floor(whole / DAY_MS)} d`;
  if (whole >= HOUR_MS) return pair([whole / HOUR_MS, 'h'], [(whole % HOUR_MS) / MINUTE_MS, 'min']);
  if (whole >= MINUTE_MS) return pair([whole / MINUTE_MS, 'min'], [(whole % MINUTE_MS) / SECOND_MS, 's']);
  return `${Math.round(whole / SECOND_MS)} s`;
}

function pair(first: readonly [number, string], second: readonly [number, string]): string {
  const rest = Math.floor(second[0]);
  return `${Math.floor(first[0])} ${first[1]}${rest === 0 ? '' : ` ${rest} ${second[1]}`}`;
}

/** `2026-12-05 02:00 KST`, in the zone named. */
export function instantText(at: Instant, timeZone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']} ${parts['timeZoneName']}`;
}

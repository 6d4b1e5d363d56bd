// Is a maintenance window open, asked of Intl minute by minute: no code in common with the product's calendar.
import { MINUTE_MS, type DurationMs, type Instant } from '../../src/core/brand.ts';
import type { MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { Weekday } from '../../src/core/calendar/local-day.ts';

const week: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(timeZone: string, at: Instant): { readonly weekday: number; readonly minute: number } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const weekday = week.indexOf((parts.get('weekday') ?? '').toLowerCase() as Weekday);
  return { weekday, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function openAt(windows: readonly MaintenanceWindow[], at: Instant): boolean {
  return windows.some(({ weekdays, startMinute, durationMinutes, timeZone }) => {
    const { weekday, minute } = wallClock(timeZone, at);
    for (let daysAgo = 0; daysAgo <= 7; daysAgo += 1) {
      const since = daysAgo * 1_440 + minute - startMinute;
      const day = week[(weekday - daysAgo + 14) % 7];
      if (since >= 0 && since < durationMinutes && day !== undefined && weekdays.includes(day)) return true;
    }
    return false;
  });
}

/** True if one of `windows` is open at `at` and some window stays open for `forMs`. */
export function staysOpen(windows: readonly MaintenanceWindow[], at: Instant, forMs: DurationMs): boolean {
  for (let moment = at; moment < at + forMs; moment += MINUTE_MS) if (!openAt(windows, moment)) return false;
  return openAt(windows, Math.max(at, at + forMs - 1));
}

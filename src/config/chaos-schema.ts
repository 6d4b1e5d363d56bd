// Chaos mode as the settings and a service write it. Absent means off: nobody is drawn by a default.

import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/brand.ts';
import type { ChaosTerms } from '../core/chaos/chaos-terms.ts';
import type { Part } from '../core/fleet/part.ts';
import type { WindowId } from '../core/fleet/ids.ts';
import { clockTime, duration, expecting, mapping, oneOf, timeZone, wholeNumber } from './field-shapes.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Losing a primary means a failover: that is asked for by name only. */
const usualParts: readonly Part[] = ['member', 'replica', 'standby'];

const consentText = 'true, false, or a mapping such as {parts: [member, replica]}';

/** The parts that may be drawn, sorted, so that two inventories that mean the same have the same digest. */
export const chaosConsent = z
  .union(
    [
      z.boolean(),
      mapping(consentText, {
        parts: z
          .array(oneOf(['primary', 'replica', 'standby', 'member']), {
            error: expecting('a list of primary, replica, standby, member'),
          })
          .min(1, { error: expecting('at least one part', 'chaos: false draws nobody') })
          .describe('Parts that may be drawn.'),
      }),
    ],
    { error: expecting(consentText) },
  )
  .transform((given): readonly Part[] => {
    if (typeof given === 'boolean') return given ? usualParts : [];
    return [...new Set(given.parts)].sort();
  });

const days = z
  .array(oneOf(weekdays), { error: expecting('a list of weekdays such as [tue, wed, thu]') })
  .min(1, { error: expecting('at least one weekday') });

const hours = mapping('a mapping such as {days: [tue, wed], start: "10:00", duration: 5h, time_zone: UTC}', {
  days: days.describe('Working days.'),
  start: clockTime.describe('Wall-clock start, such as "10:00".'),
  // Longer ones could touch the next day's, and one opening is at most one draw.
  duration: duration({ minMs: 30 * MINUTE_MS, maxMs: 12 * HOUR_MS }).describe('Length on the wall clock.'),
  time_zone: timeZone.describe('IANA zone of the people who would look.'),
});

export const chaosSettings = mapping('a mapping with "hours"', {
  hours: hours.describe('Working hours: draws and drawn reboots happen in them and never outside.'),
  leash: oneOf(['report', 'propose'])
    .optional()
    .describe('report: says whom it would reboot; propose: also asks for approval; report.'),
  every_days: wholeNumber({ min: 1, max: 90 })
    .optional()
    .describe('At most one draw in so many days, counted by the calendar of the hours; 7.'),
  rest: duration({ minMs: HOUR_MS, maxMs: 365 * DAY_MS })
    .optional()
    .describe('A host that booted within this time is left alone, whoever rebooted it; 14d.'),
});

/** The terms of chaos mode, or null: it is off. */
export function chaosTerms(given: z.infer<typeof chaosSettings> | undefined): ChaosTerms | null {
  if (given === undefined) return null;
  const { days: weekdaysGiven, start, duration: lengthMs, time_zone } = given.hours;
  return {
    leash: given.leash ?? 'report',
    hours: {
      id: 'chaos' as WindowId,
      weekdays: weekdays.filter((day) => weekdaysGiven.includes(day)),
      nth: [],
      startMinute: start,
      durationMinutes: Math.floor(lengthMs / MINUTE_MS),
      timeZone: time_zone,
    },
    everyDays: given.every_days ?? 7,
    restMs: given.rest ?? 14 * DAY_MS,
  };
}

// When reboots may start. A window belongs to the local day it starts on, is half-open [start, end), is pure wall
// clock of its IANA zone, and may pass midnight: "Fri 22:00 for 6 h" is open on Saturday 00:00 to 04:00 and shut on
// Friday 00:00 to 04:00.

import type { WindowId } from '../fleet/ids.ts';

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

export type MaintenanceWindow = {
  readonly id: WindowId;
  readonly weekdays: readonly Weekday[];
  /** Which of that weekday in the month (1 to 5, or -1 for the last); empty: every one. */
  readonly nth: readonly number[];
  /** Wall-clock minutes after local midnight, 0 to 1439. */
  readonly startMinute: number;
  /** Wall-clock minutes, 1 to 10080. */
  readonly durationMinutes: number;
  /** IANA name, for example `Asia/Seoul`. */
  readonly timeZone: string;
};

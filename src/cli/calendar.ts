// `stagger calendar`: the next openings of every window, with their real length, and the freezes.

import type { Command } from 'commander';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { DAY_MS, type Instant } from '../core/brand.ts';
import { agendaOf, narrowedHosts } from '../core/calendar/agenda.ts';
import { instantsAt, offsetAt, type WallTime } from '../core/calendar/zone-clock.ts';
import { isRealDate } from '../config/date-text.ts';
import { calendarJson, calendarView } from '../views/terminal/calendar-table.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { OperatorError } from '../app/operator-error.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type CalendarOptions = InventoryOption & {
  readonly days: string;
  readonly from?: string;
  readonly json?: true;
};

/** Far enough for any yearly rule, and still printed at once. */
const MAX_DAYS = 400;

export function addCalendarCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('calendar'))
    .description('when windows open next, how long they are really open, and what is frozen')
    .option('--days <n>', 'how far to look', '14')
    .option('--from <date>', 'look from this day on (YYYY-MM-DD) instead of from now')
    .option('--json', 'print JSON (stagger/calendar/1)')
    .addHelpText(
      'after',
      '\nExit codes: 0 well, 1 a freeze calendar cannot be read, so nothing is rebooted,\n2 wrong usage, 78 invalid inventory.',
    )
    .action((options: CalendarOptions) => calendar(options, io));
}

async function calendar(options: CalendarOptions, io: CommandIo): Promise<void> {
  const from = wallTimeOf(options.from);
  const days = daysOf(options.days);
  const { fleet, settings } = await openInventory(options);
  const timeZone = shownTimeZone(fleet, settings);
  const fromAt = from === null ? createSystemClock().now() : beginningIn(timeZone, from);
  const untilAt = fromAt + days * DAY_MS;
  const agenda = agendaOf(fleet, { fromAt, untilAt });
  const freezes = fleet.freezes
    .filter((freeze) => freeze.fromAt < untilAt && fromAt < freeze.untilAt)
    .sort((left, right) => left.fromAt - right.fromAt);
  const narrowed = narrowedHosts(fleet, { fromAt, untilAt });
  const around = { freezes, unread: fleet.unreadFreezes, narrowed };
  if (fleet.unreadFreezes.length > 0) io.end(exitCode.findings);
  const zoneDataVersion = process.versions['tz'] ?? 'unknown';
  if (options.json === true)
    return io.out(jsonAnswer('calendar/1', calendarJson(agenda, around, zoneDataVersion)));
  io.out(calendarView(agenda, around, { paper: io.paper, timeZone, zoneDataVersion }));
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return days;
  throw usage(`--days: found "${text}", expected a whole number from 1 to ${MAX_DAYS}`);
}

/** Midnight of that day as its wall clock shows it; null: from now on. */
function wallTimeOf(text: string | undefined): WallTime | null {
  if (text === undefined) return null;
  // `Date.parse` takes 30 February for 2 March.
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && isRealDate(text)) return Date.parse(`${text}T00:00:00Z`);
  throw usage(`--from: found "${text}", expected a date such as 2026-10-24`);
}

/** Where clocks go forward over midnight, the day begins when they have. */
function beginningIn(timeZone: string, midnight: WallTime): Instant {
  const [first] = instantsAt(timeZone, midnight);
  return first ?? midnight - offsetAt(timeZone, midnight - DAY_MS);
}

function usage(message: string): OperatorError {
  return new OperatorError(message, {
    hint: '`stagger calendar --help` shows how',
    exitCode: exitCode.usage,
  });
}

// `stagger calendar`: the next openings of every window, with their real length, and the freezes.

import type { Command } from 'commander';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { DAY_MS } from '../core/brand.ts';
import { agendaOf } from '../core/calendar/agenda.ts';
import { calendarJson, calendarView } from '../views/terminal/calendar-table.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { OperatorError } from '../app/operator-error.ts';
import { shownTimeZone } from './shown-zone.ts';

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
    .action((options: CalendarOptions) => calendar(options, io));
}

async function calendar(options: CalendarOptions, io: CommandIo): Promise<void> {
  const fromAt = startOf(options.from);
  const untilAt = fromAt + daysOf(options.days) * DAY_MS;
  const { fleet } = await openInventory(options);
  const agenda = agendaOf(fleet, { fromAt, untilAt });
  const freezes = fleet.freezes
    .filter((freeze) => freeze.fromAt < untilAt && fromAt < freeze.untilAt)
    .sort((left, right) => left.fromAt - right.fromAt);
  const zoneDataVersion = process.versions['tz'] ?? 'unknown';
  if (options.json === true)
    return io.out(
      jsonAnswer(
        'calendar/1',
        calendarJson(agenda, { freezes, unread: fleet.unreadFreezes }, zoneDataVersion),
      ),
    );
  const timeZone = shownTimeZone(fleet);
  io.out(
    calendarView(
      agenda,
      { freezes, unread: fleet.unreadFreezes },
      { paper: io.paper, timeZone, zoneDataVersion },
    ),
  );
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return days;
  throw usage(`--days: found "${text}", expected a whole number from 1 to ${MAX_DAYS}`);
}

function startOf(text: string | undefined): number {
  if (text === undefined) return createSystemClock().now();
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (!Number.isNaN(at)) return at;
  throw usage(`--from: found "${text}", expected a date such as 2026-10-24`);
}

function usage(message: string): OperatorError {
  return new OperatorError(message, {
    hint: '`stagger calendar --help` shows how',
    exitCode: exitCode.usage,
  });
}

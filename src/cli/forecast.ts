// `stagger forecast`: what falls due week by week, and whether the windows can carry it.

import type { Command } from 'commander';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { forecast } from '../core/uptime/forecast.ts';
import { withLearnedTimings } from '../core/uptime/learned-timing.ts';
import { coursesUntil } from '../runtime/plan-maker.ts';
import { forecastView } from '../views/terminal/forecast-table.ts';
import { stopSwitchHead } from '../views/terminal/stop-switch-text.ts';
import type { CommandIo } from './command-io.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { pulledSwitches } from './pulled-switches.ts';
import { readRecords } from './read-records.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type ForecastOptions = InventoryOption & { readonly weeks: string; readonly json?: true };

const MAX_WEEKS = 104;

export function addForecastCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('forecast'))
    .description('what falls due in the weeks ahead, and whether windows and budgets can carry it')
    .option('--weeks <n>', 'how many weeks', '12')
    .option('--json', 'print JSON (stagger/forecast/1)')
    .addHelpText(
      'after',
      '\nExit codes: 0 all fits, 1 something will be late, can never go or could not be\njudged, 78 invalid inventory.',
    )
    .action((options: ForecastOptions) => show(options, io));
}

async function show(options: ForecastOptions, io: CommandIo): Promise<void> {
  const weeks = weeksOf(options.weeks);
  const inventory = await openInventory(options);
  const { fleet, settings } = inventory;
  await using records = await readRecords(settings, io);
  const views = await records.store.hostViews();
  const now = createSystemClock().now();
  const snapshot = { takenAt: now, hosts: new Map(views.map((view) => [view.hostId, view])) };
  const learned = withLearnedTimings(fleet, await coursesUntil(now, records.store));
  const answer = forecast({ fleet: learned, snapshot, now, weeks });
  const timeZone = shownTimeZone(fleet, settings);
  const due = answer.weeks.flatMap((week) => [...week.due, ...week.carried]);
  const stopSwitches = await pulledSwitches(inventory, new Set(due));
  if (options.json !== true) for (const line of stopSwitchHead(stopSwitches, timeZone)) io.out(line);
  if (options.json === true) io.out(jsonAnswer('forecast/1', { stopSwitches, ...answer }));
  else io.out(forecastView(answer, { timeZone, paper: io.paper, hosts: fleet.hosts.size }));
  const isLate = answer.warnings.some(({ kind }) => kind === 'does-not-fit');
  if (isLate || answer.stuck.length > 0 || answer.unknown.length > 0) io.end(exitCode.findings);
}

function weeksOf(text: string): number {
  const weeks = Number(text);
  if (Number.isInteger(weeks) && weeks >= 1 && weeks <= MAX_WEEKS) return weeks;
  throw new OperatorError(`--weeks: found "${text}", expected a whole number from 1 to ${MAX_WEEKS}`, {
    hint: '`stagger forecast --help` shows how',
    exitCode: exitCode.usage,
  });
}

// `stagger campaign report ID`: how long a campaign took and where, what was missing after it, what was left out and why.

import type { Command } from 'commander';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { replay } from '../core/campaign/evolve.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import { closingReportOf } from '../runtime/closing-reports.ts';
import { closingReportView } from '../views/terminal/closing-report-view.ts';
import type { CommandIo } from './command-io.ts';
import { jsonAnswer } from './json-answer.ts';
import { openSettings, withInventory, type InventoryOption } from './open-inventory.ts';
import { readRecords } from './read-records.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type ReportOptions = InventoryOption & { readonly json?: true };

export function addCampaignReportCommand(campaign: Command, io: CommandIo): void {
  withInventory(campaign.command('report'))
    .description('say how long each part took, what was missing after it, and what was left out and why')
    .argument('<campaign>', 'its id; while it runs, what has happened so far')
    .option('--json', 'print JSON (stagger/campaign-report/1)')
    // `stagger campaign` has options of the same names, and takes them wherever they stand.
    .action((id: string, _own: ReportOptions, command: Command) =>
      report(id, command.optsWithGlobals<ReportOptions>(), io),
    );
}

async function report(id: string, options: ReportOptions, io: CommandIo): Promise<void> {
  const { kept: settings, fleet } = await openSettings(options, io);
  await using records = await readRecords(settings, io);
  const { store } = records;
  const campaign = replay(await store.campaignEvents(id as CampaignId, 0));
  if (campaign === null)
    throw new OperatorError(`there is no campaign ${id}`, {
      hint: '`stagger campaign` lists them',
      exitCode: exitCode.usage,
    });
  const now = createSystemClock().now();
  const found = await closingReportOf(campaign, { store, fleet, now });
  io.out(
    options.json === true
      ? jsonAnswer('campaign-report/1', found)
      : closingReportView(found, { timeZone: shownTimeZone(fleet, settings), paper: io.paper }),
  );
}

// `stagger sweep`: look at every host once, keep what was seen, and say what could not be seen and why.

import cliProgress from 'cli-progress';
import type { Command } from 'commander';
import { openSweep } from '../app/open-decisions.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { hostRows, hostsTable } from '../views/terminal/hosts-table.ts';
import { readLeftOut } from '../runtime/left-out-hosts.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { knownHost } from './selection.ts';

export function addSweepCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('sweep'))
    .description('look at every host once over SSH and keep what was seen')
    .argument('[host...]', 'only these hosts')
    .option('--json', 'print JSON (stagger/hosts/1)')
    .addHelpText(
      'after',
      '\nExit codes: 0 every host was seen, 1 at least one was not, 78 invalid inventory.',
    )
    .action((names: readonly string[], options: SweepOptions) => sweep(names, options, io));
}

type SweepOptions = InventoryOption & { readonly json?: true };

async function sweep(names: readonly string[], options: SweepOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  const only = names.length === 0 ? null : names.map((name) => knownHost(inventory.fleet, name));
  await using opened = await openSweep(inventory);
  const bar = new cliProgress.SingleBar({
    format: 'sweeping {bar} {value}/{total} {host}',
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  });
  if (io.watched) bar.start(only?.length ?? inventory.fleet.hosts.size, 0, { host: '' });
  await opened.sweeper.sweepOnce(only, ({ host }) => bar.increment(1, { host }));
  if (io.watched) bar.stop();
  const now = createSystemClock().now();
  const rows = hostRows(inventory.fleet, opened.sweeper.snapshot(), {
    now,
    maxAgeMs: inventory.settings.execution.maxObservationAgeMs,
    leftOut: await readLeftOut(opened.store),
  }).filter(({ host }) => only === null || only.includes(host as HostId));
  const unseen = rows.filter(({ status }) => status !== 'up');
  if (options.json === true) io.out(jsonAnswer('hosts/1', { hosts: rows }));
  else {
    io.out(hostsTable(rows, io.paper));
    for (const { host, problem } of unseen)
      if (problem !== null) io.err(`${host}: ${problem.failure}: ${problem.detail}`);
    io.out(`\n${rows.length - unseen.length} of ${rows.length} hosts seen`);
  }
  if (unseen.length > 0) io.end(exitCode.findings);
}

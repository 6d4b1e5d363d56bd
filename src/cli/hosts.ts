// `stagger hosts`: the fleet as last observed, from the database alone; nothing is asked of any host.

import type { Command } from 'commander';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { guardLine, hostRows, hostsTable } from '../views/terminal/hosts-table.ts';
import { readLeftOut } from '../runtime/left-out-hosts.ts';
import type { CommandIo } from './command-io.ts';
import { filterFields, hostFilter, parseHostFilter } from './host-filter.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { watching } from './watch.ts';
import { readRecords } from './read-records.ts';

type HostsOptions = InventoryOption & {
  readonly json?: true;
  readonly watch?: true;
  readonly where?: readonly string[];
};

export function addHostsCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('hosts'))
    .description('list the hosts as last observed, oldest uptime first')
    .option('--where <field=value...>', `only matching hosts; fields: ${filterFields.join(', ')}`)
    .option('--watch', 'print again every two seconds')
    .option('--json', 'print JSON (stagger/hosts/1)')
    .action((options: HostsOptions) =>
      watching(io, options, async () => {
        await hosts(options, io);
        return 'more';
      }),
    );
}

async function hosts(options: HostsOptions, io: CommandIo): Promise<void> {
  const filters = (options.where ?? []).map(parseHostFilter);
  const inventory = await openInventory(options);
  const matches = filters.map((filter) => hostFilter(inventory.fleet, filter));
  await using records = await readRecords(inventory.settings, io);
  const views = await records.store.hostViews();
  const now = createSystemClock().now();
  const snapshot = { takenAt: now, hosts: new Map(views.map((view) => [view.hostId, view])) };
  const maxAgeMs = inventory.settings.execution.maxObservationAgeMs;
  const leftOut = await readLeftOut(records.store);
  const rows = hostRows(inventory.fleet, snapshot, { now, maxAgeMs, leftOut }).filter((row) =>
    matches.every((match) => match(row)),
  );
  if (options.json === true) io.out(jsonAnswer('hosts/1', { hosts: rows }));
  else if (views.length === 0)
    io.out('No host was observed yet: run `stagger sweep`, or start `stagger run`.');
  else {
    io.out(hostsTable(rows, io.paper));
    const guard = guardLine(rows);
    if (guard !== null) io.err(guard);
  }
}

// `stagger export ansible`: the fleet as Ansible groups. Places, services and owners come from the inventory, states
// from the last observation in the database; nothing is asked of any host.

import { Option, type Command } from 'commander';
import { ansibleList, ansibleYaml, exportAnsible } from '../adapters/ansible/ansible-export.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { openRecords } from '../app/open-store.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { HostView } from '../core/fleet/snapshot.ts';
import { hostRows } from '../views/terminal/hosts-table.ts';
import type { CommandIo } from './command-io.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';

type ExportOptions = InventoryOption & {
  readonly list?: true;
  readonly connection?: true;
  /** False with `--no-state`. */
  readonly state: boolean;
};

async function observed({ settings }: GoodInventory, { state }: ExportOptions): Promise<readonly HostView[]> {
  if (!state) return [];
  await using records = await openRecords(settings);
  return await records.store.hostViews();
}

async function exportToAnsible(options: ExportOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  const views = await observed(inventory, options);
  const now = createSystemClock().now();
  const rows = hostRows(
    inventory.fleet,
    { takenAt: now, hosts: new Map(views.map((view) => [view.hostId, view])) },
    { now, maxAgeMs: inventory.settings.execution.maxObservationAgeMs, leftOut: new Map() },
  );
  const exported = exportAnsible(inventory.fleet, rows, {
    variables: options.connection === true ? 'connection' : 'none',
  });
  io.out(options.list === true ? ansibleList(exported) : ansibleYaml(exported));
  if (options.state && views.length === 0)
    io.err(
      'No host was observed yet, so there are no state groups: run `stagger sweep`, or start `stagger run`.',
    );
}

export function addExportCommand(program: Command, io: CommandIo): void {
  const command = program.command('export').description('give the fleet to another system');
  withInventory(command.command('ansible'))
    .description('groups by site, zone, rack, service, owner and state, as an Ansible inventory')
    .option('--list', 'print JSON as a dynamic inventory does')
    .option('--connection', 'add ansible_host, ansible_port and ansible_user to each host')
    .addOption(new Option('--no-state', 'leave the state groups out; needs no database'))
    .action((options: ExportOptions) => exportToAnsible(options, io));
}

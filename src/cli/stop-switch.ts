// `stagger stop-switch`: one lever that keeps every campaign from starting another host, and says who pulled it.

import type { Command } from 'commander';
import { clearStopFile, readStopFile, setStopFile, stopFilePath } from '../adapters/node/stop-file.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { openRecords } from '../app/app.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { operatingSystemUser } from './person.ts';

type SwitchOptions = InventoryOption & { readonly json?: true };

export function addStopSwitchCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('stop-switch')
    .description('keep every campaign from starting another host');
  const withJson = (sub: Command): Command =>
    withInventory(sub).option('--json', 'print JSON (stagger/stop-switch/1)');
  withJson(command.command('status', { isDefault: true }))
    .description('say whether it is set, and why')
    .addHelpText('after', '\nExit codes: 0 clear, 1 set or unreadable.')
    .action((options: SwitchOptions) => status(options, io));
  withJson(command.command('set'))
    .description('nothing more starts; hosts in flight are brought home')
    .argument('<reason...>', 'why, for whoever finds it')
    .action((words: readonly string[], options: SwitchOptions) => set(words.join(' '), options, io));
  withJson(command.command('clear'))
    .description('let campaigns go on')
    .action((options: SwitchOptions) => clear(options, io));
}

async function status(options: SwitchOptions, io: CommandIo): Promise<void> {
  const { settings } = await openInventory(options);
  const flag = await readStopFile(stopFilePath(settings.databasePath));
  if (options.json === true)
    io.out(jsonAnswer('stop-switch/1', { kind: flag.kind, why: flag.kind === 'clear' ? null : flag.why }));
  else io.out(flag.kind === 'clear' ? 'clear' : `${flag.kind}: ${flag.why}`);
  io.end(flag.kind === 'clear' ? exitCode.ok : exitCode.findings);
}

/** The switch is thrown before it is recorded: it must work with a full disk, too. */
async function set(reason: string, options: SwitchOptions, io: CommandIo): Promise<void> {
  const { settings } = await openInventory(options);
  const by = operatingSystemUser();
  await setStopFile(stopFilePath(settings.databasePath), `${reason} (${by})`);
  const said = jsonAnswer('stop-switch/1', { kind: 'set', why: `${reason} (${by})` });
  io.out(options.json === true ? said : 'set: no campaign starts another host');
  await using records = await openRecords(settings);
  const at = createSystemClock().now();
  await records.store.appendFleetEvent({
    at,
    actor: by,
    event: { kind: 'stop-switch-set', by, reason },
    messages: [],
  });
}

async function clear(options: SwitchOptions, io: CommandIo): Promise<void> {
  const { settings } = await openInventory(options);
  const by = operatingSystemUser();
  await using records = await openRecords(settings);
  const at = createSystemClock().now();
  await records.store.appendFleetEvent({
    at,
    actor: by,
    event: { kind: 'stop-switch-cleared', by },
    messages: [],
  });
  await clearStopFile(stopFilePath(settings.databasePath));
  const said = jsonAnswer('stop-switch/1', { kind: 'clear', why: null });
  io.out(options.json === true ? said : 'clear: campaigns go on');
}

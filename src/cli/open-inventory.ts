// Every command begins with the inventory: loaded whole, or all its mistakes and nothing else.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadInventory, type LoadedInventory } from '../config/load-inventory.ts';
import { loadSettings, type LoadedSettings } from '../config/load-settings.ts';
import { mistakeText, type Mistake } from '../config/mistake.ts';
import { settingsFileName } from '../config/parse-inventory.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Settings } from '../config/settings.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';

export type InventoryOption = { readonly inventory: string };

/** Adds `--inventory DIR` (or STAGGER_INVENTORY; `inventory` in the working directory otherwise). */
export function withInventory(command: Command): Command {
  return command.option(
    '--inventory <dir>',
    'inventory directory',
    process.env['STAGGER_INVENTORY'] ?? 'inventory',
  );
}

/** @throws OperatorError with every mistake, one a line. */
export async function openInventory({ inventory }: InventoryOption): Promise<GoodInventory> {
  const loaded = await loadInventory(inventory);
  if (loaded.kind === 'loaded') return loaded;
  throw invalid(inventory, loaded.mistakes);
}

/** False where the directory itself is what is wrong: nothing in it was read. */
export function hasFiles(
  directory: string,
  { mistakes }: Extract<LoadedInventory, { kind: 'invalid' }>,
): boolean {
  return mistakes.some(({ place }) => place.file !== directory);
}

function invalid(directory: string, mistakes: readonly Mistake[]): OperatorError {
  if (!existsSync(directory))
    return new OperatorError(`there is no inventory at ${directory}`, {
      hint: 'name it with --inventory or STAGGER_INVENTORY, or make one: `stagger init inventory`',
      exitCode: exitCode.configuration,
    });
  return new OperatorError(
    `${mistakes.map(mistakeText).join('\n')}\n${countText(mistakes)} in the inventory`,
    {
      hint: `mend them, then run \`stagger check ${directory}\``,
      exitCode: exitCode.configuration,
    },
  );
}

function countText({ length }: readonly Mistake[]): string {
  return `${length} ${length === 1 ? 'mistake' : 'mistakes'}`;
}

/** What is left where only a part of the inventory is sound. `fleet` is null: the daemon goes on with its last good one. */
export type SoundPart<Kept> = {
  readonly kept: Kept;
  readonly fleet: Fleet | null;
  /** Null where they are not sound either. */
  readonly settings: Settings | null;
};

/**
 * The settings, and the fleet where the inventory is sound. For commands that only need to find the campaigns: they
 * work while somebody else's YAML is broken, and say so.
 * @throws OperatorError with every mistake where not even the settings are sound.
 */
export function openSettings(
  option: InventoryOption,
  io: Pick<CommandIo, 'err'>,
): Promise<SoundPart<Settings>> {
  return openSoundPart(option, io, ({ settings }) => settings);
}

/**
 * Where the database is: all that the stop switch needs.
 * @throws OperatorError with every mistake, and what works all the same, where the settings do not tell.
 */
export async function openDatabasePath(
  option: InventoryOption,
  io: Pick<CommandIo, 'err'>,
): Promise<SoundPart<string>> {
  const { kept, fleet, settings } = await openSoundPart(option, io, (loaded) =>
    loaded.databasePath === null
      ? null
      : { path: loaded.databasePath, from: loaded.settings?.databaseFrom ?? 'settings' },
  );
  // A settings.yaml that somebody deleted: the daemon goes on with the database that it named.
  if (kept.from === 'default' && !existsSync(kept.path))
    io.err(
      `${join(option.inventory, settingsFileName)} names no database.path: taken to be ${kept.path}, which is not there. If the daemon has another, a stop switch here stops nothing: make a file STOP beside the database.`,
    );
  return { kept: kept.path, fleet, settings };
}

async function openSoundPart<Kept>(
  { inventory }: InventoryOption,
  io: Pick<CommandIo, 'err'>,
  partOf: (loaded: LoadedSettings) => Kept | null,
): Promise<SoundPart<Kept>> {
  const loaded = await loadInventory(inventory);
  const settings = loaded.kind === 'loaded' ? loaded.settings : null;
  const part =
    settings === null ? await loadSettings(inventory) : { settings, databasePath: settings.databasePath };
  const kept = partOf(part);
  if (loaded.kind === 'loaded' && kept !== null) return { kept, fleet: loaded.fleet, settings };
  const mistakes = loaded.kind === 'invalid' ? loaded.mistakes : [];
  if (kept === null) throw withoutCommand(invalid(inventory, mistakes));
  io.err(
    `${countText(mistakes)} in the inventory (\`stagger check ${inventory}\`); this works all the same.`,
  );
  return { kept, fleet: null, settings: part.settings };
}

/** Stopping needs no command: people who read this may be in a hurry. */
function withoutCommand({ message, hint, exitCode: code }: OperatorError): OperatorError {
  const stop =
    'to stop every campaign without it, make a file STOP beside the database (`touch /var/lib/stagger/STOP`)';
  return new OperatorError(message, { hint: `${hint}; ${stop}`, exitCode: code });
}

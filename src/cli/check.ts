// `stagger check [DIR]`: every mistake of the inventory and the settings at once, for people before they commit and
// for CI before it merges. Reads only; needs neither the daemon nor any secret.

import type { Command } from 'commander';
import { join, resolve } from 'node:path';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { loadInventory, type LoadedInventory } from '../config/load-inventory.ts';
import { mistakeText } from '../config/mistake.ts';
import { settingsFileName } from '../config/parse-inventory.ts';
import { visibleText } from '../views/text/visible-text.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode, type ExitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { jsonAnswer } from './json-answer.ts';
import { hasFiles, withInventory, type InventoryOption } from './open-inventory.ts';
import { sshConfigWarnings } from './ssh-config-warnings.ts';
import { windowZoneWarnings } from './window-zone-warnings.ts';

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function textFor(directory: string, loaded: LoadedInventory, warnings: readonly string[]): string {
  if (loaded.kind === 'invalid') {
    const { mistakes } = loaded;
    if (!hasFiles(directory, loaded))
      return `${mistakes.map((mistake) => mistakeText(mistake).replace(':1:1: ', ': ')).join('\n')}\n`;
    const files = new Set(mistakes.map(({ place }) => place.file)).size;
    return [
      ...mistakes.map(mistakeText),
      `${counted(mistakes.length, 'mistake')} in ${counted(files, 'file')}`,
      ...(loaded.referencesChecked
        ? []
        : ['How the files fit together is checked once all of them can be read.']),
      '',
    ].join('\n');
  }
  const { fleet } = loaded;
  const counts = [
    counted(fleet.hosts.size, 'host'),
    counted(fleet.services.size, 'service'),
    counted(fleet.racks.size, 'rack'),
    counted(fleet.zones.size, 'zone'),
    counted(fleet.sites.size, 'site'),
  ].join(', ');
  const unread = fleet.unreadFreezes.map(
    ({ id, why }) => `freeze ${id}: ${why}; until it can be read nothing is rebooted`,
  );
  return [
    ...[...warnings, ...unread].map((warning) => `warning: ${warning}`),
    `${directory}: no mistakes; ${counts}`,
    `fleet digest ${fleet.digest}`,
    '',
  ].join('\n');
}

function jsonFor(directory: string, loaded: LoadedInventory, warnings: readonly string[]): string {
  const isSound = loaded.kind === 'loaded';
  const answer = {
    directory,
    ok: isSound,
    referencesChecked: isSound || loaded.referencesChecked,
    mistakes: isSound
      ? []
      : loaded.mistakes.map(({ place: { file, line, column }, what, found, expected, hint }) => ({
          ...{ file, line, column },
          ...{ what, found, expected, hint },
        })),
    warnings,
    fleet: isSound
      ? {
          digest: loaded.fleet.digest,
          hosts: loaded.fleet.hosts.size,
          services: loaded.fleet.services.size,
          racks: loaded.fleet.racks.size,
          zones: loaded.fleet.zones.size,
          sites: loaded.fleet.sites.size,
          unreadFreezes: loaded.fleet.unreadFreezes,
        }
      : null,
  };
  return `${jsonAnswer('check/1', answer)}\n`;
}

function codeFor(directory: string, loaded: LoadedInventory): ExitCode {
  if (loaded.kind === 'invalid')
    return hasFiles(directory, loaded) ? exitCode.findings : exitCode.configuration;
  return loaded.fleet.unreadFreezes.length === 0 ? exitCode.ok : exitCode.findings;
}

/** Where nobody says where the database is, it would be committed with the inventory, and a daemon's is elsewhere. */
function databaseWarnings(
  directory: string,
  { settings }: Extract<LoadedInventory, { kind: 'loaded' }>,
): readonly string[] {
  if (settings.databaseFrom === 'settings') return [];
  return [
    `${join(directory, settingsFileName)} names no database.path: it would be ${settings.databasePath}, among the files of the inventory`,
  ];
}

type CheckOptions = InventoryOption & { readonly json?: true };

/** @throws OperatorError where two directories are named. */
function directoryOf(positional: string | undefined, options: CheckOptions, command: Command): string {
  const { inventory } = options;
  if (positional === undefined) return inventory;
  if (command.getOptionValueSource('inventory') === 'cli' && resolve(positional) !== resolve(inventory))
    throw new OperatorError(`found ${positional} and --inventory ${inventory}: which of them?`, {
      hint: 'name one directory',
      exitCode: exitCode.usage,
    });
  return positional;
}

/** Adds `check` to `program`. Warnings do not count. */
export function addCheckCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('check'))
    .description('report every mistake of an inventory and its settings at once')
    .argument('[directory]', 'the same as --inventory')
    .option('--json', 'print JSON (stagger/check/1)')
    .addHelpText('after', '\nExit codes: 0 no mistakes, 1 some, 78 there is no inventory in that directory.')
    .action(async (positional: string | undefined, options: CheckOptions, command: Command) => {
      const directory = directoryOf(positional, options, command);
      const loaded = await loadInventory(directory);
      const warnings =
        loaded.kind === 'loaded'
          ? [
              ...databaseWarnings(directory, loaded),
              ...sshConfigWarnings(loaded),
              ...windowZoneWarnings(loaded, createSystemClock().now()),
            ].map(visibleText)
          : [];
      const text = options.json === true ? jsonFor : textFor;
      io.out(text(directory, loaded, warnings));
      io.end(codeFor(directory, loaded));
    });
}

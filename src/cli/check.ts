// `stagger check [DIR]`: every mistake of the inventory and the settings at once, for people before they commit and
// for CI before it merges. Reads only; needs neither the daemon nor any secret.

import type { Command } from 'commander';
import { loadInventory, type LoadedInventory } from '../config/load-inventory.ts';
import { mistakeText } from '../config/mistake.ts';
import { visibleText } from '../views/text/visible-text.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { sshConfigWarnings } from './ssh-config-warnings.ts';

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function textFor(directory: string, loaded: LoadedInventory, warnings: readonly string[]): string {
  if (loaded.kind === 'invalid') {
    const { mistakes } = loaded;
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
    mistakes: isSound ? [] : loaded.mistakes.map(({ place, ...rest }) => ({ ...place, ...rest })),
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

/** Adds `check` to `program`. Ends with 0 for no mistakes, 1 for any; warnings do not count. */
export function addCheckCommand(program: Command, io: CommandIo): void {
  program
    .command('check')
    .description('report every mistake of an inventory and its settings at once')
    .argument('[directory]', 'directory of the inventory', process.env['STAGGER_INVENTORY'] ?? 'inventory')
    .option('--json', 'print JSON for programs')
    .action(async (directory: string, options: { readonly json?: true }) => {
      const loaded = await loadInventory(directory);
      const warnings = loaded.kind === 'loaded' ? sshConfigWarnings(loaded).map(visibleText) : [];
      const text = options.json === true ? jsonFor : textFor;
      io.out(text(directory, loaded, warnings));
      const isSound = loaded.kind === 'loaded' && loaded.fleet.unreadFreezes.length === 0;
      io.end(isSound ? exitCode.ok : exitCode.findings);
    });
}

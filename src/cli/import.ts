// `stagger import SOURCE`: a foreign inventory as YAML for review. Needs neither the daemon nor its database; the only
// traffic is to a NetBox that was named.

import { InvalidArgumentError, type Command } from 'commander';
import { importAnsible } from '../adapters/ansible/ansible-import.ts';
import type { CommandIo } from './command-io.ts';
import { runImport, type ImportOptions } from './import-run.ts';

function percentage(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (/^\d{1,3}%?$/.test(text) && value <= 100) return value;
  throw new InvalidArgumentError('Expected a percentage from 0 to 100.');
}

function withImportOptions(command: Command): Command {
  return command
    .option(
      '--mapping <file>',
      'where the source says site, zone, rack, owner and services (docs/importing.md)',
    )
    .option('--out <file>', 'write the inventory here instead of printing it')
    .option('--diff [path]', 'only show what would change against --out, a file or an inventory directory')
    .option('--max-lost <percent>', 'alarm when more of the hosts would vanish', percentage, 20)
    .option('--json', 'print JSON (stagger/import/1)');
}

export function addImportCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('import')
    .description('turn an inventory of another system into YAML for review');
  withImportOptions(command.command('ansible'))
    .description('native Ansible inventories (INI, YAML, directories), or saved `ansible-inventory --list`')
    .argument('<paths...>', 'inventories, read together as `ansible -i … -i …` does; scripts are never run')
    .action((paths: readonly string[], options: ImportOptions) =>
      runImport({ source: 'ansible', named: paths.join(' '), read: () => importAnsible(paths) }, options, io),
    );
}

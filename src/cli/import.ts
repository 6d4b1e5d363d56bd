// `stagger import SOURCE`: a foreign inventory as YAML for review. Needs neither the daemon nor its database; the only
// traffic is to a NetBox that was named.

import { InvalidArgumentError, type Command } from 'commander';
import { importEc2 } from '../adapters/ec2/ec2-import.ts';
import { importAnsible } from '../adapters/ansible/ansible-import.ts';
import { importNetbox, importNetboxFiles } from '../adapters/netbox/netbox-import.ts';
import { readSecret } from '../config/secrets.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { runImport, type ImportOptions, type ImportRequest } from './import-run.ts';
import { OperatorError } from '../app/operator-error.ts';

/** Where a NetBox is read from; nothing of it for other sources. */
export type SourceOptions = {
  readonly url?: string;
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
  readonly timeout?: number;
};

type NetboxOptions = ImportOptions & SourceOptions;

function seconds(text: string): number {
  const value = Number(text.replace(/s$/, ''));
  if (/^\d{1,4}s?$/.test(text) && value >= 1 && value <= 600) return value * 1_000;
  throw new InvalidArgumentError('Expected 1 to 600 seconds.');
}

function usage(message: string, hint: string): OperatorError {
  return new OperatorError(message, { hint, exitCode: exitCode.usage });
}

/** @throws OperatorError where what was named cannot be a request. */
export async function importRequest(
  source: ImportRequest['source'],
  paths: readonly string[],
  options: SourceOptions,
): Promise<ImportRequest> {
  if (source === 'netbox') return netboxRequest(paths, options);
  if (paths.length === 0)
    throw usage('no file was named', `name what \`stagger import ${source}\` would take`);
  const read = source === 'ansible' ? () => importAnsible(paths) : () => importEc2(paths);
  return { source, named: paths.join(' '), read };
}

async function netboxRequest(paths: readonly string[], options: SourceOptions): Promise<ImportRequest> {
  const { url, tokenEnv, tokenFile, timeout = 30_000 } = options;
  if (url === undefined) {
    if (paths.length === 0) throw usage('no page was named', 'name the saved pages, or --url');
    return { source: 'netbox', named: paths.join(' '), read: () => importNetboxFiles(paths) };
  }
  if (paths.length > 0) throw usage('both pages and --url', 'name one of them');
  if ((tokenEnv === undefined) === (tokenFile === undefined))
    throw usage(
      'a token by exactly one of --token-env and --token-file',
      'the token itself is never an argument',
    );
  const outcome = await readSecret(
    tokenEnv === undefined ? { kind: 'file', path: tokenFile ?? '' } : { kind: 'env', name: tokenEnv },
  );
  if (outcome.kind === 'unreadable')
    throw new OperatorError(outcome.problem, {
      hint: 'mend it and try again',
      exitCode: exitCode.configuration,
    });
  return {
    source: 'netbox',
    named: url.replace(/\/\/[^/]*@/, '//'),
    read: () => importNetbox({ url, token: outcome.secret.reveal(), pageWithinMs: timeout }),
  };
}

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
    .action(async (paths: readonly string[], options: ImportOptions) =>
      runImport(await importRequest('ansible', paths, {}), options, io),
    );
  withImportOptions(command.command('netbox'))
    .description('NetBox sites, racks, devices and virtual machines, from saved pages or live')
    .argument('[pages...]', 'saved answers of /api/dcim/devices/ and the like, every page of each')
    .option('--url <url>', 'read a live NetBox; https, or http on loopback')
    .option('--token-env <name>', 'environment variable that holds the token')
    .option('--token-file <file>', 'file that holds the token, mode 0600')
    .option('--timeout <seconds>', 'how long one page may take', seconds, 30_000)
    .action(async (paths: readonly string[], options: NetboxOptions) => {
      await runImport(await importRequest('netbox', paths, options), options, io);
    });
  withImportOptions(command.command('ec2'))
    .description('saved output of `aws ec2 describe-instances`')
    .argument('<pages...>', 'JSON files, every page')
    .action(async (paths: readonly string[], options: ImportOptions) =>
      runImport(await importRequest('ec2', paths, {}), options, io),
    );
}

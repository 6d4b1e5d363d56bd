// `stagger systemd-unit`: the unit that runs the daemon as these settings need it, and what to do with it.

import { dirname, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Settings } from '../config/settings.ts';
import { slackSecrets } from '../config/slack-settings.ts';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import { serviceUnit } from '../views/systemd/service-unit.ts';
import type { CommandIo } from './command-io.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';

type UnitOptions = InventoryOption & { readonly user: string };

export function addSystemdUnitCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('systemd-unit'))
    .description('print a hardened systemd unit for the daemon with these settings')
    .option('--user <name>', 'whom it runs as', loginName, 'stagger')
    .action((options: UnitOptions) => unit(options, io));
}

function loginName(text: string): string {
  if (/^[a-z_][a-z0-9_-]{0,31}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a login name.');
}

function references({ slack, ssh, http }: Settings): readonly SecretReference[] {
  return [...slackSecrets(slack), ssh.passphrase, http?.token].filter(
    (reference) => reference !== null && reference !== undefined,
  );
}

async function unit(options: UnitOptions, io: CommandIo): Promise<void> {
  const { settings } = await openInventory(options);
  const secrets = references(settings);
  const inventory = resolve(options.inventory);
  const program = resolve(import.meta.dirname, '..', '..', 'bin', 'stagger.js');
  const credentials = secrets.flatMap((secret) => (secret.kind === 'credential' ? [secret.name] : []));
  io.out(
    serviceUnit({
      command: [process.execPath, program, 'run', '--inventory', inventory],
      user: options.user,
      stateDirectory: dirname(settings.databasePath),
      credentials: [...new Set(credentials)],
      needsEnvironment: secrets.some(({ kind }) => kind === 'env'),
    }),
  );
  io.err(
    [
      'Next, as root:',
      `  useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin ${options.user}`,
      '  stagger systemd-unit > /etc/systemd/system/stagger.service',
      ...credentials.map((name) => `  install -m 0400 /dev/stdin /etc/stagger/credentials/${name}`),
      '  systemctl daemon-reload && systemctl enable --now stagger',
    ].join('\n'),
  );
}

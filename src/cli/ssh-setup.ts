// `stagger ssh-setup [HOST…]`: what root installs on hosts so that the daemon's key may observe and reboot them, and
// nothing else. Prints; touches no host.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import {
  authorizedKeysLine,
  installScript,
  polkitText,
  programText,
  setupProblem,
  sudoersText,
  type HostSetup,
} from '../adapters/ssh/host-setup.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Host } from '../core/fleet/fleet.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { gatesOn } from '../core/gates/gates-on.ts';
import { commandOnHost } from '../runtime/gate-router.ts';
import type { CommandIo } from './command-io.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { knownHost } from './selection.ts';

type SetupOptions = InventoryOption & {
  readonly part: 'script' | 'program' | 'authorized-keys' | 'sudoers' | 'polkit';
  readonly from: readonly string[];
  readonly publicKey?: string;
  readonly program: string;
  readonly state: string;
  readonly polkit?: true;
};

export function addSshSetupCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('ssh-setup'))
    .description('print what root installs on a host so that the key of Stagger can do only its work there')
    .argument('[host...]', 'hosts whose hooks and gates it must be able to run; all hosts otherwise')
    .addOption(
      new Option('--part <part>', 'one part instead of the whole install script')
        .choices(['script', 'program', 'authorized-keys', 'sudoers', 'polkit'])
        .default('script'),
    )
    .option('--from <address...>', 'addresses or patterns that the daemon comes from', [])
    .option('--public-key <file>', 'the .pub file; that of ssh.identity_file otherwise')
    .option('--program <path>', 'where the program is installed', '/usr/local/sbin/stagger-ssh')
    .option('--state <dir>', 'where it keeps the highest epoch', '/var/lib/stagger')
    .option('--polkit', 'a polkit rule instead of sudo')
    .addHelpText('after', '\nFor example: stagger ssh-setup web-01 --from 10.0.0.5 | ssh root@web-01 sh')
    .action((hosts: readonly string[], options: SetupOptions) => sshSetup(hosts, options, io));
}

async function sshSetup(names: readonly string[], options: SetupOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  const { fleet, settings } = inventory;
  const swallowed =
    names.length > 0 ? undefined : options.from.find((name) => fleet.hosts.has(name as HostId));
  if (swallowed !== undefined)
    throw usage(
      `--from: found ${swallowed}, which is a host of the inventory; hosts come first: stagger ssh-setup ${swallowed} --from ADDRESS`,
    );
  const ids = names.length === 0 ? [...fleet.hosts.keys()] : names.map((name) => knownHost(fleet, name));
  const hosts = ids.map((id) => fleet.hosts.get(id)).filter((host) => host !== undefined);
  const setup: HostSetup = {
    user: userOf(hosts),
    publicKey: await publicKeyOf(options.publicKey ?? defaultKeyPath(settings.ssh.identityPath)),
    from: options.from,
    commands: commandsOf(inventory, hosts),
    programPath: options.program,
    stateDirectory: options.state,
    right: options.polkit === true ? 'polkit' : 'sudo',
    sockets: hosts.some(({ id }) => runsBalancer(fleet, id)) ? 'open' : 'closed',
  };
  const problem = setupProblem(setup);
  if (problem !== null) throw usage(problem);
  io.out(partText(setup, options.part));
  if (setup.from.length === 0)
    io.err('Without --from the key works from every address: name those that the daemon comes from.');
}

function partText(setup: HostSetup, part: SetupOptions['part']): string {
  switch (part) {
    case 'script':
      return installScript(setup);
    case 'program':
      return programText(setup);
    case 'authorized-keys':
      return authorizedKeysLine(setup);
    case 'sudoers':
      return sudoersText(setup);
    case 'polkit':
      return polkitText(setup);
  }
}

function userOf(hosts: readonly Host[]): string {
  const users = [...new Set(hosts.map(({ ssh }) => ssh.user))].sort();
  const [user] = users;
  if (user !== undefined && users.length === 1) return user;
  throw usage(`these hosts have several login names: ${users.join(', ')}; name hosts with one of them`);
}

/** Everything that campaigns run on these hosts beside looking and rebooting. */
function commandsOf({ fleet }: GoodInventory, hosts: readonly Host[]): HostSetup['commands'] {
  const hooks = hosts.flatMap(({ drain, undrain }) => [drain, undrain]).filter((hook) => hook !== null);
  const gates = hosts.flatMap(({ id }) => commandsOfGates(fleet, id));
  return [...hooks.map(({ command }) => command.argv), ...gates];
}

function runsBalancer({ services }: GoodInventory['fleet'], host: HostId): boolean {
  return [...services.values()].some(({ rotation }) => rotation?.balancers.includes(host) === true);
}

function commandsOfGates(fleet: GoodInventory['fleet'], host: HostId): HostSetup['commands'] {
  return gatesOn(fleet, host).flatMap(({ gate: { question } }) => {
    const command = commandOnHost(question);
    return command === null ? [] : [command.argv];
  });
}

function defaultKeyPath(identityPath: string | null): string {
  if (identityPath !== null) return `${identityPath}.pub`;
  throw usage(
    'settings.yaml names no ssh.identity_file, so there is no public key to take: name one with --public-key FILE',
  );
}

async function publicKeyOf(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    throw new OperatorError(`${path}: the public key cannot be read`, {
      hint: `${keyHint(path)}, or name its public half with --public-key FILE`,
      exitCode: exitCode.usage,
    });
  }
}

/** A key that is there is in use somewhere: it is never made anew. */
function keyHint(publicPath: string): string {
  const path = publicPath.replace(/\.pub$/, '');
  return path !== publicPath && existsSync(path)
    ? `its private half is there: ssh-keygen -y -f ${path} > ${publicPath}`
    : `make the key (ssh-keygen -t ed25519 -f ${path})`;
}

function usage(message: string): OperatorError {
  return new OperatorError(message, {
    hint: '`stagger ssh-setup --help` says what each option takes',
    exitCode: exitCode.usage,
  });
}

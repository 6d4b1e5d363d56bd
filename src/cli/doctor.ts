// `stagger doctor`: everything that Stagger rests on, looked at once, each with what to do where it is not well.
// Changes nothing here, on any host, or in Slack.

import cliProgress from 'cli-progress';
import { Option, type Command } from 'commander';
import { doctorRound, machineLines } from '../app/doctor.ts';
import { loadInventory } from '../config/load-inventory.ts';
import { mistakeText } from '../config/mistake.ts';
import { anyAtLeast, countVerdicts, problem, type DoctorLine } from '../core/doctor/doctor-line.ts';
import { guestsOf } from '../core/fleet/fleet-lookup.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import { doctorText } from '../views/terminal/doctor-table.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { hasFiles, withInventory, type InventoryOption } from './open-inventory.ts';
import { knownHost } from './selection.ts';

type DoctorOptions = InventoryOption & {
  readonly json?: true;
  readonly all?: true;
  readonly failOn: 'warning' | 'problem';
  readonly skip?: readonly ('hosts' | 'slack')[];
};

export function addDoctorCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('doctor'))
    .description(
      'rehearse everything but the reboot: all that Stagger rests on, with how to mend what is not well',
    )
    .argument('[host...]', 'only these hosts, and the guests of these')
    .option('--all', 'also print what is well')
    .addOption(new Option('--skip <what...>', 'do not ask these').choices(['hosts', 'slack']))
    .addOption(
      new Option('--fail-on <verdict>', 'end with 1 for a line that is at least this bad')
        .choices(['warning', 'problem'])
        .default('problem'),
    )
    .option('--json', 'print JSON (stagger/doctor/1)')
    .addHelpText(
      'after',
      '\nChanges nothing. Of each host: login, right to reboot, other programs that\nreboot it, gates (asked once), hooks (not run), load balancers.\nExit codes: 0 nothing at or above --fail-on, 1 something, 2 wrong command line,\n78 there is no inventory in that directory.',
    )
    .action((names: readonly string[], options: DoctorOptions) => doctor(names, options, io));
}

async function doctor(names: readonly string[], options: DoctorOptions, io: CommandIo): Promise<void> {
  const { lines, isThere } = await look(names, options, io);
  if (options.json === true) io.out(jsonAnswer('doctor/1', { counts: countVerdicts(lines), lines }));
  else
    io.out(doctorText(lines, { colour: io.paper.colour, shown: options.all === true ? 'all' : 'troubles' }));
  if (!isThere) return io.end(exitCode.configuration);
  io.end(anyAtLeast(lines, options.failOn) ? exitCode.findings : exitCode.ok);
}

/** `isThere`: the directory holds an inventory, sound or not. */
async function look(
  names: readonly string[],
  options: DoctorOptions,
  io: CommandIo,
): Promise<{ readonly lines: readonly DoctorLine[]; readonly isThere: boolean }> {
  const inventory = await loadInventory(options.inventory);
  if (inventory.kind === 'invalid') {
    const isThere = hasFiles(options.inventory, inventory);
    const fix = `mend it, then run \`stagger check ${options.inventory}\`; the rest waits for a sound inventory`;
    const mistakes = inventory.mistakes.map((mistake) =>
      problem({
        area: 'inventory',
        subject: options.inventory,
        ...(isThere
          ? { found: mistakeText(mistake), fix }
          : { found: mistake.what, fix: mistake.hint ?? 'name another directory with --inventory' }),
      }),
    );
    return { lines: [...mistakes, ...(await machineLines())], isThere };
  }
  const { hosts } = inventory.fleet;
  // Whoever rehearses the reboot of a hypervisor means what is done on its guests, too.
  const wanted = names.flatMap((name) => {
    const host = knownHost(inventory.fleet, name);
    return [host, ...guestsOf(inventory.fleet, host)];
  });
  const chosen = wanted.length === 0 ? [...hosts.keys()] : [...new Set(wanted)];
  const targets: readonly SshTarget[] =
    options.skip?.includes('hosts') === true
      ? []
      : chosen.flatMap((id) => {
          const host = hosts.get(id);
          return host === undefined ? [] : [host.ssh];
        });
  const bar = new cliProgress.SingleBar({
    format: 'examining {bar} {value}/{total} {host}',
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  });
  if (io.watched && targets.length > 0) bar.start(targets.length, 0, { host: '' });
  const slack = options.skip?.includes('slack') === true ? 'skipped' : 'asked';
  const lines = await doctorRound({
    inventory,
    targets,
    slack,
    onHost: (host) => bar.increment(1, { host }),
  });
  if (io.watched && targets.length > 0) bar.stop();
  return { lines, isThere: true };
}

// The list of commands. Each command has its own thin file; this one only puts them together and turns a wrong
// command line into the exit code for it.

import { Command, CommanderError } from 'commander';
import { addAuditCommand } from './audit.ts';
import { addAuditLogCommand } from './audit-log.ts';
import { addCalendarCommand } from './calendar.ts';
import { addBackupCommands } from './backup.ts';
import { addCampaignCommand } from './campaign.ts';
import { addChaosCommand } from './chaos.ts';
import { addCheckCommand } from './check.ts';
import { addCompletionCommands } from './completion.ts';
import { addDemoCommand } from './demo.ts';
import { addDoctorCommand } from './doctor.ts';
import { addExplainCommand } from './explain.ts';
import { addExportCommand } from './export.ts';
import { addForecastCommand } from './forecast.ts';
import { addHostsCommand } from './hosts.ts';
import { addImportCommand } from './import.ts';
import { databaseError } from '../app/database-error.ts';
import { OperatorError } from '../app/operator-error.ts';
import { addIncidentsCommand } from './incidents.ts';
import { addInitCommand } from './init.ts';
import { addPlanCommand } from './plan.ts';
import { addRunCommand } from './run.ts';
import { addSlackManifestCommand } from './slack-manifest.ts';
import { addSshSetupCommand } from './ssh-setup.ts';
import { addStopSwitchCommand } from './stop-switch.ts';
import { addSweepCommand } from './sweep.ts';
import { addSystemdUnitCommand } from './systemd-unit.ts';
import { addWhatIfCommand } from './whatif.ts';
import { processIo, type CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { ownVersion } from '../app/version.ts';

function buildProgram(io: CommandIo, version: string): Command {
  // Set before the commands are added: they inherit it.
  const program = new Command('stagger')
    .description('Knows where each server stands and what it does, and reboots the fleet in a rolling way.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, getOutHelpWidth: () => io.paper.columns ?? 80 })
    // The list of commands leaves a description less than the library's own least width.
    .configureHelp({ minWidthToWrap: 24 })
    .showHelpAfterError('(stagger --help lists the commands)')
    .showSuggestionAfterError()
    .version(version, '-V, --version', 'print the version')
    .addHelpText(
      'after',
      [
        '',
        'To stop everything now: stagger stop-switch set REASON',
        '',
        'Every command reads --inventory DIR, or STAGGER_INVENTORY. --json prints one',
        'object for programs (docs/json.md).',
        'Exit codes: 0 well, 1 it ran and found something to act on, 2 wrong command',
        'line, 69 something could not be reached, 70 a defect of Stagger,',
        '78 invalid inventory or settings.',
      ].join('\n'),
    );
  program.commandsGroup('Begin:');
  addInitCommand(program, io);
  addCheckCommand(program, io);
  addDoctorCommand(program, io);
  addSshSetupCommand(program, io);
  addImportCommand(program, io);
  addSlackManifestCommand(program, io);
  addSystemdUnitCommand(program, io);
  addCompletionCommands(program, io);
  addDemoCommand(program, io);
  program.commandsGroup('Look:');
  addSweepCommand(program, io);
  addHostsCommand(program, io);
  addAuditCommand(program, io);
  addWhatIfCommand(program, io);
  addForecastCommand(program, io);
  addCalendarCommand(program, io);
  addExplainCommand(program, io);
  addIncidentsCommand(program, io);
  addExportCommand(program, io);
  program.commandsGroup('Reboot:');
  addPlanCommand(program, io);
  addCampaignCommand(program, io);
  addStopSwitchCommand(program, io);
  addChaosCommand(program, io);
  addRunCommand(program);
  program.commandsGroup('Keep:');
  addAuditLogCommand(program, io);
  addBackupCommands(program, io);
  for (const command of program.commands) pointToItsHelp(command, 'stagger');
  return program;
}

/** After a wrong command line: the help of the command that was meant, not that of all. */
function pointToItsHelp(command: Command, parent: string): void {
  const name = `${parent} ${command.name()}`;
  if (!speaksForItself.has(name)) command.showHelpAfterError(`(${name} --help shows how)`);
  for (const sub of command.commands) pointToItsHelp(sub, name);
}

/** Says at once what to type: people who stop a fleet are in a hurry. */
const speaksForItself: ReadonlySet<string> = new Set(
  ['', ' status', ' set', ' clear'].map((sub) => `stagger stop-switch${sub}`),
);

/** Parses `argv` (as `process.argv`) and runs the command it names. */
export async function runCommandLine(argv: readonly string[], io: CommandIo = processIo()): Promise<void> {
  try {
    await buildProgram(io, await ownVersion()).parseAsync(argv);
  } catch (thrown) {
    const error = databaseError(thrown) ?? thrown;
    if (error instanceof OperatorError) {
      io.err(`stagger: ${error.message}\n  ${error.hint}`);
      return io.end(error.exitCode);
    }
    if (!(error instanceof CommanderError)) {
      io.err(`stagger: a defect of Stagger, please report it\n${said(error)}`);
      return io.end(exitCode.defect);
    }
    // The parser has said what is wrong; asking for help is not an error.
    io.end(error.exitCode === 0 ? exitCode.ok : exitCode.usage);
  }
}

function said(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

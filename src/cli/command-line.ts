// The list of commands. Each command has its own thin file; this one only puts them together and turns a wrong
// command line into the exit code for it.

import { Command, CommanderError } from 'commander';
import { addAuditCommand } from './audit.ts';
import { addAuditLogCommand } from './audit-log.ts';
import { addCalendarCommand } from './calendar.ts';
import { addBackupCommands } from './backup.ts';
import { addCampaignCommand } from './campaign.ts';
import { addCheckCommand } from './check.ts';
import { addCompletionCommands } from './completion.ts';
import { addDemoCommand } from './demo.ts';
import { addDoctorCommand } from './doctor.ts';
import { addExplainCommand } from './explain.ts';
import { addExportCommand } from './export.ts';
import { addForecastCommand } from './forecast.ts';
import { addHostsCommand } from './hosts.ts';
import { addImportCommand } from './import.ts';
import { OperatorError } from '../app/operator-error.ts';
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

function buildProgram(io: CommandIo): Command {
  // Set before the commands are added: they inherit it.
  const program = new Command('stagger')
    .description('Knows where each server stands and what it does, and reboots the fleet in a rolling way.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(stagger --help lists the commands)')
    .showSuggestionAfterError();
  addInitCommand(program, io);
  addCheckCommand(program, io);
  addAuditCommand(program, io);
  addWhatIfCommand(program, io);
  addSweepCommand(program, io);
  addForecastCommand(program, io);
  addHostsCommand(program, io);
  addPlanCommand(program, io);
  addExplainCommand(program, io);
  addDoctorCommand(program, io);
  addRunCommand(program);
  addCalendarCommand(program, io);
  addCampaignCommand(program, io);
  addSshSetupCommand(program, io);
  addStopSwitchCommand(program, io);
  addAuditLogCommand(program, io);
  addBackupCommands(program, io);
  addSystemdUnitCommand(program, io);
  addSlackManifestCommand(program, io);
  addImportCommand(program, io);
  addExportCommand(program, io);
  addCompletionCommands(program, io);
  addDemoCommand(program, io);
  return program;
}

/** Parses `argv` (as `process.argv`) and runs the command it names. */
export async function runCommandLine(argv: readonly string[], io: CommandIo = processIo()): Promise<void> {
  try {
    await buildProgram(io).parseAsync(argv);
  } catch (error) {
    if (error instanceof OperatorError) {
      io.err(`stagger: ${error.message}\n  ${error.hint}`);
      return io.end(error.exitCode);
    }
    if (!(error instanceof CommanderError)) throw error;
    // The parser has said what is wrong; asking for help is not an error.
    io.end(error.exitCode === 0 ? exitCode.ok : exitCode.usage);
  }
}

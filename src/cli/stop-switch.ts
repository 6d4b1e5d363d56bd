// `stagger stop-switch`: one lever that keeps every campaign from starting another host, and says who pulled it.

import type { Command } from 'commander';
import {
  clearStopFile,
  readStopFile,
  readStopFiles,
  setStopFile,
  stopFilePath,
  strayStopFilePath,
} from '../adapters/node/stop-file.ts';
import { basename } from 'node:path';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { openJournal } from '../app/open-store.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { tellIfElsewhere } from './daemon-note.ts';
import { openDatabasePath, withInventory, type InventoryOption } from './open-inventory.ts';
import { OperatorError } from '../app/operator-error.ts';
import { hostNamePattern, idPattern } from '../config/field-shapes.ts';
import { printable } from '../config/mistake.ts';
import type { Flag, StopSubject } from '../core/campaign/input.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { HostId, PersonId, ServiceId } from '../core/fleet/ids.ts';
import { shellWord } from '../core/shell-word.ts';
import { operatingSystemUser } from './person.ts';
import { didYouMean, knownHost, knownService } from './selection.ts';

type SwitchOptions = InventoryOption & { readonly json?: true };
type StopOptions = SwitchOptions & { readonly service?: string; readonly host?: string };
type ClearOptions = StopOptions & { readonly file?: string };

const toType =
  'to stop every campaign: stagger stop-switch set REASON; to let them go on: stagger stop-switch clear';

function notASubcommand(words: readonly string[]): OperatorError {
  const [first = ''] = words;
  const said = printable(words.join(' '));
  const meant = didYouMean(first, ['set', 'clear', 'status']);
  const example = meant === '' ? `stagger stop-switch set "${said}"` : 'stagger stop-switch set REASON';
  return new OperatorError(`nothing was done: stop-switch knows set, clear and status, not "${said}"`, {
    hint: `${meant}to stop every campaign: ${example}`,
    exitCode: exitCode.usage,
  });
}

export function addStopSwitchCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('stop-switch')
    .description('keep every campaign from starting another host, or one service or host out of them');
  const withJson = (sub: Command): Command =>
    withInventory(sub).showHelpAfterError(toType).option('--json', 'print JSON (stagger/stop-switch/1)');
  const withSubject = (sub: Command): Command =>
    withJson(sub)
      .option('--service <id>', 'only hosts whose reboot takes down an instance of this service')
      .option('--host <id>', 'only this host, and what it is a guest of');
  withJson(command.command('status', { isDefault: true }))
    .description('say what is set, and why')
    .addHelpText('after', '\nExit codes: 0 clear, 1 something is set or unreadable.')
    // What is no subcommand comes here: people in a hurry are told what to type.
    .allowExcessArguments()
    .action((options: SwitchOptions, { args }: Command) => {
      if (args.length > 0) throw notASubcommand(args);
      return status(options, io);
    });
  withSubject(command.command('set'))
    .description('nothing more starts; hosts in flight are brought home')
    .argument('<reason...>', 'why, for whoever finds it')
    .action((words: readonly string[], options: StopOptions) => set(words.join(' '), options, io));
  withSubject(command.command('clear'))
    .description('let campaigns go on')
    .option('--file <name>', 'a file STOP.NAME that is the switch of no service and no host')
    .addHelpText(
      'after',
      '\nWithout an option: the switch of the fleet alone. What else holds stays, and is\n' +
        'named. Exit codes: 0 cleared, or nothing was set; 1, without an option, where\n' +
        'something else still stops everything.',
    )
    .action((options: ClearOptions) => clear(options, io));
}

/**
 * The subject that the options name; null for the whole fleet. Where nobody can tell which names there are, the name is
 * taken as it is, and that is said: a switch of a misspelt name stops nothing.
 */
function subjectOf(
  fleet: Fleet | null,
  { service, host }: StopOptions,
  io: Pick<CommandIo, 'err'>,
): StopSubject | null {
  if (service !== undefined && host !== undefined)
    throw new OperatorError('--service and --host: expected one of them', {
      hint: 'set two switches',
      exitCode: exitCode.usage,
    });
  if (host !== undefined)
    return { kind: 'host', id: fleet === null ? (unchecked(host, io) as HostId) : knownHost(fleet, host) };
  if (service === undefined) return null;
  const id = fleet === null ? (unchecked(service, io) as ServiceId) : knownService(fleet, service);
  return { kind: 'service', id };
}

function unchecked(name: string, io: Pick<CommandIo, 'err'>): string {
  if (!hostNamePattern.test(name) && !idPattern.test(name))
    throw new OperatorError(`${printable(name)} is no name of a host or a service`, {
      hint: 'without --host and --service everything is stopped',
      exitCode: exitCode.usage,
    });
  io.err(`Nobody can tell whether the inventory has ${name} while it is broken: look at the name twice.`);
  return name;
}

function subjectText(subject: StopSubject | null): string {
  return subject === null ? '' : ` of ${subject.kind} ${subject.id}`;
}

/** The fleet's switch, and those of single services and hosts beside it. */
function switchJson(flags: readonly Flag[]): string {
  const [fleet, ...others] = flags;
  const told = fleet === undefined || fleet.kind === 'clear' ? null : fleet.why;
  return jsonAnswer('stop-switch/1', {
    kind: fleet?.kind ?? 'clear',
    why: told,
    others: others.flatMap((flag) =>
      flag.kind === 'clear'
        ? []
        : [{ kind: flag.kind, subject: flag.kind === 'stopped' ? flag.subject : null, why: flag.why }],
    ),
  });
}

function isKnown(fleet: Fleet, subject: StopSubject): boolean {
  return subject.kind === 'host' ? fleet.hosts.has(subject.id) : fleet.services.has(subject.id);
}

/** One a switch that is not clear. */
function linesOf(flags: readonly Flag[], fleet: Fleet | null): readonly string[] {
  return flags.flatMap((flag) => {
    if (flag.kind === 'clear') return [];
    const kind = flag.kind === 'stopped' ? `set${subjectText(flag.subject)}` : flag.kind;
    const file = flag.kind === 'set' && flag.cause.kind === 'stop-switch' ? flag.cause.file : undefined;
    return [`${kind}: ${flag.why}${file === undefined ? '' : strayText(file, fleet)}`];
  });
}

/** How a file of nobody is lifted, and what to do first where it looks meant for somebody. */
function strayText(file: string, fleet: Fleet | null): string {
  const meant = fleet === null ? null : meantBy(file, fleet);
  const first =
    meant === null
      ? ''
      : `\n  if it is meant for ${meant.kind} ${meant.id}: stagger stop-switch set --${meant.kind} ${meant.id} REASON, and only then:`;
  return `${first}\n  to lift it: stagger stop-switch clear --file ${shellWord(file)}`;
}

function meantBy(file: string, fleet: Fleet): StopSubject | null {
  for (const name of [file.slice(file.indexOf('.') + 1), file.slice(file.lastIndexOf('.') + 1)]) {
    const [host, service] = [name as HostId, name as ServiceId];
    if (fleet.hosts.has(host)) return { kind: 'host', id: host };
    if (fleet.services.has(service)) return { kind: 'service', id: service };
  }
  return null;
}

async function status(options: SwitchOptions, io: CommandIo): Promise<void> {
  const { kept: databasePath, fleet } = await openDatabasePath(options, io);
  const flags = await readStopFiles(databasePath);
  const lines = linesOf(flags, fleet);
  for (const flag of flags)
    if (flag.kind === 'stopped' && fleet !== null && !isKnown(fleet, flag.subject))
      io.err(
        `The inventory has no ${flag.subject.kind} ${printable(flag.subject.id)}: that switch stops nothing.`,
      );
  if (options.json === true) io.out(switchJson(flags));
  else io.out(lines.length === 0 ? 'clear' : lines.join('\n'));
  tellIfElsewhere(databasePath, 'this says nothing of a daemon on another database', io);
  io.end(lines.length === 0 ? exitCode.ok : exitCode.findings);
}

/** The switch is thrown before it is recorded: it must work with a full disk, too. */
async function set(reason: string, options: StopOptions, io: CommandIo): Promise<void> {
  const { kept: databasePath, fleet } = await openDatabasePath(options, io);
  const subject = subjectOf(fleet, options, io);
  const by = operatingSystemUser();
  const path = stopFilePath(databasePath, subject);
  await setStopFile(path, `${reason} (${by})`).catch((error: unknown) => {
    throw withoutRight(
      `the stop switch is NOT set: no ${path}`,
      error,
      `make it as root (\`sudo touch ${path}\`)`,
    );
  });
  const text = subject === null ? 'set: no campaign starts another host' : `set${subjectText(subject)}`;
  io.out(options.json === true ? switchJson(await readStopFiles(databasePath)) : text);
  tellIfElsewhere(
    databasePath,
    'the switch holds whatever starts there, and nothing on another database',
    io,
  );
  await recordSet({ by, reason, subject }, databasePath).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`the stop switch is set and holds, but the journal does not say so: ${why}`, {
      hint: 'tell the others yourself; `stagger doctor` looks at database and disk',
      exitCode: exitCode.unavailable,
    });
  });
}

function withoutRight(what: string, error: unknown, hint: string): OperatorError {
  const why = error instanceof Error ? error.message : String(error);
  return new OperatorError(`${what} (${why})`, { hint, exitCode: exitCode.unavailable });
}

async function recordSet(
  event: { readonly by: PersonId; readonly reason: string; readonly subject: StopSubject | null },
  databasePath: string,
): Promise<void> {
  await using records = await openJournal({ databasePath });
  await records.store.appendFleetEvent({
    at: createSystemClock().now(),
    actor: event.by,
    event: { kind: 'stop-switch-set', ...event },
    messages: [],
  });
}

async function clear(options: ClearOptions, io: CommandIo): Promise<void> {
  const { kept: databasePath, fleet } = await openDatabasePath(options, io);
  const lever = await leverOf(options, { databasePath, fleet }, io);
  const wasSet = (await readStopFile(lever.path)).kind !== 'clear';
  if (wasSet) await clearRecorded(databasePath, lever);
  const flags = await readStopFiles(databasePath);
  io.out(options.json === true ? switchJson(flags) : clearedText(flags, { ...lever, wasSet, fleet }));
  tellIfElsewhere(databasePath, 'a switch of another database is as it was', io);
  if (lever.subject === null && isHeld(flags)) io.end(exitCode.findings);
}

/** What is cleared. `file`: its name, where it is the switch of nobody. */
type Lever = { readonly path: string; readonly subject: StopSubject | null; readonly file?: string };

type Beside = { readonly databasePath: string; readonly fleet: Fleet | null };

async function leverOf(
  options: ClearOptions,
  { databasePath, fleet }: Beside,
  io: CommandIo,
): Promise<Lever> {
  const { file, host, service } = options;
  if (file === undefined) {
    // One that was set for somebody who has left the inventory since is lifted by the same name.
    const named = host ?? service ?? '';
    const kind = host === undefined ? 'service' : 'host';
    const left = { kind, id: named } as StopSubject;
    const isOne = (host === undefined) !== (service === undefined);
    if (isOne && (hostNamePattern.test(named) || idPattern.test(named))) {
      const path = stopFilePath(databasePath, left);
      if ((await readStopFile(path)).kind !== 'clear') return { path, subject: left };
    }
    const subject = subjectOf(fleet, options, io);
    return { path: stopFilePath(databasePath, subject), subject };
  }
  const path = strayStopFilePath(databasePath, file);
  if (path === null || host !== undefined || service !== undefined)
    throw new OperatorError(
      `--file ${printable(file)}: expected the name of a file STOP.NAME beside the database that is the switch of no service and no host, alone`,
      {
        hint: 'stagger stop-switch status names them; a switch of a service or host is lifted with --service or --host',
        exitCode: exitCode.usage,
      },
    );
  return { path, subject: null, file: basename(path) };
}

async function clearRecorded(databasePath: string, { path, ...lever }: Lever): Promise<void> {
  const by = operatingSystemUser();
  await using records = await openJournal({ databasePath });
  await records.store.appendFleetEvent({
    at: createSystemClock().now(),
    actor: by,
    event: { kind: 'stop-switch-cleared', by, ...lever },
    messages: [],
  });
  await clearStopFile(path).catch((error: unknown) => {
    throw withoutRight(
      `the stop switch ${path} is still set`,
      error,
      `remove it as its owner (\`sudo rm ${path}\`)`,
    );
  });
}

/** By something that stops everything. */
function isHeld(flags: readonly Flag[]): boolean {
  return flags.some(({ kind }) => kind === 'set' || kind === 'unknown');
}

/** Never that campaigns go on while another switch holds all of them. */
function clearedText(
  flags: readonly Flag[],
  lever: Lever & { readonly wasSet: boolean; readonly fleet: Fleet | null },
): string {
  const { subject, file, wasSet, fleet } = lever;
  const goesOn = subject === null && !isHeld(flags) ? ': campaigns go on' : '';
  const whose = file === undefined ? subjectText(subject) : ` of ${shellWord(file)}`;
  const said = wasSet ? `clear${whose}${goesOn}` : `the stop switch${whose} was not set; nothing was changed`;
  return [said, ...linesOf(flags, fleet).map((line) => `still ${line}`)].join('\n');
}

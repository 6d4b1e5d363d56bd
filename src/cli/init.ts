// `stagger init`: an inventory to begin with, from a few answers or from another system. What was written is loaded and
// checked before it gets its name; a directory that holds anything is never touched.

import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { loadInventory } from '../config/load-inventory.ts';
import { starterFiles, type StarterAnswers } from '../config/starter-inventory.ts';
import { counted } from '../core/counted.ts';
import type { CommandIo } from './command-io.ts';
import { importRequest, type SourceOptions } from './import.ts';
import { runImport } from './import-run.ts';
import { draftError } from './init-mistakes.ts';
import { askPerson, type AskPerson } from './init-questions.ts';
import { jsonAnswer } from './json-answer.ts';

type InitOptions = SourceOptions & {
  readonly from?: 'ansible' | 'netbox' | 'ec2';
  readonly mapping?: string;
  readonly site?: string;
  readonly kind: 'datacentre' | 'cloud';
  readonly timeZone?: string;
  readonly zone?: readonly string[];
  readonly host?: readonly string[];
  readonly user?: string;
  readonly identityFile: string;
  readonly knownHosts: string;
  readonly database: string;
  readonly slackTeam?: string;
  readonly slackChannel?: string;
  readonly approver?: readonly string[];
  readonly json?: true;
};

export function addInitCommand(program: Command, io: CommandIo): void {
  program
    .command('init')
    .description('write an inventory to begin with, from a few questions or from another system')
    .argument('<directory>', 'a directory that is not there yet, or empty')
    .argument('[paths...]', 'with --from: what `stagger import` would take')
    .addOption(new Option('--from <source>', 'take the hosts from').choices(['ansible', 'netbox', 'ec2']))
    .option('--mapping <file>', 'with --from: where the source says site, zone and rack (docs/importing.md)')
    .option('--url <url>', 'with --from netbox: read a live NetBox')
    .option('--token-env <name>', 'with --url: environment variable that holds the token')
    .option('--token-file <file>', 'with --url: file that holds the token, mode 0600')
    .option('--site <id>', 'data centre or cloud region')
    .addOption(
      new Option('--kind <kind>', 'of the site').choices(['datacentre', 'cloud']).default('datacentre'),
    )
    .option('--time-zone <zone>', 'IANA zone that windows are in')
    .option('--zone <id...>', 'availability zones; hosts are dealt out over them')
    .option('--host <name...>', 'hosts, or ranges such as web-[01:03]')
    .option('--user <name>', 'login name on the hosts')
    .option('--identity-file <path>', 'private key; a key of its own', '~/.ssh/id_stagger')
    .option('--known-hosts <path>', 'trusted host keys', '~/.ssh/known_hosts')
    .option('--database <path>', 'SQLite file', '~/.local/state/stagger/stagger.db')
    .option('--slack-team <id>', 'workspace (T…)')
    .option('--slack-channel <id>', 'channel (C…)')
    .option('--approver <id...>', 'who may approve: user groups (S…) or users (U…)')
    .option('--json', 'print JSON (stagger/init/1)')
    .action((directory: string, paths: readonly string[], options: InitOptions) =>
      init(directory, paths, options, io),
    );
}

const usage = (message: string, hint: string): OperatorError =>
  new OperatorError(message, { hint, exitCode: exitCode.usage });

async function answersOf(options: InitOptions, ask: AskPerson | null): Promise<StarterAnswers> {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const said = async (flag: string, given: string | undefined, question: string, proposal: string | null) => {
    if (given !== undefined) return given;
    if (ask !== null) return ask(question, proposal);
    if (proposal !== null) return proposal;
    throw usage(`${flag} is missing, and nobody is at a terminal to be asked`, `say ${flag}`);
  };
  const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '');
  const site = await said('--site', options.site, 'Name of the site (data centre or region)', 'main');
  const timeZone = await said('--time-zone', options.timeZone, 'Time zone of its maintenance windows', own);
  const imported = options.from !== undefined;
  const zones = imported
    ? []
    : (options.zone ??
      words(await said('--zone', undefined, 'Its zones (own power and network)', `${site}-a`)));
  const hosts = imported
    ? []
    : (options.host ?? words(await said('--host', undefined, 'Hosts (web-[01:03] is a range)', null)));
  const user = await said('--user', options.user, 'Login name on the hosts', 'stagger');
  const team =
    options.slackTeam ?? (ask === null ? '' : await ask('Slack workspace id (T…; empty: later)', ''));
  return {
    site,
    kind: options.kind,
    timeZone,
    zones,
    hosts,
    user,
    identityFile: options.identityFile,
    knownHosts: options.knownHosts,
    database: options.database,
    slack:
      team === ''
        ? null
        : {
            team,
            channel: await said('--slack-channel', options.slackChannel, 'Channel id (C…)', null),
            approvers:
              options.approver ??
              words(await said('--approver', undefined, 'Approvers: user groups (S…) or users (U…)', null)),
          },
  };
}

async function init(
  given: string,
  paths: readonly string[],
  options: InitOptions,
  io: CommandIo,
): Promise<void> {
  const directory = resolve(given);
  if (options.from === undefined && paths.length > 0)
    throw usage(`found "${paths.join(' ')}" after the directory`, 'say --from ansible, netbox or ec2');
  await assertFree(directory);
  const person = askPerson();
  const answers = await answersOf(options, person?.ask ?? null).finally(() => person?.close());
  await makeDirectory(dirname(directory));
  const draft = await mkdtemp(join(dirname(directory), `.${basename(directory)}-`)).catch(
    (error: unknown) => {
      throw notMade(directory, error);
    },
  );
  try {
    const names = await writeDraft(draft, { answers, paths, options }, io);
    const loaded = await loadInventory(draft);
    if (loaded.kind === 'invalid') throw draftError(loaded.mistakes, { draft, answers });
    await chmod(draft, 0o755);
    // Fails where somebody has put something there meanwhile.
    await rename(draft, directory);
    if (options.json === true)
      return io.out(jsonAnswer('init/1', { directory, files: names, hosts: loaded.fleet.hosts.size }));
    io.out(
      `${directory}: ${counted(loaded.fleet.hosts.size, 'host')}, no mistakes\n${nextSteps(given, answers)}`,
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Each missing directory by itself: Node's `recursive` never returns where one cannot be made (as below /proc). */
async function makeDirectory(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeDirectory(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    throw notMade(path, error);
  });
}

function notMade(path: string, error: unknown): OperatorError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return usage(`${path}: it cannot be made (${code})`, 'name a directory that this user may make');
}

async function assertFree(directory: string): Promise<void> {
  const found = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw usage(`${directory}: ${error.message}`, 'name a directory that is not there yet');
  });
  if (found.length === 0) return;
  throw usage(
    `${directory} holds ${found.slice(0, 3).join(', ')}${found.length > 3 ? ' and more' : ''}`,
    'nothing is ever overwritten: name a directory that is not there yet, or empty',
  );
}

async function writeDraft(
  draft: string,
  given: {
    readonly answers: StarterAnswers;
    readonly paths: readonly string[];
    readonly options: InitOptions;
  },
  io: CommandIo,
): Promise<readonly string[]> {
  const { answers, paths, options } = given;
  const files = starterFiles(answers);
  for (const [name, text] of files) {
    await mkdir(dirname(join(draft, name)), { recursive: true });
    await writeFile(join(draft, name), text, { flag: 'wx' });
  }
  if (options.from === undefined) return [...files.keys()];
  const request = await importRequest(options.from, paths, options);
  const mapping = options.mapping === undefined ? {} : { mapping: options.mapping };
  // Its account of what could not be mapped goes to `err`; the result is told once, by us.
  await runImport(request, { out: join(draft, 'imported.yaml'), maxLost: 20, ...mapping }, io);
  return [...files.keys(), 'imported.yaml'];
}

function nextSteps(directory: string, { user, identityFile, slack }: StarterAnswers): string {
  return [
    'Next:',
    `  1. A key of its own, unless ${identityFile} is there:`,
    `       ssh-keygen -t ed25519 -N '' -f ${identityFile}`,
    `  2. On every host, as root, a login "${user}" whose key may do its work and nothing else:`,
    `       stagger ssh-setup HOST --inventory ${directory} | ssh root@HOST sh`,
    `     (or by hand: the public key, and in /etc/sudoers.d/stagger the line`,
    `     ${user} ALL=(root) NOPASSWD: /usr/bin/systemctl reboot)`,
    `  3. stagger doctor --inventory ${directory}`,
    `       says what is still missing, and how to mend it`,
    `  4. stagger sweep --inventory ${directory}`,
    `       looks at every host once`,
    ...(slack === null
      ? ['  5. stagger slack manifest', '       makes the Slack app; then fill in settings.yaml']
      : []),
  ].join('\n');
}

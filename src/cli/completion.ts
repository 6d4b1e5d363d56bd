// `stagger completion SHELL`: a few lines for the shell, which ask `stagger complete -- WORDS` at each TAB. What can follow
// comes from the commands themselves; names of hosts, services, racks and campaigns from the inventory and the database.

import { Argument, type Command, type Option } from 'commander';
import { openRecords } from '../app/open-store.ts';
import { loadInventory } from '../config/load-inventory.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { CommandIo } from './command-io.ts';
import { completionScript, shells, type Shell } from './completion-scripts.ts';

export function addCompletionCommands(program: Command, io: CommandIo): void {
  program
    .command('completion')
    .description('print what makes the shell complete commands, hosts and campaigns')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText(
      'after',
      [
        '',
        'bash:',
        '  stagger completion bash > ~/.local/share/bash-completion/completions/stagger',
        'zsh:',
        '  stagger completion zsh > "${fpath[1]}/_stagger"',
        'fish:',
        '  stagger completion fish > ~/.config/fish/completions/stagger.fish',
      ].join('\n'),
    )
    .action((shell: Shell) => io.out(completionScript(shell)));
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'after `stagger`; the last is the one to complete')
    .action(async (words: readonly string[]) => {
      const found = await completions(program, words);
      if (found.length > 0) io.out(found.join('\n'));
    });
}

type Position = {
  readonly command: Command;
  /** Plain words after the command. */
  readonly given: number;
  /** The option whose value is wanted, or null. */
  readonly option: Option | null;
  readonly inventory: string | null;
};

/** Walks the words before the one to complete, as the parser would. */
function positionAfter(program: Command, words: readonly string[]): Position {
  let command = program;
  let given = 0;
  let option: Option | null = null;
  let inventory: string | null = null;
  for (const word of words) {
    if (option !== null) {
      if (option.long === '--inventory') inventory = word;
      if (!option.variadic) option = null;
      if (!word.startsWith('-')) continue;
    }
    if (word.startsWith('-')) {
      const [name = ''] = word.split('=', 1);
      const named = command.options.find(({ long, short }) => long === name || short === name);
      option =
        named !== undefined && (named.required || named.optional) && !word.includes('=') ? named : null;
      continue;
    }
    const below: Command | undefined = command.commands.find((each) => each.name() === word);
    if (below === undefined) given += 1;
    else command = below;
  }
  return { command, given, option, inventory };
}

/** Every word that could stand in the place of the last one. */
export async function completions(program: Command, words: readonly string[]): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const at = positionAfter(program, words.slice(0, -1));
  const all = await candidates(at, current);
  return all.filter((candidate) => candidate.startsWith(current)).sort();
}

async function candidates(at: Position, current: string): Promise<readonly string[]> {
  const { command, given, option } = at;
  if (option !== null && !current.startsWith('-')) return option.argChoices ?? namesFor(option.name(), at);
  if (current.startsWith('-'))
    return command.options.flatMap(({ long, hidden }) => (hidden ? [] : [long ?? '']));
  const below = command.commands.filter((each) => !hiddenNames.has(each.name())).map((each) => each.name());
  const expected = command.registeredArguments;
  const argument = expected[given] ?? (expected.at(-1)?.variadic === true ? expected.at(-1) : undefined);
  if (argument === undefined) return below;
  return [...below, ...(argument.argChoices ?? (await namesFor(argument.name(), at)))];
}

const hiddenNames: ReadonlySet<string> = new Set(['complete']);

/** Names of things, by what an argument is called. Whatever cannot be read has no names: a TAB says no errors. */
async function namesFor(argument: string, { inventory, command }: Position): Promise<readonly string[]> {
  const directory = inventory ?? process.env['STAGGER_INVENTORY'] ?? 'inventory';
  if (!['host', 'what', 'domain', 'campaign', 'id'].includes(argument)) return [];
  const loaded = await loadInventory(directory);
  if (loaded.kind === 'invalid') return [];
  const { fleet } = loaded;
  const hosts = [...fleet.hosts.keys()];
  const under = (level: string, ids: Iterable<string>): readonly string[] =>
    [...ids].map((id) => `${level}:${id}`);
  const domains = [
    ...under('rack', fleet.racks.keys()),
    ...under('feed', fleet.feeds.keys()),
    ...under('zone', fleet.zones.keys()),
    ...under('site', fleet.sites.keys()),
  ];
  switch (argument) {
    case 'host':
      return hosts;
    case 'what':
      return [...hosts, ...under('service', fleet.services.keys()), ...domains];
    case 'domain':
      return [...domains, ...under('host', hosts)];
    default:
      return command.name() === 'check' ? [] : campaignIds(loaded);
  }
}

async function campaignIds({ settings }: GoodInventory): Promise<readonly string[]> {
  try {
    await using records = await openRecords(settings);
    return (await records.store.campaigns('all')).map(({ id }) => id);
  } catch {
    return [];
  }
}

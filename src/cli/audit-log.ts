// `stagger audit-log`: the journal as people read it, and the proof that nobody changed it.

import type { Command } from 'commander';
import { plainTable, type Cell } from '../views/terminal/plain-table.ts';
import { instantText } from '../views/terminal/time-text.ts';
import { counted } from '../core/counted.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { chosenEntries } from './journal-entries.ts';
import { jsonAnswer } from './json-answer.ts';
import { wholeNumber } from './number-argument.ts';
import { openDatabasePath, withInventory, type InventoryOption } from './open-inventory.ts';
import { readRecords } from './read-records.ts';

type ListOptions = InventoryOption & {
  readonly json?: true;
  /** Undefined: the newest. */
  readonly after?: number;
  readonly limit: number;
  readonly campaign?: string;
};

export function addAuditLogCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('audit-log')
    .description('the append-only, hash-chained record of everything');
  withInventory(command.command('list', { isDefault: true }))
    .description('print the newest entries, in order')
    .option(
      '--after <seq>',
      'those after this number instead (0: from the first)',
      wholeNumber({ min: 0, max: 1e15 }),
    )
    .option('--limit <n>', 'how many at most', wholeNumber({ min: 1, max: 1_000_000 }), 200)
    .option('--campaign <id>', 'only those of one campaign')
    .option('--json', 'print JSON (stagger/audit-log/1)')
    .action((options: ListOptions) => list(options, io));
  withInventory(command.command('verify'))
    .description(
      'check the hash chain; compare its head with the one in a digest to see that no end was cut off',
    )
    .option('--json', 'print JSON (stagger/audit-verdict/1)')
    .action((options: VerifyOptions) => verify(options, io));
}

async function list(options: ListOptions, io: CommandIo): Promise<void> {
  const { kept: databasePath } = await openDatabasePath(options, io);
  await using records = await readRecords({ databasePath }, io);
  const entries = await chosenEntries(records.store, options);
  if (options.json === true) return io.out(jsonAnswer('audit-log/1', { entries }));
  if (entries.length === 0)
    return io.out(
      options.after === undefined && options.campaign === undefined
        ? 'Nothing is recorded yet.'
        : 'No such entry is recorded.',
    );
  const rows = entries.map(({ seq, at, actor, campaign, event }): readonly Cell[] => {
    const { kind, ...rest } = event;
    const named = Object.entries(rest).filter(([, value]) => typeof value !== 'object');
    return [
      String(seq),
      instantText(at, 'UTC'),
      actor,
      campaign ?? '-',
      kind,
      named.map(([name, value]) => `${name}=${String(value)}`).join(' '),
    ];
  });
  io.out(plainTable(['SEQ', 'AT', 'ACTOR', 'CAMPAIGN', 'WHAT', ''], rows, io.paper));
}

type VerifyOptions = InventoryOption & { readonly json?: true };

async function verify(options: VerifyOptions, io: CommandIo): Promise<void> {
  const { kept: databasePath } = await openDatabasePath(options, io);
  await using records = await readRecords({ databasePath }, io);
  const verdict = await records.store.verifyJournal();
  if (options.json === true) io.out(jsonAnswer('audit-verdict/1', { verdict }));
  else if (verdict.kind === 'intact')
    io.out(`intact: ${counted(verdict.entries, 'entry', 'entries')}, head ${verdict.headHash}`);
  else io.out(`BROKEN at entry ${verdict.seq}: ${verdict.detail}`);
  if (verdict.kind === 'broken') io.end(exitCode.findings);
}

// `stagger backup` and `stagger restore`: a proven copy of the database while the daemon runs, and the way back. After a
// restore the stop switch is set: the record is older than the hosts, and a person looks before anything starts.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readStopFile, setStopFile, stopFilePath } from '../adapters/node/stop-file.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import {
  backUpDatabase,
  examineBackup,
  restoreDatabase,
  type BackupVerdict,
  type CopyOutcome,
  type CopyProof,
} from '../adapters/sql/backup.ts';
import { takeDaemonLock } from '../adapters/sql/daemon-lock.ts';
import { rememberedIn } from '../adapters/sql/inspect-database.ts';
import { openControl } from '../app/open-decisions.ts';
import { openJournal } from '../app/open-store.ts';
import type { Settings } from '../config/settings.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId, PersonId } from '../core/fleet/ids.ts';
import { EPOCH, keepEpoch } from '../runtime/epoch.ts';
import { voidCampaigns } from '../runtime/void-campaigns.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { counted } from '../core/counted.ts';
import type { CommandIo } from './command-io.ts';
import { jsonAnswer } from './json-answer.ts';
import { openDatabasePath, openSettings, withInventory, type InventoryOption } from './open-inventory.ts';
import { operatingSystemUser } from './person.ts';

type BackupOptions = InventoryOption & { readonly json?: true };

export function addBackupCommands(program: Command, io: CommandIo): void {
  withInventory(program.command('backup'))
    .description('write a checked copy of the database to a new file, while the daemon runs')
    .argument('<file>', 'a file that is not there yet')
    .option('--json', 'print JSON (stagger/backup/1)')
    .action((file: string, options: BackupOptions) => backup(file, options, io));
  withInventory(program.command('restore'))
    .description('put a backup in the place of the database; the daemon must be stopped')
    .argument('<file>', 'what `stagger backup` wrote')
    .option('--json', 'print JSON (stagger/restore/1)')
    .action((file: string, options: BackupOptions) => restore(file, options, io));
}

function proven(outcome: CopyOutcome | BackupVerdict, hint: string): CopyProof {
  if (outcome.kind !== 'refused') return outcome.proof;
  throw new OperatorError(outcome.why, { hint, exitCode: exitCode.findings });
}

function proofText({ bytes, journalEntries, headHash }: CopyProof): string {
  const kib = Math.ceil(bytes / 1_024).toLocaleString('en');
  return `${kib} KiB, ${counted(journalEntries, 'journal entry', 'journal entries')}, chain intact, head ${headHash}`;
}

async function backup(file: string, options: BackupOptions, io: CommandIo): Promise<void> {
  const { kept: databasePath } = await openDatabasePath(options, io);
  const to = resolve(file);
  const outcome = await backUpDatabase(databasePath, to);
  const proof = proven(outcome, 'no backup was written; `stagger doctor` looks at database and disk');
  if (options.json === true) return io.out(jsonAnswer('backup/1', { file: to, ...proof }));
  io.out(`${to}: ${proofText(proof)}`);
}

async function stopAll(
  settings: Settings,
  { fleet, by }: { readonly fleet: Fleet | null; readonly by: PersonId },
): Promise<readonly CampaignId[]> {
  await using decisions = await openControl(settings, fleet);
  return await voidCampaigns(decisions.runner, by);
}

async function restore(file: string, options: BackupOptions, io: CommandIo): Promise<void> {
  const { kept: settings, fleet } = await openSettings(options, io);
  const { databasePath } = settings;
  const from = resolve(file);
  // Before anything is made or stopped: a misspelt name changes nothing.
  const found = proven(await examineBackup(from), 'nothing was changed, the stop switch neither');
  const lock = takeDaemonLock(databasePath);
  if (lock === null)
    throw new OperatorError(`a daemon runs on ${databasePath}`, {
      hint: 'stop it first (systemctl stop stagger), then restore',
      exitCode: exitCode.unavailable,
    });
  try {
    const { proof, aside, stopped } = await putInPlace({ settings, fleet }, { from, found });
    if (options.json === true)
      return io.out(
        jsonAnswer('restore/1', { file: from, database: databasePath, aside, stopped, ...proof }),
      );
    io.out(
      [
        `${databasePath}: ${proofText(proof)}`,
        ...(aside === null ? [] : [`What was there is kept as ${aside}.`]),
        ...(stopped.length === 0
          ? []
          : [`Stopped, with their approvals void: ${stopped.join(', ')}. Plan anew.`]),
        'The stop switch is set. Start the daemon, look at `stagger campaign`, then `stagger stop-switch clear`.',
      ].join('\n'),
    );
  } finally {
    lock.release();
  }
}

type Restored = {
  readonly proof: CopyProof;
  /** Null: there was nothing to keep. */
  readonly aside: string | null;
  readonly stopped: readonly CampaignId[];
};

async function putInPlace(
  { settings, fleet }: { readonly settings: Settings; readonly fleet: Fleet | null },
  { from, found }: { readonly from: string; readonly found: CopyProof },
): Promise<Restored> {
  const { databasePath } = settings;
  const by = operatingSystemUser();
  const reason = `restored from ${from}: see \`stagger campaign\`, then \`stagger stop-switch clear\``;
  const at = createSystemClock().now();
  const aside = `${databasePath}.before-restore-${new Date(at).toISOString().replace(/[:.]/g, '')}`;
  const stopPath = stopFilePath(databasePath);
  const before = await readStopFile(stopPath);
  const earlier = before.kind === 'set' ? `; before that: ${before.why}` : '';
  const lastEpoch = rememberedIn(databasePath, EPOCH);
  let stopped: readonly CampaignId[] = [];
  const settle = async (path: string): Promise<void> => {
    const copy = { ...settings, databasePath: path };
    {
      await using records = await openJournal(copy);
      await keepEpoch(records.store, lastEpoch);
      const event = { kind: 'stop-switch-set', by, reason } as const;
      await records.store.appendFleetEvent({ at, actor: by, event, messages: [] });
    }
    stopped = await stopAll(copy, { fleet, by });
    // Before the copy takes its place: whatever happens next, nothing starts before a person has looked.
    await setStopFile(stopPath, `the restore of ${from} was begun and has not ended (${by})${earlier}`);
  };
  const outcome = await restoreDatabase(from, databasePath, { proof: found, aside, settle });
  const proof = proven(outcome, `the database is as it was; ${await switchText(stopPath)}`);
  await setStopFile(stopPath, `${reason} (${by})${earlier}`);
  return { proof, aside: existsSync(aside) ? aside : null, stopped };
}

async function switchText(path: string): Promise<string> {
  const flag = await readStopFile(path);
  if (flag.kind === 'clear') return 'the stop switch is not set';
  if (flag.kind === 'unknown') return flag.why;
  return `the stop switch is set (${flag.why}): \`stagger stop-switch clear\` lets campaigns go on`;
}

// `stagger campaign`, and what an operator can decide about one: pause, resume, stop, retry, skip. These decide with
// the same pure function as the daemon and write to the same store, so a stop works whatever the daemon is doing.

import type { Command } from 'commander';
import { openControl } from '../app/open-decisions.ts';
import { openRecords } from '../app/open-store.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { rebootedSince } from '../core/campaign/rebooted-since.ts';
import type { Campaign } from '../core/campaign/state.ts';
import { campaignSummary } from '../core/campaign/summary.ts';
import type { ControlInput } from '../core/campaign/input.ts';
import { replay } from '../core/campaign/evolve.ts';
import type { CampaignId, HostId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { Store } from '../ports/store.ts';
import { addCampaignReportCommand } from './campaign-report.ts';
import { campaignJson } from '../views/json/campaign-json.ts';
import { campaignList, campaignView, type ListedCampaign } from '../views/terminal/campaign-view.ts';
import type { CommandIo } from './command-io.ts';
import { tellIfElsewhere, tellIfNoDaemon } from './daemon-note.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { openDatabasePath, openSettings, withInventory, type InventoryOption } from './open-inventory.ts';
import { OperatorError } from '../app/operator-error.ts';
import { operatingSystemUser } from './person.ts';
import { leftOutHosts, outWithHypervisor } from '../core/campaign/left-out.ts';
import { campaignsLeavingOut } from '../runtime/left-out-hosts.ts';
import { readRecords } from './read-records.ts';
import { watching } from './watch.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type DecisionOptions = InventoryOption & { readonly json?: true };

type PutBackOptions = DecisionOptions & { readonly doneByHand?: true };

type ShowOptions = InventoryOption & { readonly json?: true; readonly watch?: true };

type Shown = ShowOptions & { readonly timeZone: string };

export function addCampaignCommand(program: Command, io: CommandIo): void {
  const campaign = withInventory(program.command('campaign'));
  campaign
    .description('list campaigns, or show one host by host')
    .argument('[id]', 'a campaign')
    .option('--json', 'print JSON (stagger/campaigns/1 or stagger/campaign/1)')
    .option('--watch', 'print again every two seconds, one campaign until it ends')
    .action((id: string | undefined, options: ShowOptions) => show(id, options, io));
  addCampaignReportCommand(campaign, io);
  addDecision(program, io, 'pause', 'start no further host; those in flight finish');
  addDecision(program, io, 'resume', 'go on after a pause');
  addDecision(program, io, 'stop', 'start no further host, bring home those in flight, then end');
  addHostDecision(
    program,
    io,
    'retry',
    'try a failed host again; after its reboot was sent this only looks again',
  );
  addHostDecision(program, io, 'skip', 'leave a waiting or failed host out');
  addPutBack(program, io);
}

async function show(id: string | undefined, options: ShowOptions, io: CommandIo): Promise<void> {
  const { kept: databasePath, fleet, settings } = await openDatabasePath(options, io);
  const timeZone = shownTimeZone(fleet, settings);
  await using records = await readRecords({ databasePath }, io);
  const { store } = records;
  if (id === undefined && (await store.campaigns('all')).length === 0)
    tellIfElsewhere(databasePath, 'campaigns of another database are not shown', io);
  await watching(io, options, () =>
    id === undefined
      ? showAll(store, { ...options, timeZone }, io)
      : showOne(id, store, { ...options, timeZone }, io),
  );
}

async function showAll(store: Store, options: Shown, io: CommandIo): Promise<'more'> {
  const listed: ListedCampaign[] = [];
  const snapshot = await lastSeen(store);
  for (const { id } of await store.campaigns('all')) {
    const campaign = await load(store, id);
    listed.push({ campaign, summary: campaignSummary(campaign, rebootedSince(campaign, snapshot)) });
  }
  if (options.json === true)
    io.out(jsonAnswer('campaigns/1', { campaigns: listed.map(({ summary }) => summary) }));
  else if (listed.length === 0) io.out('There is no campaign yet: `stagger plan --propose` makes one.');
  else io.out(campaignList(listed, options.timeZone, io.paper));
  return 'more';
}

async function showOne(id: string, store: Store, options: Shown, io: CommandIo): Promise<'more' | 'last'> {
  const campaign = await load(store, id as CampaignId);
  const rebooted = rebootedSince(campaign, await lastSeen(store));
  if (options.json === true) io.out(jsonAnswer('campaign/1', campaignJson(campaign, rebooted)));
  else
    io.out(
      campaignView(campaign, {
        rebooted,
        now: createSystemClock().now(),
        timeZone: options.timeZone,
        paper: io.paper,
      }),
    );
  return campaign.phase.kind === 'ended' ? 'last' : 'more';
}

async function lastSeen(store: Store): Promise<Pick<FleetSnapshot, 'hosts'>> {
  return { hosts: new Map((await store.hostViews()).map((view) => [view.hostId, view])) };
}

async function load(store: Store, id: CampaignId): Promise<Campaign> {
  const campaign = replay(await store.campaignEvents(id, 0));
  if (campaign !== null) return campaign;
  throw new OperatorError(`there is no campaign ${id}`, {
    hint: '`stagger campaign` lists them',
    exitCode: exitCode.usage,
  });
}

function addDecision(
  program: Command,
  io: CommandIo,
  kind: 'pause' | 'resume' | 'stop',
  description: string,
): void {
  withInventory(program.command(kind))
    .description(description)
    .argument('<campaign>', 'its id')
    .option('--json', 'print JSON (stagger/decision/1)')
    .action(async (id: string, options: DecisionOptions) =>
      decideOn(id, options, io, { kind, by: operatingSystemUser(), approver: { kind: 'approver' } }),
    );
}

/** Nobody has to know which campaign it was. */
function addPutBack(program: Command, io: CommandIo): void {
  withInventory(program.command('put-back'))
    .description('bring back a host that an ended campaign left out of rotation; never reboots it')
    .argument('<host>', 'its name in the inventory')
    .option('--done-by-hand', 'only record that people have put it back themselves')
    .option('--json', 'print JSON (stagger/decision/1)')
    .action(async (name: string, options: PutBackOptions) => {
      const host = name as HostId;
      const id = await campaignLeavingOut(host, options, io);
      const kind = options.doneByHand === true ? 'returned' : 'retry';
      await decideOn(id, options, io, {
        kind,
        host,
        by: operatingSystemUser(),
        approver: { kind: 'approver' },
      });
    });
}

async function campaignLeavingOut(
  host: HostId,
  options: DecisionOptions,
  io: Pick<CommandIo, 'err'>,
): Promise<CampaignId> {
  const { kept: databasePath } = await openDatabasePath(options, io);
  await using records = await openRecords({ databasePath });
  const campaigns = await campaignsLeavingOut(records.store);
  const left = leftOutHosts(campaigns);
  const found = left.get(host);
  if (found !== undefined) return found.campaign;
  const others = [...left.keys()];
  const withIt = outWithHypervisor(campaigns, host)?.hypervisor;
  throw new OperatorError(`no ended campaign left ${host} out of rotation`, {
    hint:
      withIt !== undefined
        ? `it is out with its hypervisor: stagger put-back ${withIt}`
        : others.length === 0
          ? 'no host is left out'
          : `left out are: ${others.join(', ')}`,
    exitCode: exitCode.usage,
  });
}

function addHostDecision(program: Command, io: CommandIo, kind: 'retry' | 'skip', description: string): void {
  withInventory(program.command(kind))
    .description(description)
    .argument('<campaign>', 'its id')
    .argument('<host>', 'a host of it')
    .option('--json', 'print JSON (stagger/decision/1)')
    .action(async (id: string, host: string, options: DecisionOptions) =>
      decideOn(id, options, io, {
        kind,
        host: host as HostId,
        by: operatingSystemUser(),
        approver: { kind: 'approver' },
      }),
    );
}

/** Whoever can write the database is an operator; what they decide is recorded under their name. */
async function decideOn(
  id: string,
  options: DecisionOptions,
  io: CommandIo,
  input: ControlInput,
): Promise<void> {
  const { kept: settings, fleet } = await openSettings(options, io);
  // Looked for before anything is opened for writing: a wrong name must not make a database.
  {
    await using records = await openRecords(settings);
    await load(records.store, id as CampaignId);
  }
  await using decisions = await openControl(settings, fleet);
  const { refusal } = await decisions.runner.submit(id as CampaignId, input, input.by);
  if (refusal !== null)
    throw new OperatorError(refusal.detail, {
      hint: `\`stagger campaign ${id}\` shows it`,
      exitCode: exitCode.findings,
    });
  const after = await load(decisions.store, id as CampaignId);
  const { phase } = after;
  const word = phase.kind === 'ended' ? phase.as.kind : phase.kind;
  if (phase.kind !== 'ended')
    tellIfNoDaemon(settings.databasePath, 'this is recorded, and done once one does', io);
  if (options.json === true) return io.out(jsonAnswer('decision/1', { campaign: id, phase: word }));
  io.out(`campaign ${id} is ${word}`);
}

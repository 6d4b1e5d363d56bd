// `stagger plan`: who would reboot when and why, from the last observations; with --propose it becomes a campaign that
// waits for approval. It reboots nothing.

import type { Command } from 'commander';
import { openDecisions } from '../app/open-decisions.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { wasNeverProbed } from '../core/fleet/snapshot.ts';
import type { PlanDocument, RebootReason } from '../core/planning/plan.ts';
import type { FaultyPlan } from '../core/planning/checked-plan.ts';
import type { PlanOutcome } from '../core/planning/planner.ts';
import { learnedTimings } from '../core/uptime/learned-timing.ts';
import { coursesUntil } from '../runtime/plan-maker.ts';
import {
  isPartlyBlind,
  nothingToDoView,
  planView,
  type LearnedTimings,
  type PlanViewOptions,
} from '../views/terminal/plan-table.ts';
import { planFaultText } from '../views/terminal/plan-fault-text.ts';
import { stopSwitchHead } from '../views/terminal/stop-switch-text.ts';
import { pulledSwitches } from './pulled-switches.ts';
import { tellIfUnwritten } from './read-records.ts';
import type { CommandIo } from './command-io.ts';
import { tellIfNoDaemon } from './daemon-note.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { assertApprovable, operatingSystemUser, requester } from './person.ts';
import { parseSelection } from './selection.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type PlanOptions = InventoryOption & {
  readonly spread?: true;
  readonly dueSoon?: true;
  readonly rebootRequired?: true;
  readonly canary?: true;
  readonly propose?: true;
  readonly requestedBy?: string;
  readonly json?: true;
};

export function addPlanCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('plan'))
    .description('plan rolling reboots from the last observations; reboots nothing')
    .argument(
      '[what...]',
      'hosts by name (whether due or not), or service:ID, rack:ID, zone:ID, site:ID; the fleet otherwise',
    )
    .option('--spread', 'also those inside their warning span whose turn an even spread makes it this week')
    .option('--due-soon', 'also hosts inside their warning span')
    .option('--reboot-required', 'also hosts that say they need a reboot')
    .option('--canary', 'one host goes alone before all others')
    .option('--propose', 'make it a campaign that waits for approval')
    .option('--requested-by <slack-user>', 'who asks, as a Slack user id', process.env['STAGGER_SLACK_USER'])
    .option('--json', 'print JSON (stagger/plan/1)')
    .addHelpText(
      'after',
      '\nExit codes: 0 planned or nothing to do, 1 nothing planned and some of the hosts\n' +
        'could not be judged, 2 wrong usage, 70 the plan does not pass its own check (a\n' +
        'defect of Stagger: nothing is proposed), 78 invalid inventory.',
    )
    .action((what: readonly string[], options: PlanOptions) => plan(what, options, io));
}

async function plan(what: readonly string[], options: PlanOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  if (options.propose === true) assertApprovable(inventory.settings);
  const requestedBy =
    options.propose === true ? requester(inventory.settings, options.requestedBy) : operatingSystemUser();
  const selection = parseSelection(inventory.fleet, what);
  const reasons: RebootReason[] = ['overdue'];
  if (options.rebootRequired === true) reasons.push('reboot-required');
  if (options.spread === true) reasons.push('spread');
  if (options.dueSoon === true) reasons.push('due-soon');
  const canary = options.canary === true ? 'first-host' : 'none';
  await using decisions = await openDecisions(inventory, options.propose === true ? 'writing' : 'read-only');
  tellIfUnwritten(decisions, inventory.settings, io);
  const outcome = await decisions.makePlan({ requestedBy, selection, reasons, canary });
  const timeZone = shownTimeZone(inventory.fleet, inventory.settings);
  if (outcome.kind === 'faulty') throw planProblem(outcome, timeZone);
  const courses = await coursesUntil(decisions.snapshot.takenAt, decisions.store);
  const learned = learnedTimings(inventory.fleet, courses);
  const campaign =
    options.propose === true && outcome.kind === 'planned'
      ? await decisions.propose(outcome.document, requestedBy)
      : null;
  if (campaign !== null)
    tellIfNoDaemon(inventory.settings.databasePath, 'nobody is asked to approve before one does', io);
  const { hosts } = decisions.snapshot;
  const neverProbed = new Set(
    [...inventory.fleet.hosts.keys()].filter((id) => wasNeverProbed(hosts.get(id))),
  );
  if (outcome.kind === 'nothing-to-do' && isPartlyBlind(outcome.report)) io.end(exitCode.findings);
  const stopSwitches = await pulledSwitches(inventory, hostsOf(outcome));
  if (options.json === true)
    return io.out(
      jsonAnswer('plan/1', { stopSwitches, ...outcome, campaign, learned: basesOf(outcome, learned) }),
    );
  const view = { timeZone, paper: io.paper, neverProbed };
  for (const line of stopSwitchHead(stopSwitches, view.timeZone)) io.out(line);
  io.out(planText(outcome, learned, view));
  if (outcome.kind === 'planned' && campaign === null) io.out(`\n${nextSteps(outcome.document)}`);
  if (campaign !== null)
    io.out(`\nproposed as campaign ${campaign}; \`stagger campaign ${campaign}\` shows it`);
}

const MOST_FAULTS = 10;

/** What to do comes last: it is what a tired operator reads. */
function planProblem({ faults }: FaultyPlan, timeZone: string): OperatorError {
  const lines = faults.slice(0, MOST_FAULTS).map((fault) => `  ${planFaultText(fault, timeZone)}`);
  const more = faults.length - lines.length;
  return new OperatorError(
    [
      'the plan does not pass the check that every plan has to pass, so nobody is asked to approve it. Expected: no fault; found:',
      ...lines,
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join('\n'),
    {
      hint: 'nothing was recorded or asked; this is a defect of Stagger, please report it with these lines. Until it is mended, name hosts that are not among them, a few at a time (stagger plan HOST…)',
      exitCode: exitCode.defect,
    },
  );
}

function hostsOf(outcome: PlanOutcome): readonly HostId[] {
  return outcome.kind === 'planned' ? outcome.document.plan.steps.map(({ host }) => host) : [];
}

/** Of the plan's hosts: whose reboots their expected lengths come from. The others go by the inventory. */
function basesOf(outcome: PlanOutcome, learned: LearnedTimings) {
  return hostsOf(outcome).flatMap((host) => {
    const basis = learned.get(host)?.basis;
    return basis === undefined ? [] : [{ host, ...basis }];
  });
}

const MOST_NAMED = 4;

/** A plan is not yet trusted: how to rehearse it, and how it becomes a campaign. */
function nextSteps({ plan }: PlanDocument): string {
  const hosts = plan.steps.map(({ host }) => host);
  const named = hosts.length <= MOST_NAMED ? ` ${hosts.join(' ')}` : '';
  return [
    'Next:',
    `  stagger doctor${named}`,
    '    rehearses it without rebooting: logins, rights, gates, hooks, load balancers',
    `  stagger explain ${hosts[0] ?? 'HOST'}`,
    '    says what would keep it waiting now',
    '  the same with --propose',
    '    asks for approval',
  ].join('\n');
}

function planText(outcome: PlanOutcome, learned: LearnedTimings, view: PlanViewOptions): string {
  return outcome.kind === 'planned'
    ? planView(outcome.document, learned, view)
    : nothingToDoView(outcome.report, view);
}

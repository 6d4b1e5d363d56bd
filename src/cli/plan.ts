// `stagger plan`: who would reboot when and why, from the last observations; with --propose it becomes a campaign that
// waits for approval. It reboots nothing.

import type { Command } from 'commander';
import { openDecisions, type Decisions } from '../app.ts';
import { createNodeIdSource } from '../adapters/node/node-id-source.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { heldHosts } from '../core/campaign/holding.ts';
import type { CampaignId, HostId, PersonId, PlanId } from '../core/fleet/ids.ts';
import type { PlanDocument, RebootReason } from '../core/planning/plan.ts';
import { planReboots, type PlanOutcome } from '../core/planning/planner.ts';
import { plainTable } from '../views/terminal/plain-table.ts';
import { durationText, instantText } from '../views/terminal/time-text.ts';
import type { CommandIo } from './command-io.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type Inventory, type InventoryOption } from './open-inventory.ts';
import { operatingSystemUser, requester } from './person.ts';
import { parseSelection } from './selection.ts';

type PlanOptions = InventoryOption & {
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
    .option('--due-soon', 'also hosts inside their warning span')
    .option('--reboot-required', 'also hosts that say they need a reboot')
    .option('--canary', 'one host goes alone before all others')
    .option('--propose', 'make it a campaign that waits for approval')
    .option('--requested-by <slack-user>', 'who asks, as a Slack user id', process.env['STAGGER_SLACK_USER'])
    .option('--json', 'print JSON (stagger/plan/1)')
    .addHelpText('after', '\nExit codes: 0 planned or nothing to do, 2 wrong usage, 78 invalid inventory.')
    .action((what: readonly string[], options: PlanOptions) => plan(what, options, io));
}

async function plan(what: readonly string[], options: PlanOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  const by =
    options.propose === true ? requester(inventory.settings, options.requestedBy) : operatingSystemUser();
  await using decisions = await openDecisions(inventory);
  const outcome = await makePlan(inventory, decisions, what, options, by);
  const campaign =
    options.propose === true && outcome.kind === 'planned'
      ? await propose(inventory, decisions, outcome.document, by)
      : null;
  if (options.json === true) return io.out(jsonAnswer('plan/1', { ...outcome, campaign }));
  io.out(planText(outcome, io));
  if (campaign !== null)
    io.out(`\nproposed as campaign ${campaign}; \`stagger campaign ${campaign}\` shows it`);
}

function planText(outcome: PlanOutcome, { colour }: CommandIo): string {
  if (outcome.kind === 'nothing-to-do') return 'Nothing is to be rebooted.';
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return plainTable(
    ['WAVE', 'HOST', 'WHY', 'UPTIME', 'EXPECTED'],
    outcome.document.plan.steps.map((step) => [
      String(step.wave),
      step.host,
      step.reason,
      durationText(step.uptimeMs),
      instantText(step.expectedStartAt, timeZone),
    ]),
    colour,
  );
}

async function makePlan(
  { fleet, settings }: Inventory,
  { store, runner }: Decisions,
  what: readonly string[],
  options: PlanOptions,
  requestedBy: PersonId,
): Promise<PlanOutcome> {
  const ids = createNodeIdSource();
  const now = createSystemClock().now();
  const views = await store.hostViews();
  const reasons: RebootReason[] = ['overdue'];
  if (options.dueSoon === true) reasons.push('due-soon');
  if (options.rebootRequired === true) reasons.push('reboot-required');
  const heldElsewhere = new Map<HostId, CampaignId>();
  for (const campaign of await runner.openCampaigns())
    for (const host of heldHosts(campaign)) heldElsewhere.set(host, campaign.id);
  const { fingerprints } = (await runner.worldFor('none' as CampaignId)).fleet ?? {
    fingerprints: new Map<HostId, string>(),
  };
  return planReboots({
    fleet,
    snapshot: { takenAt: now, hosts: new Map(views.map((view) => [view.hostId, view])) },
    now,
    maxObservationAgeMs: settings.execution.maxObservationAgeMs,
    selection: parseSelection(fleet, what),
    reasons,
    heldElsewhere,
    planId: ids.next() as PlanId,
    version: 1,
    requestedBy,
    canary: options.canary === true ? 'first-host' : 'none',
    fingerprintOf: (host) => fingerprints.get(host) ?? '',
    sha256Hex: ids.sha256Hex,
  });
}

async function propose(
  { settings }: Inventory,
  { runner }: Decisions,
  document: PlanDocument,
  by: PersonId,
): Promise<CampaignId> {
  const id = createNodeIdSource().next() as CampaignId;
  const { needed, requesterMayApprove, expiresAfterMs } = settings.approvals;
  const expiresAt = createSystemClock().now() + expiresAfterMs;
  await runner.submit(
    id,
    { kind: 'propose', id, document, by, policy: { needed, requesterMayApprove }, expiresAt },
    by,
  );
  return id;
}

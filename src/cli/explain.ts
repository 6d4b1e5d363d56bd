// `stagger explain HOST`: why it is not rebooting, who holds the slot, and when it would go.

import type { Command } from 'commander';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { openDecisions, type Decisions } from '../app/open-decisions.ts';
import { rehearsingDrawer } from '../app/chaos-rehearsal.ts';
import type { Settings } from '../config/settings.ts';
import { outWithHypervisor } from '../core/campaign/left-out.ts';
import { startBlocks, type StartBlock } from '../core/campaign/start-conditions.ts';
import type { Campaign, HostStage } from '../core/campaign/state.ts';
import { DRAWS_KEPT_MS } from '../core/chaos/draw-time.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { learnedTimings } from '../core/uptime/learned-timing.ts';
import { campaignsLeavingOut } from '../runtime/left-out-hosts.ts';
import { coursesUntil } from '../runtime/plan-maker.ts';
import { chaosLines, type HostInChaos } from '../views/terminal/chaos-view.ts';
import { learnedText } from '../views/terminal/learned-text.ts';
import { statusAt } from '../core/fleet/snapshot.ts';
import { explanation } from '../views/terminal/plan-table.ts';
import { instantText } from '../views/terminal/time-text.ts';
import { startBlockLines } from '../views/terminal/start-block-text.ts';
import { stopSwitchLines } from '../views/terminal/stop-switch-text.ts';
import { sentence } from '../views/terminal/wait-text.ts';
import { tellIfUnwritten } from './read-records.ts';
import type { CommandIo } from './command-io.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { operatingSystemUser } from './person.ts';
import { pulledSwitches } from './pulled-switches.ts';
import { knownHost } from './selection.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type ExplainOptions = InventoryOption & { readonly json?: true };

export function addExplainCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('explain'))
    .description('say why a host is rebooted when it is, or is not')
    .argument('<host>', 'its name in the inventory')
    .option('--json', 'print JSON (stagger/explanation/1)')
    .action((host: string, options: ExplainOptions) => explain(host, options, io));
}

/** Asks for everything that could bring the host in, so that the answer is never "not asked for". */
async function explain(name: string, options: ExplainOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  const host = knownHost(inventory.fleet, name);
  await using decisions = await openDecisions(inventory, 'read-only');
  tellIfUnwritten(decisions, inventory.settings, io);
  const { snapshot } = decisions;
  const maxAgeMs = inventory.settings.execution.maxObservationAgeMs;
  const statuses = new Map(
    [...snapshot.hosts].map(([id, view]) => [id, statusAt(view, snapshot.takenAt, maxAgeMs)]),
  );
  const campaigns: Standing[] = [];
  const open = await decisions.runner.openCampaigns();
  for (const campaign of open) {
    const stage = campaign.hosts.get(host)?.stage;
    if (stage === undefined) continue;
    const world = { ...(await decisions.runner.worldFor(campaign.id)), statuses };
    campaigns.push({ campaign, stage, blocks: startBlocks(campaign, host, world) });
  }
  const outcome = await decisions.makePlan({
    requestedBy: operatingSystemUser(),
    selection: { kind: 'all' },
    reasons: ['overdue', 'reboot-required', 'spread', 'due-soon'],
    canary: 'none',
  });
  const document = outcome.kind === 'nothing-to-do' ? null : outcome.document;
  const report = outcome.kind === 'nothing-to-do' ? outcome.report : outcome.document.report;
  const row = report.hosts.find((each) => each.host === host) ?? null;
  const chaos = await chaosOf(host, inventory.settings, decisions);
  const courses = await coursesUntil(snapshot.takenAt, decisions.store);
  const learned = learnedTimings(inventory.fleet, courses).get(host) ?? null;
  const leftOut = (await decisions.runner.leftOut()).get(host) ?? null;
  const stopSwitches = await pulledSwitches(inventory, [host]);
  if (options.json === true) {
    const step = document?.plan.steps.find((each) => each.host === host) ?? null;
    const standing = campaigns.map(({ campaign, ...rest }) => ({ campaign: campaign.id, ...rest }));
    const facts = { leftOut, row, step, learned, chaos };
    return io.out(jsonAnswer('explanation/1', { host, stopSwitches, campaigns: standing, ...facts }));
  }
  const timeZone = shownTimeZone(inventory.fleet, inventory.settings);
  for (const line of stopSwitchLines(stopSwitches, { host, timeZone })) io.out(line);
  if (leftOut !== null)
    io.out(
      `Campaign ${leftOut.campaign} left it out of rotation (since ${instantText(leftOut.sinceAt, timeZone)}): it counts as down, and \`stagger put-back ${host}\` brings it back.`,
    );
  const withHypervisor = outWithHypervisor([...open, ...(await campaignsLeavingOut(decisions.store))], host);
  if (withHypervisor !== null) io.out(withHypervisorText(withHypervisor));
  for (const standing of campaigns) io.out(standingText(standing, timeZone));
  if (outcome.kind === 'faulty')
    io.out(
      'A plan of everything that is due does not pass its own check, so nobody would be asked to approve it: `stagger plan` says what is wrong.',
    );
  io.out(explanation(host, { row, steps: document?.plan.steps ?? [] }, timeZone));
  io.out(learnedText(learned));
  if (chaos !== null) io.out(chaosLines(chaos, timeZone).join('\n'));
}

/** What chaos mode says of the host now, and its newest draw of it; null where it is off. */
async function chaosOf(host: HostId, settings: Settings, decisions: Decisions): Promise<HostInChaos | null> {
  const { chaos: terms } = settings;
  if (terms === null) return null;
  const draws = await decisions.store.chaosDraws(createSystemClock().now() - DRAWS_KEPT_MS);
  const { hosts } = await rehearsingDrawer(terms, settings, decisions).judge();
  return {
    row: hosts.find((row) => row.host === host) ?? null,
    drawn: draws.find((draw) => draw.host === host) ?? null,
  };
}

type Standing = {
  readonly campaign: Campaign;
  readonly stage: HostStage;
  /** Of a waiting host: why it does not start now. */
  readonly blocks: readonly StartBlock[];
};

function withHypervisorText({
  campaign: { id, phase },
  hypervisor,
}: NonNullable<ReturnType<typeof outWithHypervisor>>): string {
  const way =
    phase.kind === 'ended'
      ? `\`stagger put-back ${hypervisor}\` brings both back`
      : `\`stagger explain ${hypervisor}\` tells more`;
  return `It is out of rotation with its hypervisor ${hypervisor}, by campaign ${id} (${phase.kind}): ${way}.`;
}

function standingText({ campaign, stage, blocks }: Standing, timeZone: string): string {
  const why = stage.kind === 'failed' ? `: ${stage.failure.kind}: ${stage.failure.detail}` : '.';
  const head = `In campaign ${campaign.id} (${campaign.phase.kind}) it is ${stage.kind}${why}`;
  if (stage.kind !== 'waiting') return head;
  const lines = blocks.flatMap((block) => startBlockLines(block, timeZone));
  if (lines.length === 0) return `${head} Nothing keeps it: it starts at the daemon's next tick.`;
  return [head, ...[...new Set(lines)].map((line) => `  Waits: ${sentence(line)}`)].join('\n');
}

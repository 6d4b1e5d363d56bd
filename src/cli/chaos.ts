// `stagger chaos`: how chaos mode stands, and a rehearsal of its draw. It records, posts and reboots nothing.

import type { Command } from 'commander';
import { createNodeIdSource } from '../adapters/node/node-id-source.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { openDecisions, type Decisions } from '../app/open-decisions.ts';
import { rehearsingDrawer } from '../app/chaos-rehearsal.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { eligibleHosts } from '../core/chaos/candidates.ts';
import { chaosStanding, optedInServices, type ChaosStanding } from '../core/chaos/chaos-standing.ts';
import type { ChaosTerms } from '../core/chaos/chaos-terms.ts';
import { drawHost, drawNote } from '../core/chaos/draw-host.ts';
import { DRAWS_KEPT_MS } from '../core/chaos/draw-time.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { worstMoments } from '../core/planning/worst-moment.ts';
import type { ChaosDrawer, DrawOutcome } from '../runtime/chaos-drawer.ts';
import { chaosHoldText } from '../views/terminal/chaos-text.ts';
import { chaosOffView, chaosView, rehearsalView, type Rehearsal } from '../views/terminal/chaos-view.ts';
import type { CommandIo } from './command-io.ts';
import { jsonAnswer } from './json-answer.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { shownTimeZone } from '../app/shown-zone.ts';

type StatusOptions = InventoryOption & { readonly all?: true; readonly json?: true };
type DrawOptions = InventoryOption & { readonly seed?: string; readonly json?: true };

export function addChaosCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('chaos')
    .description('chaos mode: whether it is on, when it draws, among whom, and why not the others');
  withInventory(command.command('status', { isDefault: true }))
    .description('say how it stands, and of every host why it may be drawn or not')
    .option('--all', 'name the hosts of services that have not opted in, too')
    .option('--json', 'print JSON (stagger/chaos/1)')
    .action((options: StatusOptions) => status(options, io));
  withInventory(command.command('draw'))
    .description('rehearse a draw: whom it would take now; records, posts and reboots nothing')
    .option('--seed <text>', 'draw with this seed instead of a new one')
    .option('--json', 'print JSON (stagger/chaos-draw/1)')
    .action((options: DrawOptions) => draw(options, io));
}

async function status(options: StatusOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  const { chaos } = inventory.settings;
  const services = optedInServices(inventory.fleet);
  if (chaos === null) {
    const nothing = { terms: null, time: null, nextAt: null, last: null, holds: [], hosts: [] };
    return io.out(
      options.json === true
        ? jsonAnswer('chaos/1', { mode: 'off', services, ...nothing })
        : chaosOffView(services),
    );
  }
  await using decisions = await openDecisions(inventory, 'read-only');
  const standing = await standingOf(chaos, rehearsingDrawer(chaos, inventory.settings, decisions), decisions);
  if (options.json === true)
    return io.out(jsonAnswer('chaos/1', { mode: chaos.leash, services, ...standing }));
  io.out(
    chaosView(standing, services, {
      timeZone: shownTimeZone(inventory.fleet, inventory.settings),
      paper: io.paper,
      named: options.all === true ? 'all' : 'opted-in',
    }),
  );
}

async function standingOf(
  terms: ChaosTerms,
  drawer: ChaosDrawer,
  { store }: Decisions,
): Promise<ChaosStanding> {
  const now = createSystemClock().now();
  const [last = null] = await store.chaosDraws(now - DRAWS_KEPT_MS);
  return chaosStanding(await drawer.judge(), { terms, now, last });
}

async function draw(options: DrawOptions, io: CommandIo): Promise<void> {
  const inventory = await openInventory(options);
  const { chaos } = inventory.settings;
  if (chaos === null)
    throw new OperatorError('chaos mode is off: settings.yaml has no `chaos`', {
      hint: 'docs/chaos.md says how to turn it on',
      exitCode: exitCode.configuration,
    });
  const ids = createNodeIdSource();
  const seed = options.seed ?? ids.next();
  await using decisions = await openDecisions(inventory, 'read-only');
  const drawer = rehearsingDrawer(chaos, inventory.settings, decisions);
  const standing = await standingOf(chaos, drawer, decisions);
  const outcome = await rehearse(standing, drawer, {
    seed,
    ownDraw: (urn) => drawHost(urn, seed, ids.sha256Hex),
  });
  if (options.json === true) return io.out(jsonAnswer('chaos-draw/1', drawJson(outcome, standing, seed)));
  const timeZone = shownTimeZone(inventory.fleet, inventory.settings);
  io.out(rehearsalView(rehearsalOf(outcome, standing, { seed, timeZone }), timeZone));
}

type Rehearsed = DrawOutcome & { readonly host: string | null; readonly lookedOver: 'yes' | 'outside-hours' };

/** Inside the hours as the daemon does it, but for the load balancers; outside only by the tickets. */
async function rehearse(
  standing: ChaosStanding,
  drawer: ChaosDrawer,
  given: { readonly seed: string; readonly ownDraw: (urn: DrawOutcome['urn']) => string | null },
): Promise<Rehearsed> {
  const urn = eligibleHosts(standing);
  if (standing.time.kind === 'outside-hours')
    return { drawn: null, urn, wentBack: [], host: given.ownDraw(urn), lookedOver: 'outside-hours' };
  const outcome = await drawer.draw(urn, given.seed, standing.time.opening);
  return { ...outcome, host: outcome.drawn?.host ?? null, lookedOver: 'yes' };
}

function drawJson({ host, urn, wentBack, lookedOver }: Rehearsed, { holds }: ChaosStanding, seed: string) {
  return { seed, host, lookedOver, urn, wentBack, holds };
}

function rehearsalOf(
  outcome: Rehearsed,
  { time, holds }: ChaosStanding,
  { seed, timeZone }: { readonly seed: string; readonly timeZone: string },
): Rehearsal {
  const { drawn, urn, host, wentBack } = outcome;
  const { tickets, ofTickets, ofHosts } = drawNote(urn, (host ?? '') as HostId, seed);
  const plan = drawn?.document.plan ?? null;
  return {
    seed,
    host,
    tickets: { own: tickets, all: ofTickets, hosts: ofHosts },
    wentBack: wentBack.map((back) => ({ host: back.host, why: back.objections.map(({ kind }) => kind) })),
    opensAt: time.kind === 'outside-hours' ? time.opensAt : null,
    holds: holds.map((hold) => chaosHoldText(hold, timeZone)),
    worst:
      plan === null
        ? []
        : worstMoments(plan).map(({ service, up, instances }) => `${service}: ${up} of ${instances} up`),
    expectedMs: plan?.steps[0]?.timing.expectedMs ?? null,
  };
}

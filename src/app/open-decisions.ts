// What a command needs that looks or decides without the daemon. It never ticks, so it never starts a host.

import { createPinoLog } from '../adapters/pino/pino-log.ts';
import { readStopFiles } from '../adapters/node/stop-file.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Settings } from '../config/settings.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { Store } from '../ports/store.ts';
import { campaignMessages } from '../runtime/campaign-messages.ts';
import { createCampaignRunner, type CampaignRunner } from '../runtime/campaign-runner.ts';
import { createFleetSource, type FleetSource } from '../runtime/fleet-source.ts';
import { recordedHolds } from '../runtime/incident-book.ts';
import { ownerMessages } from '../runtime/owner-messages.ts';
import { createPlanMaker, type PlanMaker } from '../runtime/plan-maker.ts';
import { createProposer, type Proposer } from '../runtime/proposer.ts';
import { createSweeper, type Sweeper } from '../runtime/sweeper.ts';
import { channelOf, paceOf } from './daemon-terms.ts';
import { clock, ids } from './machine.ts';
import { openSshHosts } from './open-hosts.ts';
import { openJournal, openRecords, openStore } from './open-store.ts';

export type Sweep = AsyncDisposable & { readonly store: Store; readonly sweeper: Sweeper };

/** Everything one sweep needs, without the daemon. */
export async function openSweep(inventory: GoodInventory): Promise<Sweep> {
  const { fleet, settings } = inventory;
  const store = await openStore(settings.databasePath);
  const hosts = await openSshHosts(settings);
  const runner = decidingRunner(settings, { store, source: createFleetSource(fleet, ids.sha256Hex) });
  // The daemon may be rebooting hosts meanwhile: their new boots are planned for whoever sees them first.
  await runner.openCampaigns();
  const sweeper = createSweeper({
    store,
    clock,
    log: createPinoLog('silent'),
    hosts,
    ids,
    fleet: () => fleet,
    rebootsAsked: runner.rebootsAsked,
    pace: paceOf(settings).sweep,
  });
  await sweeper.load();
  return {
    store,
    sweeper,
    [Symbol.asyncDispose]: async () => {
      await hosts.close();
      await store.close();
    },
  };
}

export type Decisions = AsyncDisposable & {
  /** False where no daemon has written the database yet. */
  readonly isWritten: boolean;
  readonly store: Store;
  readonly runner: CampaignRunner;
  /** As last observed and kept. */
  readonly snapshot: FleetSnapshot;
  /** Plans on `snapshot`. */
  readonly makePlan: PlanMaker;
  readonly propose: Proposer;
  /** The inventory that all of this is about. */
  readonly source: FleetSource;
};

/**
 * Decisions from the command line. It never ticks, so it never starts a host; effects and messages that a decision
 * makes necessary are picked up by the daemon.
 */
export async function openDecisions(
  inventory: GoodInventory,
  access: 'read-only' | 'writing',
): Promise<Decisions> {
  const { fleet, settings } = inventory;
  const { store, isWritten } =
    access === 'writing'
      ? { ...(await openJournal(settings)), isWritten: true }
      : await openRecords(settings);
  const source = createFleetSource(fleet, ids.sha256Hex);
  const runner = decidingRunner(settings, { store, source });
  const views = await store.hostViews();
  const snapshot = { takenAt: clock.now(), hosts: new Map(views.map((view) => [view.hostId, view])) };
  const makePlan = createPlanMaker({
    store,
    clock,
    ids,
    log: createPinoLog('silent'),
    fleet: source,
    snapshot: () => snapshot,
    openCampaigns: runner.openCampaigns,
    leftOut: runner.leftOut,
    maxAgeMs: settings.execution.maxObservationAgeMs,
  });
  const propose = createProposer({ runner, clock, ids, fleet: source, approval: settings.approvals });
  const close = (): Promise<void> => store.close();
  const opened = { isWritten, store, runner, snapshot, makePlan, propose, source };
  return { ...opened, [Symbol.asyncDispose]: close };
}

/**
 * Decisions of people about campaigns that there are. They need no inventory (null): what may start is the daemon's
 * question, by the one in force there. Owners then hear of a decision with the daemon's next one.
 */
export async function openControl(
  settings: Settings,
  fleet: Fleet | null,
): Promise<AsyncDisposable & Pick<Decisions, 'store' | 'runner'>> {
  const { store, ...records } = await openJournal(settings);
  const source = fleet === null ? null : createFleetSource(fleet, ids.sha256Hex);
  return { ...records, store, runner: decidingRunner(settings, { store, source }) };
}

function decidingRunner(
  settings: Settings,
  { store, source }: { readonly store: Store; readonly source: FleetSource | null },
): CampaignRunner {
  return createCampaignRunner({
    store,
    clock,
    log: createPinoLog('silent'),
    fleet: source ?? { forWorld: () => null },
    statuses: () => new Map(),
    snapshot: () => ({ hosts: new Map() }),
    flags: async () => [
      ...(await readStopFiles(settings.databasePath)),
      ...(await recordedHolds(store, clock.now())),
    ],
    messagesFor: (campaign, events, first) => [
      ...campaignMessages(channelOf(settings), campaign, events, first),
      ...(source === null ? [] : ownerMessages(channelOf(settings), campaign, events, source.current())),
    ],
    onEffects: () => undefined,
    onMessages: () => undefined,
  });
}

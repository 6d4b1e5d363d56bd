// The daemon's side towards the hosts: what looks at them, decides, and acts. It asks nobody and posts nothing itself;
// that there is something to tell is told to the side towards people (people-side.ts).

import type { DurationMs, Instant } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { ChaosTerms } from '../core/chaos/chaos-terms.ts';
import type { UnplannedBoot } from '../core/incident/decide-host-notes.ts';
import { createCampaignRunner, type CampaignRunner } from './campaign-runner.ts';
import { campaignMessages } from './campaign-messages.ts';
import { createCardWatch, type CardWatch } from './card-watch.ts';
import { createChaosDrawer } from './chaos-drawer.ts';
import { createChaosJob, type ChaosJob } from './chaos-job.ts';
import { createClockWatch } from './clock-watch.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { createEffectWorker } from './effect-worker.ts';
import { createFleetSource, type FleetSource } from './fleet-source.ts';
import { createIncidentJob, type IncidentJob } from './incident-job.ts';
import { ownerMessages } from './owner-messages.ts';
import { createPlanMaker, type PlanMaker } from './plan-maker.ts';
import { createProposer, type Proposer } from './proposer.ts';
import { createSweeper, type HostChange, type Sweeper } from './sweeper.ts';
import { createTicker } from './ticker.ts';

export type HostSide = {
  readonly fleet: FleetSource;
  readonly sweeper: Sweeper;
  readonly runner: CampaignRunner;
  readonly cards: CardWatch;
  readonly incidents: IncidentJob;
  readonly makePlan: PlanMaker;
  readonly propose: Proposer;
  /** What keeps every host from starting, or cannot be told. */
  readonly flags: () => Promise<readonly Flag[]>;
  /** The part of it that is no incident: questions tell of those themselves. */
  readonly flagsBesideIncidents: () => Promise<readonly Flag[]>;
  /** Takes up what a former process left unfinished. */
  readonly recover: () => Promise<void>;
  /** Starts the loops; each ends after `stop`. */
  readonly run: () => readonly Promise<void>[];
  /** Starts nothing more, and waits at most `withinMs` for what is under way. */
  readonly stop: (withinMs: DurationMs) => Promise<void>;
};

export type Told = {
  /** A message is wanted, or another process may have wanted one. */
  readonly onMessages: () => void;
  /** A campaign has changed. */
  readonly onCampaigns: () => void;
};

export function createHostSide(options: DaemonOptions, { onMessages, onCampaigns }: Told): HostSide {
  const { ports, pace } = options;
  const { store, clock, ids, log, hosts } = ports;
  const fleet = createFleetSource(options.fleet, ids.sha256Hex, () => sweeper.fleetChanged());
  const watch = createClockWatch(clock, pace.clockJumpMs);

  const sweeper = createSweeper({
    store,
    clock,
    log,
    hosts,
    ids,
    fleet: fleet.current,
    rebootsAsked: () => runner.rebootsAsked(),
    pace: pace.sweep,
  });
  const { snapshot } = sweeper;
  const flags = async (): Promise<readonly Flag[]> => [
    watch.flag(),
    ...(await incidents.flags()),
    ...(await options.flags()),
  ];
  const flagsBesideIncidents = async (): Promise<readonly Flag[]> => [
    watch.flag(),
    ...(await options.flags()),
  ];
  const runner: CampaignRunner = createCampaignRunner({
    store,
    clock,
    log,
    fleet,
    statuses: (now: Instant) => sweeper.statuses(now),
    snapshot,
    flags,
    messagesFor: (campaign, events, firstVersion) => [
      ...campaignMessages(options.channel, campaign, events, firstVersion),
      ...ownerMessages(options.channel, campaign, events, fleet.current()),
    ],
    onEffects: (id, effects) => worker.perform(id, effects),
    onMessages: () => {
      onMessages();
      onCampaigns();
    },
    onTicked: (campaign, world) => cards.look(campaign, world),
  });
  const cards = createCardWatch({
    store,
    log,
    channel: options.channel,
    onMessages,
  });
  const worker = createEffectWorker({
    store,
    clock,
    log,
    hosts,
    gates: ports.gates,
    balancers: ports.balancers,
    submit: runner.submit,
    onLook: sweeper.noted,
    pace: pace.work,
  });
  const incidents: IncidentJob = createIncidentJob({
    store,
    clock,
    log,
    ids,
    gates: ports.gates,
    fleet: fleet.current,
    snapshot,
    hasSeenAll: sweeper.hasSeenAll,
    campaigns: runner.known,
    held: runner.held,
    maxAgeMs: pace.sweep.maxAgeMs,
    rules: pace.incidents.rules,
    everyMs: pace.incidents.everyMs,
    channel: options.channel,
    onMessages,
  });
  sweeper.onChange((change) => incidents.noted(unplannedBoot(change)));
  const ticker = createTicker({
    store,
    clock,
    log,
    runner,
    worker,
    everyMs: pace.tickEveryMs,
    watch,
    onUnshown: onMessages,
    onTick: options.onTick,
  });
  const makePlan = createPlanMaker({
    store,
    clock,
    ids,
    log,
    fleet,
    snapshot,
    openCampaigns: runner.openCampaigns,
    leftOut: runner.leftOut,
    maxAgeMs: pace.sweep.maxAgeMs,
  });
  const propose = createProposer({ runner, clock, ids, fleet, approval: options.approval });
  const chaos = options.chaos === null ? null : chaosJob(options.chaos);

  function chaosJob(terms: ChaosTerms): ChaosJob {
    const parts = { terms, store, clock, ids, runner };
    const drawer = createChaosDrawer({
      ...parts,
      fleet,
      snapshot,
      makePlan,
      balancers: ports.balancers,
      maxAgeMs: pace.sweep.maxAgeMs,
    });
    const { channel } = options;
    return createChaosJob({ ...parts, drawer, log, propose, channel, onMessages });
  }

  return {
    fleet,
    sweeper,
    runner,
    cards,
    incidents,
    makePlan,
    propose,
    flags,
    flagsBesideIncidents,
    recover: async () => {
      await sweeper.load();
      await runner.openCampaigns();
      await incidents.load();
      await worker.recover();
    },
    run: () => [incidents.run(), sweeper.run(), ticker.run(), ...(chaos === null ? [] : [chaos.run()])],
    stop: async (withinMs) => {
      chaos?.stop();
      ticker.stop();
      incidents.stop();
      sweeper.stop();
      await worker.stop(withinMs);
    },
  };
}

function unplannedBoot({ host, view, ended }: HostChange): UnplannedBoot | null {
  const { lastSeen } = view;
  if (ended?.ended !== 'unplanned' || lastSeen === null) return null;
  const { bootId, uptimeMs } = lastSeen.facts;
  return { host, bootId, bootedAt: lastSeen.at - uptimeMs };
}

// What can go wrong in the demo, to be started by a button or a flag. A scenario only does to the simulated servers what
// the world does to real ones; what the daemon makes of it is the daemon's own.

import { MINUTE_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { Gate } from '../core/fleet/check.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId, HostId } from '../core/fleet/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostFaults, SimulatedFleet } from './simulated-fleet.ts';

export const scenarioIds = ['power-loss', 'never-returns', 'lagging-replica', 'drift', 'campaign'] as const;
export type ScenarioId = (typeof scenarioIds)[number];

export type ScenarioWorld = {
  readonly fleet: Fleet;
  readonly simulated: SimulatedFleet;
  readonly clock: Clock;
  readonly openCampaigns: () => Promise<readonly Campaign[]>;
  /** Proposes what is due now, or these hosts by name; null where no open campaign is needed for it. */
  readonly propose: (what: 'due' | readonly HostId[]) => Promise<CampaignId | null>;
  /** Ends what is under way where the demo ends. */
  readonly stopping: AbortSignal;
};

/** Something that was done to the servers. What has become of it is read from the daemon (scenario-progress.ts). */
export type ScenarioRun = {
  readonly id: ScenarioId;
  readonly at: Instant;
  /** The hosts that it is done to; none for a plain campaign. */
  readonly hosts: readonly HostId[];
  /** The campaign in which it shows, or null. */
  readonly campaign: CampaignId | null;
};

export type ScenarioOutcome =
  | { readonly kind: 'begun'; readonly run: ScenarioRun }
  | { readonly kind: 'not-now'; readonly why: 'dark-already' | 'plan-waits' | 'nothing-left' };

/** The rack of the story, and how long its power was away. */
export const storyRack = 'seoul-a-r12';
export const powerAwayMs: DurationMs = 10 * MINUTE_MS;
/** "Tens of minutes behind its primary": this long its gates fail. */
export const lagMs: DurationMs = 8 * MINUTE_MS;
/** Longer than the example's `come_back_within`: the daemon gives the host up before somebody walks to it. */
export const buttonPressedMs: DurationMs = 35 * MINUTE_MS;
export const lostUnit = 'nightly-sync.service';

/** Hosts of a plan that the demo asks for when none is due. */
const NAMED_HOSTS = 6;

export async function startScenario(id: ScenarioId, world: ScenarioWorld): Promise<ScenarioOutcome> {
  switch (id) {
    case 'power-loss':
      return powerLoss(world);
    case 'never-returns':
      return atNextHost(id, world, {
        suits: () => true,
        named: longestUp(world),
        plant: (faults, host) => {
          faults.neverComesBack = true;
          pressPowerButtonLater(host, world);
        },
      });
    case 'lagging-replica':
      return atNextHost(id, world, {
        suits: (campaign, host) =>
          (campaign.hosts.get(host)?.step.gates ?? []).some(({ gate }) => asksLag(gate)),
        named: replicas(world.fleet, asksLag).slice(0, 1),
        plant: (faults) => (faults.servesAfterMs = lagMs),
      });
    case 'drift':
      return atNextHost(id, world, {
        suits: () => true,
        named: longestUp(world),
        plant: (faults) => (faults.losesUnit = lostUnit),
      });
    case 'campaign': {
      const open = await world.openCampaigns();
      if (open.some(({ phase }) => phase.kind === 'awaiting-approval'))
        return { kind: 'not-now', why: 'plan-waits' };
      const campaign = (await world.propose('due')) ?? (await world.propose(longestUp(world)));
      if (campaign === null) return { kind: 'not-now', why: 'nothing-left' };
      return { kind: 'begun', run: { id, at: world.clock.now(), hosts: [], campaign } };
    }
  }
}

function powerLoss({ fleet, simulated, clock, stopping }: ScenarioWorld): ScenarioOutcome {
  const lost = [...fleet.hosts.values()].filter(({ placement }) => placement?.rack === storyRack);
  const up = lost.map(({ id }) => id).filter((id) => simulated.isUp(id));
  if (up.length === 0) return { kind: 'not-now', why: 'dark-already' };
  // As it was: the replica was behind when it was back, and what is in memory had to be loaded first.
  const late = replicas(fleet, (gate) => asksLag(gate) || gate.question.kind === 'redis');
  for (const id of up) if (late.includes(id)) simulated.host(id).faults.servesAfterMs = lagMs;
  for (const id of up) simulated.powerOff(id);
  void clock.sleep(powerAwayMs, stopping).then(() => {
    if (!stopping.aborted) for (const id of up) simulated.powerOn(id);
  });
  return { kind: 'begun', run: { id: 'power-loss', at: clock.now(), hosts: up, campaign: null } };
}

/** Somebody goes there: a host that will not come back by itself is started by hand, some time after it went down. */
function pressPowerButtonLater(host: HostId, { simulated, clock, stopping }: ScenarioWorld): void {
  simulated.onEntry((entry) => {
    const { faults } = simulated.host(host);
    if (entry.kind !== 'down' || entry.host !== host || !faults.neverComesBack) return;
    void clock.sleep(buttonPressedMs, stopping).then(() => {
      if (stopping.aborted) return;
      faults.neverComesBack = false;
      simulated.powerOn(host);
    });
  });
}

/** How far behind its primary is it? */
function asksLag({ question }: Gate): boolean {
  return question.kind === 'mysql' && question.role === 'replica';
}

/** Replicas of which a gate asks this. */
function replicas({ services }: Fleet, asks: (gate: Gate) => boolean): readonly HostId[] {
  return [...services.values()]
    .filter(({ gates }) => gates.some(asks))
    .flatMap(({ instances }) => instances.filter(({ part }) => part === 'replica').map(({ host }) => host));
}

function longestUp({ simulated }: ScenarioWorld): readonly HostId[] {
  return [...simulated.hosts()]
    .sort((left, right) => left.bootedAt - right.bootedAt)
    .slice(0, NAMED_HOSTS)
    .map(({ id }) => id);
}

type Planting = {
  readonly suits: (campaign: Campaign, host: HostId) => boolean;
  /** Whom a plan is asked for where no open one has a host that suits. */
  readonly named: readonly HostId[];
  readonly plant: (faults: HostFaults, host: HostId) => void;
};

/** Does it to the first waiting host of an open campaign, in the order of the plan; asks for a plan where there is none. */
async function atNextHost(
  id: ScenarioId,
  world: ScenarioWorld,
  { suits, named, plant }: Planting,
): Promise<ScenarioOutcome> {
  const next = (campaigns: readonly Campaign[]): ScenarioRun | null => {
    for (const campaign of campaigns)
      for (const [host, { stage }] of campaign.hosts)
        if (stage.kind === 'waiting' && suits(campaign, host))
          return { id, at: world.clock.now(), hosts: [host], campaign: campaign.id };
    return null;
  };
  let run = next(await world.openCampaigns());
  if (run === null && (await world.propose(named)) !== null) run = next(await world.openCampaigns());
  const [host] = run?.hosts ?? [];
  if (run === null || host === undefined) return { kind: 'not-now', why: 'nothing-left' };
  plant(world.simulated.host(host).faults, host);
  return { kind: 'begun', run };
}

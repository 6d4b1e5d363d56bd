// One run: the real daemon over a store, a fleet, a workspace and people that are simulated, on virtual time, with the
// judges looking at everything that becomes durable and everything that reaches a host. The seed decides all of it.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import { isTakenOut } from '../../src/core/campaign/holding.ts';
import type { Flag } from '../../src/core/campaign/input.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { FleetLogEntry } from '../../src/demo/simulated-fleet.ts';
import type { Log } from '../../src/ports/log.ts';
import { newSha256, sha256Hex } from '../fakes/plan-maker.ts';
import { createChaosModeJudge, type ChaosModeJudge } from './chaos-mode.ts';
import { createCommandJudge, type CommandJudge } from './command-judge.ts';
import { breakForGood } from './broken-core.ts';
import { createApprovalJudge, type ApprovalJudge } from './approval-judge.ts';
import { createPress, reviewApprovals } from './clicks.ts';
import { SLOWEST_STORE_MS } from './decided-at.ts';
import { judgeDigests, judgeLiveness } from './end-judge.ts';
import { wordsOf } from './event-words.ts';
import type { LogLine } from './event-log.ts';
import type { FaultKind } from './fault-kinds.ts';
import { lastLookMs, skipIdleTime } from './idle-time.ts';
import { createMishaps, type Mishaps } from './mishaps.ts';
import type { StopSwitch } from './mishap-acts.ts';
import { flapping, overNetwork } from './network.ts';
import { createPaceJudge } from './pace-judge.ts';
import { createPeople, type People, type Press } from './people.ts';
import { propose } from './proposals.ts';
import { noteClockChange, noteDeath, noteKill, noteLimits } from './rare-moments.ts';
import type { RandomScenario } from './random-scenario.ts';
import { createRestores, type Restores } from './restore.ts';
import { createRecordJudge, type RecordJudge } from './record-judge.ts';
import { createSecondThoughts, type SecondThoughts } from './second-thoughts.ts';
import { createSupervisor, type Plant, type Supervisor } from './supervisor.ts';
import type { Truth } from './truth.ts';
import type { Verdicts, Violation } from './verdicts.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

export type SimulationOptions = WorldOptions & {
  /** A bug put in on purpose. */
  readonly plant?: Plant;
};

export type SimulationResult = {
  readonly seed: number;
  /** Over every line of the event log: equal seeds give equal hashes. */
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly sometimes: ReadonlyMap<string, number>;
  readonly faults: readonly FaultKind[];
  readonly days: number;
  /** Empty unless it was recorded. */
  readonly lines: readonly LogLine[];
  /** The names of everything that went wrong or that somebody did. */
  readonly acts: readonly string[];
  readonly scenario: RandomScenario;
};

/** The slowest answer of the simulated network, both ways together, and the worker's own look. */
const SLOWEST_SEND_MS = 30 * SECOND_MS;

/** Runs the seed. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const world = createWorld(options);
  const { time, scenario, truth, verdicts, store, chat, log } = world;
  const supervisor = supervise(world, options.plant ?? {});
  const mishaps = bringMishaps(world, supervisor);
  world.onBlind = mishaps.onBlind;
  const press = createPress(world, supervisor);
  const people = bringPeople(world, press, mishaps);
  const thoughts = bringSecondThoughts(world, press);
  const approvals = createApprovalJudge(truth, verdicts, scenario.approval);
  const records = createRecordJudge(truth, verdicts);
  const commands = judgeCommands(world, supervisor, approvals);
  const restores = createRestores(world, supervisor);
  const chaosMode = createChaosModeJudge(truth, verdicts);
  watch(world, { approvals, commands, records, chaosMode, people, thoughts, mishaps, restores });
  restores.begin();
  schedule(world, { supervisor, mishaps, people });
  const judgePace = createPaceJudge(time, verdicts);
  supervisor.start();
  await time.run(Math.min(lastEndOf(world), options.cut?.untilAt ?? Infinity), {
    stop: overAfter(world),
    onStep: () => {
      judgePace();
      skipIdleTime(world);
    },
  });
  if (world.calm && (options.cut?.untilAt ?? null) === null)
    await judgeLiveness({
      truth,
      verdicts,
      store,
      chat,
      brokenPart: scenario.brokenPart,
      // It drifts by less than this by itself.
      clockWasSet: Math.abs(world.clocks.wallOffsetMs) >= MINUTE_MS,
    });
  await judgeDigests({ truth, verdicts, store });
  await records.judgeEnd(store);
  supervisor.retire();
  return {
    seed: options.seed,
    hash: log.hash(),
    violations: verdicts.violations,
    sometimes: verdicts.sometimes,
    faults: [...world.faults],
    days: (time.now() - scenario.startAt) / DAY_MS,
    lines: log.lines(),
    acts: world.acts.met,
    scenario,
  };
}

function supervise(world: World, plant: Plant): Supervisor {
  const { time, chance, scenario, truth, verdicts, log } = world;
  const delays = chance.fork('delays');
  const ids = chance.fork('ids');
  const disk = chance.fork('disk');
  const gates = chance.fork('gates');
  let campaigns = 0;
  return createSupervisor({
    time,
    clocks: world.clocks,
    chaos: world.chaos,
    store: world.store,
    fleet: truth.fleet,
    chat: world.chat.chat,
    ids: { next: () => `c${(campaigns += 1)}`, fraction: ids.fraction, sha256Hex, newSha256 },
    log: judgedLog(world),
    inventory: world.inventory.fleet,
    flags: () => [flagOf(world.stopSwitch), flagOf(world.restoredSwitch)],
    fences: world.fences,
    networkDelayMs: () =>
      world.faults.has('slow-network') && !world.calm && delays.happens(0.3)
        ? delays.span(10, 8 * SECOND_MS)
        : 0,
    // The slowest fsync of a busy disk.
    storeDelayMs: () =>
      world.faults.has('slow-store') && !world.calm && disk.happens(0.2) ? disk.span(2, SLOWEST_STORE_MS) : 0,
    network: (control) => overNetwork(control, truth),
    gates: (real) => flapping(real, gates, () => world.faults.has('flapping-gates') && !world.calm),
    settings: { ...scenario, chaos: scenario.chaosMode },
    plant,
    onCopyRefused: () => verdicts.saw('second daemon refused'),
    onStarted: (daemon, clock) => {
      if (world.faults.has('approvers-leave')) void reviewApprovals(world, daemon, clock);
    },
    onWanted: world.stir,
    onKilled: (restartAfterMs) => {
      log.note(`killed; starts again after ${restartAfterMs} ms`);
      noteKill(truth, verdicts);
      world.onBlind(restartAfterMs);
      if (restartAfterMs > DAY_MS) verdicts.saw('down for more than a day');
    },
  });
}

/** An error that nobody simulated is the daemon's own. */
function judgedLog({ log, verdicts }: World): Log {
  const nothing = (): void => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (message, fields) => {
      const error = fields?.['error'];
      log.note(`error: ${message} ${String(error ?? '')}`, 'error');
      if (typeof error === 'string' && !error.includes('simulated'))
        verdicts.violate('crash', `${message}: ${error}`);
    },
  };
}

function flagOf({ kind }: StopSwitch): Flag {
  const why = 'stop switch';
  if (kind === 'set') return { kind, cause: { kind: 'stop-switch' }, why };
  return kind === 'clear' ? { kind } : { kind, why };
}

function bringMishaps(world: World, supervisor: Supervisor): Mishaps {
  const { truth, chance, faults, acts, verdicts, clocks, stopSwitch, inventory, log, time } = world;
  return createMishaps({
    truth,
    chance: chance.fork('mishaps'),
    faults,
    acts,
    verdicts,
    clocks,
    stopSwitch,
    endAt: world.scenario.endAt,
    stuck: world.scenario.stuck,
    inventory: inventory.spec,
    replaceInventory: (spec) => {
      inventory.replace(spec);
      supervisor.takeUp(inventory.fleet());
    },
    startSecondCopy: supervisor.startSecondCopy,
    chatAwayFor: (forMs) => (world.chat.awayUntil = time.now() + forMs),
    storeAwayFor: (forMs) => (world.storeAwayUntil = time.now() + forMs),
    daemonRuns: () => supervisor.daemon() !== null,
    onClockStep: (byMs) => {
      log.note(`the wall clock moved by ${byMs} ms against the monotonic one`);
      world.jumps.push({ at: time.now(), life: supervisor.life(), byMs });
    },
    onHappened: log.note,
    onActed: world.stir,
  });
}

function bringPeople(world: World, press: Press, { repair }: Mishaps): People {
  const { truth, chance, faults, roster } = world;
  return createPeople({
    truth,
    chance: chance.fork('people'),
    faults,
    roster,
    calm: () => world.calm,
    click: press,
    repair: (host) => {
      if (!world.goneForGood.has(host)) repair(host);
    },
  });
}

function bringSecondThoughts(world: World, press: Press): SecondThoughts {
  const { truth, chance, faults, acts, roster, log } = world;
  return createSecondThoughts({
    truth,
    chance: chance.fork('second thoughts'),
    faults,
    acts,
    roster,
    calm: () => world.calm,
    click: press,
    onHappened: (what) => {
      log.note(what);
      world.stir();
    },
  });
}

function judgeCommands(world: World, supervisor: Supervisor, approvals: ApprovalJudge): CommandJudge {
  const { truth, verdicts, scenario, stopSwitch, jumps } = world;
  const { sweep, clockJumpMs } = scenario.pace;
  return createCommandJudge({
    truth,
    verdicts,
    approvals,
    blindMs: sweep.maxAgeMs + sweep.probeWithinMs + 2 * SLOWEST_SEND_MS,
    slowestSendMs: SLOWEST_SEND_MS,
    stoppedSince: () => {
      const set = [stopSwitch, world.restoredSwitch].filter(({ kind }) => kind !== 'clear');
      return set.length === 0 ? null : Math.min(...set.map(({ since }) => since));
    },
    wallOffsetMs: () => world.clocks.wallOffsetMs,
    isDaySteady: () => [...jumps, ...truth.restored].every(({ at }) => at < world.time.now() - 2 * DAY_MS),
    // Steps that cancel each other out before anybody looks cannot be seen.
    clockJumpedSince: (from, until) => {
      const seen = jumps.filter(
        ({ at, life }) => at > from && at < until - MINUTE_MS && life === supervisor.life(),
      );
      return Math.abs(seen.reduce((sum, { byMs }) => sum + byMs, 0)) > clockJumpMs;
    },
  });
}

/** It stands still, or goes on with a failed host: somebody has to look. */
function isTroubled({ phase, hosts }: Campaign): boolean {
  if (phase.kind === 'halted' || phase.kind === 'paused') return true;
  if (phase.kind === 'ended') return [...hosts.values()].some(isTakenOut);
  return phase.kind === 'running' && [...hosts.values()].some(({ stage }) => stage.kind === 'failed');
}

function isUndecidedAgain({ kind }: CampaignEvent): boolean {
  return kind === 'plan-edited' || kind === 'approval-withdrawn' || kind === 'approval-lapsed';
}

type Watchers = {
  readonly approvals: ApprovalJudge;
  readonly commands: CommandJudge;
  readonly records: RecordJudge;
  readonly chaosMode: ChaosModeJudge;
  readonly people: People;
  readonly thoughts: SecondThoughts;
  readonly mishaps: Mishaps;
  readonly restores: Restores;
};

/** Everything that becomes durable and everything that happens to a host is noted, judged and reacted to. */
function watch(world: World, watchers: Watchers): void {
  const { approvals, commands, records, chaosMode, people, thoughts, mishaps, restores } = watchers;
  const { truth, verdicts, log, chaos } = world;
  truth.onRecorded((recorded, before, after) => {
    const { event, campaign, version } = recorded;
    log.note(`${campaign}/${version} ${wordsOf(event)}`, 'record');
    world.stir();
    approvals.onRecorded(recorded, after);
    commands.onRecorded(recorded, before, after);
    records.onRecorded(recorded, before, after);
    chaosMode.onRecorded(recorded, before, after);
    if (event.kind === 'campaign-proposed') people.onProposed(campaign);
    if (isUndecidedAgain(event)) people.onUndecided(campaign);
    thoughts.onRecorded(campaign, event);
    if (isTroubled(after)) people.onTrouble(campaign);
    if (world.calm) return;
    chaos.onRecorded(event);
    mishaps.onRecorded(event);
    restores.onRecorded(event);
  });
  truth.onOther(() => {
    if (!world.calm) chaos.onOther();
  });
  truth.fleet.onEntry((entry) => {
    log.note(`${entry.host} ${entry.kind}`, 'host');
    world.stir();
    if (entry.kind === 'reboot-accepted') {
      commands.onAccepted(entry);
      noteLimits(truth, verdicts);
      noteClockChange(truth, entry.host, verdicts);
    }
    if (entry.kind === 'down' && !entry.planned) noteDeath(truth, entry.host, verdicts);
    wakeHost(entry, truth);
    takeGuestsAlong(entry, truth, verdicts);
  });
}

/** Hosts are brought up to date when somebody looks; this lets the world look at the right times. */
function wakeHost(entry: FleetLogEntry, { time, fleet }: Truth): void {
  const { downUntilAt, shutdownMs } = fleet.host(entry.host);
  if (entry.kind === 'reboot-accepted') time.at(time.now() + shutdownMs, () => fleet.isUp(entry.host));
  if (entry.kind === 'down' && downUntilAt !== null && downUntilAt < Number.MAX_SAFE_INTEGER)
    time.at(downUntilAt, () => fleet.isUp(entry.host));
}

/** A guest falls with its hypervisor, and comes back after it. */
function takeGuestsAlong(entry: FleetLogEntry, { fleet, inventory }: Truth, verdicts: Verdicts): void {
  if (entry.kind !== 'down' && entry.kind !== 'booted') return;
  for (const { id, placement } of inventory().hosts.values()) {
    if (placement?.hypervisor !== entry.host) continue;
    if (entry.kind === 'booted') fleet.powerOn(id);
    else if (fleet.isUp(id)) {
      fleet.powerOff(id);
      verdicts.saw('guest went down with its hypervisor');
    }
  }
}

type Actors = { readonly supervisor: Supervisor; readonly mishaps: Mishaps; readonly people: People };

function schedule(world: World, actors: Actors): void {
  const { time, scenario, chance, faults, chaos, truth } = world;
  const provoke = (): void => {
    world.stir();
    chaos.provoke();
  };
  for (const [index, intent] of scenario.plans.entries()) {
    const proposal = { intent, number: index + 1, chance: chance.fork(`plan ${index}`) };
    time.at(intent.at, () => propose(proposal, truth, actors.supervisor));
  }
  if (faults.has('kill') || faults.has('pause') || faults.has('store-errors'))
    for (let times = 0; times < 3; times += 1)
      time.at(scenario.startAt + chance.fraction() * (scenario.endAt - scenario.startAt), provoke);
  if (scenario.calmFrom !== null) time.at(scenario.calmFrom, () => calmDown(world, actors));
  actors.mishaps.begin();
}

/** From here on nothing goes wrong, people are diligent, and everything must come to its end. */
function calmDown(world: World, { supervisor, mishaps, people }: Actors): void {
  world.log.note('from now on nothing goes wrong');
  world.calm = true;
  world.chaos.calmDown();
  world.restoredSwitch.kind = 'clear';
  mishaps.calmDown();
  world.chat.faulty = false;
  world.goneForGood = breakForGood(world);
  world.stir();
  supervisor.start();
  for (const campaign of world.truth.campaigns.values())
    if (isTroubled(campaign)) people.onTrouble(campaign.id);
}

function lastPlanAt({ scenario }: World): number {
  return Math.max(...scenario.plans.map(({ at }) => at));
}

/** Proposed at the latest, approved as late as possible, brought home by people who come once in a while. */
function lastEndOf(world: World): number {
  const { calmFrom, endAt, approval } = world.scenario;
  if (calmFrom === null) return endAt;
  return Math.max(calmFrom, lastPlanAt(world) + 2 * HOUR_MS) + approval.expiresAfterMs + 2 * DAY_MS;
}

/** A run is over some minutes after its last campaign has ended. */
function overAfter(world: World): () => boolean {
  const { time, truth, scenario } = world;
  const proposedAt = lastPlanAt(world) + HOUR_MS;
  let overAt = Infinity;
  return () => {
    if (time.now() < proposedAt || (scenario.calmFrom !== null && !world.calm)) return false;
    if (truth.hasOpenCampaign()) overAt = Infinity;
    else if (overAt === Infinity) {
      time.release();
      // The daemon is awake for these last minutes. A machine that sleeps is waited for.
      overAt = time.heldUntil() + lastLookMs(scenario.pace);
      world.activeAt = overAt;
    }
    // News of an incident, and a digest, have time to be told by a daemon that is awake.
    const endAt = Math.max(overAt, truth.newsAt() + 2 * MINUTE_MS);
    if (overAt < Infinity) world.awakeUntil = Math.max(world.awakeUntil, endAt);
    return time.now() >= endAt;
  };
}

// Everything one run consists of, drawn from its seed: time, the fleet and its truth, the inventory in force, the
// clocks of the daemon's machine, the workspace, the faults that are on. What acts on it is wired up in simulation.ts.
import type { DurationMs, Instant } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { FleetDigest, HostId } from '../../src/core/fleet/ids.ts';
import { createSimulatedFleet } from '../../src/demo/simulated-fleet.ts';
import type { Store } from '../../src/ports/store.ts';
import { buildFleet, type FleetSpec } from '../fakes/fleet-builder.ts';
import { createMemoryStore, type MemoryBackup } from '../fakes/memory-store.ts';
import { createActs, type Acts } from './acts.ts';
import { createChance, type Chance } from './chance.ts';
import { createChaos, type Chaos } from './chaos.ts';
import type { MachineClocks } from './daemon-process.ts';
import { createInventoryHistory } from './decided-at.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { drawFaults, type FaultKind } from './fault-kinds.ts';
import { createFences, type Fences } from './fences.ts';
import type { StopSwitch } from './mishap-acts.ts';
import { byAnyName } from './machine-names.ts';
import { cutScenario, type Cut } from './cut.ts';
import { drawScenario, type RandomScenario } from './random-scenario.ts';
import { createRoster, type Roster } from './roster.ts';
import { createSimChat, type SimChat } from './sim-chat.ts';
import { createTruth, type Truth } from './truth.ts';
import { createVerdicts, type Sometimes, type Verdicts } from './verdicts.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

export type World = {
  readonly chance: Chance;
  readonly acts: Acts;
  readonly faults: ReadonlySet<FaultKind>;
  readonly scenario: RandomScenario;
  readonly time: VirtualTime;
  readonly log: EventLog;
  readonly verdicts: Verdicts;
  readonly clocks: MachineClocks;
  readonly stopSwitch: StopSwitch;
  /** Set by a restore, until a person has looked. */
  restoredSwitch: StopSwitch;
  /** Steps of the wall clock, with the life of the daemon that they happened in. */
  readonly jumps: { readonly at: Instant; readonly life: number; readonly byMs: DurationMs }[];
  readonly inventory: {
    readonly spec: () => FleetSpec;
    readonly fleet: () => Fleet;
    readonly fleetAt: (at: Instant) => Fleet;
    readonly replace: (spec: FleetSpec) => void;
  };
  readonly roster: Roster;
  readonly truth: Truth;
  readonly store: Store;
  /** Null over a store that cannot be put back. */
  readonly backUp: (() => MemoryBackup) | null;
  readonly chaos: Chaos;
  readonly chat: SimChat;
  readonly fences: Fences;
  /** The store refuses everything before this. */
  storeAwayUntil: Instant;
  /** Something happens that the daemon may have to do with. */
  readonly stir: () => void;
  /** When that was last. */
  activeAt: Instant;
  /** Until when the daemon stays awake though nothing happens. */
  awakeUntil: Instant;
  /** True from when on nothing goes wrong any more. */
  calm: boolean;
  /** Nobody can repair these. */
  goneForGood: ReadonlySet<HostId>;
  /** Called when the daemon cannot look at anything for a while. */
  onBlind: (forMs: DurationMs) => void;
};

export type WorldOptions = {
  readonly seed: number;
  /** Fault kinds that the seed drew and that are left out. */
  readonly without?: ReadonlySet<FaultKind>;
  /** Fault kinds that are on whatever the seed drew. */
  readonly also?: readonly FaultKind[];
  /** Parts of the scenario that are left out. */
  readonly cut?: Cut;
  /** `safety`: faults until the end. `liveness`: they stop, and everything must come to its end. Or as the seed says. */
  readonly mode?: 'safety' | 'liveness';
  /** What host names begin with; by default a letter in most runs and nothing in some, so that they are integers. */
  readonly namePrefix?: 'h' | '';
  /** By default a new one in memory. */
  readonly store?: Store;
  /** Keep the lines of the log, for telling the story. */
  readonly record?: boolean;
};

const chatFaults: Readonly<Record<'later' | 'lost' | 'cannot-tell' | 'gone' | 'never', Sometimes>> = {
  later: 'chat said later',
  lost: 'post with a lost answer',
  'cannot-tell': 'chat said later',
  gone: 'message gone',
  never: 'channel refused a message for good',
};

export function createWorld(options: WorldOptions): World {
  const chance = createChance(`seed ${options.seed}`);
  const drawn = drawFaults(chance.fork('faults'));
  const faults = new Set(
    [...drawn, ...(options.also ?? [])].filter((kind) => options.without?.has(kind) !== true),
  );
  const acts = createActs(options.cut?.acts ?? new Set());
  const scenario = scenarioOf(options, chance, faults);
  const time = createVirtualTime(scenario.startAt);
  const log = createEventLog(time.now, options.record === true ? 'keep' : 'hash only');
  const verdicts = createVerdicts(time.now);
  const inventory = createInventory(scenario.fleet, { log, now: time.now });
  const machines = createSimulatedFleet({
    clock: { now: time.now, monotonicMs: time.now, sleep: time.pass },
    fraction: chance.fork('boots').fraction,
    latencyMs: chance.fork('latency').whole(20, 400),
    hosts: [...scenario.natures].map(([id, nature]) => ({
      id: id as HostId,
      ...nature,
      kernel: '6.1.0-25-amd64',
      kernelNewest: '6.1.0-26-amd64',
    })),
  });
  const truth = createTruth({
    time,
    fleet: byAnyName(machines),
    inventory: inventory.fleet,
    inventoryAt: inventory.fleetAt,
  });
  const chat = createSimChat(time, chance.fork('chat'), {
    onPosted: ({ key }) => {
      log.note(`posted ${key}`, 'message');
      const copies = chat.shown.filter((message) => message.key === key && !message.forgotten).length;
      if (copies > 1) verdicts.violate('one-message', `${key} was posted ${copies} times`);
    },
    mayFail: () => acts.next('chat fails') !== null,
    onFault: (what) => verdicts.saw(chatFaults[what]),
    onFound: () => verdicts.saw('message found before it was posted again'),
  });
  chat.faulty = faults.has('chat-errors');
  const memory = createMemoryStore();
  const world: World = {
    chance,
    acts,
    faults,
    scenario,
    time,
    log,
    verdicts,
    clocks: { wallOffsetMs: 0 },
    stopSwitch: { kind: 'clear', since: 0 },
    restoredSwitch: { kind: 'clear', since: 0 },
    jumps: [],
    inventory,
    roster: createRoster(),
    truth,
    store: truth.watched(options.store ?? memory),
    backUp: options.store === undefined ? memory.backUp : null,
    chaos: createChaos({
      chance: chance.fork('chaos'),
      faults,
      acts,
      verdicts,
      storeIsAway: () => time.now() < world.storeAwayUntil,
      onStopped: (forMs) => world.onBlind(forMs),
      onHit: (what) => log.note(what),
    }),
    storeAwayUntil: scenario.startAt,
    chat,
    fences: createFences(truth, verdicts, scenario.fenced),
    // One that is stopped meets it when it goes on.
    stir: () => (world.activeAt = Math.max(world.activeAt, time.now(), time.heldUntil())),
    activeAt: scenario.startAt,
    awakeUntil: scenario.startAt,
    calm: false,
    goneForGood: new Set(),
    onBlind: () => undefined,
  };
  return world;
}

function scenarioOf(options: WorldOptions, chance: Chance, faults: ReadonlySet<FaultKind>): RandomScenario {
  const prefix = options.namePrefix ?? (chance.fork('names').happens(0.8) ? 'h' : '');
  const drawn = drawScenario(chance.fork('scenario'), faults, prefix);
  const calmFrom = { safety: null, liveness: drawn.calmFrom ?? drawn.middleAt, drawn: drawn.calmFrom };
  const scenario = { ...drawn, calmFrom: calmFrom[options.mode ?? 'drawn'] };
  return options.cut === undefined ? scenario : cutScenario(scenario, options.cut);
}

function createInventory(
  first: FleetSpec,
  { log, now }: { readonly log: EventLog; readonly now: () => Instant },
): World['inventory'] {
  let edition = 0;
  let [spec, fleet] = [first, editionOf(first)];
  const history = createInventoryHistory(fleet);
  function editionOf(next: FleetSpec): Fleet {
    edition += 1;
    return buildFleet({ ...next, rest: { ...next.rest, digest: `edition-${edition}` as FleetDigest } });
  }
  return {
    spec: () => spec,
    fleet: () => fleet,
    fleetAt: history.inForceAt,
    replace: (next) => {
      [spec, fleet] = [next, editionOf(next)];
      history.add(now(), fleet);
      log.note(`inventory edition ${edition}`);
    },
  };
}

// systemd for the simulated daemon: starts it, and starts it again some time after it died. One life follows another
// on the same machine, the same store and the same inventory.
import type { DurationMs, Instant } from '../../src/core/brand.ts';
import type { Flag } from '../../src/core/campaign/input.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { SimulatedFleet } from '../../src/demo/simulated-fleet.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { GateRunner } from '../../src/ports/gate-runner.ts';
import type { HostControl } from '../../src/ports/host-control.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Schedule } from '../../src/ports/schedule.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { createDaemon, type Daemon } from '../../src/runtime/daemon.ts';
import type { DaemonOptions } from '../../src/runtime/daemon-options.ts';
import { raiseEpoch } from '../../src/runtime/epoch.ts';
import type { Chaos } from './chaos.ts';
import { createDaemonProcess, type DaemonProcess, type MachineClocks } from './daemon-process.ts';
import type { Fences } from './fences.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A bug put in on purpose, between the daemon and its ports. */
export type Plant = {
  readonly options?: (options: DaemonOptions) => DaemonOptions;
  readonly daemon?: (daemon: Daemon) => Daemon;
  /** The lock of the database is taken at the start and then let go of. */
  readonly lockLetGo?: true;
};

export type SupervisorOptions = {
  readonly time: VirtualTime;
  readonly clocks: MachineClocks;
  readonly chaos: Chaos;
  readonly store: Store;
  readonly fleet: SimulatedFleet;
  readonly chat: Chat;
  readonly ids: IdSource;
  readonly log: Log;
  readonly inventory: () => Fleet;
  readonly flags: () => readonly Flag[];
  readonly networkDelayMs: () => DurationMs;
  readonly storeDelayMs: () => DurationMs;
  readonly fences: Fences;
  readonly network: (control: HostControl) => HostControl;
  readonly gates: (gates: GateRunner) => GateRunner;
  readonly settings: Pick<DaemonOptions, 'pace' | 'approval' | 'chaos'> & { readonly digest: boolean };
  readonly plant: Plant;
  /** Somebody starts the daemon, or asks it for something. */
  readonly onWanted: () => void;
  readonly onKilled: (restartAfterMs: DurationMs) => void;
  readonly onCopyRefused: () => void;
  /** Each life, once it runs; `clock` is that of the process. */
  readonly onStarted: (daemon: Daemon, clock: Clock) => void;
};

export type Supervisor = {
  readonly start: () => void;
  /** Somebody starts the daemon once more. The database's lock refuses it while one runs. */
  readonly startSecondCopy: () => void;
  readonly kill: () => void;
  /** Stops the daemon and keeps it down until `bringUp`. False if somebody did so already. */
  readonly takeDown: () => boolean;
  readonly bringUp: () => void;
  /** The running daemon, or null while it is down or has not started yet. */
  readonly daemon: () => Daemon | null;
  /** The inventory has changed: a daemon that is about to start takes it up as well. */
  readonly takeUp: (fleet: Fleet) => void;
  /** Runs `work` in the daemon's process; nothing happens if it is down, nothing comes back if it dies. */
  readonly ask: (work: (daemon: Daemon) => Promise<unknown>) => void;
  /** The run is over: nothing starts again. */
  readonly retire: () => void;
  /** Changes with every life. */
  readonly life: () => number;
};

const DAY_MS = 86_400_000;
const nineOClock = 9 * 3_600_000;

/** Nine o'clock in UTC, each day. */
export function nextDigestAt(afterAt: Instant): Instant {
  return Math.floor((afterAt - nineOClock) / DAY_MS + 1) * DAY_MS + nineOClock;
}

function dailySchedule(clock: Clock): Schedule {
  return {
    next: nextDigestAt,
    wakeAt: async (at, signal) => {
      while (clock.now() < at && !signal.aborted) await clock.sleep(at - clock.now(), signal);
    },
  };
}

type Life = {
  readonly process: DaemonProcess;
  readonly daemon: Daemon;
  readonly start: () => Promise<void>;
  started: boolean;
};

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { time, plant } = options;
  let running: Life | null = null;
  const copies: Life[] = [];
  let life = 0;
  let retired = false;
  let isTakenDown = false;

  const begin = (onKilled: () => void): Life => {
    const begun = beginLife(options, onKilled);
    begun.process
      .request(() => begun.start())
      .then(
        () => {
          begun.started = true;
          options.onStarted(begun.daemon, begun.process.clock);
        },
        () => begun.process.kill(),
      );
    return begun;
  };

  const start = (): void => {
    if (retired || isTakenDown || running?.process.alive() === true) return;
    life += 1;
    time.release();
    options.onWanted();
    running = begin(() => {
      running = null;
      if (retired || isTakenDown) return;
      const restartAfterMs = options.chaos.restartAfterMs();
      options.onKilled(restartAfterMs);
      time.release();
      time.at(time.now() + restartAfterMs, start);
    });
  };

  return {
    start,
    startSecondCopy: () => {
      if (isTakenDown) return;
      if (running?.process.alive() !== true) return start();
      if (plant.lockLetGo !== true) return options.onCopyRefused();
      copies.push(begin(() => undefined));
    },
    kill: () => running?.process.kill(),
    takeDown: () => {
      if (isTakenDown) return false;
      isTakenDown = true;
      for (const copy of copies) copy.process.kill();
      running?.process.kill();
      time.release();
      return true;
    },
    bringUp: () => {
      isTakenDown = false;
      start();
    },
    daemon: () => (running?.started === true ? running.daemon : null),
    takeUp: (inventory) => running?.daemon.fleet.replace(inventory),
    ask: (work) => {
      if (running?.started !== true) return;
      options.onWanted();
      const { process, daemon } = running;
      // What is refused by the store is shown to who asked; they will try again.
      process.request(() => work(daemon)).catch(() => undefined);
    },
    retire: () => {
      retired = true;
      for (const copy of copies) copy.process.kill();
      running?.process.kill();
    },
    life: () => life,
  };
}

/** One more process on the same machine, over the same store. */
function beginLife(options: SupervisorOptions, onKilled: () => void): Life {
  const { time, settings, plant, fleet } = options;
  const process = createDaemonProcess({
    time,
    clocks: options.clocks,
    interfere: options.chaos.interfere,
    delayMs: options.networkDelayMs,
    storeDelayMs: options.storeDelayMs,
    onKilled,
  });
  const { pace, approval, digest } = settings;
  const store = process.store(options.store);
  let epoch = 0;
  const hosts = options.network(options.fences.fenced(fleet.control, () => epoch));
  const given: DaemonOptions = {
    fleet: options.inventory(),
    ports: {
      store,
      clock: process.clock,
      ids: options.ids,
      log: options.log,
      hosts: process.hosts(hosts),
      gates: process.gates(options.gates(fleet.gates)),
      balancers: process.balancers(fleet.balancers),
      chat: process.chat(options.chat),
      schedule: digest ? dailySchedule(process.clock) : null,
      // Nobody asks in the simulation; its flags are the world's.
      stopSwitch: { set: () => Promise.resolve() },
    },
    pace,
    approval,
    channel: 'C0',
    audit: null,
    reminders: [],
    chaos: settings.chaos,
    digest: { timeZone: 'UTC', graceMs: 3 * 3_600_000, post: 'always' },
    flags: () => Promise.resolve(options.flags()),
    nearest: () => null,
    onTick: () => undefined,
  };
  const daemon = createDaemon(plant.options?.(given) ?? given);
  const start = async (): Promise<void> => {
    epoch = await raiseEpoch(store, process.clock);
    options.fences.onEpoch(epoch, process.clock.now());
    await daemon.start();
  };
  return { process, start, daemon: plant.daemon?.(daemon) ?? daemon, started: false };
}

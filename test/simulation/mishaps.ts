// What goes wrong in the world around the daemon: with hosts, racks, clocks, the inventory and the stop switch. Some of
// it at any time, most of it when it hurts: while a host is on its way.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { ProbeFailure } from '../../src/core/fleet/observation.ts';
import { noFaults } from '../../src/demo/simulated-fleet.ts';
import type { FleetSpec } from '../fakes/fleet-builder.ts';
import type { Chance } from './chance.ts';
import type { MachineClocks } from './daemon-process.ts';
import type { FaultKind } from './fault-kinds.ts';
import { changedHost, editedInventory } from './inventory-edits.ts';
import type { Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

export type StopSwitch = { kind: 'clear' | 'set' | 'unknown'; since: number };

export type MishapOptions = {
  readonly truth: Truth;
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultKind>;
  readonly verdicts: Verdicts;
  readonly clocks: MachineClocks;
  readonly stopSwitch: StopSwitch;
  readonly endAt: number;
  readonly inventory: () => FleetSpec;
  readonly replaceInventory: (spec: FleetSpec) => void;
  readonly daemonRuns: () => boolean;
  readonly onClockStep: (byMs: DurationMs) => void;
  /** In words, whatever was done to the world. */
  readonly onHappened: (what: string) => void;
};

export type Mishaps = {
  readonly begin: () => void;
  readonly onRecorded: (event: CampaignEvent) => void;
  /** Nobody looks for this long. */
  readonly onBlind: (forMs: DurationMs) => void;
  readonly repair: (host: HostId) => void;
  /** Nothing goes wrong any more, and what is broken is mended. */
  readonly calmDown: () => void;
};

const silences: readonly ProbeFailure[] = [
  'connect-timeout',
  'connection-refused',
  'login-refused',
  'exec-timeout',
];

export function createMishaps(options: MishapOptions): Mishaps {
  const { truth, chance, faults, verdicts, clocks } = options;
  const { time, fleet } = truth;
  const ids = [...fleet.hosts()].map(({ id }) => id);
  let calm = false;

  const later = (ms: DurationMs, act: () => void): void =>
    void time.at(time.now() + ms, () => {
      if (!calm) act();
    });

  const mute = (host: HostId, failure: ProbeFailure, forMs: DurationMs): void => {
    options.onHappened(`${host} answers ${failure} for ${Math.round(forMs / SECOND_MS)} s`);
    truth.setProbeFailure(host, failure);
    later(forMs, () => truth.setProbeFailure(host, null));
  };

  const crash = (host: HostId): void => {
    options.onHappened(`${host} loses power`);
    fleet.powerOff(host);
    later(chance.span(5 * MINUTE_MS, 8 * HOUR_MS), () => fleet.powerOn(host));
  };

  const byHand = (host: HostId): void => {
    options.onHappened(`somebody reboots ${host} by hand`);
    fleet.rebootByHand(host);
  };

  const loseRack = (): void => {
    const racks = new Set(ids.map((id) => truth.inventory().hosts.get(id)?.placement?.rack ?? null));
    const rack = chance.pick([...racks]);
    if (rack === null) return;
    verdicts.saw('rack lost');
    for (const id of ids) if (truth.inventory().hosts.get(id)?.placement?.rack === rack) crash(id);
  };

  const stepClock = (): void => {
    const size = chance.span(2 * SECOND_MS, 2 * DAY_MS);
    const byMs = chance.happens(0.5) ? size : -size;
    clocks.wallOffsetMs += byMs;
    verdicts.saw(byMs > 0 ? 'clock stepped forward' : 'clock stepped back');
    options.onClockStep(byMs);
  };

  const suspend = (): void => {
    // A machine that sleeps, or is down, does not fall asleep.
    if (!options.daemonRuns() || time.heldUntil() > time.now()) return;
    const forMs = chance.span(MINUTE_MS, 20 * HOUR_MS);
    clocks.sleptMs += forMs;
    time.holdUntil(time.now() + forMs);
    verdicts.saw('machine suspended');
    options.onClockStep(forMs);
  };

  const pullSwitch = (): void => {
    options.onHappened('the stop switch is pulled');
    for (const { phase, hosts } of truth.campaigns.values())
      if (phase.kind === 'running' && [...hosts.values()].some(({ stage }) => stage.kind === 'waiting'))
        verdicts.saw('stop switch held a start back');
    Object.assign(options.stopSwitch, { kind: chance.pick(['set', 'unknown']), since: time.now() });
    later(chance.span(10 * MINUTE_MS, 6 * HOUR_MS), () => (options.stopSwitch.kind = 'clear'));
  };

  const edit = (): void => {
    const wallNow = time.now() + clocks.wallOffsetMs;
    options.replaceInventory(editedInventory(options.inventory(), chance, wallNow));
  };

  const editHost = (host: HostId): void => options.replaceInventory(changedHost(options.inventory(), host));

  /** At any time; each as often as it says. */
  const anyTime: readonly (readonly [FaultKind, number, () => void])[] = [
    ['crashes', 3, () => crash(chance.pick(ids))],
    ['rack-loss', 1, loseRack],
    ['rebooted-by-hand', 2, () => byHand(chance.pick(ids))],
    [
      'probe-failures',
      6,
      () => mute(chance.pick(ids), chance.pick(silences), chance.span(SECOND_MS, 3 * HOUR_MS)),
    ],
    ['garbage', 4, () => mute(chance.pick(ids), 'garbage-output', chance.span(SECOND_MS, HOUR_MS))],
    ['clock-step', 2, stepClock],
    ['suspend', 2, suspend],
    ['stop-switch', 3, pullSwitch],
    ['inventory-edits', 2, () => edit()],
  ];

  /** When something of this host was just recorded; with this probability. */
  const atTheWorstTime: readonly (readonly [FaultKind, number, (host: HostId) => void])[] = [
    ['crashes', 0.06, (host) => later(chance.span(SECOND_MS, 5 * MINUTE_MS), () => crash(other(host)))],
    ['crashes', 0.02, (host) => later(chance.span(SECOND_MS, MINUTE_MS), () => crash(host))],
    ['rack-loss', 0.02, () => later(chance.span(SECOND_MS, 5 * MINUTE_MS), loseRack)],
    ['rebooted-by-hand', 0.03, (host) => later(chance.span(100, 20 * SECOND_MS), () => byHand(host))],
    [
      'probe-failures',
      0.05,
      (host) => mute(host, chance.pick(silences), chance.span(SECOND_MS, 20 * MINUTE_MS)),
    ],
    ['garbage', 0.05, (host) => mute(host, 'garbage-output', chance.span(SECOND_MS, 10 * MINUTE_MS))],
    ['clock-step', 0.03, () => later(chance.span(100, 30 * SECOND_MS), stepClock)],
    ['suspend', 0.02, () => later(chance.span(100, 30 * SECOND_MS), suspend)],
    ['stop-switch', 0.04, () => later(chance.span(100, 30 * SECOND_MS), pullSwitch)],
    [
      'inventory-edits',
      0.04,
      (host) =>
        later(chance.span(100, 30 * SECOND_MS), () => (chance.happens(0.4) ? editHost(host) : edit())),
    ],
    [
      'host-key-changes',
      0.03,
      (host) =>
        later(chance.span(MINUTE_MS, 6 * MINUTE_MS), () => truth.setProbeFailure(host, 'host-key-changed')),
    ],
  ];

  const other = (host: HostId): HostId => chance.pick(ids.filter((id) => id !== host));

  /** What individual hosts do wrong at their next reboot. */
  const burden = (host: HostId): void => {
    const { faults: own } = fleet.host(host);
    const some = (kind: FaultKind): boolean => faults.has(kind) && chance.happens(0.35);
    own.neverComesBack = some('never-comes-back');
    own.ignoresReboot = some('ignores-reboot');
    own.rebootsAgainAfterMs = some('reboots-again') ? chance.span(SECOND_MS, 10 * MINUTE_MS) : null;
    own.keepsBootId = some('keeps-boot-id');
    own.refusesReboot = some('refuses-reboot');
    own.losesRebootReply = some('lost-replies');
    own.losesRebootRequest = some('lost-replies');
    own.failsDrain = some('hook-failures') && chance.happens(0.5);
    own.failsUndrain = some('hook-failures') && chance.happens(0.5);
    own.servesAfterMs = some('cold-services') ? chance.span(10 * SECOND_MS, 20 * MINUTE_MS) : 0;
    own.settlesAfterMs = some('cold-services') ? chance.span(10 * SECOND_MS, 8 * MINUTE_MS) : 0;
    own.failsUnit = some('failed-units') ? 'nginx.service' : null;
    own.bootsKernel = some('old-kernel') ? fleet.host(host).kernel : null;
  };

  const repair = (host: HostId): void => {
    options.onHappened(`${host} is repaired`);
    const real = fleet.host(host);
    Object.assign(real.faults, noFaults());
    truth.setProbeFailure(host, null);
    real.failedUnits = [];
    fleet.powerOn(host);
  };

  return {
    begin: () => {
      ids.forEach(burden);
      for (const [kind, times, act] of anyTime)
        if (faults.has(kind))
          for (let time_ = chance.whole(0, times); time_ > 0; time_ -= 1)
            later(chance.fraction() * (options.endAt - time.now()), act);
    },
    onRecorded: (event) => {
      if (calm || !('host' in event)) return;
      for (const [kind, probability, act] of atTheWorstTime)
        if (faults.has(kind) && chance.happens(probability)) act(event.host);
    },
    onBlind: (forMs) => {
      if (!faults.has('crashes')) return;
      for (let hosts = chance.whole(0, 2); hosts > 0; hosts -= 1)
        later(chance.fraction() * Math.min(forMs, DAY_MS), () => crash(chance.pick(ids)));
    },
    repair,
    calmDown: () => {
      calm = true;
      ids.forEach(repair);
      options.stopSwitch.kind = 'clear';
    },
  };
}

// A fleet that exists only in memory, on whatever clock it is given: the demo runs it accelerated, the simulator on
// virtual time. Its own log of boots is the truth that tests compare the daemon's claims with.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { Gate, GateAnswer } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import type { BootId, HostId, PlanDigest } from '../core/fleet/ids.ts';
import type { Facts, ProbeFailure } from '../core/fleet/observation.ts';
import type { Clock } from '../ports/clock.ts';
import { createSimulatedBalancers, type SimulatedBalancers } from './simulated-balancers.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { HostControl, ProbeMiss, RebootRequestOutcome } from '../ports/host-control.ts';

/** What a host will do wrong; set by scenarios and fault plans, read at the moment it matters. */
export type HostFaults = {
  /** Once down, it stays down until `powerOn`. */
  neverComesBack: boolean;
  /** It accepts the reboot and goes on running. */
  ignoresReboot: boolean;
  /** It reboots once more by itself, this long after its next boot. */
  rebootsAgainAfterMs: DurationMs | null;
  keepsBootId: boolean;
  /** Probes fail this way although the host runs. */
  probeFailure: ProbeFailure | null;
  /** The reboot command arrives, its answer does not. */
  losesRebootReply: boolean;
  /** Neither arrives; the sender cannot tell the two apart. */
  losesRebootRequest: boolean;
  refusesReboot: boolean;
  failsDrain: boolean;
  failsUndrain: boolean;
  /** Its services answer only this long after boot. */
  servesAfterMs: DurationMs;
  /** systemd says `starting` and refuses logins only this long after boot. */
  settlesAfterMs: DurationMs;
  /** A unit that fails at the next boot. */
  failsUnit: string | null;
  /** A unit that ran before and is not started any more from the next boot on. */
  losesUnit: string | null;
  /** The kernel that it runs after its next boot, or null for the newest installed. */
  bootsKernel: string | null;
};

export type SimulatedHost = {
  readonly id: HostId;
  bootId: BootId;
  bootedAt: Instant;
  /** Down until this instant; null while it runs. */
  downUntilAt: Instant | null;
  kernel: string;
  kernelNewest: string;
  failedUnits: readonly string[];
  units: readonly string[];
  drained: boolean;
  bootMs: DurationMs;
  shutdownMs: DurationMs;
  readonly faults: HostFaults;
};

export type FleetLogEntry =
  | {
      readonly kind: 'reboot-accepted';
      readonly at: Instant;
      readonly host: HostId;
      readonly bootId: BootId;
      readonly planDigest: PlanDigest;
      readonly attempt: number;
    }
  | { readonly kind: 'down'; readonly at: Instant; readonly host: HostId; readonly planned: boolean }
  | { readonly kind: 'booted'; readonly at: Instant; readonly host: HostId; readonly bootId: BootId }
  | { readonly kind: 'drained' | 'undrained'; readonly at: Instant; readonly host: HostId };

export type SimulatedFleet = {
  readonly control: HostControl;
  readonly gates: GateRunner;
  /** Server lines are named after their hosts. */
  readonly balancers: SimulatedBalancers;
  readonly host: (id: HostId) => SimulatedHost;
  readonly hosts: () => Iterable<SimulatedHost>;
  /** Brings every host up to date with the clock and tells whether it runs now. */
  readonly isUp: (id: HostId) => boolean;
  readonly log: readonly FleetLogEntry[];
  /** Sees each entry as it happens. */
  readonly onEntry: (listener: (entry: FleetLogEntry) => void) => void;
  /** Dies now and stays down until `powerOn`. */
  readonly powerOff: (id: HostId) => void;
  readonly powerOn: (id: HostId) => void;
  /** Somebody else reboots it. */
  readonly rebootByHand: (id: HostId) => void;
};

export type SimulatedFleetOptions = {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly fraction: () => number;
  readonly latencyMs: DurationMs;
  readonly hosts: readonly {
    readonly id: HostId;
    readonly uptimeMs: DurationMs;
    readonly bootMs: DurationMs;
    readonly shutdownMs: DurationMs;
    readonly kernel: string;
    readonly kernelNewest: string;
  }[];
};

const usualUnits: readonly string[] = ['cron.service', 'nginx.service', 'nightly-sync.service'];

const forEver: Instant = Number.MAX_SAFE_INTEGER;

export function createSimulatedFleet(options: SimulatedFleetOptions): SimulatedFleet {
  const { clock, fraction, latencyMs } = options;
  const log: FleetLogEntry[] = [];
  const listeners: ((entry: FleetLogEntry) => void)[] = [];
  const lostListeners = new Set<(id: HostId) => void>();
  const goingDown = new Map<HostId, Instant>();
  const hosts = new Map<HostId, SimulatedHost>();

  const note = (entry: FleetLogEntry): void => {
    log.push(entry);
    for (const listener of listeners) listener(entry);
  };

  const newBootId = (): BootId => {
    const hex = (digits: number): string =>
      Array.from({ length: digits }, () => Math.floor(fraction() * 16).toString(16)).join('');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}` as BootId;
  };

  for (const { id, uptimeMs, bootMs, shutdownMs, kernel, kernelNewest } of options.hosts)
    hosts.set(id, {
      id,
      bootId: newBootId(),
      bootedAt: clock.now() - uptimeMs,
      downUntilAt: null,
      kernel,
      kernelNewest,
      failedUnits: [],
      units: usualUnits,
      drained: false,
      bootMs,
      shutdownMs,
      faults: noFaults(),
    });

  const find = (id: HostId): SimulatedHost => {
    const host = hosts.get(id);
    if (host === undefined) throw new Error(`no simulated host ${id}`);
    return host;
  };

  const goDown = (
    host: SimulatedHost,
    at: Instant,
    cause: { readonly planned: boolean; readonly untilAt: Instant },
  ): void => {
    host.downUntilAt = cause.untilAt;
    goingDown.delete(host.id);
    note({ kind: 'down', at, host: host.id, planned: cause.planned });
    for (const listener of lostListeners) listener(host.id);
  };

  const boot = (host: SimulatedHost, at: Instant): void => {
    const { faults } = host;
    if (!faults.keepsBootId) host.bootId = newBootId();
    host.bootedAt = at;
    host.downUntilAt = null;
    host.kernel = faults.bootsKernel ?? host.kernelNewest;
    host.failedUnits = faults.failsUnit === null ? [] : [faults.failsUnit];
    host.units = usualUnits.filter((unit) => unit !== faults.losesUnit);
    note({ kind: 'booted', at, host: host.id, bootId: host.bootId });
    if (faults.rebootsAgainAfterMs !== null) {
      goingDown.set(host.id, at + faults.rebootsAgainAfterMs);
      faults.rebootsAgainAfterMs = null;
    }
  };

  /** Lets everything happen to `host` that was due by now, in order. */
  const catchUp = (host: SimulatedHost): void => {
    const now = clock.now();
    for (;;) {
      const downAt = goingDown.get(host.id);
      if (host.downUntilAt === null && downAt !== undefined && downAt <= now) {
        const untilAt = host.faults.neverComesBack ? forEver : downAt + host.bootMs;
        goDown(host, downAt, { planned: true, untilAt });
      } else if (host.downUntilAt !== null && host.downUntilAt <= now) boot(host, host.downUntilAt);
      else return;
    }
  };

  const isUp = (id: HostId): boolean => {
    const host = find(id);
    catchUp(host);
    return host.downUntilAt === null;
  };

  const miss = (host: SimulatedHost): ProbeMiss | null => {
    const { probeFailure } = host.faults;
    if (!isUp(host.id))
      return { kind: 'missed', failure: 'connect-timeout', detail: 'nothing answers at its address' };
    if (probeFailure !== null)
      return { kind: 'missed', failure: probeFailure, detail: `simulated ${probeFailure}` };
    return null;
  };

  const control: HostControl = {
    readFacts: async (target, { deadlineMs }) => {
      const host = find(target.hostId);
      await clock.sleep(isUp(host.id) ? latencyMs : Math.min(deadlineMs, 20 * latencyMs));
      const downInMs = (goingDown.get(host.id) ?? Infinity) - clock.now();
      const goesDown = downInMs <= host.shutdownMs;
      return miss(host) ?? { kind: 'facts', facts: factsOf(host, clock.now(), { goesDown }) };
    },
    requestReboot: async (target, { expectBootId, planDigest, attempt }): Promise<RebootRequestOutcome> => {
      const host = find(target.hostId);
      await clock.sleep(latencyMs);
      const missed = miss(host);
      if (missed !== null) return { kind: 'not-sent', failure: missed.failure, detail: missed.detail };
      if (host.faults.losesRebootRequest)
        return { kind: 'unknown', detail: 'the connection ended before the answer' };
      if (host.faults.refusesReboot) return { kind: 'refused', detail: 'sudo: a password is required' };
      if (host.bootId !== expectBootId) return { kind: 'boot-id-mismatch', found: host.bootId };
      const { id, bootId } = host;
      note({ kind: 'reboot-accepted', at: clock.now(), host: id, bootId, planDigest, attempt });
      if (!host.faults.ignoresReboot && !goingDown.has(host.id))
        goingDown.set(host.id, clock.now() + host.shutdownMs);
      await clock.sleep(latencyMs);
      if (host.faults.losesRebootReply)
        return { kind: 'unknown', detail: 'the connection ended before the answer' };
      return { kind: 'accepted' };
    },
    runCommand: async (target, command) => {
      const host = find(target.hostId);
      await clock.sleep(latencyMs);
      const missed = miss(host);
      if (missed !== null) return missed;
      const undrains = command.argv.some((word) => word.includes('undrain'));
      if (undrains ? host.faults.failsUndrain : host.faults.failsDrain)
        return { kind: 'exited', exitCode: 1, output: 'the load balancer does not answer' };
      host.drained = !undrains;
      note({ kind: undrains ? 'undrained' : 'drained', at: clock.now(), host: host.id });
      return { kind: 'exited', exitCode: 0, output: '' };
    },
    onConnectionLost: (listener) => {
      lostListeners.add(listener);
      return () => lostListeners.delete(listener);
    },
    close: () => Promise.resolve(),
  };

  const balancers = createSimulatedBalancers({
    clock,
    latencyMs,
    refuses: ({ server }, change) => {
      const faults = hosts.get(server as HostId)?.faults;
      if (change === 'drain' ? faults?.failsDrain : faults?.failsUndrain) return 'the socket does not answer';
      return null;
    },
  });

  const gates: GateRunner = {
    prepare: async (target) => {
      await clock.sleep(latencyMs);
      if (!isUp(target.hostId)) return { kind: 'error', detail: 'nothing answers at its address' };
      return { kind: 'ready', lastingKeys: null };
    },
    ask: async (target: SshTarget, gate: Gate): Promise<GateAnswer> => {
      const host = find(target.hostId);
      await clock.sleep(latencyMs);
      if (!isUp(host.id)) return { kind: 'error', detail: 'nothing answers at its address' };
      if (clock.now() - host.bootedAt < host.faults.servesAfterMs)
        return {
          kind: 'fail',
          found: lateAnswer(gate, host.bootedAt + host.faults.servesAfterMs - clock.now()),
        };
      return { kind: 'pass' };
    },
  };

  return {
    control,
    gates,
    balancers,
    host: find,
    hosts: () => hosts.values(),
    isUp,
    log,
    onEntry: (listener) => listeners.push(listener),
    powerOff: (id) => {
      if (isUp(id)) goDown(find(id), clock.now(), { planned: false, untilAt: forEver });
      else find(id).downUntilAt = forEver;
    },
    powerOn: (id) => {
      const host = find(id);
      if (!isUp(id)) host.downUntilAt = clock.now() + host.bootMs;
    },
    rebootByHand: (id) => {
      const host = find(id);
      if (isUp(id)) goDown(host, clock.now(), { planned: false, untilAt: clock.now() + host.bootMs });
    },
  };
}

/** What a service answers that needs `missingMs` more; a replica is as far behind as it has yet to catch up. */
function lateAnswer({ question }: Gate, missingMs: DurationMs): string {
  switch (question.kind) {
    case 'mysql':
      return `applied ${Math.ceil(missingMs / 1_000)} s behind`;
    case 'redis':
      return 'loading the dataset';
    case 'http':
      return 'status 503';
    case 'command':
      return 'exit code 1';
    default:
      return 'connection refused';
  }
}

export function noFaults(): HostFaults {
  return {
    neverComesBack: false,
    ignoresReboot: false,
    rebootsAgainAfterMs: null,
    keepsBootId: false,
    probeFailure: null,
    losesRebootReply: false,
    losesRebootRequest: false,
    refusesReboot: false,
    failsDrain: false,
    failsUndrain: false,
    servesAfterMs: 0,
    settlesAfterMs: 0,
    failsUnit: null,
    losesUnit: null,
    bootsKernel: null,
  };
}

function factsOf(host: SimulatedHost, now: Instant, { goesDown }: { readonly goesDown: boolean }): Facts {
  const settling = now - host.bootedAt < host.faults.settlesAfterMs;
  const pending = host.kernel !== host.kernelNewest;
  return {
    bootId: host.bootId,
    uptimeMs: now - host.bootedAt,
    kernelRunning: host.kernel,
    kernelNewest: host.kernelNewest,
    rebootSignals: [
      {
        source: 'debian-flag',
        value: pending ? 'yes' : 'no',
        detail: pending ? `linux-image-${host.kernelNewest}` : null,
      },
    ],
    os: 'Debian GNU/Linux 12 (bookworm)',
    virtualisation: 'none',
    initStartTicks: 1,
    failedUnits: host.failedUnits,
    listeners: ['tcp 0.0.0.0:22'],
    mounts: ['/', '/boot'],
    units: host.units,
    routes: ['eth0 00000000/00000000 0101000A'],
    disks: ['sda 1000204886016'],
    timeSynchronised: 'yes',
    cpus: 16,
    memoryKib: 65_536_000,
    clockOffsetMs: 0,
    systemState: systemStateOf(host, { goesDown, settling }),
    nologin: settling || goesDown,
    fenced: 'yes',
  };
}

function systemStateOf(
  host: SimulatedHost,
  { goesDown, settling }: { readonly goesDown: boolean; readonly settling: boolean },
): string {
  if (goesDown) return 'stopping';
  if (settling) return 'starting';
  return host.failedUnits.length > 0 ? 'degraded' : 'running';
}

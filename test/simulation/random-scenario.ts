// What a seed stands for: a small fleet with services spread over zones, its paces and windows, and when plans are
// proposed. Small on purpose: with a few hosts every budget is nearly always the binding one.
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  type DurationMs,
  type Instant,
} from '../../src/core/brand.ts';
import type { MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { Weekday } from '../../src/core/calendar/local-day.ts';
import type { Gate } from '../../src/core/fleet/check.ts';
import type { Amount, DomainCap, ServiceApprovers, ServiceBudget } from '../../src/core/fleet/fleet.ts';
import type { HostId, WindowId } from '../../src/core/fleet/ids.ts';
import { usualRules } from '../../src/core/incident/sight.ts';
import type { DaemonPace } from '../../src/runtime/daemon-options.ts';
import { testTiming, type FleetSpec, type HostSpec } from '../fakes/fleet-builder.ts';
import type { ServiceRotation } from '../../src/core/rotation/rotation.ts';
import { drawBrokenPart, type BrokenPart } from './broken-core.ts';
import type { ChaosTerms } from '../../src/core/chaos/chaos-terms.ts';
import type { Chance } from './chance.ts';
import { drawChaosMode, withConsent } from './chaos-mode.ts';
import type { FaultKind } from './fault-kinds.ts';
import { approvers, serviceApprover } from './roster.ts';
import { hookOf, withStuckFamily, type Stuck } from './stuck-family.ts';

export type HostNature = {
  readonly bootMs: DurationMs;
  readonly shutdownMs: DurationMs;
  readonly uptimeMs: DurationMs;
};

export type PlanIntent = {
  readonly at: Instant;
  readonly hosts: readonly string[];
  readonly inOrder: boolean;
};

export type RandomScenario = {
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly middleAt: Instant;
  /** From here on nothing goes wrong any more, and every campaign must come to its end. Null: no such promise. */
  readonly calmFrom: Instant | null;
  /** Stays broken from then on. */
  readonly brokenPart: BrokenPart;
  readonly fleet: FleetSpec;
  readonly natures: ReadonlyMap<string, HostNature>;
  /** Hosts with the forced command. */
  readonly fenced: ReadonlySet<HostId>;
  readonly plans: readonly PlanIntent[];
  readonly stuck: Stuck | null;
  readonly pace: DaemonPace;
  readonly approval: {
    readonly needed: number;
    readonly requesterMayApprove: boolean;
    readonly expiresAfterMs: DurationMs;
  };
  readonly digest: boolean;
  /** Null: off. */
  readonly chaosMode: ChaosTerms | null;
};

const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Days before the clocks change in Europe. */
const clockChangeEves = [Date.UTC(2026, 2, 27, 8), Date.UTC(2026, 9, 23, 8), Date.UTC(2027, 2, 26, 8)];

/** Most often a change of the clocks; else the days before a leap day, and before the end of a year. */
const oddDates = [
  ...clockChangeEves,
  ...clockChangeEves,
  Date.UTC(2028, 1, 27, 8),
  Date.UTC(2026, 11, 30, 8),
];

export function drawScenario(
  chance: Chance,
  faults: ReadonlySet<FaultKind>,
  namePrefix: string,
): RandomScenario {
  const oddDate = faults.has('odd-dates') ? chance.pick(oddDates) : null;
  const startAt = oddDate ?? Date.UTC(2026, 4, 4, 8) + chance.whole(0, 300) * DAY_MS;
  const zone = clockChangeEves.some((eve) => eve === oddDate)
    ? 'Europe/Berlin'
    : chance.pick(['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'UTC']);
  const hosts = chance.whole(4, 10);
  const names = Array.from({ length: hosts }, (_, index) => `${namePrefix}${index + 10}`);
  const drawnFleet = drawFleet(chance.fork('fleet'), names, zone);
  const days = chance.whole(3, 9);
  const endAt = startAt + days * DAY_MS;
  const middleAt = startAt + Math.floor(days / 2) * DAY_MS;
  const intents = drawPlans(chance.fork('plans'), names, startAt);
  const calmFrom = chance.happens(0.5) ? middleAt : null;
  const chaosMode = drawChaosMode(chance.fork('chaos mode'), calmFrom !== null);
  const consenting = withConsent(drawnFleet, chance.fork('chaos consent'), chaosMode);
  const { fleet, plans, stuck } = withStuckFamily(
    { fleet: consenting, plans: intents },
    chance.fork('stuck family'),
    faults,
  );
  return {
    startAt,
    endAt,
    middleAt,
    calmFrom,
    brokenPart: drawBrokenPart(chance.fork('broken part')),
    chaosMode,
    fleet,
    natures: drawNatures(chance.fork('natures'), names, faults),
    fenced: drawFenced(chance.fork('fenced'), names),
    plans,
    stuck,
    pace: drawPace(chance.fork('pace')),
    approval: {
      needed: chance.whole(1, 2),
      requesterMayApprove: chance.happens(0.15),
      expiresAfterMs: (chance.happens(0.25) ? chance.whole(4, 16) : chance.whole(20, 90)) * HOUR_MS,
    },
    digest: chance.happens(0.4),
  };
}

function drawPlans(chance: Chance, names: readonly string[], startAt: Instant): readonly PlanIntent[] {
  return Array.from({ length: chance.whole(1, 3) }, (_, index) => ({
    at: startAt + (index === 0 ? chance.span(MINUTE_MS, 6 * HOUR_MS) : chance.span(HOUR_MS, 3 * DAY_MS)),
    hosts: chance.shuffled(names).slice(0, chance.whole(2, Math.min(7, names.length))),
    inOrder: chance.happens(0.3),
  }));
}

function drawFleet(chance: Chance, names: readonly string[], timeZone: string): FleetSpec {
  // Zones of two sites have the same short name: they are told apart by their ids alone.
  const racks = { r1: 'dc1-a', r2: 'dc1-a', r3: 'dc2-a', r4: 'dc1-b' } as const;
  const rackNames = Object.keys(racks).slice(0, chance.whole(1, 4));
  const hosts: Record<string, HostSpec> = {};
  const windows = [drawWindow(chance, timeZone)];
  for (const [index, name] of names.entries()) {
    const hooks = chance.happens(0.6);
    const below = index > 1 && chance.happens(0.12) ? chance.pick(names.slice(0, index)) : null;
    hosts[name] = {
      ...(below === null || 'hypervisor' in (hosts[below] ?? {})
        ? { rack: chance.pick(rackNames) }
        : { hypervisor: below }),
      windows: chance.happens(0.9) ? windows : [drawWindow(chance, timeZone)],
      drain: hooks ? hookOf('drain') : null,
      undrain: hooks ? hookOf('undrain') : null,
      ownPath: chance.happens(0.05),
      timing: {
        ...testTiming,
        expectedMs: chance.whole(8, 30) * MINUTE_MS,
        goDownWithinMs: chance.whole(1, 3) * MINUTE_MS,
        soakMs: chance.span(10 * SECOND_MS, 10 * MINUTE_MS),
      },
    };
    // Not by its name: what a host is called decides nothing.
    if (hosts[name].hypervisor !== undefined && chance.fork(`windows of guest h${index + 10}`).happens(0.5))
      hosts[name] = { ...hosts[name], windows: windows.map(laterHalf) };
    if (chance.happens(0.04)) hosts[name] = { ...hosts[name], rack: 'nowhere' };
  }
  return {
    racks: Object.fromEntries(
      rackNames.map((id) => [
        id,
        { zone: racks[id as keyof typeof racks], feeds: [`f${id === 'r1' ? 1 : 2}`] },
      ]),
    ),
    zones: { 'dc1-a': 'dc1', 'dc1-b': 'dc1', 'dc2-a': 'dc2' },
    hosts,
    services: drawServices(chance, names),
    rest: {
      caps: {
        maxInFlight: chance.whole(1, 4),
        maxHostsPerCampaign: 50,
        domains: [
          ...(chance.happens(0.3) ? [drawCap(chance)] : []),
          ...drawShareCap(chance.fork('share cap')),
        ],
      },
      runLimits: { maxFailures: chance.whole(1, 3), maxRebootsPerDay: chance.whole(1, 2) },
    },
  };
}

function drawCap(chance: Chance): DomainCap {
  return { level: chance.pick(['rack', 'feed', 'zone', 'site'] as const), maxDown: chance.whole(1, 2) };
}

/** Of the fleet more often than of a domain, and as a share of the hosts there as often as a number. */
function drawShareCap(chance: Chance): readonly DomainCap[] {
  if (chance.happens(0.7)) return [];
  const maxDown = chance.happens(0.5) ? chance.whole(1, 3) : { percent: 10 * chance.whole(2, 5) };
  return [{ level: chance.pick(['fleet', 'fleet', 'zone', 'rack', 'feed', 'site'] as const), maxDown }];
}

function drawServices(chance: Chance, names: readonly string[]): NonNullable<FleetSpec['services']> {
  const services: Record<string, NonNullable<FleetSpec['services']>[string]> = {};
  for (let number = 1; number <= chance.whole(1, 4); number += 1) {
    const on = chance.shuffled(names).slice(0, chance.whole(1, Math.min(5, names.length)));
    services[`s${number}`] = {
      on,
      budget: drawBudget(chance, on.length),
      quorum: chance.happens(0.2),
      dependsOn: number > 1 && chance.happens(0.25) ? [`s${chance.whole(1, number - 1)}`] : [],
      gates: chance.happens(0.7) ? [drawGate(chance)] : [],
      rotation: drawRotation(chance.fork(`rotation ${number}`), names, `s${number}`),
      approvals: drawApprovers(chance.fork(`approvers ${number}`)),
    };
  }
  return services;
}

function drawRotation(chance: Chance, names: readonly string[], backend: string): ServiceRotation | null {
  if (chance.happens(0.6)) return null;
  return {
    balancers: chance.shuffled(names as readonly HostId[]).slice(0, chance.whole(1, 2)),
    socket: '/run/haproxy/admin.sock',
    backends: chance.happens(0.3) ? [backend, `${backend}-api`] : [backend],
    serverName: '{host}',
    maxSessions: 0,
    drainWithinMs: chance.whole(1, 3) * MINUTE_MS,
    ramp: chance.pick([[10, 25, 50, 100], [50, 100], [100]]).map((percent) => ({
      percent,
      holdMs: chance.whole(0, 60) * SECOND_MS,
    })),
    maxErrorPercent: 5,
  };
}

/** People of the fleet's list may be on a service's list too. */
function drawApprovers(chance: Chance): ServiceApprovers | null {
  if (chance.happens(0.85)) return null;
  const users = chance.shuffled([serviceApprover, ...approvers]).slice(0, chance.whole(1, 3));
  return { needed: chance.whole(1, Math.min(2, users.length)), users, groups: [] };
}

function drawBudget(chance: Chance, instances: number): ServiceBudget {
  const amount: Amount = chance.happens(0.3)
    ? { kind: 'percent', value: chance.pick([20, 34, 50, 67]) }
    : { kind: 'number', value: chance.whole(1, Math.max(1, Math.ceil(instances / 2))) };
  return chance.happens(0.7) ? { kind: 'max-unavailable', amount } : { kind: 'min-available', amount };
}

function drawGate(chance: Chance): Gate {
  return {
    name: 'answers',
    question: { kind: 'tcp', port: 80 },
    attemptMs: 2 * SECOND_MS,
    everyMs: chance.whole(5, 30) * SECOND_MS,
    withinMs: chance.whole(3, 15) * MINUTE_MS,
    parts: null,
    passes: chance.whole(1, 3),
  };
}

function drawWindow(chance: Chance, timeZone: string): MaintenanceWindow {
  const sometimes = chance.happens(0.2);
  return {
    id: 'w' as WindowId,
    weekdays: sometimes ? week.filter(() => chance.happens(0.5)) : week,
    nth: [],
    startMinute: chance.pick([0, 60, 120, 22 * 60, 23 * 60 + 30]),
    durationMinutes: chance.whole(2, 6) * 60,
    timeZone,
  };
}

/** Opens when half of `window` is over. */
function laterHalf(window: MaintenanceWindow): MaintenanceWindow {
  const half = window.durationMinutes / 2;
  return { ...window, startMinute: (window.startMinute + half) % 1_440 };
}

function drawNatures(
  chance: Chance,
  names: readonly string[],
  faults: ReadonlySet<FaultKind>,
): ReadonlyMap<string, HostNature> {
  return new Map(
    names.map((name) => [
      name,
      {
        bootMs:
          faults.has('slow-boot') && chance.happens(0.4)
            ? chance.span(5 * MINUTE_MS, 40 * MINUTE_MS)
            : chance.span(10 * SECOND_MS, 4 * MINUTE_MS),
        shutdownMs:
          faults.has('slow-shutdown') && chance.happens(0.4)
            ? chance.span(MINUTE_MS, 12 * MINUTE_MS)
            : chance.span(500, 50 * SECOND_MS),
        uptimeMs: chance.span(HOUR_MS, 400 * DAY_MS),
      },
    ]),
  );
}

function drawFenced(chance: Chance, names: readonly string[]): ReadonlySet<HostId> {
  return new Set((names as readonly HostId[]).filter(() => chance.happens(0.5)));
}

function drawPace(chance: Chance): DaemonPace {
  const intervalMs = chance.whole(4, 10) * MINUTE_MS;
  return {
    sweep: {
      intervalMs,
      retryMs: chance.whole(20, 90) * SECOND_MS,
      probeWithinMs: 10 * SECOND_MS,
      missesUntilUnreachable: chance.whole(1, 3),
      concurrency: chance.whole(2, 8),
      maxAgeMs: Math.round(intervalMs * (1.2 + chance.fraction())),
    },
    work: {
      lookEveryMs: chance.whole(10, 40) * SECOND_MS,
      lookWithinMs: 10 * SECOND_MS,
      storeRetryMs: chance.whole(2, 20) * SECOND_MS,
    },
    tickEveryMs: chance.whole(15, 120) * SECOND_MS,
    clockJumpMs: MINUTE_MS,
    editEveryMs: 2 * SECOND_MS,
    postSettlesMs: 30 * SECOND_MS,
    incidents: { everyMs: chance.fork('incidents').whole(10, 40) * SECOND_MS, rules: usualRules },
  };
}

// Fleets of every shape for properties of the planner: guests, parts, rings of dependency and of standby, capped
// domains, windows in several zones, freezes, hosts that are down, exempt or nowhere. Mostly small, so that a
// counterexample can be read.
import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../../src/core/brand.ts';
import type { MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { Weekday } from '../../src/core/calendar/local-day.ts';
import type { Amount, Fleet, Host } from '../../src/core/fleet/fleet.ts';
import type { Part } from '../../src/core/fleet/part.ts';
import type { BootId, HostId, PersonId, PlanId, WindowId } from '../../src/core/fleet/ids.ts';
import { hostFingerprint } from '../../src/core/fleet/fingerprint.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import { unobserved, type FleetSnapshot, type HostView } from '../../src/core/fleet/snapshot.ts';
import type { PlanRequest } from '../../src/core/planning/planner.ts';
import { buildFleet, testTiming, type FleetSpec } from './fleet-builder.ts';
import { newSha256, sha256Hex } from './plan-maker.ts';

/** A Wednesday noon in UTC, four days before the clocks go back in Berlin. */
export const planningNow: Instant = Date.parse('2026-10-21T12:00:00Z');

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const alwaysOpen: MaintenanceWindow = {
  id: 'always' as WindowId,
  weekdays,
  nth: [],
  startMinute: 0,
  durationMinutes: 1440,
  timeZone: 'UTC',
};

const someWindow: fc.Arbitrary<MaintenanceWindow> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(alwaysOpen) },
  {
    weight: 3,
    arbitrary: fc.record({
      id: fc.constant('w' as WindowId),
      weekdays: fc.subarray([...weekdays], { minLength: 1 }),
      nth: fc.constantFrom([], [], [1], [2, 4], [-1]),
      startMinute: fc.nat(1439),
      durationMinutes: fc.integer({ min: 10, max: 600 }),
      timeZone: fc.constantFrom('Europe/Berlin', 'Asia/Seoul', 'America/New_York'),
    }),
  },
);

const someAmount: fc.Arbitrary<Amount> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), value: fc.nat(4) }),
  fc.record({ kind: fc.constant('percent' as const), value: fc.integer({ min: 0, max: 100 }) }),
);

const someHost = fc.record({
  rack: fc.nat(6),
  below: fc.option(fc.nat(30), { freq: 3, nil: null }),
  windows: fc.oneof(
    { weight: 9, arbitrary: fc.array(someWindow, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
  expectedMinutes: fc.integer({ min: 1, max: 90 }),
  soakSeconds: fc.constantFrom(0, 60, 600),
  ownPath: fc.nat(14).map((roll) => roll === 0),
  exempt: fc.nat(14).map((roll) => roll === 0),
  uptimeDays: fc.integer({ min: 100, max: 400 }),
  status: fc.oneof(
    { weight: 20, arbitrary: fc.constant('up') },
    { weight: 1, arbitrary: fc.constantFrom('stale', 'unreachable', 'unseen') },
  ),
});

const someService = fc.record({
  on: fc.uniqueArray(
    fc.record({
      host: fc.nat(29),
      part: fc.constantFrom<Part>('primary', 'replica', 'standby', 'member', 'member', 'member'),
    }),
    {
      maxLength: 9,
      selector: ({ host }) => host,
    },
  ),
  budget: fc.oneof(
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('min-available' as const), amount: someAmount }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('max-unavailable' as const), amount: someAmount }),
    },
  ),
  quorum: fc.nat(5).map((roll) => roll === 0),
  needs: fc.array(fc.nat(7), { maxLength: 2 }),
});

export type PlanningCase = { readonly fleet: Fleet; readonly snapshot: FleetSnapshot };

/** A fleet of up to 24 hosts with what was last seen of it. */
export const someFleet: fc.Arbitrary<PlanningCase> = fc
  .record({
    hosts: fc.array(someHost, { minLength: 1, maxLength: 24, size: 'max' }),
    services: fc.array(someService, { maxLength: 8, size: 'max' }),
    maxInFlight: fc.integer({ min: 1, max: 12 }),
    maxHostsPerCampaign: fc.constantFrom(3, 10, 50),
    domains: fc.array(
      fc.record({
        level: fc.constantFrom(
          'rack' as const,
          'feed' as const,
          'zone' as const,
          'site' as const,
          'fleet' as const,
        ),
        maxDown: fc.oneof(
          fc.integer({ min: 2, max: 9 }),
          fc.record({ percent: fc.constantFrom(10, 25, 33, 50, 100) }),
        ),
      }),
      { maxLength: 2 },
    ),
    freezes: fc.array(fc.record({ inHours: fc.nat(600), forHours: fc.integer({ min: 1, max: 200 }) }), {
      maxLength: 2,
    }),
  })
  .map(({ hosts, services, maxInFlight, maxHostsPerCampaign, domains, freezes }) => {
    const name = (at: number): string => `h${String(at % hosts.length).padStart(2, '0')}`;
    const spec: FleetSpec = {
      racks: Object.fromEntries(
        Array.from({ length: 6 }, (_, at) => [`r${at}`, { zone: `z${at % 3}`, feeds: [`f${at % 4}`, 'f9'] }]),
      ),
      zones: { z0: 's0', z1: 's0', z2: 's1' },
      hosts: Object.fromEntries(
        hosts.map((host, at) => [
          name(at),
          {
            // Only hosts in every third place carry guests, and only of a later place: no rings of hypervisors.
            ...(host.below !== null && host.below < at && host.below % 3 === 0
              ? { hypervisor: name(host.below) }
              : host.rack === 6
                ? {}
                : { rack: `r${host.rack}` }),
            windows: host.windows,
            timing: {
              ...testTiming,
              expectedMs: host.expectedMinutes * MINUTE_MS,
              soakMs: host.soakSeconds * SECOND_MS,
            },
            ownPath: host.ownPath,
            exemption: host.exempt ? { reason: 'vendor visit', untilAt: planningNow + DAY_MS } : null,
          },
        ]),
      ),
      services: Object.fromEntries(
        services.map(({ on, needs, ...rest }, at) => [
          `s${at}`,
          {
            ...rest,
            on: Object.fromEntries(on.map(({ host, part }) => [name(host), part])),
            dependsOn: needs
              .filter((other) => other < services.length && other !== at)
              .map((other) => `s${other}`),
          },
        ]),
      ),
      rest: {
        caps: { maxInFlight, maxHostsPerCampaign, domains },
        freezes: freezes.map(({ inHours, forHours }, at) => {
          const fromAt = planningNow + inHours * HOUR_MS;
          return { id: `freeze-${at}`, reason: 'sale', fromAt, untilAt: fromAt + forHours * HOUR_MS };
        }),
      },
    };
    const views = hosts.map((host, at) => viewOf(name(at) as HostId, host.uptimeDays * DAY_MS, host.status));
    return {
      fleet: buildFleet(spec),
      snapshot: { takenAt: planningNow, hosts: new Map(views.map((view) => [view.hostId, view])) },
    };
  });

/** What is seen of a host: `stale` was up, longer ago than an observation is good for. */
export function viewOf(hostId: HostId, uptimeMs: number, status: string): HostView {
  if (status === 'unseen') return unobserved(hostId);
  const at = planningNow - (status === 'stale' ? HOUR_MS : MINUTE_MS);
  const lastSeen = { at, facts: factsOf(hostId, uptimeMs) };
  if (status !== 'unreachable') return { hostId, status: 'up', misses: 0, lastSeen, lastProblem: null };
  const lastProblem = { at: planningNow, failure: 'connect-timeout' as const, detail: 'no answer in 10 s' };
  return { hostId, status: 'unreachable', misses: 3, lastSeen, lastProblem };
}

function factsOf(hostId: HostId, uptimeMs: number): Facts {
  const hex = sha256Hex(hostId);
  return {
    bootId:
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as BootId,
    uptimeMs,
    kernelRunning: '6.1.0-25-amd64',
    kernelNewest: null,
    rebootSignals: [],
    os: null,
    virtualisation: null,
    initStartTicks: null,
    failedUnits: null,
    listeners: null,
    mounts: null,
    units: null,
    routes: null,
    disks: null,
    timeSynchronised: 'unknown',
    cpus: null,
    memoryKib: null,
    clockOffsetMs: null,
    systemState: null,
    nologin: false,
    fenced: 'no',
  };
}

/** A request for everything that is due, with what a test does not name. */
export function requestFor({ fleet, snapshot }: PlanningCase, given: Partial<PlanRequest> = {}): PlanRequest {
  return {
    fleet,
    snapshot,
    now: planningNow,
    maxObservationAgeMs: 15 * MINUTE_MS,
    selection: { kind: 'all' },
    reasons: ['overdue', 'reboot-required', 'due-soon'],
    promisedTo: new Map(),
    held: new Set(),
    planId: 'plan-1' as PlanId,
    version: 1,
    requestedBy: 'os:alice' as PersonId,
    canary: 'none',
    fingerprintOf: (host) => hostFingerprint(fleet, host, sha256Hex),
    newSha256,
    ...given,
  };
}

/** Every host up and long overdue, the first in the fleet the longest. */
export function allOverdue(fleet: Fleet): PlanningCase {
  const hosts = [...fleet.hosts.keys()];
  const views = hosts.map((host: Host['id'], at) =>
    viewOf(host, (400 - (at % 20_000) * 0.01) * DAY_MS, 'up'),
  );
  return {
    fleet,
    snapshot: { takenAt: planningNow, hosts: new Map(views.map((view) => [view.hostId, view])) },
  };
}

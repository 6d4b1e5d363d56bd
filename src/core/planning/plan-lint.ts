// Checks a finished plan against the fleet it was made for, independently of the planner: whatever made the plan, by
// whatever rules, it must hold these. An empty answer means that nothing was found wrong.

import { MINUTE_MS, type Instant } from '../brand.ts';
import { canonicalText, type Sha256Hex } from '../canonical-text.ts';
import { isOpenAt, type MaintenanceWindow } from '../calendar/window.ts';
import type { Fleet, Freeze, Host } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { guestDrainsWith, guestGates, rotationsWith, undrainedOf } from './guest-lint.ts';
import { LintFleet } from './lint-fleet.ts';
import { orderFaults, type OrderFault } from './order-lint.ts';
import { endOfSteps, type NamedGate, type PlanDocument, type PlanStep, type RebootPlan } from './plan.ts';
import { wrongInScope } from './scope-lint.ts';
import { Flight, type TogetherFault } from './together-lint.ts';

export type PlanFault =
  | { readonly kind: 'digest-wrong' }
  | { readonly kind: 'fleet-changed' }
  | { readonly kind: 'host-twice'; readonly host: HostId }
  | { readonly kind: 'host-unknown'; readonly host: HostId }
  | {
      readonly kind: 'host-may-not-go';
      readonly host: HostId;
      readonly why: 'no-placement' | 'exempt' | 'absent';
    }
  | { readonly kind: 'step-differs'; readonly host: HostId; readonly what: string }
  | { readonly kind: 'too-many-hosts'; readonly hosts: number; readonly limit: number }
  | { readonly kind: 'scope-wrong'; readonly subject: string }
  | { readonly kind: 'report-wrong'; readonly host: HostId }
  | { readonly kind: 'wave-numbers'; readonly waves: readonly number[] }
  | { readonly kind: 'out-of-order'; readonly host: HostId }
  | { readonly kind: 'ends-wrong'; readonly host: HostId }
  /** `guest`: outside the windows of a guest that goes down with it. */
  | {
      readonly kind: 'outside-window';
      readonly host: HostId;
      readonly at: Instant;
      readonly guest?: HostId;
    }
  | { readonly kind: 'in-freeze'; readonly host: HostId; readonly freeze: string }
  | { readonly kind: 'in-wave'; readonly wave: number; readonly fault: TogetherFault }
  | { readonly kind: 'at-instant'; readonly at: Instant; readonly fault: TogetherFault }
  | OrderFault;

export type LintContext = {
  readonly fleet: Fleet;
  /** Hosts that were not up when the plan was made. */
  readonly absent: ReadonlySet<HostId>;
  /** Of the inventory, for comparing; not of what was worked out from it for planning. */
  readonly fingerprintOf: (host: HostId) => string;
  readonly sha256Hex: Sha256Hex;
};

/** What one lint reads: the fleet by its own maps, and what it has worked out of the calendar so far. */
type Lint = LintContext & {
  readonly read: LintFleet;
  readonly isShut: IsShut;
  /** Those that touch the time of the plan. */
  readonly freezes: readonly Freeze[];
};

/** Everything that is wrong with `document`. */
export function lintPlan(document: PlanDocument, context: LintContext): readonly PlanFault[] {
  const { plan } = document;
  const { fleet } = context;
  const endsAt = endOfSteps(plan.steps);
  const firstAt = plan.steps.reduce(
    (first, { expectedStartAt }) => Math.min(first, expectedStartAt),
    Infinity,
  );
  const freezes = fleet.freezes.filter(({ fromAt, untilAt }) => fromAt < endsAt && firstAt < untilAt);
  const lint: Lint = { ...context, read: new LintFleet(fleet), isShut: shutTimes(), freezes };
  const faults: PlanFault[] = [];
  if (context.sha256Hex(canonicalText(plan)) !== document.digest) faults.push({ kind: 'digest-wrong' });
  if (plan.fleetDigest !== fleet.digest) faults.push({ kind: 'fleet-changed' });
  const limit = fleet.caps.maxHostsPerCampaign;
  if (plan.steps.length > limit) faults.push({ kind: 'too-many-hosts', hosts: plan.steps.length, limit });
  return [
    ...faults,
    ...plan.steps.flatMap((step, at) => stepFaults(step, plan.steps[at - 1], plan, lint)),
    ...twiceFaults(plan.steps),
    ...scopeFaults(plan, lint.read),
    ...reportFaults(document, fleet),
    ...waveFaults(plan.steps, lint),
    ...instantFaults(plan.steps, lint),
    ...orderFaults(lint.read, plan.steps),
  ];
}

function stepFaults(
  step: PlanStep,
  before: PlanStep | undefined,
  plan: RebootPlan,
  lint: Lint,
): readonly PlanFault[] {
  const host = lint.fleet.hosts.get(step.host);
  if (host === undefined) return [{ kind: 'host-unknown', host: step.host }];
  const faults: PlanFault[] = [];
  const mayNot = (why: 'no-placement' | 'exempt' | 'absent'): void => {
    faults.push({ kind: 'host-may-not-go', host: host.id, why });
  };
  if (host.placement === null) mayNot('no-placement');
  if (host.exemption !== null && plan.createdAt < host.exemption.untilAt) mayNot('exempt');
  if (lint.absent.has(host.id)) mayNot('absent');
  const guests = fallingWith(host, lint.read);
  const what = differences(step, host, guests, lint);
  if (what !== '') faults.push({ kind: 'step-differs', host: host.id, what });
  const outOfOrder = before !== undefined && step.expectedStartAt < before.expectedStartAt;
  if (outOfOrder || step.expectedStartAt < plan.createdAt)
    faults.push({ kind: 'out-of-order', host: host.id });
  if (step.expectedEndAt - step.expectedStartAt !== host.timing.expectedMs)
    faults.push({ kind: 'ends-wrong', host: host.id });
  return [...faults, ...calendarFaults(step, [host, ...guests], lint)];
}

function differences(
  step: PlanStep,
  host: Host,
  guests: readonly Host[],
  { fleet, read, fingerprintOf }: Lint,
): string {
  const falling = { host, guests };
  const rotations = rotationsWith(falling, fleet);
  const gates = [
    ...gatesOf(host, read),
    ...guests.flatMap((guest) => guestGates(guest, gatesOf(guest, read), rotations)),
  ];
  const pairs: Readonly<Record<string, boolean>> = {
    target: same(step.target, host.ssh),
    windows: same(step.windows, host.windows),
    guestWindows: sameGuestWindows(step, host, guests),
    guestDrains: sameLists(step.guestDrains ?? [], guestDrainsWith(falling)),
    undrainedGuests: sameLists(step.undrainedGuests ?? [], undrainedOf(falling, read)),
    timing: same(step.timing, host.timing),
    drain: same(step.drain, host.drain),
    undrain: same(step.undrain, host.undrain),
    gates: sameLists(step.gates, gates, sameGate),
    drift: same(step.drift, host.drift),
    rotations: sameLists(step.rotations, rotations),
    fingerprint: step.fingerprint === fingerprintOf(host.id),
  };
  return Object.keys(pairs)
    .filter((name) => pairs[name] === false)
    .join(', ');
}

/** What is one object is the same; writing it down twice is what a lint of thousands would spend its time on. */
function same(left: unknown, right: unknown): boolean {
  return left === right || canonicalText(left) === canonicalText(right);
}

function sameLists<Item>(
  left: readonly Item[],
  right: readonly Item[],
  isSame: (left: Item, right: Item) => boolean = same,
): boolean {
  return left.length === right.length && left.every((item, at) => isSame(item, right[at] as Item));
}

function sameGate(left: NamedGate, right: NamedGate): boolean {
  return (
    left.service === right.service &&
    same(left.guest ?? null, right.guest ?? null) &&
    same(left.gate, right.gate)
  );
}

function gatesOf({ id }: Host, read: LintFleet): readonly NamedGate[] {
  return [...read.instancesOn(id).keys()]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .flatMap(({ id: service, instances, gates }) => {
      if (gates.length === 0) return [];
      const parts = instances.filter(({ host }) => host === id).map(({ part }) => part);
      return gates
        .filter((gate) => parts.some((part) => gate.parts?.includes(part) ?? true))
        .map((gate) => ({ service, gate }));
    });
}

/** The guests that go down with `host`, in id order. */
function fallingWith(host: Host, read: LintFleet): readonly Host[] {
  return [...read.falling(host.id)]
    .sort()
    .flatMap((id) => read.fleet.hosts.get(id) ?? [])
    .filter(({ id }) => id !== host.id);
}

/** Each guest's windows are in the step by its name, or are the host's own; nobody else's are. */
function sameGuestWindows({ guestWindows = [] }: PlanStep, host: Host, falling: readonly Host[]): boolean {
  const named = guestWindows.flatMap(({ guests, windows }) => guests.map((guest) => ({ guest, windows })));
  return (
    named.every(({ guest }) => falling.some(({ id }) => id === guest)) &&
    falling.every(({ id, windows }) => {
      const own = named.find(({ guest }) => guest === id)?.windows ?? host.windows;
      return same(own, windows);
    })
  );
}

type IsShut = (windows: readonly MaintenanceWindow[], at: Instant) => boolean;

/** Many hosts share their windows, and start at one moment. */
function shutTimes(): IsShut {
  const known = new Map<readonly MaintenanceWindow[], Map<Instant, boolean>>();
  return (windows, at) => {
    const times = known.get(windows) ?? new Map<Instant, boolean>();
    known.set(windows, times);
    const isShut = times.get(at) ?? !windows.some((window) => isOpenAt(window, at));
    times.set(at, isShut);
    return isShut;
  };
}

/** Asks minute by minute whether a window is open from the expected start to the expected end. */
function calendarFaults(
  { host, expectedStartAt, expectedEndAt }: PlanStep,
  falling: readonly Host[],
  { freezes, isShut }: Lint,
): readonly PlanFault[] {
  const faults: PlanFault[] = [];
  for (const { id, windows } of falling) {
    const outside = (at: Instant): void => {
      faults.push({ kind: 'outside-window', host, at, ...(id === host ? {} : { guest: id }) });
    };
    for (let at = expectedStartAt; at < expectedEndAt; at += MINUTE_MS)
      if (isShut(windows, at)) {
        outside(at);
        break;
      }
    if (isShut(windows, expectedEndAt - 1)) outside(expectedEndAt - 1);
  }
  for (const freeze of freezes)
    if (freeze.fromAt < expectedEndAt && expectedStartAt < freeze.untilAt)
      faults.push({ kind: 'in-freeze', host, freeze: freeze.id });
  return faults;
}

function twiceFaults(steps: readonly PlanStep[]): readonly PlanFault[] {
  const seen = new Set<HostId>();
  return steps.flatMap(({ host }): readonly PlanFault[] => {
    if (seen.has(host)) return [{ kind: 'host-twice', host }];
    seen.add(host);
    return [];
  });
}

/** The frozen scope must say what the fleet says, of its limits and of each service and host. */
function scopeFaults({ scope, steps, maxFailures }: RebootPlan, read: LintFleet): readonly PlanFault[] {
  const { fleet } = read;
  const wrong: string[] = [];
  if (maxFailures !== fleet.runLimits.maxFailures) wrong.push('maxFailures');
  if (scope.maxInFlight !== fleet.caps.maxInFlight) wrong.push('maxInFlight');
  if (canonicalText(scope.domainCaps) !== canonicalText(fleet.caps.domains)) wrong.push('domainCaps');
  const hosts = steps.map(({ host }) => host);
  const subjects = new Set([...wrong, ...wrongInScope(scope, hosts, read)]);
  return [...subjects].map((subject): PlanFault => ({ kind: 'scope-wrong', subject }));
}

/** One row a host of the fleet, and the planned ones are exactly those with a step. */
function reportFaults({ plan, report }: PlanDocument, fleet: Fleet): readonly PlanFault[] {
  const waves = new Map(plan.steps.map(({ host, wave }) => [host, wave]));
  const rows = new Map(report.hosts.map((row) => [row.host, row]));
  const wrong = [...fleet.hosts.keys()].filter((host) => {
    const row = rows.get(host);
    return row === undefined || (row.kind === 'planned' ? row.wave : undefined) !== waves.get(host);
  });
  const strangers = report.hosts.map(({ host }) => host).filter((host) => !fleet.hosts.has(host));
  return [...wrong, ...strangers].map((host): PlanFault => ({ kind: 'report-wrong', host }));
}

function waveFaults(steps: readonly PlanStep[], { read, absent }: Lint): readonly PlanFault[] {
  const hostsOf = new Map<number, Set<HostId>>();
  for (const { wave, host } of steps) hostsOf.set(wave, (hostsOf.get(wave) ?? new Set<HostId>()).add(host));
  const waves = [...hostsOf.keys()].sort((left, right) => left - right);
  const flight = new Flight(read, absent);
  const faults: PlanFault[] = waves.flatMap((wave) => {
    const together = hostsOf.get(wave) ?? new Set<HostId>();
    for (const host of together) flight.start(host);
    const found = flight.faultsOf(together);
    for (const host of together) flight.end(host);
    return found.map((fault) => ({ kind: 'in-wave', wave, fault }) as const);
  });
  if (waves.some((wave, at) => wave !== at + 1)) faults.push({ kind: 'wave-numbers', waves });
  return faults;
}

/** Who is expected in flight, slot still held by the soak, at each instant at which somebody starts. */
function instantFaults(steps: readonly PlanStep[], { read, absent }: Lint): readonly PlanFault[] {
  const slots = steps
    .map(({ host, expectedStartAt: fromAt, expectedEndAt, timing }) => {
      return { host, fromAt, untilAt: expectedEndAt + timing.soakMs };
    })
    .filter(({ fromAt, untilAt }) => fromAt < untilAt);
  const startsAt = new Map<Instant, Set<HostId>>();
  for (const { host, fromAt } of slots)
    startsAt.set(fromAt, (startsAt.get(fromAt) ?? new Set<HostId>()).add(host));
  const starts = [...slots].sort((left, right) => left.fromAt - right.fromAt);
  const ends = [...slots].sort((left, right) => left.untilAt - right.untilAt);
  const flight = new Flight(read, absent);
  let [started, ended] = [0, 0];
  return [...startsAt]
    .sort(([left], [right]) => left - right)
    .flatMap(([at, starting]) => {
      for (let slot = ends[ended]; slot !== undefined && slot.untilAt <= at; slot = ends[(ended += 1)])
        flight.end(slot.host);
      for (let slot = starts[started]; slot?.fromAt === at; slot = starts[(started += 1)])
        flight.start(slot.host);
      return flight.faultsOf(starting).map((fault) => ({ kind: 'at-instant', at, fault }) as const);
    });
}

// Checks a finished plan against the fleet it was made for, independently of the planner: whatever made the plan, by
// whatever rules, it must hold these. An empty answer means that nothing was found wrong.

import { rotationsOf } from '../rotation/rotations-of.ts';
import type { Instant } from '../brand.ts';
import { canonicalText, type Sha256Hex } from '../canonical-text.ts';
import { isOpenAt } from '../calendar/window.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import { orderFaults, type OrderFault } from './order-lint.ts';
import type { NamedGate, PlanDocument, PlanStep, RebootPlan } from './plan.ts';
import { togetherFaults, withGuests, type TogetherFault } from './together-lint.ts';

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

/** Everything that is wrong with `document`. */
export function lintPlan(document: PlanDocument, context: LintContext): readonly PlanFault[] {
  const { plan } = document;
  const { fleet } = context;
  const faults: PlanFault[] = [];
  if (context.sha256Hex(canonicalText(plan)) !== document.digest) faults.push({ kind: 'digest-wrong' });
  if (plan.fleetDigest !== fleet.digest) faults.push({ kind: 'fleet-changed' });
  const limit = fleet.caps.maxHostsPerCampaign;
  if (plan.steps.length > limit) faults.push({ kind: 'too-many-hosts', hosts: plan.steps.length, limit });
  return [
    ...faults,
    ...plan.steps.flatMap((step, at) => stepFaults(step, plan.steps[at - 1], plan, context)),
    ...twiceFaults(plan.steps),
    ...scopeFaults(plan, fleet),
    ...reportFaults(document, fleet),
    ...waveFaults(plan.steps, context),
    ...instantFaults(plan.steps, context),
    ...orderFaults(fleet, plan.steps),
  ];
}

function stepFaults(
  step: PlanStep,
  before: PlanStep | undefined,
  plan: RebootPlan,
  context: LintContext,
): readonly PlanFault[] {
  const host = context.fleet.hosts.get(step.host);
  if (host === undefined) return [{ kind: 'host-unknown', host: step.host }];
  const faults: PlanFault[] = [];
  const mayNot = (why: 'no-placement' | 'exempt' | 'absent'): void => {
    faults.push({ kind: 'host-may-not-go', host: host.id, why });
  };
  if (host.placement === null) mayNot('no-placement');
  if (host.exemption !== null && plan.createdAt < host.exemption.untilAt) mayNot('exempt');
  if (context.absent.has(host.id)) mayNot('absent');
  const what = differences(step, host, context);
  if (what !== '') faults.push({ kind: 'step-differs', host: host.id, what });
  const outOfOrder = before !== undefined && step.expectedStartAt < before.expectedStartAt;
  if (outOfOrder || step.expectedStartAt < plan.createdAt)
    faults.push({ kind: 'out-of-order', host: host.id });
  if (step.expectedEndAt - step.expectedStartAt !== host.timing.expectedMs)
    faults.push({ kind: 'ends-wrong', host: host.id });
  return [...faults, ...calendarFaults(step, host, context.fleet)];
}

function differences(step: PlanStep, host: Host, { fleet, fingerprintOf }: LintContext): string {
  const same = (left: unknown, right: unknown): boolean => canonicalText(left) === canonicalText(right);
  const gates = [
    ...gatesOf(host, fleet),
    ...fallingWith(host, fleet).flatMap((guest) =>
      gatesOf(guest, fleet).map(({ service, gate }) => ({
        service,
        gate: { ...gate, withinMs: guest.timing.comeBackWithinMs + gate.withinMs },
        guest: guest.ssh,
      })),
    ),
  ];
  const pairs: Readonly<Record<string, boolean>> = {
    target: same(step.target, host.ssh),
    windows: same(step.windows, host.windows),
    guestWindows: sameGuestWindows(step, host, fleet),
    undrainedGuests: same(step.undrainedGuests ?? [], undrainedWith(host, fleet)),
    timing: same(step.timing, host.timing),
    drain: same(step.drain, host.drain),
    undrain: same(step.undrain, host.undrain),
    gates: same(step.gates, gates),
    drift: same(step.drift, host.drift),
    rotations: same(step.rotations, rotationsOf(fleet, host.id)),
    fingerprint: step.fingerprint === fingerprintOf(host.id),
  };
  return Object.keys(pairs)
    .filter((name) => pairs[name] === false)
    .join(', ');
}

function gatesOf({ id: host }: Host, { services }: Fleet): readonly NamedGate[] {
  return [...services.values()]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .flatMap(({ id, instances, gates: all }) => {
      const parts = instances.filter((instance) => instance.host === host).map(({ part }) => part);
      return all
        .filter((gate) => parts.some((part) => gate.parts?.includes(part) ?? true))
        .map((gate) => ({ service: id, gate }));
    });
}

/** The guests that go down with `host`, in id order. */
function fallingWith(host: Host, fleet: Fleet): readonly Host[] {
  return [...withGuests(fleet, new Set([host.id]))]
    .sort()
    .flatMap((id) => fleet.hosts.get(id) ?? [])
    .filter(({ id }) => id !== host.id);
}

/** Guests that a service sends to a load balancer, or that have a drain command: nothing runs either for them. */
function undrainedWith(host: Host, fleet: Fleet): readonly HostId[] {
  const balanced = [...fleet.services.values()].filter(
    ({ rotation }) =>
      rotation !== null &&
      rotation.backends.length > 0 &&
      rotation.balancers.some((balancer) => fleet.hosts.has(balancer)),
  );
  const isBalanced = (guest: HostId): boolean =>
    balanced.some(({ instances }) => instances.some((instance) => instance.host === guest));
  return fallingWith(host, fleet).flatMap(({ id, drain }) => (drain !== null || isBalanced(id) ? [id] : []));
}

/** Each guest's windows are in the step by its name, or are the host's own; nobody else's are. */
function sameGuestWindows({ guestWindows = [] }: PlanStep, host: Host, fleet: Fleet): boolean {
  const falling = fallingWith(host, fleet);
  const named = guestWindows.flatMap(({ guests, windows }) => guests.map((guest) => ({ guest, windows })));
  return (
    named.every(({ guest }) => falling.some(({ id }) => id === guest)) &&
    falling.every(({ id, windows }) => {
      const own = named.find(({ guest }) => guest === id)?.windows ?? host.windows;
      return canonicalText(own) === canonicalText(windows);
    })
  );
}

/** Asks minute by minute whether a window is open from the expected start to the expected end. */
function calendarFaults(step: PlanStep, host: Host, fleet: Fleet): readonly PlanFault[] {
  const { expectedStartAt, expectedEndAt } = step;
  const faults: PlanFault[] = [];
  for (const { id, windows } of [host, ...fallingWith(host, fleet)]) {
    const isShut = (at: Instant): boolean => !windows.some((window) => isOpenAt(window, at));
    const outside = (at: Instant): void => {
      faults.push({ kind: 'outside-window', host: step.host, at, ...(id === host.id ? {} : { guest: id }) });
    };
    for (let at = expectedStartAt; at < expectedEndAt; at += 60_000)
      if (isShut(at)) {
        outside(at);
        break;
      }
    if (isShut(expectedEndAt - 1)) outside(expectedEndAt - 1);
  }
  for (const freeze of fleet.freezes)
    if (freeze.fromAt < expectedEndAt && expectedStartAt < freeze.untilAt)
      faults.push({ kind: 'in-freeze', host: step.host, freeze: freeze.id });
  return faults;
}

function twiceFaults(steps: readonly PlanStep[]): readonly PlanFault[] {
  const hosts = steps.map(({ host }) => host);
  return hosts
    .filter((host, at) => hosts.indexOf(host) !== at)
    .map((host): PlanFault => ({ kind: 'host-twice', host }));
}

/** The frozen scope must say of each service and host what the fleet says. */
function scopeFaults({ scope, steps, maxFailures }: RebootPlan, fleet: Fleet): readonly PlanFault[] {
  const wrong: string[] = [];
  if (maxFailures !== fleet.runLimits.maxFailures) wrong.push('maxFailures');
  if (scope.maxInFlight !== fleet.caps.maxInFlight) wrong.push('maxInFlight');
  if (canonicalText(scope.domainCaps) !== canonicalText(fleet.caps.domains)) wrong.push('domainCaps');
  for (const { service, instances, minAvailable } of scope.services) {
    const known = fleet.services.get(service);
    const sameSize = known?.instances.length === instances.length;
    if (known === undefined || !sameSize || minAvailable !== minimumAvailable(known)) wrong.push(service);
  }
  const hosts = new Map(scope.hosts.map((host) => [host.host, host]));
  const services = new Set(scope.services.map(({ service }) => service));
  for (const { host } of steps) {
    const { placement, ownPath } = fleet.hosts.get(host) ?? { placement: null, ownPath: false };
    const scoped = hosts.get(host);
    if (scoped?.zone !== placement?.zone || scoped?.ownPath !== ownPath) wrong.push(host);
    for (const { id, instances } of fleet.services.values())
      if (instances.some((instance) => instance.host === host) && !services.has(id)) wrong.push(id);
  }
  return [...new Set(wrong)].map((subject): PlanFault => ({ kind: 'scope-wrong', subject }));
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

function waveFaults(steps: readonly PlanStep[], { fleet, absent }: LintContext): readonly PlanFault[] {
  const waves = [...new Set(steps.map(({ wave }) => wave))].sort((left, right) => left - right);
  const faults: PlanFault[] = waves.flatMap((wave) => {
    const together = new Set(steps.filter((step) => step.wave === wave).map(({ host }) => host));
    return togetherFaults(fleet, together, absent).map((fault) => ({ kind: 'in-wave', wave, fault }));
  });
  if (waves.some((wave, at) => wave !== at + 1)) faults.push({ kind: 'wave-numbers', waves });
  return faults;
}

/** Who is expected in flight, slot still held by the soak, at each instant at which somebody starts. */
function instantFaults(steps: readonly PlanStep[], { fleet, absent }: LintContext): readonly PlanFault[] {
  const instants = [...new Set(steps.map(({ expectedStartAt }) => expectedStartAt))];
  return instants.flatMap((at) => {
    const inFlight = steps.filter(
      ({ expectedStartAt, expectedEndAt, timing }) =>
        expectedStartAt <= at && at < expectedEndAt + timing.soakMs,
    );
    const together = new Set(inFlight.map(({ host }) => host));
    return togetherFaults(fleet, together, absent).map((fault): PlanFault => ({
      kind: 'at-instant',
      at,
      fault,
    }));
  });
}

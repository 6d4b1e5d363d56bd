// Plans without the planner: these hosts, in this order, whatever the lint would say. Everything else comes from the fleet, so that fingerprints,
// scope and digest are the ones that execution compares with.
import { guestDrainsOf, undrainedGuestsOf } from '../../src/core/rotation/guest-drains.ts';
import { rotationsOfReboot } from '../../src/core/rotation/rotations-of.ts';
import { createHash, hash } from 'node:crypto';
import type { Instant } from '../../src/core/brand.ts';
import type { Sha256Stream } from '../../src/core/canonical-bytes.ts';
import { guestWindowsOf } from '../../src/core/calendar/guest-windows.ts';
import { canonicalText, type Sha256Hex } from '../../src/core/canonical-text.ts';
import { gatesOfReboot } from '../../src/core/gates/gates-on.ts';
import { hostFingerprint } from '../../src/core/fleet/fingerprint.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { BootId, HostId, PersonId, PlanDigest, PlanId } from '../../src/core/fleet/ids.ts';
import { budgetScopeOf } from '../../src/core/planning/budget.ts';
import { narrowedScope } from '../../src/core/planning/narrowed-scope.ts';
import type { CheckedPlan } from '../../src/core/planning/checked-plan.ts';
import type { PlanDocument, PlanStep, RebootPlan, RebootReason } from '../../src/core/planning/plan.ts';

export const sha256Hex: Sha256Hex = (text) => hash('sha256', text, 'hex');

export function newSha256(): Sha256Stream {
  const hash = createHash('sha256');
  return { add: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}

/** The boot that `host` runs before its reboot, where a test does not care. */
export function oldBootOf(host: string): BootId {
  return `00000000-0000-4000-8000-${sha256Hex(host).slice(0, 12)}` as BootId;
}

export type PlanOrder = {
  readonly hosts: readonly string[];
  readonly requestedBy: PersonId;
  readonly at: Instant;
  readonly id?: string;
  readonly version?: number;
  /** By host: which hosts of the plan go before it. */
  readonly after?: Readonly<Record<string, readonly string[]>>;
  readonly bootOf?: (host: HostId) => BootId;
  readonly uptimeMs?: number;
  /** `overdue` where a test does not care. */
  readonly reason?: RebootReason;
};

export function makePlan(fleet: Fleet, order: PlanOrder): CheckedPlan {
  const plan: RebootPlan = {
    id: (order.id ?? 'plan-1') as PlanId,
    version: order.version ?? 1,
    createdAt: order.at,
    requestedBy: order.requestedBy,
    fleetDigest: fleet.digest,
    maxFailures: fleet.runLimits.maxFailures,
    steps: order.hosts.map((host, index) => makeStep(fleet, order, { host: host as HostId, index })),
    scope: narrowedScope(budgetScopeOf(fleet), order.hosts as readonly HostId[]),
  };
  const digest = sha256Hex(canonicalText(plan)) as PlanDigest;
  return { plan, digest, report: { hosts: [] } } satisfies PlanDocument as unknown as CheckedPlan;
}

function makeStep(
  fleet: Fleet,
  order: PlanOrder,
  { host: id, index }: { readonly host: HostId; readonly index: number },
): PlanStep {
  const host = fleet.hosts.get(id);
  if (host === undefined) throw new Error(`no host ${id} in the test fleet`);
  const guestWindows = guestWindowsOf(fleet, host);
  const guestDrains = guestDrainsOf(fleet, host.id);
  const undrainedGuests = undrainedGuestsOf(fleet, host.id);
  const { ssh: target, windows, timing, drain, undrain } = host;
  return {
    host: id,
    target,
    wave: index + 1,
    after: (order.after?.[id] ?? []) as readonly HostId[],
    reason: order.reason ?? 'overdue',
    uptimeMs: order.uptimeMs ?? 200 * 86_400_000,
    expectBootId: order.bootOf?.(id) ?? oldBootOf(id),
    kernelRunning: '6.1.0-25-amd64',
    fingerprint: hostFingerprint(fleet, id, sha256Hex),
    windows,
    ...(guestWindows.length === 0 ? {} : { guestWindows }),
    ...(guestDrains.length === 0 ? {} : { guestDrains }),
    ...(undrainedGuests.length === 0 ? {} : { undrainedGuests }),
    timing,
    drain,
    undrain,
    gates: gatesOfReboot(fleet, id),
    rotations: rotationsOfReboot(fleet, id),
    drift: host.drift,
    expectedStartAt: order.at,
    expectedEndAt: order.at + timing.expectedMs,
  };
}

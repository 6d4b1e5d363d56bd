// A plan that the lint finds nothing wrong with, and what it finds once a test has changed something in it.
import { hostFingerprint } from '../../src/core/fleet/fingerprint.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { lintPlan, type PlanFault } from '../../src/core/planning/plan-lint.ts';
import type { PlanDocument, PlanStep, RebootPlan } from '../../src/core/planning/plan.ts';
import { planDigest, planReboots } from '../../src/core/planning/planner.ts';
import { buildFleet } from './fleet-builder.ts';
import { newSha256, sha256Hex } from './plan-maker.ts';
import { allOverdue, alwaysOpen, planningNow, requestFor } from './planning-fleet.ts';
import { atLeast, mayMiss } from './sample-fleet.ts';

const inA = { rack: 'a1', windows: [alwaysOpen] };
const inB = { rack: 'b1', windows: [alwaysOpen] };
export const fleet = buildFleet({
  racks: { a1: { zone: 'a' }, b1: { zone: 'b' } },
  hosts: {
    w1: inA,
    w2: inA,
    w3: inB,
    db1: inA,
    db2: inA,
    hv: inB,
    vm: { hypervisor: 'hv', windows: [alwaysOpen] },
    x: inA,
    own: { ...inA, ownPath: true },
  },
  services: {
    web: { on: ['w1', 'w2', 'w3'], dependsOn: ['db'], budget: atLeast(2) },
    db: { on: { db1: 'primary', db2: 'standby' }, budget: mayMiss(2) },
    vm: { on: ['vm'] },
  },
  rest: {
    caps: { maxInFlight: 4, maxHostsPerCampaign: 10, domains: [{ level: 'rack', maxDown: 3 }] },
    freezes: [{ id: 'sale', reason: 'sale', fromAt: planningNow - 2, untilAt: planningNow - 1 }],
  },
});

const outcome = planReboots(requestFor(allOverdue(fleet)));
if (outcome.kind !== 'planned') throw new Error('nothing to do');
export const sound = outcome.document;

/** The faults of the plan after `change`, with its digest made right again. */
export function faultsOf(
  change: (plan: RebootPlan) => RebootPlan,
  given: { readonly fleet?: Fleet; readonly absent?: readonly string[] } = {},
): readonly PlanFault[] {
  const plan = change(sound.plan);
  const waves = new Map(plan.steps.map((step) => [step.host, step.wave]));
  const hosts = sound.report.hosts.map((row) => {
    const wave = waves.get(row.host);
    return row.kind === 'planned' && wave !== undefined ? { ...row, wave } : row;
  });
  const document: PlanDocument = { plan, digest: planDigest(plan, newSha256()), report: { hosts } };
  return lintPlan(document, {
    fleet: given.fleet ?? fleet,
    absent: new Set((given.absent ?? []) as readonly HostId[]),
    fingerprintOf: (host) => hostFingerprint(given.fleet ?? fleet, host, sha256Hex),
    sha256Hex,
  });
}

export const withStep = (host: string, change: (step: PlanStep) => PlanStep) => (plan: RebootPlan) => ({
  ...plan,
  steps: plan.steps.map((step) => (step.host === host ? change(step) : step)),
});

export const stepOf = (host: string): PlanStep => sound.plan.steps.find((step) => step.host === host)!;

/** Puts `host` where `other` is: same wave, same time. */
export const together = (host: string, other: string) =>
  withStep(host, (step) => {
    const { wave, expectedStartAt, expectedEndAt } = stepOf(other);
    return { ...step, wave, expectedStartAt, expectedEndAt };
  });

export const kinds = (faults: readonly PlanFault[]): ReadonlySet<string> =>
  new Set(faults.map((fault) => ('fault' in fault ? `${fault.kind} ${fault.fault.kind}` : fault.kind)));

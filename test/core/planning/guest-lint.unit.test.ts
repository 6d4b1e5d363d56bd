// What the step of a hypervisor says of its guests, worked out by the plan lint on its own: guest by guest, whichever way
// it is drained, or not.
import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { hostFingerprint } from '../../../src/core/fleet/fingerprint.ts';
import { lintPlan, type PlanFault } from '../../../src/core/planning/plan-lint.ts';
import type { PlanDocument, PlanStep } from '../../../src/core/planning/plan.ts';
import { planDigest, planReboots } from '../../../src/core/planning/planner.ts';
import { drainHook, tcpGate, undrainHook } from '../../fakes/campaign-scenario.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { newSha256, sha256Hex } from '../../fakes/plan-maker.ts';
import { allOverdue, alwaysOpen, requestFor } from '../../fakes/planning-fleet.ts';
import { balancedOn, mayMiss } from '../../fakes/sample-fleet.ts';

const windows = [alwaysOpen];
const on = (hypervisor: string, given = {}) => ({ hypervisor, windows, ...given });
const both = { drain: drainHook, undrain: undrainHook };
const oneWay = { drain: drainHook, undrain: null };
const serving = { budget: mayMiss(1) };

/** Guests by what is done with them; `inner` stands on `outer`, `lb-in` falls with all of them. */
const fleet = buildFleet({
  racks: { r: { zone: 'z' } },
  hosts: {
    hv: { rack: 'r', windows },
    'lb-out': { rack: 'r', windows },
    'lb-in': on('hv'),
    both: on('hv', both),
    'both-gated': on('hv', both),
    'one-way': on('hv', oneWay),
    'one-way-gated': on('hv', oneWay),
    outer: on('hv', both),
    inner: on('outer', both),
    left: on('hv'),
    'left-gated': on('hv'),
    half: on('hv'),
    lost: on('hv'),
    'lost-drained': on('hv', both),
    plain: on('hv'),
  },
  services: {
    own: { on: ['hv'], rotation: balancedOn(['lb-in', 'lb-out']), ...serving },
    gated: { on: ['both-gated'], gates: [tcpGate], ...serving },
    gated2: { on: ['one-way-gated'], gates: [tcpGate], ...serving },
    left: { on: ['left'], rotation: balancedOn(['lb-out']), ...serving },
    left2: { on: ['left-gated'], rotation: balancedOn(['lb-out']), gates: [tcpGate], ...serving },
    half: { on: ['half'], rotation: balancedOn(['lb-in', 'lb-out']), ...serving },
    lost: { on: ['lost'], rotation: balancedOn(['lb-in']), ...serving },
    lost2: { on: ['lost-drained'], rotation: balancedOn(['lb-in']), ...serving },
    plain: { on: ['plain'], ...serving },
  },
});

const outcome = planReboots(requestFor(allOverdue(fleet)));
if (outcome.kind !== 'planned') throw new Error('nothing to do');
const { document } = outcome;
const stepOf = (id: string) => document.plan.steps.find(({ host }) => host === id)!;

function faultsOf({ plan, report }: PlanDocument): readonly PlanFault[] {
  return lintPlan(
    { plan, report, digest: planDigest(plan, newSha256()) },
    {
      fleet,
      absent: new Set(),
      fingerprintOf: (host: HostId) => hostFingerprint(fleet, host, sha256Hex),
      sha256Hex,
    },
  );
}

describe('the step of a hypervisor', () => {
  it('is as the lint expects it, guest by guest', () => {
    const { guestDrains = [], undrainedGuests, gates, rotations } = stepOf('hv');
    expect(guestDrains.map(({ guest }) => guest.hostId)).toEqual([
      'inner',
      'both',
      'both-gated',
      'lost-drained',
      'one-way',
      'one-way-gated',
      'outer',
    ]);
    expect(undrainedGuests).toEqual(['lost']);
    expect(gates.map(({ guest, gate }) => `${guest?.hostId} ${gate.question.kind}`)).toEqual([
      'both answers',
      'both-gated answers',
      'both-gated tcp',
      'half answers',
      'inner answers',
      'left answers',
      'left-gated tcp',
      'lost-drained answers',
      'one-way answers',
      'one-way-gated tcp',
      'outer answers',
    ]);
    expect(
      rotations.flatMap(({ guest = 'hv', seats }) =>
        seats.map(({ balancer }) => `${guest} ${balancer.hostId}`),
      ),
    ).toEqual(['hv lb-out', 'half lb-out', 'left lb-out', 'left-gated lb-out']);
    expect(faultsOf(document)).toEqual([]);
  });

  it('is noticed with any one of these left out, or in another order', () => {
    const changed = (change: Partial<PlanStep>) => {
      const steps = document.plan.steps.map((step) => (step.host === 'hv' ? { ...step, ...change } : step));
      return faultsOf({ ...document, plan: { ...document.plan, steps } });
    };
    const { guestDrains = [], undrainedGuests = [], gates, rotations } = stepOf('hv');
    for (const [what, list] of Object.entries({ guestDrains, undrainedGuests, gates, rotations })) {
      const fault = { kind: 'step-differs', host: 'hv', what };
      for (const left of list) {
        const others = (list as readonly unknown[]).filter((each) => each !== left);
        expect(changed({ [what]: others }), what).toContainEqual(fault);
      }
      if (list.length > 1) expect(changed({ [what]: list.toReversed() }), what).toContainEqual(fault);
    }
  });
});

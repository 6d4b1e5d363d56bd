// The orders that a fleet asks of a plan, worked out by the lint alone.
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import type { PersonId } from '../../../src/core/fleet/ids.ts';
import { LintFleet } from '../../../src/core/planning/lint-fleet.ts';
import { orderFaults } from '../../../src/core/planning/order-lint.ts';
import type { PlanStep } from '../../../src/core/planning/plan.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { makePlan } from '../../fakes/plan-maker.ts';

/** One after the other, each as soon as the one before has soaked; `after` as given. */
function stepsOf(fleet: Fleet, after: Readonly<Record<string, readonly string[]>>): readonly PlanStep[] {
  const requestedBy = 'slack:T0/U0' as PersonId;
  const { plan } = makePlan(fleet, { hosts: Object.keys(after), requestedBy, at: 0, after });
  let at = 0;
  return plan.steps.map((step) => {
    const expectedEndAt = at + step.timing.expectedMs;
    const timed = { ...step, expectedStartAt: at, expectedEndAt };
    at = expectedEndAt + step.timing.soakMs;
    return timed;
  });
}

const faults = (fleet: Fleet, steps: readonly PlanStep[]) => orderFaults(new LintFleet(fleet), steps);
const missing = (first: string, then: string) => ({ kind: 'order-missing', first, then });
const inZone = { zone: 'z' };

describe('parts', () => {
  const db = buildFleet({
    hosts: { s: inZone, r: inZone, p: inZone },
    services: { db: { on: { s: 'standby', r: 'replica', p: 'primary' } } },
  });

  it('go standby, replica, primary', () => {
    expect(faults(db, stepsOf(db, { s: [], r: ['s'], p: ['s', 'r'] }))).toEqual([]);
    expect(faults(db, stepsOf(db, { s: [], r: [], p: ['r'] }))).toEqual([
      missing('s', 'r'),
      missing('s', 'p'),
    ]);
  });

  it('that contradict each other in a ring ask nothing of each other, and everything of the others', () => {
    const ring = buildFleet({
      hosts: { a: inZone, b: inZone, c: inZone },
      services: {
        one: { on: { a: 'primary', b: 'standby', c: 'standby' } },
        two: { on: { b: 'primary', a: 'standby' } },
      },
    });
    expect(faults(ring, stepsOf(ring, { c: [], a: ['c'], b: [] }))).toEqual([]);
    expect(faults(ring, stepsOf(ring, { c: [], a: [], b: [] }))).toEqual([missing('c', 'a')]);
  });
});

describe('guests', () => {
  const fleet = buildFleet({
    racks: { r: { zone: 'z' } },
    hosts: { hv: { rack: 'r' }, vm: { hypervisor: 'hv' }, p: { rack: 'r' } },
    services: { db: { on: { vm: 'standby', p: 'primary' } } },
  });

  it('go after their hypervisor, which goes by the parts of its guests', () => {
    expect(faults(fleet, stepsOf(fleet, { hv: [], vm: ['hv'], p: ['hv', 'vm'] }))).toEqual([]);
    expect(faults(fleet, stepsOf(fleet, { hv: [], vm: [], p: ['vm'] }))).toEqual([
      missing('hv', 'p'),
      missing('hv', 'vm'),
    ]);
  });

  it('and their hypervisor ask no order of their parts of each other', () => {
    const both = buildFleet({
      racks: { r: { zone: 'z' } },
      hosts: { hv: { rack: 'r' }, vm: { hypervisor: 'hv' } },
      services: { db: { on: { vm: 'standby', hv: 'primary' } } },
    });
    expect(faults(both, stepsOf(both, { hv: [], vm: ['hv'] }))).toEqual([]);
  });
});

describe('the path of the daemon', () => {
  const fleet = buildFleet({
    hosts: { a: inZone, b: inZone, own: { ...inZone, ownPath: true }, last: { ...inZone, ownPath: true } },
    services: { db: { on: { own: 'standby', a: 'primary' } } },
  });

  it('goes last, whatever its hosts serve, and through those that it waits for', () => {
    expect(faults(fleet, stepsOf(fleet, { a: [], b: [], own: ['a', 'b'], last: ['own'] }))).toEqual([]);
    expect(faults(fleet, stepsOf(fleet, { a: [], b: [], own: ['a'], last: ['own'] }))).toEqual([
      missing('b', 'own'),
      missing('b', 'last'),
    ]);
  });
});

describe('who waits for another', () => {
  const fleet = buildFleet({ hosts: { a: inZone, b: inZone } });
  const [first, then] = stepsOf(fleet, { a: [], b: ['a'] }) as [PlanStep, PlanStep];
  const broken = [{ kind: 'order-broken', first: 'a', then: 'b' }];

  it('goes in a later wave', () => {
    expect(faults(fleet, [first, then])).toEqual([]);
    expect(faults(fleet, [first, { ...then, wave: first.wave }])).toEqual(broken);
    expect(faults(fleet, [{ ...first, wave: then.wave + 1 }, then])).toEqual(broken);
  });

  it('goes once the other has ended and soaked, and not a moment before', () => {
    const soaking = { ...first, timing: { ...first.timing, soakMs: 1_000 } };
    const at = (expectedStartAt: number) => faults(fleet, [soaking, { ...then, expectedStartAt }]);
    expect(at(first.expectedEndAt + 1_000)).toEqual([]);
    expect(at(first.expectedEndAt + 999)).toEqual(broken);
  });
});

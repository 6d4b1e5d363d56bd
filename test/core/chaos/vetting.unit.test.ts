// The last look at a drawn plan: by the lint and by the start conditions, which know nothing of how it was drawn.
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/core/brand.ts';
import { serviceRules } from '../../../src/core/campaign/approval-rules.ts';
import type { World } from '../../../src/core/campaign/input.ts';
import { consentingHosts } from '../../../src/core/chaos/consent.ts';
import { inWorkingHours, vetDrawnPlan, type Vetting } from '../../../src/core/chaos/vetting.ts';
import { hostFingerprint } from '../../../src/core/fleet/fingerprint.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { budgetScopeOf } from '../../../src/core/planning/budget.ts';
import { planReboots } from '../../../src/core/planning/planner.ts';
import { chaosQuestion, officeHours } from '../../fakes/chaos-fleet.ts';
import { sha256Hex } from '../../fakes/plan-maker.ts';
import { planningNow, requestFor } from '../../fakes/planning-fleet.ts';

const { fleet: inventory, snapshot } = chaosQuestion();
const web1 = 'web-1' as HostId;
const opening = { fromAt: planningNow - 2 * HOUR_MS, untilAt: planningNow + 3 * HOUR_MS };
const fingerprints = new Map(
  [...inventory.hosts.keys()].map((id) => [id, hostFingerprint(inventory, id, sha256Hex)]),
);

const calm: World = {
  now: planningNow,
  fleet: {
    digest: inventory.digest,
    scope: budgetScopeOf(inventory),
    fingerprints,
    freezes: [],
    approvalRules: serviceRules(inventory),
    unreadFreezes: [],
    maxRebootsPerDay: 2,
    chaosHosts: consentingHosts(inventory),
  },
  statuses: new Map([...inventory.hosts.keys()].map((id) => [id, 'up'])),
  views: new Map(),
  inFlightElsewhere: new Set(),
  leftOut: new Map(),
  rebootsOfDay: new Map(),
  flags: [{ kind: 'clear' }],
};

function vetted(given: Partial<Vetting> = {}, host = web1, hours = officeHours) {
  const fleet = inWorkingHours(inventory, host, hours);
  const fingerprintOf = (id: HostId): string => fingerprints.get(id) ?? '';
  const outcome = planReboots(
    requestFor(
      { fleet, snapshot },
      { selection: { kind: 'drawn', host, hours }, reasons: [], fingerprintOf },
    ),
  );
  if (outcome.kind !== 'planned') throw new Error('nothing to do');
  const { document } = outcome;
  const vetting: Vetting = {
    document,
    fleet,
    fingerprintOf,
    absent: new Set(),
    world: calm,
    opening,
    sha256Hex,
  };
  return { document, faults: vetDrawnPlan({ ...vetting, ...given }) };
}

describe('the plan of a drawn host', () => {
  it('holds that one host, now, in the working hours and not in its own windows', () => {
    const { document, faults } = vetted();
    expect(faults).toEqual([]);
    expect(document.plan.steps).toMatchObject([
      { host: 'web-1', reason: 'drawn', windows: [officeHours], expectedStartAt: planningNow },
    ]);
  });

  it('has the fingerprint of the inventory, so that its start compares with what people wrote', () => {
    expect(vetted().document.plan.steps[0]?.fingerprint).toBe(fingerprints.get(web1));
  });
});

describe('is neither told nor proposed', () => {
  it('if the lint finds anything', () => {
    const { document } = vetted();
    const altered = { ...document, plan: { ...document.plan, maxFailures: 9 } };
    expect(
      vetted({ document: altered }).faults.map((fault) => fault.kind === 'plan-fault' && fault.fault.kind),
    ).toEqual(['digest-wrong', 'scope-wrong']);
  });

  it('if it would not start now', () => {
    const later = { ...officeHours, startMinute: 14 * 60, durationMinutes: 60 };
    expect(vetted({}, web1, later).faults).toContainEqual(
      expect.objectContaining({
        kind: 'start-block',
        block: expect.objectContaining({ kind: 'window-shut' }),
      }),
    );
    expect(vetted({ opening: { fromAt: planningNow + 1, untilAt: opening.untilAt } }).faults).toEqual([
      { kind: 'not-now', startAt: planningNow },
    ]);
    const endsAt = vetted().document.plan.steps[0]?.expectedEndAt ?? 0;
    expect(vetted({ opening: { fromAt: planningNow, untilAt: endsAt } }).faults).toEqual([]);
    expect(vetted({ opening: { fromAt: planningNow, untilAt: endsAt - 1 } }).faults).toEqual([
      { kind: 'not-now', startAt: planningNow },
    ]);
  });

  it('if it holds another number of hosts than one', () => {
    const { document } = vetted();
    const twice = {
      ...document,
      plan: { ...document.plan, steps: [...document.plan.steps, ...document.plan.steps] },
    };
    expect(vetted({ document: twice }).faults).toEqual([{ kind: 'not-one-host', hosts: 2 }]);
  });

  it.each([
    ['chaos-not-allowed', { fleet: { ...calm.fleet!, chaosHosts: new Set<HostId>() } }],
    ['flag-set', { flags: [{ kind: 'set', cause: { kind: 'stop-switch' }, why: 'incident' }] }],
    ['not-up', { statuses: new Map() }],
    ['reboots-used', { rebootsOfDay: new Map([[web1, 2]]) }],
    ['chaos-alone', { inFlightElsewhere: new Set(['mail-1' as HostId]) }],
  ] as const)('if its start would meet %s', (kind, given) => {
    const { faults } = vetted({ world: { ...calm, ...given } });
    expect(faults.map((fault) => fault.kind === 'start-block' && fault.block.kind)).toContain(kind);
  });

  it('if it was drawn against the will of its service', () => {
    const { faults } = vetted({}, 'mail-1' as HostId);
    expect(faults).toEqual([{ kind: 'start-block', block: { kind: 'chaos-not-allowed' } }]);
  });
});

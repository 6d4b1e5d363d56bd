// What must not be decided, although a button of it may stand somewhere: each guard alone, with all others content.
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import { mayBeReplanned } from '../../../src/core/campaign/decide-edit.ts';
import type { SeenPlan } from '../../../src/core/campaign/input.ts';
import type { BootId, HostId } from '../../../src/core/fleet/ids.ts';
import { unobserved } from '../../../src/core/fleet/snapshot.ts';
import { planDiff } from '../../../src/core/planning/plan-diff.ts';
import {
  ann,
  ben,
  drainedHost,
  openScenario,
  requester,
  scenarioStartAt,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';
import { makePlan } from '../../fakes/plan-maker.ts';

const yes = { kind: 'approver' } as const;

function edit(scenario: Scenario, given: { readonly id?: string; readonly version?: number } = {}) {
  const { document } = scenario.campaign();
  const next = makePlan(scenario.plannedFleet, {
    hosts: ['web-1', 'web-2'],
    requestedBy: requester,
    at: scenarioStartAt + MINUTE_MS,
    id: given.id ?? document.plan.id,
    version: given.version ?? document.plan.version + 1,
  });
  return scenario.send({
    kind: 'edit',
    by: ann,
    approver: yes,
    seen: { version: document.plan.version, digest: document.digest },
    document: next,
    diff: planDiff(document.plan, next, ['web-3' as HostId]),
    expiresAt: scenarioStartAt + 30 * HOUR_MS,
    rules: [],
  });
}

describe('an edit', () => {
  it('is of this plan, and of the version that is in force', () => {
    for (const other of [{ version: 1 }, { version: 3 }, { id: 'another-plan' }]) {
      const scenario = openScenario();
      expect(edit(scenario, other).refusal?.why).toBe('plan-changed');
      expect(scenario.campaign().document.plan.version).toBe(1);
    }
    expect(edit(openScenario()).refusal).toBeNull();
  });
});

describe('a plan is not asked for again', () => {
  it('that chaos mode drew', () => {
    const lapsed = (reason: 'drawn' | 'overdue') => {
      const scenario = openScenario({ hosts: ['web-1'], reason });
      scenario.pass(25 * HOUR_MS);
      scenario.tick();
      expect(scenario.phase()).toBe('ended');
      return mayBeReplanned(scenario.campaign());
    };
    expect([lapsed('overdue'), lapsed('drawn')]).toEqual([true, false]);
  });

  it('that was void because all of its hosts had rebooted', () => {
    const voided = (how: 'rebooted' | 'changed') => {
      const scenario = openScenario({ hosts: ['web-1'] });
      const facts = scenario.newFacts('web-1', { bootId: 'ffffffff-0000-4000-8000-000000000000' as BootId });
      if (how === 'rebooted')
        scenario.setView({
          ...unobserved('web-1' as HostId),
          lastSeen: { at: scenario.now(), facts },
        });
      else
        scenario.setFleet({
          ...threeWebs,
          hosts: { ...threeWebs.hosts, 'web-1': drainedHost({ zone: 'z9' }) },
        });
      scenario.tick();
      expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'voided' } });
      return mayBeReplanned(scenario.campaign());
    };
    expect([voided('changed'), voided('rebooted')]).toEqual([true, false]);
  });
});

describe('an approval is not taken back', () => {
  const withdraw = (scenario: Scenario, by = ann, seen?: SeenPlan) => {
    const { plan, digest } = scenario.campaign().document;
    return scenario.send({ kind: 'withdraw', by, seen: seen ?? { version: plan.version, digest } });
  };

  it('by the button of an older version', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    const old = scenario.seen;
    edit(scenario);
    const { plan, digest } = scenario.campaign().document;
    scenario.approve(ann, { seen: { version: plan.version, digest } });
    expect(withdraw(scenario, ann, old).refusal).not.toBeNull();
    expect(scenario.campaign().approvals).toHaveLength(1);
    expect(withdraw(scenario).refusal).toBeNull();
  });

  it('by somebody who gave none, where others did', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    expect(withdraw(scenario, ben).refusal?.why).toBe('not-approved');
  });
});

describe('a control', () => {
  it('skips no host of a plan that waits for its approval: that would be another plan', () => {
    const scenario = openScenario();
    expect(scenario.resolve('skip', 'web-2').refusal?.why).toBe('does-not-apply');
    expect(scenario.stage('web-2')).toBe('waiting');
  });

  it('that resumes halts nothing while the budget for failures is not used', () => {
    const fleet = {
      ...threeWebs,
      rest: { ...threeWebs.rest, runLimits: { maxFailures: 2, maxRebootsPerDay: 2 } },
    };
    const scenario = openScenario({ fleet });
    scenario.drivenTo('web-1', 'confirming');
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: '' });
    expect(scenario.phase()).toBe('running');
    scenario.control('pause');
    scenario.control('resume');
    expect(scenario.phase()).toBe('running');
  });
});

describe('a tick', () => {
  it('without a valid inventory starts nobody and skips nobody', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.setFleet(null);
    expect(scenario.tick()).toEqual({ events: [], effects: [], refusal: null });
  });

  it('skips a host whose entry changed while it waits, and none that has begun or is done', () => {
    const scenario = openScenario({ hosts: ['web-1', 'web-2'] });
    scenario.drivenTo('web-1', 'holding');
    const changed = Object.fromEntries(
      Object.keys(threeWebs.hosts).map((id) => [id, drainedHost({ undrain: null })]),
    );
    scenario.setFleet({ ...threeWebs, hosts: changed });
    scenario.tick();
    expect([scenario.stage('web-1'), scenario.stage('web-2')]).toEqual(['holding', 'skipped']);
  });
});

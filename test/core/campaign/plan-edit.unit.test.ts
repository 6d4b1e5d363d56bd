// A plan made smaller, approvals taken back or lapsed, rules of services, and plans asked for again.
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import {
  approvalsSuffice,
  FLEET_RULE,
  ruleCounts,
  type ApprovalRule,
} from '../../../src/core/campaign/approval-rules.ts';
import { mayBeReplanned, skippedByPeople } from '../../../src/core/campaign/decide-edit.ts';
import { evolve } from '../../../src/core/campaign/evolve.ts';
import type { SeenPlan } from '../../../src/core/campaign/input.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import type { CampaignId, HostId, PersonId } from '../../../src/core/fleet/ids.ts';
import { planDiff } from '../../../src/core/planning/plan-diff.ts';
import {
  ann,
  ben,
  drainedHost,
  openScenario,
  requester,
  scenarioStartAt,
  stranger,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';
import { makePlan } from '../../fakes/plan-maker.ts';

const notApprover = { kind: 'not-approver', why: 'the account is deactivated' } as const;
const cannotTell = { kind: 'unknown', why: 'Slack does not answer' } as const;
const db: ApprovalRule = { id: 'service:db', needed: 1, users: [], groups: ['S0DBA'] };

function seenOf(scenario: Scenario): SeenPlan {
  const { plan, digest } = scenario.campaign().document;
  return { version: plan.version, digest };
}

/** Somebody takes hosts out of the plan. */
function edit(
  scenario: Scenario,
  without: readonly string[],
  given: { by?: PersonId; seen?: SeenPlan } = {},
) {
  const { document } = scenario.campaign();
  const hosts = document.plan.steps.map(({ host }) => host).filter((host) => !without.includes(host));
  const next = makePlan(buildFleet(threeWebs), {
    hosts,
    requestedBy: requester,
    at: scenarioStartAt + MINUTE_MS,
    id: document.plan.id,
    version: document.plan.version + 1,
  });
  return scenario.send({
    kind: 'edit',
    by: given.by ?? ann,
    approver: given.by === stranger ? notApprover : { kind: 'approver' },
    seen: given.seen ?? seenOf(scenario),
    document: next,
    diff: planDiff(document.plan, next, without as readonly HostId[]),
    expiresAt: scenarioStartAt + 30 * HOUR_MS,
    rules: [],
  });
}

describe('an edit', () => {
  it('from the future is as good as none: the plan as it was then is not approved after all', () => {
    const scenario = openScenario();
    scenario.pass(3 * HOUR_MS);
    edit(scenario, ['web-2']);
    scenario.pass(-2 * HOUR_MS);
    expect(scenario.approve(ann, { seen: seenOf(scenario) }).refusal?.why).toBe('expired');
  });

  it('makes the next version, voids the approvals and begins the time to approve anew', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    expect(edit(scenario, ['web-2']).refusal).toBeNull();
    const { document, approvals, hosts, edits, expiresAt, phase } = scenario.campaign();
    expect(document.plan.version).toBe(2);
    expect(approvals).toEqual([]);
    expect([...hosts.keys()]).toEqual(['web-1', 'web-3']);
    expect(phase.kind).toBe('awaiting-approval');
    expect(expiresAt).toBe(scenarioStartAt + 30 * HOUR_MS);
    expect(edits).toMatchObject([
      { version: 2, by: ann, diff: { removed: ['web-2'], hostsBefore: 3, hostsAfter: 2 } },
    ]);
  });

  it('makes every button of the version before worthless', () => {
    const scenario = openScenario();
    const before = seenOf(scenario);
    edit(scenario, ['web-2']);
    expect(scenario.approve(ann, { seen: before }).refusal?.why).toBe('plan-changed');
    expect(scenario.phase()).toBe('awaiting-approval');
    expect(edit(scenario, ['web-3'], { seen: before }).refusal?.why).toBe('plan-changed');
    scenario.approve(ann, { seen: seenOf(scenario) });
    expect(scenario.phase()).toBe('running');
  });

  it('may be made by the requester, who still may not approve; a stranger may not', () => {
    const scenario = openScenario();
    expect(edit(scenario, ['web-1'], { by: stranger }).refusal?.why).toBe('not-approver');
    expect(edit(scenario, ['web-1'], { by: requester }).refusal).toBeNull();
    expect(scenario.approve(requester, { seen: seenOf(scenario) }).refusal?.why).toBe('requester');
  });

  it('of two at once only the first counts', () => {
    const scenario = openScenario();
    const seen = seenOf(scenario);
    edit(scenario, ['web-1'], { seen });
    expect(edit(scenario, ['web-2'], { seen }).refusal?.why).toBe('plan-changed');
    expect(scenario.campaign().document.plan.version).toBe(2);
  });

  it('never brings back a host that a person skipped while the approved plan waited', () => {
    const scenario = openScenario({ policy: { needed: 1 } });
    scenario.approve(ann);
    expect(scenario.resolve('skip', 'web-1').refusal).toBeNull();
    scenario.send({ kind: 'withdraw', by: ann, seen: seenOf(scenario) });
    expect(scenario.phase()).toBe('awaiting-approval');
    expect(skippedByPeople(scenario.campaign())).toEqual(['web-1']);
    // A document that was planned before the Skip, or by who does not know of it, is refused.
    expect(edit(scenario, ['web-2']).refusal?.why).toBe('plan-changed');
    expect(edit(scenario, ['web-1', 'web-2']).refusal).toBeNull();
    scenario.approve(ann, { seen: seenOf(scenario) });
    scenario.tick();
    expect([...scenario.campaign().hosts.keys()]).toEqual(['web-3']);
    expect(scenario.requests('web-1')).toBe(0);
  });

  it('of a journal from before that was so, too, leaves a skipped host out', () => {
    const scenario = openScenario({ policy: { needed: 1 } });
    scenario.approve(ann);
    scenario.resolve('skip', 'web-1');
    scenario.send({ kind: 'withdraw', by: ann, seen: seenOf(scenario) });
    const { document } = scenario.campaign();
    const event = {
      kind: 'plan-edited',
      by: ann,
      document,
      diff: planDiff(document.plan, document, []),
      expiresAt: scenarioStartAt + HOUR_MS,
      rules: [],
    } as const;
    const after = evolve(scenario.campaign(), { at: scenarioStartAt, event });
    expect(after.hosts.get('web-1' as HostId)?.stage.kind).toBe('skipped');
    expect(after.hosts.get('web-2' as HostId)?.stage.kind).toBe('waiting');
  });

  it('never brings a host in', () => {
    const scenario = openScenario({ hosts: ['web-1', 'web-2'] });
    const { plan } = scenario.campaign().document;
    const document = makePlan(buildFleet(threeWebs), {
      hosts: ['web-1', 'web-3'],
      requestedBy: requester,
      at: scenarioStartAt,
      id: plan.id,
      version: 2,
    });
    const input = {
      kind: 'edit',
      by: ann,
      approver: { kind: 'approver' },
      seen: seenOf(scenario),
      document,
      diff: planDiff(plan, document, []),
      expiresAt: scenarioStartAt + HOUR_MS,
      rules: [],
    } as const;
    expect(() => scenario.send(input)).toThrow('would add web-3');
  });

  it('is not possible once the plan is decided', () => {
    const scenario = openScenario();
    scenario.approve(ann);
    expect(edit(scenario, ['web-1']).refusal?.why).toBe('already-decided');
  });
});

describe('the difference of two versions', () => {
  it('names hosts taken out, hosts that went besides, and services whose worst moment changed', () => {
    const fleet = buildFleet({
      ...threeWebs,
      services: {
        web: {
          on: ['web-1', 'web-2', 'web-3'],
          budget: { kind: 'min-available', amount: { kind: 'number', value: 1 } },
        },
      },
      rest: { caps: { maxInFlight: 3, maxHostsPerCampaign: 50, domains: [] } },
    });
    const order = { requestedBy: requester, at: scenarioStartAt };
    const before = makePlan(fleet, { ...order, hosts: ['web-1', 'web-2', 'web-3'] }).plan;
    const after = makePlan(fleet, { ...order, hosts: ['web-3'] });
    const report = {
      hosts: [{ host: 'web-2' as HostId, kind: 'left-out', why: { kind: 'not-observed', detail: 'silent' } }],
    } as const;
    const diff = planDiff(before, { ...after, report }, ['web-1' as HostId]);
    expect(diff.removed).toEqual(['web-1']);
    expect(diff.leftOut).toEqual([{ host: 'web-2', why: { kind: 'not-observed', detail: 'silent' } }]);
    expect(diff.services).toEqual([{ service: 'web', instances: 3, upBefore: 1, upAfter: 2 }]);
  });
});

describe('an approval', () => {
  const withdraw = (scenario: Scenario, by: PersonId) =>
    scenario.send({ kind: 'withdraw', by, seen: seenOf(scenario) });

  it('can be withdrawn while others are missing', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    expect(withdraw(scenario, ann).refusal).toBeNull();
    scenario.approve(ben);
    expect(scenario.phase()).toBe('awaiting-approval');
    scenario.approve(ann);
    expect(scenario.phase()).toBe('running');
  });

  it('withdrawn before the first host stops everything: it waits for approval again', () => {
    const later = { ...threeWebs, hosts: { 'web-1': drainedHost({ windows: [] }) } };
    const scenario = openScenario({ fleet: { ...later, services: {} } });
    scenario.approve(ann);
    scenario.tick();
    expect(scenario.phase()).toBe('running');
    withdraw(scenario, ann);
    expect(scenario.phase()).toBe('awaiting-approval');
    scenario.tick();
    expect(scenario.events('host-check-requested')).toEqual([]);
  });

  // Found by seed 940000028526: the keys of effects began again, the store refused them, and no tick came through any more.
  it('withdrawn once its first host was put back: after an edit, that host is asked by keys of its own', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'draining');
    scenario.setFlags({ kind: 'set', why: 'hands off', cause: { kind: 'stop-switch' } });
    while (scenario.stage('web-1') !== 'waiting') scenario.answerWell('web-1');
    expect(withdraw(scenario, ann).refusal).toBeNull();
    expect(edit(scenario, ['web-2']).refusal).toBeNull();
    scenario.setFlags();
    scenario.approve(ann, { seen: seenOf(scenario) });
    scenario.tick();
    expect(scenario.stage('web-1')).toBe('checking');
    scenario.answerWell('web-1');
    expect(scenario.stage('web-1')).toBe('draining');
  });

  it('can be withdrawn while it stands paused or halted before the first host: resumed, it waits for approval', () => {
    for (const halt of [
      { kind: 'pause', by: ben, approver: { kind: 'approver' } },
      { kind: 'clock-jumped', byMs: 90_000 },
    ] as const) {
      const scenario = openScenario();
      scenario.approve(ann);
      scenario.send(halt);
      expect(withdraw(scenario, ann).refusal).toBeNull();
      expect(['paused', 'halted']).toContain(scenario.phase());
      scenario.send({ kind: 'resume', by: ben, approver: { kind: 'approver' } });
      scenario.tick();
      expect(scenario.phase()).toBe('awaiting-approval');
      expect(scenario.events('host-check-requested')).toEqual([]);
    }
  });

  it('lapses while it stands paused before the first host', () => {
    const scenario = openScenario();
    scenario.approve(ann);
    scenario.send({ kind: 'pause', by: ben, approver: { kind: 'approver' } });
    scenario.send({ kind: 'standing-checked', earlier: new Map([[ann, notApprover]]) });
    expect(scenario.campaign().approvals).toEqual([]);
  });

  it('neither lapses nor is withdrawn once the campaign has ended', () => {
    const scenario = openScenario();
    scenario.approve(ann);
    scenario.control('stop');
    expect(scenario.phase()).toBe('ended');
    expect(
      scenario.send({ kind: 'standing-checked', earlier: new Map([[ann, notApprover]]) }).events,
    ).toEqual([]);
    expect(withdraw(scenario, ann).refusal).not.toBeNull();
    expect(scenario.phase()).toBe('ended');
  });

  it('cannot be withdrawn once a host was begun, nor by somebody who gave none', () => {
    const scenario = openScenario();
    expect(withdraw(scenario, ben).refusal?.why).toBe('not-approved');
    scenario.approve(ann);
    scenario.tick();
    expect(withdraw(scenario, ann).refusal?.why).toBe('already-begun');
    expect(scenario.phase()).toBe('running');
  });

  it('of a person who is an approver no more does not start the campaign', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    scenario.approve(ben, { earlier: { [ann]: notApprover } });
    expect(scenario.phase()).toBe('awaiting-approval');
    expect(scenario.events('approval-lapsed')).toEqual([
      { kind: 'approval-lapsed', of: ann, why: 'the account is deactivated' },
    ]);
    expect(scenario.campaign().approvals.map(({ by }) => by)).toEqual([ben]);
  });

  it('does not start the campaign where it cannot be told whether an earlier one still counts', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    expect(scenario.approve(ben, { earlier: { [ann]: cannotTell } }).refusal?.why).toBe('approver-unknown');
    expect(scenario.campaign().approvals.map(({ by }) => by)).toEqual([ann]);
    scenario.approve(ben);
    expect(scenario.phase()).toBe('running');
  });

  it('counts unasked for the minute in which it was on its way, and no longer', () => {
    const second = (waitedMs: number) => {
      const scenario = openScenario({ policy: { needed: 2 } });
      scenario.approve(ann);
      scenario.pass(waitedMs);
      const { plan, digest } = scenario.campaign().document;
      const { refusal } = scenario.send({
        kind: 'approve',
        by: ben,
        approver: { kind: 'approver' },
        seen: { version: plan.version, digest },
        meets: [FLEET_RULE],
        earlier: new Map(),
      });
      return { refusal, phase: scenario.phase() };
    };
    expect(second(MINUTE_MS)).toEqual({ refusal: null, phase: 'running' });
    const late = second(MINUTE_MS + 1);
    expect(late.phase).toBe('awaiting-approval');
    expect(late.refusal).toMatchObject({ why: 'approver-unknown' });
    expect(late.refusal?.detail).toContain('nobody was asked');
  });

  it('lapses while the window is awaited, and only if the chat is sure', () => {
    const scenario = openScenario({
      fleet: { ...threeWebs, hosts: { 'web-1': drainedHost({ windows: [] }) }, services: {} },
    });
    scenario.approve(ann);
    scenario.send({ kind: 'standing-checked', earlier: new Map([[ann, cannotTell]]) });
    expect(scenario.phase()).toBe('running');
    scenario.send({ kind: 'standing-checked', earlier: new Map([[ann, notApprover]]) });
    expect(scenario.phase()).toBe('awaiting-approval');
  });
});

describe('rules of services', () => {
  it('have all to be met, by one person or by several', () => {
    const scenario = openScenario({ policy: { rules: [db] } });
    scenario.approve(ann);
    expect(scenario.phase()).toBe('awaiting-approval');
    expect(ruleCounts(scenario.campaign().approvalPolicy, scenario.campaign().approvals)).toEqual([
      { rule: 'fleet', have: 1, needed: 1 },
      { rule: 'service:db', have: 0, needed: 1 },
    ]);
    scenario.approve(ben, { meets: ['service:db'] });
    expect(scenario.phase()).toBe('running');
    const both = openScenario({ policy: { rules: [db] } });
    both.approve(ann, { meets: ['fleet', 'service:db'] });
    expect(both.phase()).toBe('running');
  });

  it('are not met by many approvers of another rule', () => {
    const policy = { needed: 1, requesterMayApprove: false, rules: [db] };
    const by = (person: PersonId, ...meets: string[]) => ({ by: person, at: 0, meets });
    expect(approvalsSuffice(policy, [by(ann, 'fleet'), by(ben, 'fleet')])).toBe(false);
    expect(approvalsSuffice(policy, [by(ann, 'service:db')])).toBe(false);
  });

  it('void the plan where they change before it is decided', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    const approvals = { needed: 1, users: [], groups: ['S0DBA'] };
    scenario.setFleet({ ...threeWebs, services: { web: { on: ['web-1', 'web-2', 'web-3'], approvals } } });
    expect(scenario.approve(ann).refusal?.why).toBe('fleet-changed');
    expect(scenario.phase()).toBe('ended');
  });
});

describe('a plan that lapsed', () => {
  const replan = (scenario: Scenario, by: PersonId, approver: Parameters<Scenario['approve']>[1] = {}) =>
    scenario.send({
      kind: 'replan',
      by,
      approver: approver.approver ?? { kind: 'approver' },
      successor: 'c-2' as CampaignId,
    });

  it('can be asked for again, once', () => {
    const scenario = openScenario();
    expect(replan(scenario, ann).refusal?.why).toBe('does-not-apply');
    scenario.pass(25 * HOUR_MS);
    scenario.tick();
    expect(mayBeReplanned(scenario.campaign())).toBe(true);
    expect(replan(scenario, stranger, { approver: notApprover }).refusal?.why).toBe('not-approver');
    expect(replan(scenario, requester, { approver: notApprover }).refusal).toBeNull();
    expect(scenario.campaign().successor).toBe('c-2');
    expect(replan(scenario, ann).refusal?.why).toBe('does-not-apply');
  });

  it('is not what a denied plan is', () => {
    const scenario = openScenario();
    scenario.deny(ann);
    expect(mayBeReplanned(scenario.campaign())).toBe(false);
  });
});

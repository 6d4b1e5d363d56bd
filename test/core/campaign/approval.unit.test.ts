// Who may say yes, to what, until when. Every refusal of `DecisionRefusal` that concerns an approval has its line here.
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import type { DecisionRefusal } from '../../../src/core/campaign/event.ts';
import type { ApproverJudgement } from '../../../src/core/campaign/input.ts';
import type { PlanDigest } from '../../../src/core/fleet/ids.ts';
import {
  ann,
  ben,
  drainedHost,
  openScenario,
  requester,
  stranger,
  tcpGate,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';

function refusedWith(scenario: Scenario, why: DecisionRefusal): void {
  expect(scenario.events('decision-refused').at(-1)).toMatchObject({ why });
}

describe('approvals', () => {
  it('one approver starts a campaign that needs one', () => {
    const scenario = openScenario();
    expect(scenario.approve(ann).refusal).toBeNull();
    expect(scenario.events('plan-approved')).toEqual([
      { kind: 'plan-approved', by: ann, of: 1, needed: 1, meets: ['fleet'] },
    ]);
    expect(scenario.phase()).toBe('running');
  });

  it('N approvals come from N people', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    expect(scenario.phase()).toBe('awaiting-approval');
    expect(scenario.approve(ann).refusal?.why).toBe('already-approved');
    expect(scenario.phase()).toBe('awaiting-approval');
    scenario.approve(ben);
    expect(scenario.phase()).toBe('running');
  });

  it('D65: a double click is one transition, and the second press is told so', () => {
    const scenario = openScenario();
    scenario.approve(ann);
    expect(scenario.approve(ann).refusal?.why).toBe('already-decided');
    expect(scenario.events('campaign-started')).toHaveLength(1);
    expect(scenario.events('plan-approved')).toHaveLength(1);
    refusedWith(scenario, 'already-decided');
  });

  it('D70: who asked for the plan may not approve it, unless the policy says so', () => {
    const strict = openScenario();
    expect(strict.approve(requester).refusal?.why).toBe('requester');
    expect(strict.phase()).toBe('awaiting-approval');
    refusedWith(strict, 'requester');
    const lax = openScenario({ policy: { requesterMayApprove: true } });
    lax.approve(requester);
    expect(lax.phase()).toBe('running');
  });

  it('D70: a stranger is refused, and so is a person whose membership cannot be told', () => {
    const scenario = openScenario();
    scenario.approve(stranger, { approver: { kind: 'not-approver', why: 'not in @sre' } });
    refusedWith(scenario, 'not-approver');
    scenario.approve(ann, { approver: { kind: 'unknown', why: 'Slack does not answer' } });
    refusedWith(scenario, 'approver-unknown');
    expect(scenario.campaign().approvals).toEqual([]);
  });

  it('D69: a button of another version or digest approves nothing', () => {
    const scenario = openScenario();
    scenario.approve(ann, { seen: { ...scenario.seen, digest: 'f'.repeat(64) as PlanDigest } });
    refusedWith(scenario, 'plan-changed');
    scenario.approve(ann, { seen: { ...scenario.seen, version: 2 } });
    refusedWith(scenario, 'plan-changed');
    expect(scenario.phase()).toBe('awaiting-approval');
  });

  it('D69: an approval after the fleet changed voids the plan', () => {
    const scenario = openScenario();
    scenario.setFleet({
      ...threeWebs,
      hosts: { ...threeWebs.hosts, 'web-2': drainedHost({ ownPath: true }) },
    });
    expect(scenario.approve(ann).refusal?.why).toBe('fleet-changed');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'voided' } });
    expect(scenario.campaign().approvals).toEqual([]);
  });

  it('a changed budget voids the plan although no host entry changed', () => {
    const scenario = openScenario();
    scenario.setFleet({
      ...threeWebs,
      rest: { caps: { maxInFlight: 2, maxHostsPerCampaign: 50, domains: [] } },
    });
    expect(scenario.approve(ann).refusal?.why).toBe('fleet-changed');
  });

  it('a host of the plan whose own entry changed voids it by name, although nothing else did', () => {
    const scenario = openScenario();
    const web2 = drainedHost({ undrain: null });
    scenario.setFleet({ ...threeWebs, hosts: { ...threeWebs.hosts, 'web-2': web2 } });
    expect(scenario.approve(ann).refusal).toMatchObject({
      why: 'fleet-changed',
      cause: { kind: 'fleet', change: { kind: 'hosts', hosts: ['web-2'] } },
    });
    expect(scenario.phase()).toBe('ended');
  });

  it('a service that wants approvers of its own since then voids the plan that did not ask them', () => {
    const scenario = openScenario();
    const approvals = { needed: 1, users: ['U0DBA'], groups: [] };
    const web = { on: ['web-1', 'web-2', 'web-3'], gates: [tcpGate], approvals };
    scenario.setFleet({ ...threeWebs, services: { web } });
    expect(scenario.approve(ann).refusal).toMatchObject({
      why: 'fleet-changed',
      cause: { kind: 'fleet', change: { kind: 'approvers' } },
    });
    expect(scenario.phase()).toBe('ended');
  });

  it('who cannot be asked about keeps a plan from starting, not others from approving it', () => {
    const scenario = openScenario({ policy: { needed: 3 } });
    const earlier = { [ann]: { kind: 'unknown', why: 'Slack does not answer' } } as const;
    scenario.approve(ann);
    expect(scenario.approve(ben, { earlier }).refusal).toBeNull();
    expect(scenario.events('plan-approved').at(-1)).toMatchObject({ by: ben, of: 2, needed: 3 });
    expect(scenario.approve(stranger, { earlier }).refusal?.why).toBe('approver-unknown');
    expect(scenario.phase()).toBe('awaiting-approval');
    scenario.approve(stranger);
    expect(scenario.phase()).toBe('running');
  });

  it('a fleet that cannot be read counts as changed', () => {
    const scenario = openScenario();
    scenario.setFleet(null);
    expect(scenario.approve(ann).refusal?.why).toBe('fleet-changed');
  });

  it('a new digest with the same hosts and budgets changes nothing', () => {
    const scenario = openScenario();
    scenario.setFleet({
      ...threeWebs,
      hosts: { ...threeWebs.hosts, other: { zone: 'z2' } },
      rest: threeWebs.rest ?? {},
    });
    scenario.setFleet(threeWebs);
    expect(scenario.approve(ann).refusal).toBeNull();
  });

  it('D71: an approval lapses: past its time it does not count, and time alone ends the campaign', () => {
    const clicked = openScenario({ expiresInMs: HOUR_MS });
    clicked.pass(HOUR_MS);
    expect(clicked.approve(ann).refusal?.why).toBe('expired');
    const waited = openScenario({ expiresInMs: HOUR_MS });
    waited.pass(HOUR_MS - 1);
    waited.tick();
    expect(waited.phase()).toBe('awaiting-approval');
    waited.pass(1);
    waited.tick();
    expect(waited.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'expired' } });
    expect(waited.approve(ann).refusal?.why).toBe('expired');
  });

  it('a plan that was asked for while the clock was ahead is no longer good once that is right', () => {
    const clicked = openScenario();
    clicked.pass(-HOUR_MS);
    expect(clicked.approve(ann).refusal).toBeNull();
    const late = openScenario();
    late.pass(-HOUR_MS - 1);
    expect(late.approve(ann).refusal?.why).toBe('expired');
    late.tick();
    expect(late.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'expired' } });
    const running = openScenario();
    running.approved();
    running.pass(-365 * DAY_MS);
    expect(running.blocks('web-1')).toContain('approval-expired');
    running.tick();
    expect(running.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'expired' } });
  });

  it('a plan that the fleet has moved away from is voided before anyone clicks', () => {
    const scenario = openScenario();
    scenario.setFleet({ ...threeWebs, hosts: { 'web-1': drainedHost(), 'web-2': drainedHost() } });
    scenario.tick();
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'voided' } });
    const { refusal } = scenario.approve(ann);
    expect(refusal?.why).toBe('fleet-changed');
    expect(refusal?.detail).toContain('the inventory changed since the plan was made');
  });

  it('while the inventory cannot be read nobody is voided', () => {
    const scenario = openScenario();
    scenario.setFleet(null);
    scenario.tick();
    expect(scenario.phase()).toBe('awaiting-approval');
  });
});

describe('denials', () => {
  it('one denial ends it, with its reason', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    scenario.deny(ben, ' release day ');
    expect(scenario.campaign().phase).toMatchObject({
      kind: 'ended',
      as: { kind: 'denied', by: ben, reason: 'release day' },
    });
    expect(scenario.events('campaign-denied')).toEqual([]);
    expect(scenario.approve(ben).refusal?.why).toBe('already-decided');
  });

  it('a denial needs a reason', () => {
    const scenario = openScenario();
    expect(scenario.deny(ann, '   ').refusal?.why).toBe('reason-missing');
    expect(scenario.phase()).toBe('awaiting-approval');
  });

  it('D70: a stranger’s denial ends nothing, nor that of a person whose membership cannot be told', () => {
    const scenario = openScenario();
    const deny = (approver: ApproverJudgement) =>
      scenario.send({ kind: 'deny', by: stranger, approver, seen: scenario.seen, reason: 'no' }).refusal?.why;
    for (const phase of ['awaiting-approval', 'running']) {
      expect(scenario.phase()).toBe(phase);
      expect(deny({ kind: 'not-approver', why: 'not in @sre' })).toBe('not-approver');
      expect(deny({ kind: 'unknown', why: 'Slack does not answer' })).toBe('approver-unknown');
      expect(scenario.phase()).toBe(phase);
      if (phase === 'awaiting-approval') scenario.approved();
    }
  });

  it('a denial that comes after the last approval still stops it', () => {
    const scenario = openScenario();
    scenario.approve(ann);
    scenario.deny(ben);
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'denied' } });
    scenario.tick();
    expect(scenario.requests('web-1')).toBe(0);
  });

  it('a denial with hosts in flight brings them home and starts nothing more', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.deny(ben, 'release day');
    const denied = { kind: 'stopping', by: ben, denial: 'release day' };
    expect(scenario.campaign().phase).toMatchObject(denied);
    expect(scenario.control('stop', ann).refusal?.why).toBe('does-not-apply');
    expect(scenario.campaign().phase).toMatchObject(denied);
    scenario.drivenTo('web-1', 'done');
    expect(scenario.campaign().phase).toMatchObject({
      kind: 'ended',
      as: { kind: 'denied', by: ben, reason: 'release day' },
    });
    expect(scenario.requests('web-2')).toBe(0);
  });

  it('a denial while a host is drained has it put back before the campaign ends', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'draining');
    scenario.deny(ben, 'release day');
    expect(scenario.phase()).toBe('stopping');
    for (let answers = 0; scenario.phase() !== 'ended' && answers < 5; answers += 1)
      scenario.answerWell('web-1');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'denied', by: ben } });
    expect(scenario.host('web-1')).toMatchObject({ drained: false, stage: { kind: 'waiting' } });
    expect(scenario.requests('web-1')).toBe(0);
  });

  it('a denial between two reboots ends it at once, and says that it was under way', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'done');
    scenario.deny(ben, 'release day');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'denied', by: ben } });
    expect(scenario.events('campaign-denied')).toHaveLength(1);
  });
});

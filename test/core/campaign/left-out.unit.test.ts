// A host that a campaign took out of rotation stays its business after the end: remembered, charged as down, and put back
// through its gates at a person's word, without another reboot.
import { describe, expect, it } from 'vitest';
import { leftOutHosts } from '../../../src/core/campaign/left-out.ts';
import {
  ann,
  drainedHost,
  openScenario,
  scenarioStartAt,
  tcpGate,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { HostSpec } from '../../fakes/fleet-builder.ts';

const web1 = 'web-1' as HostId;
/** Whatever takes it out of service is not a hook. */
const undrained = withoutHooks(drainedHost());
const left = (scenario: Scenario) => [...leftOutHosts([scenario.campaign()])];

/** web-1 rebooted, its gate timed out, and somebody stopped the campaign. */
function stoppedWithFailure(): Scenario {
  const scenario = openScenario();
  scenario.drivenTo('web-1', 'gating');
  scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'connection refused' });
  scenario.control('stop');
  return scenario;
}

function withoutHooks({ windows, zone }: HostSpec): HostSpec {
  return { windows: windows ?? [], zone: zone ?? 'z1' };
}

describe('a host that is still drained when its campaign ends', () => {
  it('is named in the journal before the end, and remembered with the campaign and since when', () => {
    const scenario = stoppedWithFailure();
    expect(scenario.log().slice(-2)).toMatchObject([
      { event: { kind: 'host-left-out', host: 'web-1' } },
      { event: { kind: 'campaign-ended', as: { kind: 'stopped' } } },
    ]);
    expect(left(scenario)).toEqual([[web1, { campaign: 'c-1', sinceAt: scenarioStartAt }]]);
  });

  it('is so after a skip, too, and a campaign that ends well leaves nothing', () => {
    const skipped = openScenario({ hosts: ['web-1'] });
    skipped.drivenTo('web-1', 'gating');
    skipped.answer('web-1', { kind: 'gate-timed-out', detail: '' });
    skipped.resolve('skip', 'web-1');
    skipped.tick();
    expect(skipped.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'done' } });
    expect(left(skipped).map(([host]) => host)).toEqual(['web-1']);
    const good = openScenario({ hosts: ['web-1'] });
    good.drivenTo('web-1', 'done');
    good.tick();
    expect(left(good)).toEqual([]);
    expect(good.events('host-left-out')).toEqual([]);
  });

  it('blocks its own start and takes its place in the budgets of later campaigns', () => {
    const later = openScenario();
    later.setLeftOut('web-1');
    later.approved();
    expect(later.blocks('web-1')).toContain('left-out');
    // One of three may be missing, and one is.
    expect(new Set(later.blocks('web-2'))).toEqual(new Set(['budget']));
    later.setLeftOut();
    expect(later.blocks('web-2')).toEqual([]);
  });
});

describe('however the campaign ends', () => {
  it('a denial that comes after a drain that could not be undone names the host', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rechecking');
    scenario.answer('web-1', { kind: 'missed', failure: 'exec-timeout', detail: '' });
    scenario.answer('web-1', { kind: 'hook-failed', detail: 'the balancer is away' });
    expect(scenario.phase()).toBe('halted');
    scenario.deny(ann, 'enough');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'denied' } });
    expect(scenario.events('host-left-out')).toHaveLength(1);
    expect(left(scenario).map(([host]) => host)).toEqual(['web-1']);
  });

  it('approvals stay while a host is out of its load balancers, and a denial then names it', () => {
    const rotation = {
      balancers: ['lb-1' as HostId],
      socket: '/run/haproxy.sock',
      backends: ['web'],
      serverName: '{host}',
      maxSessions: 0,
      drainWithinMs: 60_000,
      ramp: [{ percent: 100, holdMs: 30_000 }],
      maxErrorPercent: 5,
    };
    const scenario = openScenario({
      fleet: {
        hosts: { 'web-1': undrained, 'web-2': undrained, 'lb-1': drainedHost() },
        services: { web: { on: ['web-1', 'web-2'], rotation, gates: [tcpGate] } },
      },
      hosts: ['web-1'],
    });
    scenario.drivenTo('web-1', 'rechecking');
    scenario.answer('web-1', { kind: 'missed', failure: 'exec-timeout', detail: '' });
    scenario.answer('web-1', { kind: 'rotation-failed', detail: 'lb-1 does not answer' });
    scenario.resolve('retry', 'web-1');
    expect(scenario.host('web-1')).toMatchObject({ stage: { kind: 'waiting' }, away: true });
    const withdrawn = scenario.send({ kind: 'withdraw', by: ann, seen: scenario.seen });
    expect(withdrawn.refusal?.why).toBe('already-begun');
    scenario.deny(ann, 'enough');
    expect(scenario.events('host-left-out')).toHaveLength(1);
  });

  it('a host without a drain hook that failed after its reboot is charged until people say that it serves', () => {
    const scenario = openScenario({
      fleet: { ...threeWebs, hosts: { 'web-1': undrained, 'web-2': undrained, 'web-3': undrained } },
    });
    scenario.drivenTo('web-1', 'gating');
    scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'refused' });
    scenario.control('stop');
    expect(scenario.host('web-1')).toMatchObject({ drained: false, away: false });
    expect(left(scenario).map(([host]) => host)).toEqual(['web-1']);
    scenario.send({ kind: 'returned', by: ann, approver: { kind: 'approver' }, host: web1 });
    expect(left(scenario)).toEqual([]);
  });
});

describe('bringing it back', () => {
  it('asks its gates, undrains, soaks, and ends as it had ended; nothing else starts, nothing is rebooted', () => {
    const scenario = stoppedWithFailure();
    scenario.resolve('retry', 'web-1');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'stopping', by: ann, was: { kind: 'stopped' } });
    expect(scenario.stage('web-1')).toBe('settling');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
    scenario.drivenTo('web-1', 'done');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'stopped', by: ann } });
    expect(left(scenario)).toEqual([]);
    expect(scenario.requests('web-1')).toBe(1);
    expect(scenario.events('host-undrained')).toHaveLength(1);
  });

  it('that fails leaves it out again', () => {
    const scenario = stoppedWithFailure();
    scenario.resolve('retry', 'web-1');
    scenario.answerWell('web-1');
    scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'still refused' });
    expect(scenario.phase()).toBe('ended');
    expect(left(scenario).map(([host]) => host)).toEqual(['web-1']);
    expect(scenario.resolve('retry', 'web-1').refusal).toBeNull();
  });

  it('of a campaign that was done ends it as done where that goes well, and as stopped where it fails', () => {
    const done = (): Scenario => {
      const scenario = openScenario({ hosts: ['web-1'] });
      scenario.drivenTo('web-1', 'gating');
      scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'refused' });
      scenario.resolve('skip', 'web-1');
      scenario.tick();
      expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'done' } });
      scenario.resolve('retry', 'web-1');
      return scenario;
    };
    const good = done();
    good.drivenTo('web-1', 'done');
    expect(good.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'done' } });
    const bad = done();
    bad.drivenTo('web-1', 'gating');
    bad.answer('web-1', { kind: 'gate-timed-out', detail: 'still refused' });
    expect(bad.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'stopped', by: ann } });
  });

  it('of a campaign that was denied and failed again ends it as denied', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'gating');
    scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'refused' });
    scenario.deny(ann, 'release day');
    scenario.resolve('retry', 'web-1');
    scenario.drivenTo('web-1', 'gating');
    scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'still refused' });
    expect(scenario.campaign().phase).toMatchObject({
      kind: 'ended',
      as: { kind: 'denied', reason: 'release day' },
    });
  });

  it('of a host that nothing was sent to undoes the drain that could not be undone before', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rechecking');
    scenario.answer('web-1', { kind: 'missed', failure: 'exec-timeout', detail: '' });
    expect(scenario.stage('web-1')).toBe('undoing');
    scenario.answer('web-1', { kind: 'hook-failed', detail: 'lb away' });
    scenario.control('stop');
    expect(left(scenario)).toHaveLength(1);
    scenario.resolve('retry', 'web-1');
    expect(scenario.request('web-1')).toMatchObject({ kind: 'run-hook', which: 'undrain' });
    scenario.answerWell('web-1');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'stopped' } });
    expect(left(scenario)).toEqual([]);
    expect(scenario.requests('web-1')).toBe(0);
  });

  it('of a host that never came back proves the boot first', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: '' });
    scenario.control('stop');
    scenario.resolve('retry', 'web-1');
    expect(scenario.request('web-1').kind).toBe('await-boot');
  });

  it('of a host that was lost after its new boot was proven proves anew which boot it runs', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'holding');
    scenario.answer('web-1', { kind: 'lost-during-hold', detail: '' });
    scenario.control('stop');
    scenario.resolve('retry', 'web-1');
    expect(scenario.request('web-1').kind).toBe('await-boot');
  });

  it('of a host that rebooted by itself while it was drained goes through its gates, whichever boot it runs now', () => {
    const rebooted = (): Scenario => {
      const scenario = openScenario();
      scenario.drivenTo('web-1', 'rechecking');
      scenario.answer('web-1', { kind: 'facts', facts: scenario.newFacts('web-1') });
      expect(scenario.stage('web-1')).toBe('holding');
      return scenario;
    };
    const lost = rebooted();
    lost.answer('web-1', { kind: 'lost-during-hold', detail: '' });
    const refused = rebooted();
    refused.drivenTo('web-1', 'gating');
    refused.answer('web-1', { kind: 'gate-timed-out', detail: 'refused' });
    for (const scenario of [lost, refused]) {
      scenario.control('stop');
      scenario.resolve('retry', 'web-1');
      expect(scenario.stage('web-1')).toBe('settling');
      scenario.drivenTo('web-1', 'done');
      expect(scenario.events('host-gate-passed')).toHaveLength(1);
      expect([scenario.phase(), scenario.requests('web-1')]).toEqual(['ended', 0]);
    }
  });

  it('of a host that refused its reboot, and has nothing to be undone, ends the campaign at once', () => {
    const scenario = openScenario({ fleet: { hosts: { 'web-1': undrained } } });
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', { kind: 'reboot-refused', detail: 'sudo' });
    scenario.control('stop');
    expect(left(scenario)).toHaveLength(1);
    scenario.resolve('retry', 'web-1');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'stopped' } });
    expect(left(scenario)).toEqual([]);
  });

  it('by hand is taken at a person’s word, and recorded', () => {
    const scenario = stoppedWithFailure();
    scenario.resolve('returned', 'web-1');
    expect(scenario.phase()).toBe('ended');
    expect(scenario.events('host-returned')).toEqual([{ kind: 'host-returned', host: 'web-1', by: ann }]);
    expect(left(scenario)).toEqual([]);
  });

  it('applies to nothing else: not to other hosts, not twice, not to a campaign that runs', () => {
    const scenario = stoppedWithFailure();
    expect(scenario.resolve('retry', 'web-2').refusal?.why).toBe('does-not-apply');
    expect(scenario.resolve('skip', 'web-1').refusal?.why).toBe('does-not-apply');
    scenario.resolve('returned', 'web-1');
    expect(scenario.resolve('returned', 'web-1').refusal?.why).toBe('does-not-apply');
    const running = openScenario();
    running.drivenTo('web-1', 'gating');
    expect(running.resolve('returned', 'web-1').refusal?.why).toBe('does-not-apply');
  });
});

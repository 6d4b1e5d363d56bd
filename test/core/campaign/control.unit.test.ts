// Pause, resume, stop, retry, skip, the clock and changes of the fleet under a running campaign.
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import {
  ann,
  ben,
  drainedHost,
  openScenario,
  stranger,
  tcpGate,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';

function halted(): Scenario {
  const scenario = openScenario();
  scenario.drivenTo('web-1', 'confirming');
  scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
  return scenario;
}

describe('pause and resume', () => {
  it('a paused campaign brings home what is in flight and starts nothing', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.control('pause');
    scenario.drivenTo('web-1', 'done');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
    scenario.control('resume');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('checking');
  });

  it('a failure does not lift a pause: resolving it leaves the campaign paused', () => {
    for (const answer of ['retry', 'skip'] as const) {
      const scenario = openScenario();
      scenario.drivenTo('web-1', 'confirming');
      scenario.control('pause');
      scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
      scenario.resolve(answer, 'web-1');
      scenario.tick();
      expect(scenario.phase()).toBe('paused');
      expect(scenario.stage('web-2')).toBe('waiting');
    }
  });

  it('a resume with a failed host halts until people resolve it', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.control('pause');
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
    scenario.control('resume');
    expect(scenario.campaign().phase).toMatchObject({
      kind: 'halted',
      why: { kind: 'host-failed', host: 'web-1' },
    });
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
  });

  it('what does not apply is refused, with a hint at what would', () => {
    const scenario = halted();
    const { refusal } = scenario.control('resume');
    expect(refusal).toMatchObject({ why: 'does-not-apply' });
    expect(refusal?.detail).toContain('retry or skip web-1 first');
    expect(scenario.control('pause').refusal?.why).toBe('does-not-apply');
    expect(openScenario().control('pause').refusal?.why).toBe('does-not-apply');
    expect(openScenario().control('resume').refusal?.why).toBe('does-not-apply');
  });

  it('D70: only approvers control a campaign', () => {
    const scenario = openScenario();
    scenario.approved();
    for (const kind of ['pause', 'stop'] as const)
      expect(
        scenario.send({ kind, by: stranger, approver: { kind: 'not-approver', why: '' } }).refusal?.why,
      ).toBe('not-approver');
    expect(
      scenario.send({
        kind: 'skip',
        by: ann,
        approver: { kind: 'unknown', why: '' },
        host: 'web-1' as HostId,
      }).refusal?.why,
    ).toBe('approver-unknown');
    expect(scenario.phase()).toBe('running');
  });
});

describe('stop', () => {
  it('with nothing in flight it ends at once', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.control('stop', ben);
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'stopped', by: ben } });
    expect(scenario.control('stop').refusal?.why).toBe('does-not-apply');
  });

  it('a campaign that awaits approval can be stopped', () => {
    const scenario = openScenario();
    scenario.control('stop');
    expect(scenario.phase()).toBe('ended');
  });

  it('with a host in flight it waits for that one, and starts no other', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'gating');
    scenario.control('stop');
    expect(scenario.phase()).toBe('stopping');
    scenario.tick();
    scenario.drivenTo('web-1', 'done');
    expect(scenario.phase()).toBe('ended');
    expect(scenario.stage('web-2')).toBe('waiting');
  });

  it('with a failed host it ends, because people took it over', () => {
    const scenario = halted();
    scenario.control('stop');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'stopped' } });
  });

  it('after the end nothing applies', () => {
    const scenario = openScenario();
    scenario.control('stop');
    for (const kind of ['retry', 'skip'] as const)
      expect(scenario.resolve(kind, 'web-1').refusal?.why).toBe('does-not-apply');
    expect(scenario.deny(ann).refusal?.why).toBe('already-decided');
    expect(scenario.tick().events).toEqual([]);
    expect(scenario.send({ kind: 'clock-jumped', byMs: HOUR_MS }).events).toEqual([]);
  });
});

describe('retry and skip', () => {
  it('skip gives up a host and goes on', () => {
    const scenario = openScenario({
      fleet: { hosts: { a: drainedHost(), b: drainedHost() } },
    });
    scenario.drivenTo('a', 'confirming');
    scenario.answer('a', { kind: 'did-not-come-back', detail: '' });
    scenario.resolve('skip', 'a', ben);
    expect(scenario.host('a').stage).toMatchObject({ kind: 'skipped', why: { kind: 'by-person', by: ben } });
    expect(scenario.phase()).toBe('running');
    scenario.tick();
    expect(scenario.stage('b')).toBe('checking');
  });

  it('a waiting host can be skipped, one in flight cannot', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'draining');
    scenario.resolve('skip', 'web-3');
    expect(scenario.stage('web-3')).toBe('skipped');
    expect(scenario.resolve('skip', 'web-1').refusal?.why).toBe('does-not-apply');
    expect(scenario.resolve('retry', 'web-2').refusal?.why).toBe('does-not-apply');
    expect(scenario.resolve('retry', 'unheard-of').refusal?.why).toBe('does-not-apply');
  });

  it('with two failed hosts the campaign goes on only when both are resolved', () => {
    const caps = { maxInFlight: 2, maxHostsPerCampaign: 9, domains: [] };
    const scenario = openScenario({
      fleet: { hosts: { a: drainedHost(), b: drainedHost(), c: drainedHost() }, rest: { caps } },
    });
    scenario.drivenTo('a', 'confirming');
    scenario.drivenTo('b', 'confirming');
    scenario.answer('a', { kind: 'did-not-come-back', detail: '' });
    scenario.answer('b', { kind: 'did-not-come-back', detail: '' });
    scenario.resolve('skip', 'a');
    expect(scenario.phase()).toBe('halted');
    scenario.resolve('retry', 'b');
    expect(scenario.phase()).toBe('running');
  });

  it('halted never starts, whatever time passes', () => {
    const scenario = halted();
    for (let hour = 0; hour < 30; hour += 1) {
      scenario.pass(HOUR_MS);
      expect(scenario.tick().events).toEqual([]);
    }
    expect(scenario.phase()).toBe('halted');
  });
});

describe('the wall clock jumped', () => {
  it('D26: a running campaign halts, brings home what is in flight, and a person resumes it', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.send({ kind: 'clock-jumped', byMs: -HOUR_MS });
    expect(scenario.campaign().phase).toMatchObject({ kind: 'halted', why: { kind: 'clock-jumped' } });
    scenario.drivenTo('web-1', 'done');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
    scenario.control('resume');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('checking');
  });

  it('with a host that failed meanwhile, a resume lifts the jump and leaves the failure to people', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.send({ kind: 'clock-jumped', byMs: HOUR_MS });
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
    expect(scenario.campaign().phase).toMatchObject({ kind: 'halted', why: { kind: 'clock-jumped' } });
    expect(scenario.control('resume').refusal).toBeNull();
    expect(scenario.campaign().phase).toMatchObject({
      kind: 'halted',
      why: { kind: 'host-failed', host: 'web-1' },
    });
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
  });

  it('a campaign that awaits approval or is paused stays what it is', () => {
    const waiting = openScenario();
    waiting.send({ kind: 'clock-jumped', byMs: HOUR_MS });
    expect(waiting.phase()).toBe('awaiting-approval');
    waiting.approved();
    waiting.control('pause');
    waiting.send({ kind: 'clock-jumped', byMs: HOUR_MS });
    expect(waiting.phase()).toBe('paused');
  });
});

describe('the fleet changes under a running campaign', () => {
  const without = (gone: string): typeof threeWebs => ({
    ...threeWebs,
    hosts: Object.fromEntries(Object.entries(threeWebs.hosts).filter(([id]) => id !== gone)),
  });

  it('D17: a waiting host that left the inventory is skipped', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.setFleet(without('web-1'));
    scenario.tick();
    expect(scenario.host('web-1').stage).toMatchObject({
      kind: 'skipped',
      why: { kind: 'removed-from-inventory' },
    });
  });

  it('D55: a waiting host whose entry or gates changed is skipped', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.setFleet({
      ...threeWebs,
      hosts: { ...threeWebs.hosts, 'web-2': drainedHost({ zone: 'z9' }) },
    });
    scenario.tick();
    expect(scenario.host('web-2').stage).toMatchObject({
      kind: 'skipped',
      why: { kind: 'changed-since-plan' },
    });
    scenario.setFleet({
      ...threeWebs,
      services: { web: { on: ['web-1', 'web-2', 'web-3'], gates: [{ ...tcpGate, passes: 9 }] } },
    });
    scenario.tick();
    expect(scenario.stage('web-3')).toBe('skipped');
  });

  it('D17: a host that left while it was rebooted is brought home, and its end is looked at', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.setFleet(without('web-1'));
    scenario.setStatus('web-1', 'unknown');
    scenario.drivenTo('web-1', 'done');
  });

  it('a paused campaign skips nobody', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.control('pause');
    scenario.setFleet(without('web-1'));
    expect(scenario.tick().events).toEqual([]);
  });
});

describe('the approval ends in mid-run', () => {
  it('D71: what is in flight is brought home, nothing starts, and the campaign has expired', () => {
    const scenario = openScenario({ expiresInMs: HOUR_MS });
    scenario.drivenTo('web-1', 'confirming');
    scenario.pass(HOUR_MS);
    scenario.tick();
    expect(scenario.phase()).toBe('running');
    scenario.drivenTo('web-1', 'done');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'expired' } });
    expect(scenario.stage('web-2')).toBe('waiting');
  });

  it('a failed host keeps it open for people', () => {
    const scenario = halted();
    scenario.pass(48 * HOUR_MS);
    scenario.tick();
    expect(scenario.phase()).toBe('halted');
    scenario.resolve('retry', 'web-1');
    scenario.drivenTo('web-1', 'done');
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'expired' } });
  });
});

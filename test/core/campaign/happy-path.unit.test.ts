// One host all the way, and the order among hosts.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/core/brand.ts';
import { decide } from '../../../src/core/campaign/decide.ts';
import { HOLD_GRACE_MS, SEND_WITHIN_MS } from '../../../src/core/campaign/host-effects.ts';
import { testTiming } from '../../fakes/fleet-builder.ts';
import { drainedHost, openScenario, tcpGate, threeWebs } from '../../fakes/campaign-scenario.ts';
import { oldBootOf } from '../../fakes/plan-maker.ts';

describe('one host all the way', () => {
  it('is checked, drained, checked again, rebooted, proven, held, settled, gated, put back and soaked', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'done');
    const kinds = scenario.events().map(({ kind }) => kind);
    expect(kinds).toEqual([
      'campaign-proposed',
      'plan-approved',
      'campaign-started',
      'host-check-requested',
      'host-checked',
      'host-drain-requested',
      'host-drained',
      'host-recheck-requested',
      'host-checked',
      'host-reboot-requested',
      'host-reboot-sent',
      'host-boot-proven',
      'host-held',
      'host-system-up',
      'host-gate-asked',
      'host-gate-passed',
      'host-undrain-requested',
      'host-undrained',
      'host-soak-began',
      'host-compared',
      'host-done',
      'campaign-ended',
    ]);
    expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'done' } });
    expect(scenario.campaign().version).toBe(kinds.length);
  });

  it('every question carries its absolute deadline and what it is compared with', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    const expectBootId = oldBootOf('web-1');
    scenario.drivenTo('web-1', 'rebooting');
    expect(scenario.request('web-1')).toEqual({
      kind: 'request-reboot',
      expectBootId,
      planDigest: scenario.document.digest,
      attempt: 1,
      notAfterAt: scenario.now() + SEND_WITHIN_MS,
    });
    const requestedAt = scenario.now();
    scenario.pass(3 * SECOND_MS);
    scenario.answerWell('web-1');
    expect(scenario.request('web-1')).toMatchObject({
      kind: 'await-boot',
      oldBootId: expectBootId,
      requestedAt,
      uptimeBeforeMs: scenario.host('web-1').before?.uptimeMs,
      goDownByAt: scenario.now() + testTiming.goDownWithinMs,
      comeBackByAt: scenario.now() + testTiming.comeBackWithinMs,
    });
    scenario.answerWell('web-1');
    expect(scenario.request('web-1')).toMatchObject({
      kind: 'await-hold',
      bootId: scenario.newFacts('web-1').bootId,
      untilAt: scenario.now() + testTiming.holdMs,
      graceUntilAt: scenario.now() + testTiming.holdMs + HOLD_GRACE_MS,
    });
    scenario.answerWell('web-1');
    expect(scenario.request('web-1')).toMatchObject({
      kind: 'await-system-up',
      byAt: scenario.now() + testTiming.systemUpWithinMs,
    });
    scenario.answerWell('web-1');
    expect(scenario.request('web-1')).toMatchObject({
      kind: 'await-gate',
      service: 'web',
      byAt: scenario.now() + tcpGate.withinMs,
    });
  });

  it('units that had failed before the reboot are known when the system is asked', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'rechecking');
    const failedUnits = ['old.service'];
    scenario.answer('web-1', { kind: 'facts', facts: scenario.facts('web-1', { failedUnits }) });
    scenario.drivenTo('web-1', 'settling');
    expect(scenario.request('web-1')).toMatchObject({ failedUnitsBefore: failedUnits });
  });

  it('a host without hooks and gates has one check, and the soak after its system is up', () => {
    const bare = drainedHost({ drain: null, undrain: null });
    const scenario = openScenario({ fleet: { hosts: { 'web-1': bare } } });
    scenario.drivenTo('web-1', 'done');
    const kinds = scenario.events().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'host-checked')).toHaveLength(1);
    expect(kinds).not.toContain('host-drain-requested');
    expect(kinds).not.toContain('host-undrain-requested');
    expect(kinds).not.toContain('host-gate-asked');
    expect(kinds.slice(-3)).toEqual(['host-compared', 'host-done', 'campaign-ended']);
  });

  it('D64: a host is done only after its last gate, its undrain and its soak', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    for (const stage of ['confirming', 'holding', 'settling', 'gating', 'undraining', 'soaking'] as const) {
      scenario.drivenTo('web-1', stage);
      expect(scenario.events('host-done')).toEqual([]);
    }
    scenario.drivenTo('web-1', 'done');
    expect(scenario.events('host-done')).toHaveLength(1);
  });

  it('knows since when it is in each stage, and an effect that is asked for again is no new stage', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    expect(scenario.host('web-1').stageSinceAt).toBeNull();
    scenario.drivenTo('web-1', 'checking');
    const seen: string[] = [];
    for (let steps = 0; scenario.stage('web-1') !== 'done'; steps += 1) {
      expect(steps).toBeLessThan(30);
      expect(scenario.host('web-1').stageSinceAt).toBe(scenario.now());
      seen.push(scenario.stage('web-1'));
      scenario.pass(MINUTE_MS);
      if (scenario.stage('web-1') === 'settling') {
        scenario.answer('web-1', { kind: 'outcome-unknown' });
        expect(scenario.events('effect-repeated')).toHaveLength(1);
        expect(scenario.host('web-1').stageSinceAt).toBe(scenario.now() - MINUTE_MS);
      }
      scenario.answerWell('web-1');
    }
    expect(seen).toContain('rechecking');
    expect(seen).toContain('soaking');
  });

  it('the soak ends with a look at the host: it is still the boot that passed the gates', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'soaking');
    const { untilAt } = scenario.events('host-soak-began').at(-1) as { untilAt: number };
    expect(untilAt).toBe(scenario.now() + testTiming.soakMs);
    expect(scenario.request('web-1')).toMatchObject({
      kind: 'await-hold',
      bootId: scenario.newFacts('web-1').bootId,
      untilAt,
      graceUntilAt: untilAt + HOLD_GRACE_MS,
    });
    scenario.answer('web-1', { kind: 'rebooted-again', found: oldBootOf('other') });
    expect(scenario.host('web-1').stage).toMatchObject({ kind: 'failed', failure: { kind: 'reboot-loop' } });
    expect(scenario.phase()).toBe('halted');
  });

  it('all gates are asked, in order', () => {
    const other = { ...tcpGate, name: 'answers on 443' };
    const scenario = openScenario({
      fleet: {
        hosts: { 'web-1': drainedHost() },
        services: {
          web: {
            on: ['web-1'],
            gates: [tcpGate, other],
            budget: { kind: 'min-available', amount: { kind: 'number', value: 0 } },
          },
        },
      },
    });
    scenario.drivenTo('web-1', 'gating');
    expect(scenario.request('web-1')).toMatchObject({ gate: { name: 'answers on 80' } });
    scenario.answerWell('web-1');
    expect(scenario.request('web-1')).toMatchObject({ gate: { name: 'answers on 443' } });
    scenario.answerWell('web-1');
    expect(scenario.stage('web-1')).toBe('undraining');
  });
});

describe('order among hosts', () => {
  it('rolling: when one is done, the next that fits starts, and never two where one may be missing', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.tick();
    expect(scenario.stage('web-1')).toBe('checking');
    expect(scenario.stage('web-2')).toBe('waiting');
    expect(scenario.blocks('web-2')).toEqual(['budget', 'budget']);
    scenario.drivenTo('web-1', 'soaking');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
    scenario.drivenTo('web-1', 'done');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('checking');
  });

  it('hosts of different services go side by side, up to the fleet cap', () => {
    const hosts = { 'a-1': drainedHost(), 'b-1': drainedHost(), 'c-1': drainedHost() };
    const caps = { maxInFlight: 2, maxHostsPerCampaign: 50, domains: [] };
    const scenario = openScenario({ fleet: { hosts, rest: { caps } } });
    scenario.approved();
    scenario.tick();
    expect(['a-1', 'b-1', 'c-1'].map(scenario.stage)).toEqual(['checking', 'checking', 'waiting']);
    expect(scenario.blocks('c-1')).toEqual(['budget', 'budget']);
  });

  it('parts in order: a host waits for those that go before it', () => {
    const hosts = { replica: drainedHost(), primary: drainedHost() };
    const rest = { caps: { maxInFlight: 5, maxHostsPerCampaign: 50, domains: [] } };
    const scenario = openScenario({ fleet: { hosts, rest }, after: { primary: ['replica'] } });
    scenario.approved();
    scenario.tick();
    expect([scenario.stage('replica'), scenario.stage('primary')]).toEqual(['checking', 'waiting']);
    expect(scenario.blocks('primary')).toEqual(['after']);
    scenario.drivenTo('replica', 'soaking');
    scenario.tick();
    expect(scenario.stage('primary')).toBe('waiting');
    scenario.drivenTo('replica', 'done');
    scenario.tick();
    expect(scenario.stage('primary')).toBe('checking');
  });

  it('a double or late tick is harmless', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.tick();
    expect(scenario.tick().events).toEqual([]);
    scenario.pass(MINUTE_MS);
    expect(scenario.tick().events).toEqual([]);
  });

  it('inputs for a campaign that is unknown, or proposed twice, change nothing', () => {
    const scenario = openScenario({ fleet: threeWebs });
    expect(decide(null, { kind: 'tick' }, scenario.world()).events).toEqual([]);
    const [proposal] = scenario.events('campaign-proposed');
    if (proposal?.kind !== 'campaign-proposed') throw new Error('no proposal');
    expect(scenario.send({ ...proposal, kind: 'propose' }).events).toEqual([]);
  });
});

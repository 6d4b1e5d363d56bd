// The last look of a host: what is missing is looked for again until its grace has passed, then it is written down, and
// fails the host where the policy says so.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import type { EffectRequest } from '../../../src/core/campaign/effect.ts';
import { judgeHold } from '../../../src/core/campaign/proof.ts';
import { campaignSummary } from '../../../src/core/campaign/summary.ts';
import type { DriftPolicy } from '../../../src/core/drift/drift.ts';
import { drainedHost, openScenario, threeWebs, type Scenario } from '../../fakes/campaign-scenario.ts';
import { testTiming, warnOfDrift } from '../../fakes/fleet-builder.ts';

const severities: DriftPolicy['severities'] = { ...warnOfDrift.severities, mounts: 'fail' };

function soaking(graceMs = 0): Scenario {
  const drift = { severities, graceMs };
  const timing = { ...testTiming, soakMs: MINUTE_MS };
  const scenario = openScenario({
    fleet: { ...threeWebs, hosts: { ...threeWebs.hosts, 'web-1': drainedHost({ drift, timing }) } },
    hosts: ['web-1'],
  });
  scenario.drivenTo('web-1', 'soaking');
  return scenario;
}

const question = (scenario: Scenario): Extract<EffectRequest, { kind: 'await-hold' }> => {
  const request = scenario.request('web-1');
  if (request.kind !== 'await-hold') throw new Error(`it waits for ${request.kind}`);
  return request;
};

describe('the last look', () => {
  it('compares with the check before the reboot, and finds nothing where nothing is missing', () => {
    const scenario = soaking();
    expect(question(scenario).compare?.before).toEqual(scenario.host('web-1').before);
    scenario.answerWell('web-1');
    expect(scenario.events('host-compared')).toMatchObject([{ drift: [] }]);
    expect(scenario.stage('web-1')).toBe('done');
  });

  it('tells what is missing, and counts it', () => {
    const scenario = soaking();
    scenario.answer('web-1', {
      kind: 'compared',
      facts: scenario.newFacts('web-1', { units: [], cpus: 1 }),
    });
    expect(scenario.stage('web-1')).toBe('done');
    expect(scenario.host('web-1').drift?.map(({ kind }) => kind)).toEqual(['cpus', 'units', 'units']);
    expect(campaignSummary(scenario.campaign())).toMatchObject({ done: 1, drifted: 1 });
  });

  it('fails the host where the policy says so, and a retry looks again without another reboot', () => {
    const scenario = soaking();
    scenario.answer('web-1', { kind: 'compared', facts: scenario.newFacts('web-1', { mounts: [] }) });
    expect(scenario.host('web-1').stage).toMatchObject({
      kind: 'failed',
      failure: { kind: 'drifted', detail: expect.stringContaining('mounts: ') as string },
    });
    expect(scenario.campaign().phase.kind).toBe('halted');
    scenario.resolve('retry', 'web-1');
    scenario.drivenTo('web-1', 'done');
    expect(scenario.requests('web-1')).toBe(1);
    expect(scenario.host('web-1').drift).toEqual([]);
  });

  it('gives what comes up late its grace, counted from the beginning of the soak', () => {
    const scenario = soaking(3 * MINUTE_MS);
    const asked = question(scenario);
    const { untilAt } = asked;
    const without = { kind: 'facts', facts: scenario.newFacts('web-1', { mounts: [] }) } as const;
    const whole = { kind: 'facts', facts: scenario.newFacts('web-1') } as const;
    expect(asked.compare?.untilAt).toBe(untilAt + 2 * MINUTE_MS);
    expect(judgeHold(asked, whole, untilAt - 1)).toBeNull();
    expect(judgeHold(asked, whole, untilAt)).toEqual({ kind: 'compared', facts: whole.facts });
    expect(judgeHold(asked, without, untilAt)).toBeNull();
    expect(judgeHold(asked, without, untilAt + 2 * MINUTE_MS - 1)).toBeNull();
    expect(judgeHold(asked, without, untilAt + 2 * MINUTE_MS)).toEqual({
      kind: 'compared',
      facts: without.facts,
    });
  });

  it('after a crash the same question is asked, with the same bounds', () => {
    const scenario = soaking(3 * MINUTE_MS);
    const before = question(scenario);
    scenario.pass(20_000);
    scenario.answer('web-1', { kind: 'outcome-unknown' });
    expect(question(scenario)).toEqual(before);
  });
});

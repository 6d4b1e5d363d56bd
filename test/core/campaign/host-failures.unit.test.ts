// Different failures stay different, each halts the campaign, a drain before the reboot is undone at once, and nothing
// is undone once a reboot may have reached the host.
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import type { EffectOutcome } from '../../../src/core/campaign/effect.ts';
import type { HostFailureKind, HostStage } from '../../../src/core/campaign/state.ts';
import type { BootId } from '../../../src/core/fleet/ids.ts';
import { testTiming, type FleetSpec } from '../../fakes/fleet-builder.ts';
import {
  drainedHost,
  openScenario,
  redisGate,
  tcpGate,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';
import { mayMiss } from '../../fakes/sample-fleet.ts';
import { oldBootOf } from '../../fakes/plan-maker.ts';

const other = '22222222-2222-4222-8222-222222222222' as BootId;

function expectFailed(scenario: Scenario, host: string, kind: HostFailureKind): void {
  expect(scenario.host(host).stage).toMatchObject({ kind: 'failed', failure: { kind } });
  expect(scenario.campaign().phase).toMatchObject({
    kind: 'halted',
    why: { kind: 'host-failed', host, failure: { kind } },
  });
}

type Row = readonly [HostFailureKind, HostStage['kind'], EffectOutcome];

describe('failures before the reboot are undone at once', () => {
  const missed: EffectOutcome = { kind: 'missed', failure: 'connect-timeout', detail: 'no answer' };
  const rows: readonly Row[] = [
    ['check-failed', 'rechecking', missed],
    ['drain-failed', 'draining', { kind: 'hook-failed', detail: 'exit 1' }],
    ['reboot-refused', 'rebooting', { kind: 'reboot-refused', detail: 'sudo: a password is required' }],
    ['reboot-not-sent', 'rebooting', { kind: 'reboot-not-sent', failure: 'no-route', detail: 'no route' }],
  ];

  it.each(rows)('D53: %s while %s', (kind, stage, outcome) => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', stage);
    scenario.answer('web-1', outcome);
    expect(scenario.host('web-1').stage).toMatchObject({ kind: 'undoing', then: { kind: 'fail' } });
    expect(scenario.request('web-1')).toMatchObject({ kind: 'run-hook', which: 'undrain' });
    scenario.answerWell('web-1');
    expectFailed(scenario, 'web-1', kind);
    expect(scenario.host('web-1').drained).toBe(false);
  });

  it('a first check that fails has nothing to undo', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'checking');
    scenario.answer('web-1', missed);
    expectFailed(scenario, 'web-1', 'check-failed');
    expect(scenario.events('host-drain-requested')).toEqual([]);
  });

  it('D27: a host that is shutting down already, or refuses logins, is not rebooted', () => {
    for (const given of [{ systemState: 'stopping' }, { nologin: true }]) {
      const scenario = openScenario();
      scenario.drivenTo('web-1', 'rechecking');
      scenario.answer('web-1', { kind: 'facts', facts: scenario.facts('web-1', given) });
      expect(scenario.stage('web-1')).toBe('undoing');
      expect(scenario.requests('web-1')).toBe(0);
    }
  });

  it('D58: the undo begins in the same decision as the failure, without a delay', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'draining');
    const { effects } = scenario.answer('web-1', { kind: 'hook-failed', detail: 'exit 1' });
    expect(effects.map(({ request }) => request)).toMatchObject([{ kind: 'run-hook', which: 'undrain' }]);
  });

  it('an undo that fails too is its own failure, and the host stays counted as out of rotation', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'draining');
    scenario.answer('web-1', { kind: 'hook-failed', detail: 'exit 1' });
    scenario.answer('web-1', { kind: 'hook-failed', detail: 'exit 2' });
    expectFailed(scenario, 'web-1', 'undrain-failed');
    expect(scenario.host('web-1').stage).toMatchObject({
      failure: { detail: 'exit 2 (undoing the drain after drain-failed: exit 1)' },
    });
    expect(scenario.host('web-1').drained).toBe(true);
    scenario.resolve('skip', 'web-1');
    scenario.tick();
    expect(scenario.blocks('web-2')).toContain('budget');
  });

  it('a retry after an undo that failed before any boot begins from the start', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'draining');
    scenario.answer('web-1', { kind: 'hook-failed', detail: 'exit 1' });
    scenario.answer('web-1', { kind: 'hook-failed', detail: 'exit 2' });
    scenario.resolve('retry', 'web-1');
    expect(scenario.stage('web-1')).toBe('waiting');
    scenario.drivenTo('web-1', 'done');
  });
});

describe('failures after the reboot', () => {
  const detail = 'as found';
  const rows: readonly Row[] = [
    ['did-not-go-down', 'confirming', { kind: 'did-not-go-down' }],
    ['did-not-come-back', 'confirming', { kind: 'did-not-come-back', detail }],
    ['host-key-changed', 'confirming', { kind: 'host-key-changed', detail }],
    ['came-back-same-boot', 'confirming', { kind: 'came-back-same-boot', detail }],
    ['boot-suspect', 'confirming', { kind: 'boot-suspect', detail }],
    ['reboot-loop', 'holding', { kind: 'rebooted-again', found: other }],
    ['lost-after-boot', 'holding', { kind: 'lost-during-hold', detail }],
    ['host-key-changed', 'holding', { kind: 'host-key-changed', detail }],
    ['reboot-loop', 'settling', { kind: 'rebooted-again', found: other }],
    ['system-not-up', 'settling', { kind: 'system-not-up', detail }],
    ['gate-timed-out', 'gating', { kind: 'gate-timed-out', detail }],
    ['undrain-failed', 'undraining', { kind: 'hook-failed', detail }],
    ['lost-after-boot', 'soaking', { kind: 'lost-during-hold', detail }],
  ];

  it.each(rows)('%s while %s halts, keeps its slot and can be looked at again', (kind, stage, outcome) => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', stage);
    const { drained } = scenario.host('web-1');
    scenario.answer('web-1', outcome);
    expectFailed(scenario, 'web-1', kind);
    expect(scenario.host('web-1').drained).toBe(drained);
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
    scenario.resolve('retry', 'web-1');
    expect(scenario.phase()).toBe('running');
    scenario.drivenTo('web-1', 'done');
    expect(scenario.requests('web-1')).toBe(1);
  });

  it('D1, D2: a host that never returns keeps its slot, however long it takes', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.setStatus('web-1', 'unreachable');
    for (let hour = 0; hour < 20; hour += 1) {
      scenario.pass(HOUR_MS);
      scenario.tick();
      expect(scenario.blocks('web-2')).toContain('budget');
    }
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
    expectFailed(scenario, 'web-1', 'did-not-come-back');
    scenario.resolve('skip', 'web-1');
    scenario.tick();
    expect(scenario.stage('web-2')).toBe('waiting');
    expect(scenario.blocks('web-2')).toContain('budget');
  });

  it('D2: a failed host that answers again and was never drained keeps its slot, too, until a person decides', () => {
    const plain = drainedHost({ drain: null, undrain: null });
    const hosts = { 'web-1': plain, 'web-2': plain, 'web-3': plain };
    const scenario = openScenario({ fleet: { ...threeWebs, hosts } });
    scenario.drivenTo('web-1', 'confirming');
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
    expect(scenario.host('web-1')).toMatchObject({ drained: false, away: false });
    scenario.pass(HOUR_MS);
    expect(scenario.blocks('web-2')).toContain('budget');
    scenario.resolve('skip', 'web-1');
    expect(scenario.blocks('web-2')).not.toContain('budget');
  });

  it('D43: back on the old kernel is "rebooted, goal not met", not a loop', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rechecking');
    const kernelNewest = '6.1.0-26-amd64';
    scenario.answer('web-1', { kind: 'facts', facts: scenario.facts('web-1', { kernelNewest }) });
    scenario.drivenTo('web-1', 'settling');
    const facts = scenario.newFacts('web-1', { kernelRunning: '6.1.0-25-amd64', kernelNewest });
    scenario.answer('web-1', { kind: 'system-up', facts });
    expectFailed(scenario, 'web-1', 'old-kernel');
    scenario.resolve('retry', 'web-1');
    expect(scenario.requests('web-1')).toBe(1);
    expect(scenario.stage('web-1')).toBe('settling');
  });

  it('D3: a late return is recognised and finished', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
    scenario.pass(5 * HOUR_MS);
    scenario.resolve('retry', 'web-1');
    expect(scenario.request('web-1')).toMatchObject({
      kind: 'await-boot',
      oldBootId: oldBootOf('web-1'),
      comeBackByAt: scenario.now() + testTiming.comeBackWithinMs,
    });
    scenario.drivenTo('web-1', 'done');
    expect(scenario.requests('web-1')).toBe(1);
  });

  it('a look that began again after a retry and a crash keeps the deadline of the retry', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: 'no answer' });
    scenario.pass(5 * HOUR_MS);
    scenario.resolve('retry', 'web-1');
    const asked = scenario.request('web-1');
    scenario.pass(MINUTE_MS);
    scenario.answer('web-1', { kind: 'outcome-unknown' });
    expect(scenario.request('web-1')).toEqual(asked);
  });

  it('of a gate names the service and the gate: whoever is called has to know where to look', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'gating');
    scenario.answer('web-1', { kind: 'gate-timed-out', detail: '503' });
    expect(scenario.host('web-1').stage).toMatchObject({
      kind: 'failed',
      failure: { kind: 'gate-timed-out', detail: 'web, answers on 80: 503' },
    });
  });

  it('D50: failed and still drained hosts count as absent over the whole campaign', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'gating');
    scenario.answer('web-1', { kind: 'gate-timed-out', detail: '503' });
    scenario.resolve('skip', 'web-1');
    scenario.tick();
    expect(scenario.host('web-1').drained).toBe(true);
    expect(scenario.stage('web-2')).toBe('waiting');
    expect(scenario.blocks('web-2')).toContain('budget');
  });
});

describe('a host that is not on the boot that is to end', () => {
  it('D44, D47: found on the first check: somebody rebooted it, there is nothing to do', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'checking');
    scenario.answer('web-1', { kind: 'facts', facts: scenario.newFacts('web-1') });
    expect(scenario.host('web-1').stage).toMatchObject({
      kind: 'skipped',
      why: { kind: 'already-rebooted', found: scenario.newFacts('web-1').bootId },
    });
    expect(scenario.events('host-drain-requested')).toEqual([]);
  });

  it('found after the drain: it goes home through hold and gates, because it may be cold', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rechecking');
    scenario.answer('web-1', { kind: 'facts', facts: scenario.newFacts('web-1') });
    expect(scenario.stage('web-1')).toBe('holding');
    scenario.drivenTo('web-1', 'gating');
    scenario.drivenTo('web-1', 'done');
    expect(scenario.requests('web-1')).toBe(0);
  });

  it('found by the host itself when it compares: the new boot is proven before the drain is undone', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', { kind: 'boot-id-mismatch', found: scenario.newFacts('web-1').bootId });
    expect(scenario.stage('web-1')).toBe('confirming');
    scenario.drivenTo('web-1', 'done');
    expect(scenario.requests('web-1')).toBe(1);
  });

  it('found by the host itself, without a drain: nothing to do', () => {
    const bare = drainedHost({ drain: null, undrain: null });
    const scenario = openScenario({ fleet: { hosts: { 'web-1': bare } } });
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', { kind: 'boot-id-mismatch', found: scenario.newFacts('web-1').bootId });
    expect(scenario.stage('web-1')).toBe('skipped');
  });

  it('a failure after somebody else rebooted a drained host can be retried', () => {
    for (const outcome of [
      { kind: 'lost-during-hold', detail: 'x' },
      { kind: 'rebooted-again', found: other },
      { kind: 'host-key-changed', detail: 'x' },
    ] as const) {
      const scenario = openScenario();
      scenario.drivenTo('web-1', 'rechecking');
      scenario.answer('web-1', { kind: 'facts', facts: scenario.newFacts('web-1') });
      scenario.answer('web-1', outcome);
      scenario.resolve('retry', 'web-1');
      scenario.tick();
      scenario.answer('web-1', { kind: 'facts', facts: scenario.newFacts('web-1') });
      scenario.drivenTo('web-1', 'done');
      expect(scenario.requests('web-1')).toBe(0);
    }
  });

  it('D31: the same boot id, up for longer than before and not for the time since a request, gets no second one', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    const { uptimeMs = 0 } = scenario.host('web-1').before ?? {};
    scenario.answer('web-1', { kind: 'reboot-unknown', detail: 'the connection ended' });
    scenario.pass(20 * HOUR_MS);
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    scenario.answer('web-1', {
      kind: 'facts',
      facts: scenario.facts('web-1', { uptimeMs: uptimeMs + 19 * HOUR_MS }),
    });
    expect(scenario.requests('web-1')).toBe(1);
    expectFailed(scenario, 'web-1', 'came-back-same-boot');
  });

  it('D29: the same boot id with an uptime that fell is not a host to send a reboot to', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rechecking');
    scenario.answer('web-1', { kind: 'facts', facts: scenario.facts('web-1', { uptimeMs: MINUTE_MS }) });
    expect(scenario.requests('web-1')).toBe(0);
    scenario.answerWell('web-1');
    expectFailed(scenario, 'web-1', 'came-back-same-boot');
  });

  it('an uptime that stood still while nothing was sent is of a machine that slept, not of another boot', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rechecking');
    const { uptimeMs = 0 } = scenario.host('web-1').before ?? {};
    scenario.pass(HOUR_MS);
    scenario.answer('web-1', { kind: 'facts', facts: scenario.facts('web-1', { uptimeMs }) });
    expect(scenario.stage('web-1')).toBe('rebooting');
  });
});

describe('a hypervisor whose guests serve something', () => {
  const guests: FleetSpec = {
    hosts: {
      metal: drainedHost(),
      vm: drainedHost({ hypervisor: 'metal', drain: null, undrain: null }),
    },
    services: { web: { on: ['vm'], gates: [tcpGate, redisGate], budget: mayMiss(1) } },
  };
  const opened = () => openScenario({ fleet: guests, hosts: ['metal'] });

  it('is done only after their gates, each asked on its guest, which has time to come back', () => {
    const scenario = opened();
    scenario.drivenTo('metal', 'gating');
    const withinMs = tcpGate.withinMs + testTiming.comeBackWithinMs;
    expect(scenario.request('metal')).toMatchObject({
      kind: 'await-gate',
      guest: { hostId: 'vm' },
      byAt: scenario.now() + withinMs,
    });
    scenario.answerWell('metal');
    expect(scenario.request('metal')).toMatchObject({
      gate: { name: redisGate.name },
      guest: { hostId: 'vm' },
    });
    scenario.answerWell('metal');
    expect(scenario.stage('metal')).toBe('undraining');
  });

  it('fails where a guest does not serve again, and names it', () => {
    const scenario = opened();
    scenario.drivenTo('metal', 'gating');
    scenario.answer('metal', { kind: 'gate-timed-out', detail: 'connection refused' });
    expectFailed(scenario, 'metal', 'gate-timed-out');
    expect(scenario.host('metal').stage).toMatchObject({
      failure: { detail: 'vm: web, answers on 80: connection refused' },
    });
  });

  it('does not go where a guest cannot be made ready for it', () => {
    const scenario = opened();
    scenario.drivenTo('metal', 'preparing');
    expect(scenario.request('metal')).toMatchObject({ kind: 'prepare', guest: { hostId: 'vm' } });
    scenario.answer('metal', { kind: 'wrong-role', detail: 'it is a primary now' });
    scenario.answerWell('metal');
    expectFailed(scenario, 'metal', 'wrong-role');
    expect(scenario.requests('metal')).toBe(0);
  });

  it('does not go while a guest is not seen up: nobody could tell whether the reboot has cost it', () => {
    const scenario = opened();
    scenario.approved();
    scenario.setStatus('vm', 'unreachable');
    expect(scenario.blocks('metal')).toEqual(['not-up']);
    scenario.setStatus('vm', 'up');
    expect(scenario.blocks('metal')).toEqual([]);
  });
});

// A host's way out of its load balancers and back: what was found is remembered before anything is touched, every
// failure before the reboot puts it back, and traffic returns step by step or not at all.
import { describe, expect, it } from 'vitest';
import type { EffectOutcome, EffectRequest } from '../../../src/core/campaign/effect.ts';
import { isHeld } from '../../../src/core/campaign/holding.ts';
import type { HostStage } from '../../../src/core/campaign/state.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { SeenSeat, ServiceRotation } from '../../../src/core/rotation/rotation.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import {
  drainedHost,
  openScenario,
  redisGate,
  tcpGate,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';

const rotation: ServiceRotation = {
  balancers: ['lb-1', 'lb-2'] as readonly string[] as readonly HostId[],
  socket: '/run/haproxy/admin.sock',
  backends: ['web'],
  serverName: 'srv-{host}',
  maxSessions: 2,
  drainWithinMs: 60_000,
  ramp: [10, 25, 50, 100].map((percent) => ({ percent, holdMs: 30_000 })),
  maxErrorPercent: 5,
};

const fleet: FleetSpec = {
  hosts: { 'web-1': drainedHost(), 'lb-1': drainedHost(), 'lb-2': drainedHost() },
  services: { web: { on: ['web-1'], rotation, gates: [tcpGate] } },
};
const open = (spec: FleetSpec = fleet): Scenario => openScenario({ fleet: spec, hosts: ['web-1'] });

function request<Kind extends EffectRequest['kind']>(scenario: Scenario, kind: Kind) {
  const found = scenario.request('web-1');
  if (found.kind !== kind) throw new Error(`it waits for ${found.kind}, not ${kind}`);
  return found as Extract<EffectRequest, { kind: Kind }>;
}

function seen(scenario: Scenario, ...before: readonly SeenSeat['before'][]): EffectOutcome {
  const { seats } = request(scenario, 'read-seats');
  const usual = { admin: 'ready', weight: 100 } as const;
  return {
    kind: 'seats-read',
    seats: seats.map((seat, index) => ({ seat, before: before[index] ?? usual })),
  };
}

const problem: EffectOutcome = { kind: 'rotation-failed', detail: 'lb-1 does not answer' };

/** Kinds of the host's events, without those of the check before. */
function story(scenario: Scenario): readonly string[] {
  return scenario.events().flatMap((event) => ('host' in event ? [event.kind] : []));
}

describe('the way out and back', () => {
  it('reads, leaves, drains, reboots, asks its gates, and ramps in steps', () => {
    const scenario = open();
    scenario.drivenTo('web-1', 'done');
    expect(story(scenario)).toEqual([
      'host-check-requested',
      'host-checked',
      'host-seats-requested',
      'host-seats-seen',
      'host-leave-requested',
      'host-left',
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
      ...[0, 1, 2, 3].flatMap(() => ['host-ramp-requested', 'host-ramp-held']),
      'host-in-rotation',
      'host-soak-began',
      'host-compared',
      'host-done',
    ]);
    expect(scenario.host('web-1')).toMatchObject({ away: false, seats: [] });
  });

  it('asks for every load balancer, with the shares of the steps', () => {
    const scenario = open();
    scenario.drivenTo('web-1', 'seating');
    expect(request(scenario, 'read-seats').seats).toMatchObject([
      { balancer: { hostId: 'lb-1' }, backend: 'web', server: 'srv-web-1' },
      { balancer: { hostId: 'lb-2' }, backend: 'web', server: 'srv-web-1' },
    ]);
    scenario.answer('web-1', seen(scenario, { admin: 'ready', weight: 40 }));
    expect(request(scenario, 'leave-rotation')).toMatchObject({
      byAt: scenario.now() + 60_000,
      seats: [{ seen: { before: { weight: 40 } }, maxSessions: 2 }, { seen: { before: { weight: 100 } } }],
    });
    const shares: unknown[] = [];
    while (scenario.stage('web-1') !== 'soaking') {
      if (scenario.stage('web-1') === 'ramping') {
        const { percent, isFirst, gates, seats } = request(scenario, 'ramp-step');
        shares.push([percent, isFirst, gates.length, seats.map(({ before }) => before.weight)]);
      }
      scenario.answerWell('web-1');
    }
    expect(shares).toEqual([
      [10, true, 1, [40, 100]],
      [25, false, 1, [40, 100]],
      [50, false, 1, [40, 100]],
      [100, false, 1, [40, 100]],
    ]);
  });

  it('D59: leaves alone what a person had taken out, in part or whole', () => {
    const part = open();
    part.drivenTo('web-1', 'seating');
    part.answer('web-1', seen(part, { admin: 'drain', weight: 100 }));
    expect(part.stage('web-1')).toBe('leaving');
    part.drivenTo('web-1', 'ramping');
    const whole = open();
    whole.drivenTo('web-1', 'seating');
    whole.answer('web-1', seen(whole, { admin: 'drain', weight: 100 }, { admin: 'maint', weight: 100 }));
    expect(whole.stage('web-1')).toBe('draining');
    whole.drivenTo('web-1', 'done');
    expect(whole.events('host-ramp-requested')).toEqual([]);
    expect(whole.host('web-1').away).toBe(false);
  });

  it('D59: what a person had taken out everywhere is not put back, and is read anew at the next try', () => {
    const scenario = open();
    scenario.drivenTo('web-1', 'seating');
    scenario.answer('web-1', seen(scenario, { admin: 'drain', weight: 1 }, { admin: 'maint', weight: 1 }));
    scenario.answer('web-1', { kind: 'hook-failed', detail: 'exit 1' });
    scenario.answerWell('web-1');
    expect(scenario.stage('web-1')).toBe('failed');
    expect(scenario.events('host-restore-requested')).toEqual([]);
    scenario.resolve('retry', 'web-1');
    scenario.drivenTo('web-1', 'leaving');
    expect(request(scenario, 'leave-rotation').seats.map(({ seen: { before } }) => before)).toEqual([
      { admin: 'ready', weight: 100 },
      { admin: 'ready', weight: 100 },
    ]);
  });

  it('has as long to leave as the slowest of its services needs', () => {
    const slow = { ...rotation, backends: ['api'], drainWithinMs: 120_000 };
    const api = { on: ['web-1'], rotation: slow };
    const scenario = open({ ...fleet, services: { api, web: { on: ['web-1'], rotation } } });
    scenario.drivenTo('web-1', 'leaving');
    expect(request(scenario, 'leave-rotation').byAt).toBe(scenario.now() + 120_000);
  });

  it('looks once more before the reboot, also where only seats were read', () => {
    const bare = drainedHost({ drain: null, undrain: null });
    const scenario = open({ ...fleet, hosts: { ...fleet.hosts, 'web-1': bare } });
    scenario.drivenTo('web-1', 'seating');
    scenario.answer('web-1', seen(scenario, { admin: 'drain', weight: 1 }, { admin: 'drain', weight: 1 }));
    expect(scenario.stage('web-1')).toBe('rechecking');
  });
});

describe('what goes wrong before the reboot', () => {
  const missed: EffectOutcome = { kind: 'missed', failure: 'connect-timeout', detail: 'no answer' };
  const rows: readonly (readonly [HostStage['kind'], EffectOutcome, string])[] = [
    ['leaving', problem, 'drain-failed'],
    ['draining', { kind: 'hook-failed', detail: 'exit 1' }, 'drain-failed'],
    ['rechecking', missed, 'check-failed'],
    ['rebooting', { kind: 'reboot-refused', detail: 'sudo' }, 'reboot-refused'],
  ];

  it.each(rows)(
    'D58: while %s its seats are put back as they were found, at once',
    (stage, outcome, kind) => {
      const scenario = open();
      scenario.drivenTo('web-1', stage);
      scenario.answer('web-1', outcome);
      if (scenario.stage('web-1') === 'undoing') scenario.answerWell('web-1');
      expect(request(scenario, 'restore-rotation').seats.map(({ before }) => before)).toEqual([
        { admin: 'ready', weight: 100 },
        { admin: 'ready', weight: 100 },
      ]);
      expect(isHeld(scenario.host('web-1'))).toBe(true);
      scenario.answerWell('web-1');
      expect(scenario.host('web-1')).toMatchObject({
        away: false,
        drained: false,
        stage: { kind: 'failed', failure: { kind } },
      });
    },
  );

  it('a load balancer that cannot be read stops it before anything is touched', () => {
    const scenario = open();
    scenario.drivenTo('web-1', 'seating');
    scenario.answer('web-1', problem);
    expect(scenario.host('web-1').stage).toMatchObject({ kind: 'failed', failure: { kind: 'drain-failed' } });
    expect(scenario.events('host-leave-requested')).toEqual([]);
  });

  it('seats that cannot be put back are a failure of their own, and the host stays held', () => {
    const scenario = open();
    scenario.drivenTo('web-1', 'leaving');
    scenario.answer('web-1', problem);
    scenario.answer('web-1', problem);
    expect(scenario.host('web-1').stage).toMatchObject({
      failure: {
        kind: 'undrain-failed',
        detail: 'lb-1 does not answer (undoing the drain after drain-failed: lb-1 does not answer)',
      },
    });
    expect(isHeld(scenario.host('web-1'))).toBe(true);
  });

  it('what was found first is what a retry restores: its own drain is not taken for somebody else’s', () => {
    const scenario = open();
    scenario.drivenTo('web-1', 'leaving');
    scenario.answer('web-1', problem);
    scenario.answer('web-1', problem);
    scenario.resolve('retry', 'web-1');
    scenario.tick();
    scenario.answerWell('web-1');
    expect(scenario.stage('web-1')).toBe('leaving');
    expect(request(scenario, 'leave-rotation').seats).toMatchObject([
      { seen: { before: { admin: 'ready', weight: 100 } } },
      { seen: { before: { admin: 'ready', weight: 100 } } },
    ]);
  });
});

describe('a step that goes wrong', () => {
  it.each([
    { kind: 'step-failed', detail: '9 errors in 20 requests' } as const,
    { kind: 'rotation-failed', detail: '9 errors in 20 requests' } as const,
  ])('takes the host out again before it fails (%j)', (outcome) => {
    const scenario = open();
    scenario.drivenTo('web-1', 'ramping');
    scenario.answerWell('web-1');
    scenario.answer('web-1', outcome);
    expect(request(scenario, 'retreat').seats.map(({ percent }) => percent)).toEqual([25, 25]);
    scenario.answerWell('web-1');
    expect(scenario.host('web-1')).toMatchObject({
      away: true,
      stage: {
        kind: 'failed',
        failure: { kind: 'ramp-failed', detail: 'at 25 % of its weight for web: 9 errors in 20 requests' },
      },
    });
    expect(scenario.campaign().phase.kind).toBe('halted');
    expect(isHeld(scenario.host('web-1'))).toBe(true);
    scenario.resolve('retry', 'web-1');
    expect(scenario.stage('web-1')).toBe('settling');
    scenario.drivenTo('web-1', 'ramping');
    expect(request(scenario, 'ramp-step')).toMatchObject({ percent: 10, isFirst: true });
    scenario.drivenTo('web-1', 'done');
  });

  it('says so where it could not be taken out again', () => {
    const scenario = open();
    scenario.drivenTo('web-1', 'ramping');
    scenario.answer('web-1', { kind: 'step-failed', detail: 'slow' });
    scenario.answer('web-1', problem);
    expect(scenario.host('web-1').stage).toMatchObject({
      failure: {
        detail: expect.stringContaining('could not be taken out again (lb-1 does not answer)') as string,
      },
    });
  });
});

describe('a lost answer', () => {
  it.each(['leaving', 'preparing'] as const)(
    'D5, D6: while %s is not asked for again where the host may not start any more: it is undone',
    (stage) => {
      const scenario = open({ ...fleet, services: { web: { on: ['web-1'], rotation, gates: [redisGate] } } });
      scenario.drivenTo('web-1', stage);
      scenario.setFlags({ kind: 'set', cause: { kind: 'stop-switch' }, why: 'stop' });
      scenario.answer('web-1', { kind: 'outcome-unknown' });
      if (scenario.stage('web-1') === 'undoing') scenario.answerWell('web-1');
      expect(scenario.stage('web-1')).toBe('restoring');
      scenario.answerWell('web-1');
      expect(scenario.host('web-1')).toMatchObject({
        away: false,
        drained: false,
        stage: { kind: 'waiting' },
      });
    },
  );

  it.each(['seating', 'leaving', 'restoring', 'ramping', 'retreating', 'preparing'] as const)(
    'while %s is asked for again, the same question',
    (stage) => {
      const scenario = open({ ...fleet, services: { web: { on: ['web-1'], rotation, gates: [redisGate] } } });
      if (stage === 'restoring' || stage === 'retreating') {
        scenario.drivenTo('web-1', stage === 'restoring' ? 'leaving' : 'ramping');
        scenario.answer('web-1', problem);
      } else scenario.drivenTo('web-1', stage);
      expect(scenario.stage('web-1')).toBe(stage);
      const before = scenario.request('web-1');
      scenario.pass(5_000);
      scenario.answer('web-1', { kind: 'outcome-unknown' });
      expect(scenario.stage('web-1')).toBe(stage);
      expect(scenario.request('web-1')).toEqual(before);
    },
  );
});

describe('preparation', () => {
  const keyed: FleetSpec = { ...fleet, services: { web: { on: ['web-1'], gates: [tcpGate, redisGate] } } };

  it('counts after the drain and before the last look, and the gate asks for what was counted', () => {
    const scenario = open(keyed);
    scenario.drivenTo('web-1', 'preparing');
    expect(story(scenario).slice(-2)).toEqual(['host-drained', 'host-prepare-requested']);
    scenario.answer('web-1', { kind: 'prepared', lastingKeys: 512 });
    expect(scenario.stage('web-1')).toBe('rechecking');
    scenario.drivenTo('web-1', 'gating');
    scenario.answerWell('web-1');
    expect(request(scenario, 'await-gate').gate.question).toMatchObject({
      kind: 'redis',
      lastingBefore: 512,
    });
  });

  it('is made for each gate that needs it, each in its own time, and only then comes the last look', () => {
    const second = { ...redisGate, name: 'kept the sessions', withinMs: 60_000 };
    const scenario = open({
      ...fleet,
      services: { web: { on: ['web-1'], gates: [redisGate, second, tcpGate] } },
    });
    scenario.drivenTo('web-1', 'preparing');
    const prepared: unknown[] = [];
    for (const lastingKeys of [512, 7]) {
      const { gate, byAt } = request(scenario, 'prepare');
      prepared.push([gate.name, byAt - scenario.now()]);
      scenario.answer('web-1', { kind: 'prepared', lastingKeys });
    }
    expect(prepared).toEqual([
      ['kept what it had', redisGate.withinMs],
      ['kept the sessions', 60_000],
    ]);
    expect(scenario.stage('web-1')).toBe('rechecking');
    scenario.drivenTo('web-1', 'gating');
    const counted: unknown[] = [];
    for (; scenario.stage('web-1') === 'gating'; scenario.answerWell('web-1')) {
      const { question } = request(scenario, 'await-gate').gate;
      counted.push('lastingBefore' in question ? question.lastingBefore : question.kind);
    }
    expect(counted).toEqual([512, 7, 'tcp']);
  });

  it.each(['prepare-failed', 'wrong-role'] as const)('D54: %s is not rebooted, and is undone', (kind) => {
    const scenario = open(keyed);
    scenario.drivenTo('web-1', 'preparing');
    scenario.answer('web-1', { kind, detail: 'it is a primary now' });
    expect(scenario.stage('web-1')).toBe('undoing');
    scenario.answerWell('web-1');
    expect(scenario.host('web-1').stage).toMatchObject({ kind: 'failed', failure: { kind } });
    expect(scenario.requests('web-1')).toBe(0);
  });
});

it('a host that was skipped out of its load balancers counts as down until it is put back, drained by a hook or not', () => {
  const bare = drainedHost({ drain: null, undrain: null });
  const scenario = openScenario({
    fleet: {
      hosts: { 'web-1': bare, 'web-2': bare, 'lb-1': bare, 'lb-2': bare },
      services: { web: { on: ['web-1', 'web-2'], rotation, gates: [tcpGate] } },
      rest: { runLimits: { maxFailures: 2, maxRebootsPerDay: 2 } },
    },
    hosts: ['web-1', 'web-2'],
  });
  scenario.drivenTo('web-1', 'gating');
  scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'connection refused' });
  scenario.resolve('skip', 'web-1');
  expect(scenario.host('web-1')).toMatchObject({ stage: { kind: 'skipped' }, drained: false, away: true });
  expect(scenario.phase()).toBe('running');
  expect(scenario.blocks('web-2')).toContain('budget');
});

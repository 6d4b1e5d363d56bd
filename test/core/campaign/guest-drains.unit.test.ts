// Guests leave service before the hypervisor that carries them goes, by the same steps as the hypervisor itself, and come
// back after it; whatever goes wrong before the reboot puts back all of them.
import { describe, expect, it } from 'vitest';
import type { EffectOutcome, EffectRequest } from '../../../src/core/campaign/effect.ts';
import { isHeld, isTakenOut } from '../../../src/core/campaign/holding.ts';
import {
  guestsOut,
  isItselfOut,
  leftOutHosts,
  outWithHypervisor,
} from '../../../src/core/campaign/left-out.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { SeenSeat, ServiceRotation } from '../../../src/core/rotation/rotation.ts';
import {
  drainedHost,
  openScenario,
  tcpGate,
  type Scenario,
  type ScenarioOptions,
} from '../../fakes/campaign-scenario.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import { mayMiss } from '../../fakes/sample-fleet.ts';

const rotation: ServiceRotation = {
  balancers: ['lb', 'vm-lb'] as readonly string[] as readonly HostId[],
  socket: '/run/haproxy/admin.sock',
  backends: ['web'],
  serverName: '{host}',
  maxSessions: 0,
  drainWithinMs: 60_000,
  ramp: [50, 100].map((percent) => ({ percent, holdMs: 30_000 })),
  maxErrorPercent: 5,
};

const bare = { drain: null, undrain: null };

/** vm-a and vm-b stand in a load balancer and have drain commands; vm-c has neither command nor gate. */
const fleet: FleetSpec = {
  hosts: {
    hv: drainedHost(),
    lb: drainedHost(),
    'vm-a': drainedHost({ hypervisor: 'hv' }),
    'vm-b': drainedHost({ hypervisor: 'hv' }),
    'vm-c': drainedHost({ hypervisor: 'hv', ...bare }),
    'vm-lb': drainedHost({ hypervisor: 'hv', ...bare }),
  },
  services: {
    web: { on: ['vm-a', 'vm-b'], rotation, gates: [tcpGate], budget: mayMiss(2) },
    other: { on: ['vm-c'], rotation, budget: mayMiss(1) },
  },
};

const open = (given: ScenarioOptions = {}): Scenario => openScenario({ fleet, hosts: ['hv'], ...given });

function request<Kind extends EffectRequest['kind']>(scenario: Scenario, kind: Kind, of = 'hv') {
  const found = scenario.request(of);
  if (found.kind !== kind) throw new Error(`it waits for ${found.kind}, not ${kind}`);
  return found as Extract<EffectRequest, { kind: Kind }>;
}

/** Each hook that is asked for, in order, as `drain vm-a` or `undrain` (its own), until `until`. */
function hooksUntil(scenario: Scenario, until: string): readonly string[] {
  const hooks: string[] = [];
  for (let step = 0; scenario.stage('hv') !== until; step += 1) {
    if (step > 60) throw new Error(`it is ${scenario.stage('hv')}`);
    const found = scenario.request('hv');
    if (found.kind === 'run-hook')
      hooks.push(found.guest === undefined ? found.which : `${found.which} ${found.guest.hostId}`);
    scenario.answerWell('hv');
  }
  return hooks;
}

const failed: EffectOutcome = { kind: 'hook-failed', detail: 'exit 1' };
const seatOf = ({ seat }: SeenSeat): string => `${seat.server} on ${seat.balancer.hostId}`;

describe('guests of a hypervisor that is rebooted', () => {
  it('leave their load balancers with it, except one that falls with them', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'seating');
    expect(request(scenario, 'read-seats').seats.map((seat) => seat.server)).toEqual([
      'vm-a',
      'vm-b',
      'vm-c',
    ]);
    expect(request(scenario, 'read-seats').seats.every(({ balancer }) => balancer.hostId === 'lb')).toBe(
      true,
    );
    scenario.answerWell('hv');
    expect(request(scenario, 'leave-rotation').seats.map(({ seen }) => seatOf(seen))).toEqual([
      'vm-a on lb',
      'vm-b on lb',
      'vm-c on lb',
    ]);
  });

  it('are drained by their own commands before it, and undrained after it in reverse', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'draining');
    expect(hooksUntil(scenario, 'rechecking')).toEqual(['drain vm-a', 'drain vm-b', 'drain']);
    expect(scenario.host('hv')).toMatchObject({ drained: true, drainedGuests: ['vm-a', 'vm-b'], away: true });
    expect(isItselfOut(scenario.host('hv'))).toBe(true);
    expect(hooksUntil(scenario, 'ramping')).toEqual(['undrain', 'undrain vm-b', 'undrain vm-a']);
    expect(scenario.host('hv')).toMatchObject({ drained: false, drainedGuests: [], away: true });
  });

  it('must answer over SSH before a command is run on them again, and where nothing else is asked of them', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'gating');
    const asked: unknown[] = [];
    while (scenario.stage('hv') === 'gating') {
      const { gate, guest } = request(scenario, 'await-gate');
      asked.push([guest?.hostId, gate.question.kind]);
      scenario.answerWell('hv');
    }
    expect(asked).toEqual([
      ['vm-a', 'answers'],
      ['vm-a', 'tcp'],
      ['vm-b', 'answers'],
      ['vm-b', 'tcp'],
      ['vm-c', 'answers'],
    ]);
  });

  it('are ramped service by service, those of one service together, each asked what it is asked', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'ramping');
    const steps: unknown[] = [];
    while (scenario.stage('hv') === 'ramping') {
      const { percent, isFirst, seats, gates } = request(scenario, 'ramp-step');
      steps.push([
        percent,
        isFirst,
        seats.map(({ seat }) => seat.server),
        gates.map(({ guest }) => guest?.hostId),
      ]);
      scenario.answerWell('hv');
    }
    const web = ['vm-a', 'vm-b'];
    const ofWeb = ['vm-a', 'vm-a', 'vm-b', 'vm-b'];
    expect(steps).toEqual([
      [50, true, web, ofWeb],
      [100, false, web, ofWeb],
      [50, true, ['vm-c'], ['vm-c']],
      [100, false, ['vm-c'], ['vm-c']],
    ]);
    expect(scenario.stage('hv')).toBe('soaking');
    expect(isTakenOut(scenario.host('hv'))).toBe(false);
  });

  it('are asked of no load balancer that goes down as well, nor is the hypervisor', () => {
    const scenario = open({
      fleet: { ...fleet, services: { ...fleet.services, hosting: { on: ['hv'], rotation } } },
    });
    scenario.drivenTo('hv', 'seating');
    expect(
      request(scenario, 'read-seats').seats.map(({ server, balancer }) => `${server} on ${balancer.hostId}`),
    ).toEqual(['hv on lb', 'vm-a on lb', 'vm-b on lb', 'vm-c on lb']);
  });

  it('stay as a person had put them', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'seating');
    const { seats } = request(scenario, 'read-seats');
    scenario.answer('hv', {
      kind: 'seats-read',
      seats: seats.map((seat) => ({
        seat,
        before: { admin: seat.server === 'vm-c' ? 'drain' : 'ready', weight: 10 },
      })),
    });
    scenario.drivenTo('hv', 'ramping');
    const ramped = new Set<string>();
    while (scenario.stage('hv') === 'ramping') {
      for (const { seat } of request(scenario, 'ramp-step').seats) ramped.add(seat.server);
      scenario.answerWell('hv');
    }
    expect([...ramped]).toEqual(['vm-a', 'vm-b']);
  });
});

describe('what goes wrong with a guest', () => {
  it('undoes every drain that was begun, in reverse, and then every seat', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'draining');
    scenario.answerWell('hv');
    scenario.answer('hv', failed);
    expect(scenario.requests('hv')).toBe(0);
    expect(hooksUntil(scenario, 'restoring')).toEqual(['undrain vm-b', 'undrain vm-a']);
    expect(request(scenario, 'restore-rotation').seats.map(seatOf)).toEqual([
      'vm-a on lb',
      'vm-b on lb',
      'vm-c on lb',
    ]);
    scenario.answerWell('hv');
    expect(scenario.host('hv').stage).toMatchObject({
      failure: { kind: 'drain-failed', detail: 'vm-b: exit 1' },
    });
    expect(isTakenOut(scenario.host('hv'))).toBe(false);
  });

  /** vm-b can be neither drained nor undrained. */
  const withoutOne = (): Scenario => {
    const scenario = open();
    scenario.drivenTo('hv', 'draining');
    scenario.answerWell('hv');
    scenario.answer('hv', failed);
    scenario.answer('hv', failed);
    return scenario;
  };

  it('undoes all others where one of them cannot be undrained: that one alone stays out', () => {
    const scenario = withoutOne();
    expect(hooksUntil(scenario, 'restoring')).toEqual(['undrain vm-a']);
    expect(request(scenario, 'restore-rotation').seats.map(seatOf)).toEqual(['vm-a on lb', 'vm-c on lb']);
    scenario.answer('hv', { kind: 'outcome-unknown' });
    expect(request(scenario, 'restore-rotation').seats.map(seatOf)).toEqual(['vm-a on lb', 'vm-c on lb']);
    scenario.answerWell('hv');
    const host = scenario.host('hv');
    expect(host.stage).toMatchObject({
      failure: {
        kind: 'undrain-failed',
        detail: 'vm-b: exit 1 (undoing the drain after drain-failed: vm-b: exit 1)',
      },
    });
    expect([host.drainedGuests, host.seats.map(seatOf), host.away]).toEqual([['vm-b'], ['vm-b on lb'], true]);
    expect([guestsOut(host), isItselfOut(host)]).toEqual([['vm-b'], false]);
  });

  it('has nothing out of its load balancers where a person had taken out the one that stays drained', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'seating');
    const { seats } = request(scenario, 'read-seats');
    const before = (server: string) =>
      ({ admin: server === 'vm-b' ? 'maint' : 'ready', weight: 10 }) as const;
    scenario.answer('hv', {
      kind: 'seats-read',
      seats: seats.map((seat) => ({ seat, before: before(seat.server) })),
    });
    scenario.answerWell('hv');
    scenario.answerWell('hv');
    scenario.answer('hv', failed);
    scenario.answer('hv', failed);
    hooksUntil(scenario, 'restoring');
    scenario.answerWell('hv');
    expect(scenario.host('hv')).toMatchObject({ drainedGuests: ['vm-b'], away: false });
  });

  it('names each that cannot be undrained, and touches no seat where nobody can', () => {
    const scenario = withoutOne();
    scenario.answer('hv', { kind: 'hook-failed', detail: 'exit 2' });
    expect(request(scenario, 'restore-rotation').seats.map(seatOf)).toEqual(['vm-c on lb']);
    scenario.answerWell('hv');
    expect(scenario.host('hv').stage).toMatchObject({
      failure: { detail: 'vm-a: exit 2; vm-b: exit 1 (undoing the drain after drain-failed: vm-b: exit 1)' },
    });
    const alone = openScenario({ hosts: ['vm-a'], fleet });
    alone.drivenTo('vm-a', 'draining');
    alone.answer('vm-a', failed);
    alone.answer('vm-a', failed);
    expect(alone.stage('vm-a')).toBe('failed');
    expect(alone.events('host-restore-requested')).toEqual([]);
    expect(alone.host('vm-a')).toMatchObject({ away: true, drained: true });
    expect(isItselfOut({ ...alone.host('vm-a'), drained: false })).toBe(true);
  });

  it('names it where the seats of the others cannot be put back either', () => {
    const scenario = withoutOne();
    expect(hooksUntil(scenario, 'restoring')).toEqual(['undrain vm-a']);
    scenario.answer('hv', { kind: 'rotation-failed', detail: 'lb does not answer' });
    expect(scenario.host('hv').stage).toMatchObject({
      failure: {
        kind: 'undrain-failed',
        detail: 'lb does not answer; vm-b: exit 1 (undoing the drain after drain-failed: vm-b: exit 1)',
      },
    });
  });

  it('counts as taken out where that one is all that was taken out', () => {
    const scenario = open({
      fleet: { hosts: { hv: drainedHost(bare), 'vm-a': drainedHost({ hypervisor: 'hv' }) } },
    });
    scenario.drivenTo('hv', 'draining');
    scenario.answer('hv', failed);
    scenario.answer('hv', failed);
    expect(scenario.host('hv')).toMatchObject({ drained: false, drainedGuests: ['vm-a'], away: false });
    expect(isTakenOut(scenario.host('hv'))).toBe(true);
    scenario.control('stop');
    expect([...leftOutHosts([scenario.campaign()]).keys()]).toEqual(['hv']);
  });

  it('reads the seats anew that were put back, when it is tried again', () => {
    const scenario = withoutOne();
    hooksUntil(scenario, 'restoring');
    scenario.answerWell('hv');
    scenario.resolve('retry', 'hv');
    scenario.drivenTo('hv', 'seating');
    expect(request(scenario, 'read-seats').seats.map(({ server }) => server)).toEqual(['vm-a', 'vm-c']);
    scenario.answer('hv', { kind: 'outcome-unknown' });
    expect(request(scenario, 'read-seats').seats).toHaveLength(2);
    scenario.answerWell('hv');
    expect(request(scenario, 'leave-rotation').seats).toHaveLength(3);
    expect(hooksUntil(scenario, 'rechecking')).toEqual(['drain vm-a', 'drain vm-b', 'drain']);
    expect(hooksUntil(scenario, 'done').filter((hook) => hook.startsWith('undrain'))).toHaveLength(3);
    expect(isTakenOut(scenario.host('hv'))).toBe(false);
  });

  it('is put back alone after the end, without a reboot', () => {
    const scenario = withoutOne();
    hooksUntil(scenario, 'restoring');
    scenario.answerWell('hv');
    scenario.control('stop');
    expect([...leftOutHosts([scenario.campaign()]).keys()]).toEqual(['hv']);
    const withWhom = (guest: string) =>
      outWithHypervisor([scenario.campaign()], guest as HostId)?.hypervisor ?? null;
    expect(['vm-a', 'vm-b', 'hv'].map(withWhom)).toEqual([null, 'hv', null]);
    scenario.resolve('retry', 'hv');
    expect(hooksUntil(scenario, 'restoring')).toEqual(['undrain vm-b']);
    expect(request(scenario, 'restore-rotation').seats.map(seatOf)).toEqual(['vm-b on lb']);
    scenario.answerWell('hv');
    expect(isTakenOut(scenario.host('hv'))).toBe(false);
    expect(withWhom('vm-b')).toBeNull();
    expect([scenario.phase(), scenario.requests('hv')]).toEqual(['ended', 0]);
  });

  it('undoes all of them where the last look forbids the reboot', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'rechecking');
    scenario.setFlags({ kind: 'set', cause: { kind: 'stop-switch' }, why: 'stop' });
    scenario.answerWell('hv');
    expect(hooksUntil(scenario, 'restoring')).toEqual(['undrain', 'undrain vm-b', 'undrain vm-a']);
    scenario.answerWell('hv');
    expect(scenario.stage('hv')).toBe('waiting');
    expect(isTakenOut(scenario.host('hv'))).toBe(false);
    expect(scenario.requests('hv')).toBe(0);
  });

  it('may be its own stopping or moving by the drain command of the hypervisor: that calls nothing off', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'rechecking');
    scenario.setStatus('vm-c', 'unreachable');
    scenario.answerWell('hv');
    expect(scenario.stage('hv')).toBe('rebooting');
    const without = open({
      fleet: { ...fleet, hosts: { ...fleet.hosts, hv: drainedHost({ ...bare }) } },
    });
    without.drivenTo('hv', 'rechecking');
    without.setStatus('vm-c', 'unreachable');
    without.answerWell('hv');
    expect(without.requests('hv')).toBe(0);
  });

  it('keeps what could not be undrained on record, and takes it up again at a retry after the reboot', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'undraining');
    scenario.answerWell('hv');
    scenario.answer('hv', failed);
    expect(scenario.host('hv')).toMatchObject({
      drainedGuests: ['vm-a', 'vm-b'],
      away: true,
      stage: { failure: { kind: 'undrain-failed', detail: 'vm-b: exit 1' } },
    });
    expect(isHeld(scenario.host('hv'))).toBe(true);
    scenario.resolve('retry', 'hv');
    expect(hooksUntil(scenario, 'ramping')).toEqual(['undrain vm-b', 'undrain vm-a']);
    scenario.drivenTo('hv', 'done');
    expect(scenario.requests('hv')).toBe(1);
  });

  it('takes all seats out again where a step of the ramp fails, and leaves them out at the end', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'ramping');
    scenario.answerWell('hv');
    scenario.answerWell('hv');
    scenario.answer('hv', { kind: 'step-failed', detail: 'vm-c: 9 errors' });
    expect(
      request(scenario, 'retreat').seats.map(({ seen, percent }) => [seen.seat.server, percent]),
    ).toEqual([
      ['vm-a', 100],
      ['vm-b', 100],
      ['vm-c', 50],
    ]);
    scenario.answerWell('hv');
    expect(scenario.stage('hv')).toBe('failed');
    expect(guestsOut(scenario.host('hv'))).toEqual(['vm-a', 'vm-b', 'vm-c']);
    scenario.control('stop');
    expect([...leftOutHosts([scenario.campaign()]).keys()]).toEqual(['hv']);
    scenario.resolve('returned', 'hv');
    expect(guestsOut(scenario.host('hv'))).toEqual([]);
    expect(isTakenOut(scenario.host('hv'))).toBe(false);
  });

  it('after the end is brought back by a retry: the reboot is not sent again', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'undraining');
    scenario.answer('hv', failed);
    scenario.control('stop');
    expect(scenario.phase()).toBe('ended');
    scenario.resolve('retry', 'hv');
    scenario.drivenTo('hv', 'done');
    expect(scenario.phase()).toBe('ended');
    expect(scenario.requests('hv')).toBe(1);
  });
});

describe('a guest that is drained and has no undrain', () => {
  it('counts as back once the host serves again', () => {
    const vm = drainedHost({ hypervisor: 'hv', undrain: null });
    const scenario = open({ fleet: { ...fleet, hosts: { ...fleet.hosts, 'vm-a': vm } } });
    scenario.drivenTo('hv', 'done');
    expect(isTakenOut(scenario.host('hv'))).toBe(false);
  });
});

describe('a crash on the way', () => {
  it.each(['draining', 'undraining'] as const)('begins the hook of the guest again while %s', (stage) => {
    const scenario = open();
    scenario.drivenTo('hv', stage);
    scenario.answerWell('hv');
    const before = request(scenario, 'run-hook');
    scenario.answer('hv', { kind: 'outcome-unknown' });
    expect(request(scenario, 'run-hook')).toEqual(before);
    expect(before.guest?.hostId).toBe('vm-b');
    scenario.drivenTo('hv', 'done');
  });

  it('puts everything back where the host may not start any more', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'draining');
    scenario.answerWell('hv');
    scenario.setStatus('vm-a', 'unknown');
    scenario.answer('hv', { kind: 'outcome-unknown' });
    expect(hooksUntil(scenario, 'restoring')).toEqual(['undrain vm-b', 'undrain vm-a']);
  });
});

// Every reason to wait, at both times it is asked: before the drain and at the last moment after it.
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import { closingReport } from '../../../src/core/campaign/closing-report.ts';
import { startBlocks, type StartBlock } from '../../../src/core/campaign/start-conditions.ts';
import type { Flag } from '../../../src/core/campaign/input.ts';
import type { HostId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { mayMiss } from '../../fakes/sample-fleet.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import {
  ann,
  drainedHost,
  openScenario,
  scenarioStartAt,
  threeWebs,
  window,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';

/** 10:00 to 11:00 UTC: the scenario begins at 10:00. */
const hour = window({ startMinute: 600, durationMinutes: 60 });
const freeze = { id: 'f', reason: 'release', fromAt: scenarioStartAt, untilAt: scenarioStartAt + HOUR_MS };
const inWindow: FleetSpec = {
  ...threeWebs,
  hosts: { 'web-1': drainedHost({ windows: [hour] }), 'web-2': drainedHost(), 'web-3': drainedHost() },
};

const stopped = (kind: 'host' | 'service', id: string): Flag => ({
  kind: 'stopped',
  subject: kind === 'host' ? { kind, id: id as HostId } : { kind, id: id as ServiceId },
  why: 'x',
});

type Change = readonly [StartBlock['kind'], string, (scenario: Scenario) => void];

const changes: readonly Change[] = [
  ['phase', 'a person paused', (s) => void s.control('pause')],
  ['phase', 'a person stopped', (s) => void s.control('stop')],
  ['phase', 'the wall clock jumped', (s) => void s.send({ kind: 'clock-jumped', byMs: HOUR_MS })],
  ['approval-expired', 'D71: the approval lapsed', (s) => s.pass(24 * HOUR_MS)],
  ['no-inventory', 'the inventory cannot be read', (s) => s.setFleet(null)],
  [
    'removed-from-inventory',
    'D17: the host left the inventory',
    (s) => s.setFleet({ ...threeWebs, hosts: { 'web-2': drainedHost(), 'web-3': drainedHost() } }),
  ],
  [
    'changed-since-plan',
    'D55: the host moved to another zone',
    (s) => s.setFleet({ ...threeWebs, hosts: { ...threeWebs.hosts, 'web-1': drainedHost({ zone: 'z2' }) } }),
  ],
  [
    'flag-set',
    'the stop switch is set',
    (s) => s.setFlags({ kind: 'set', cause: { kind: 'stop-switch' }, why: 'stop' }),
  ],
  ['flag-unknown', 'D62: nobody can tell of incidents', (s) => s.setFlags({ kind: 'unknown', why: 'x' })],
  [
    'frozen',
    'a freeze began',
    (s) => s.setFleet({ ...inWindow, rest: { ...threeWebs.rest, freezes: [freeze] } }),
  ],
  [
    'freeze-unknown',
    'a freeze calendar cannot be read',
    (s) =>
      s.setFleet({ ...inWindow, rest: { ...threeWebs.rest, unreadFreezes: [{ id: 'ics', why: 'gone' }] } }),
  ],
  ['window-shut', 'D18, D25: the window shut', (s) => s.pass(HOUR_MS)],
  ['does-not-fit', 'it would not end inside the window', (s) => s.pass(51 * MINUTE_MS)],
  ['reboots-used', 'D47: it was rebooted twice today', (s) => s.setRebootsOfDay('web-1', 2)],
  ['stopped', 'the stop switch of the host is set', (s) => s.setFlags(stopped('host', 'web-1'))],
  ['stopped', 'the stop switch of its service is set', (s) => s.setFlags(stopped('service', 'web'))],
  ['not-up', 'the host itself is not seen up', (s) => s.setStatus('web-1', 'unknown')],
  ['budget', 'D51: another host was lost', (s) => s.setStatus('web-3', 'unreachable')],
  ['budget', 'D51: another host cannot be judged', (s) => s.setStatus('web-3', 'unknown')],
  ['budget', 'D14: another campaign holds a host of the service', (s) => s.setElsewhere('web-3')],
  ['in-other-campaign', 'D14: another campaign holds this very host', (s) => s.setElsewhere('web-1')],
];

describe('asked before the drain', () => {
  it.each(changes)('%s: %s', (kind, _, change) => {
    const scenario = openScenario({ fleet: inWindow, hosts: ['web-1'] });
    scenario.approved();
    change(scenario);
    expect(scenario.blocks('web-1')).toContain(kind);
    scenario.tick();
    expect(scenario.events('host-check-requested')).toEqual([]);
  });

  it('a host that nothing holds back starts', () => {
    const scenario = openScenario({ fleet: inWindow, hosts: ['web-1'] });
    scenario.approved();
    expect(scenario.blocks('web-1')).toEqual([]);
  });
});

describe('asked again after the first look, before anything is drained', () => {
  it.each(changes)('%s: %s', (_, __, change) => {
    const scenario = openScenario({ fleet: inWindow, hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'checking');
    change(scenario);
    scenario.answerWell('web-1');
    expect(scenario.events('host-drain-requested')).toEqual([]);
    expect(scenario.stage('web-1')).toBe('waiting');
  });
});

describe('D15, D18: asked again at the last moment, after the drain, which is then undone', () => {
  it.each(changes)('%s: %s', (kind, _, change) => {
    const scenario = openScenario({ fleet: inWindow, hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'rechecking');
    change(scenario);
    scenario.answerWell('web-1');
    expect(scenario.requests('web-1')).toBe(0);
    const { stage } = scenario.host('web-1');
    expect(stage).toMatchObject({ kind: 'undoing', then: { kind: 'wait-again' } });
    expect(stage.kind === 'undoing' && stage.then.kind === 'wait-again' && stage.then.why).toContain(kind);
    scenario.answerWell('web-1');
    expect(scenario.host('web-1')).toMatchObject({ drained: false, stage: { kind: 'waiting' } });
  });
});

describe('stop switches of one service and one host', () => {
  const guests: FleetSpec = {
    ...threeWebs,
    hosts: {
      ...threeWebs.hosts,
      metal: drainedHost(),
      vm: drainedHost({ hypervisor: 'metal' }),
      other: drainedHost(),
    },
    services: { ...threeWebs.services, db: { on: ['vm'], budget: mayMiss(1) } },
  };

  it('hold back what they name, guests through their hypervisor, and nothing else', () => {
    const scenario = openScenario({ fleet: guests, hosts: ['metal', 'other', 'web-1'] });
    scenario.approved();
    scenario.setFlags(stopped('service', 'db'));
    expect(scenario.blocks('metal')).toContain('stopped');
    expect(scenario.blocks('other')).not.toContain('stopped');
    expect(scenario.blocks('web-1')).not.toContain('stopped');
    scenario.setFlags(stopped('host', 'other'));
    expect(scenario.blocks('other')).toContain('stopped');
    expect(scenario.blocks('metal')).not.toContain('stopped');
    scenario.setFlags(stopped('host', 'vm'));
    expect(scenario.blocks('metal')).toContain('stopped');
    expect(scenario.blocks('other')).not.toContain('stopped');
  });

  it('of a guest that the inventory has put there since hold its hypervisor back, too', () => {
    const scenario = openScenario({ fleet: threeWebs, hosts: ['web-1'] });
    scenario.approved();
    scenario.setFleet({
      ...threeWebs,
      hosts: { ...threeWebs.hosts, vm: drainedHost({ hypervisor: 'web-1' }) },
    });
    scenario.setFlags(stopped('host', 'vm'));
    expect(scenario.blocks('web-1')).toContain('stopped');
  });
});

describe('a stop switch', () => {
  const moved: FleetSpec = {
    ...threeWebs,
    hosts: { ...threeWebs.hosts, metal: drainedHost(), vm: drainedHost({ hypervisor: 'metal' }) },
  };

  it('holds what the plan puts under it, wherever the inventory says that it is by now', () => {
    const scenario = openScenario({ fleet: moved, hosts: ['metal'] });
    scenario.approved();
    scenario.setFlags(stopped('host', 'vm'));
    for (const fleet of [{ ...moved, hosts: { ...moved.hosts, vm: drainedHost() } }, null]) {
      scenario.setFleet(fleet);
      expect(scenario.blocks('metal')).toContain('stopped');
    }
  });
});

describe('the windows of guests', () => {
  const guests: FleetSpec = {
    ...threeWebs,
    hosts: {
      ...threeWebs.hosts,
      metal: drainedHost(),
      inner: drainedHost({ hypervisor: 'metal' }),
      vm: drainedHost({ hypervisor: 'inner', windows: [hour] }),
    },
  };
  const block = (scenario: Scenario) => startBlocks(scenario.campaign(), 'metal' as HostId, scenario.world());

  it('hold their hypervisor, at the start and at the last moment', () => {
    const scenario = openScenario({ fleet: guests, hosts: ['metal'] });
    scenario.approved();
    expect(scenario.blocks('metal')).toEqual([]);
    scenario.drivenTo('metal', 'rechecking');
    scenario.pass(HOUR_MS);
    scenario.answerWell('metal');
    expect(scenario.requests('metal')).toBe(0);
    expect(scenario.host('metal').stage).toMatchObject({ kind: 'undoing', then: { kind: 'wait-again' } });
    const opensAt = scenarioStartAt + 24 * HOUR_MS;
    expect(block(scenario)).toEqual([{ kind: 'window-shut', opensAt, guest: 'vm' }]);
  });

  it('are not all that a guest has a say in: it is not rebooted a third time in a day either', () => {
    const scenario = openScenario({ fleet: guests, hosts: ['metal'] });
    scenario.approved();
    scenario.setRebootsOfDay('vm', 2);
    expect(block(scenario)).toEqual([{ kind: 'reboots-used', reboots: 2, limit: 2, guest: 'vm' }]);
    scenario.setRebootsOfDay('vm', 1);
    expect(block(scenario)).toEqual([]);
  });

  it('are part of the cut-off', () => {
    const scenario = openScenario({ fleet: guests, hosts: ['metal'] });
    scenario.approved();
    scenario.pass(51 * MINUTE_MS);
    const closesAt = scenarioStartAt + HOUR_MS;
    expect(block(scenario)).toEqual([{ kind: 'does-not-fit', closesAt, by: 'window', guest: 'vm' }]);
  });

  it('that changed since the plan hold it until it is planned again', () => {
    const scenario = openScenario({ fleet: guests, hosts: ['metal'] });
    scenario.approved();
    const vm = drainedHost({ hypervisor: 'inner' });
    scenario.setFleet({ ...guests, hosts: { ...guests.hosts, vm } });
    expect(scenario.blocks('metal')).toEqual(['changed-since-plan']);
  });
});

describe('before an approval', () => {
  it('silence starts nothing', () => {
    const scenario = openScenario({ policy: { needed: 2 } });
    scenario.approve(ann);
    expect(scenario.blocks('web-1')).toEqual(['phase', 'approval-missing']);
    scenario.tick();
    expect(scenario.events('host-check-requested')).toEqual([]);
  });
});

it('D25: the window shuts in mid-run: who is in flight comes home, nobody else starts, and the rest is named at the end', () => {
  const host = drainedHost({ windows: [hour] });
  const hosts = { 'web-1': host, 'web-2': host, 'web-3': host };
  const scenario = openScenario({ fleet: { ...threeWebs, hosts }, expiresInMs: 20 * HOUR_MS });
  scenario.drivenTo('web-1', 'confirming');
  scenario.pass(HOUR_MS);
  scenario.drivenTo('web-1', 'done');
  expect(scenario.host('web-1').drained).toBe(false);
  scenario.tick();
  const waiting = ['web-2', 'web-3'];
  expect(waiting.map((id) => [scenario.stage(id), scenario.blocks(id)])).toEqual(
    waiting.map(() => ['waiting', ['window-shut']]),
  );
  expect(scenario.phase()).toBe('running');
  // Its approval lapses before the next window: it does not fire then.
  scenario.pass(23 * HOUR_MS);
  scenario.tick();
  expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'expired' } });
  expect(scenario.requests('web-2') + scenario.requests('web-3')).toBe(0);
  const given = { now: scenario.now(), unplanned: [] };
  expect(closingReport(scenario.campaign(), scenario.log(), given)).toMatchObject({ done: 1, untouched: 2 });
});

describe('a host that chaos mode drew', () => {
  const web = { ...threeWebs.services!['web']!, chaos: ['member'] as const };
  const willing: FleetSpec = { ...threeWebs, services: { web } };
  // Elsewhere and of no service: no budget has anything against it.
  const far: FleetSpec = { ...willing, hosts: { ...willing.hosts, far: drainedHost({ zone: 'z2' }) } };
  const drawn = (fleet: FleetSpec = willing): Scenario =>
    openScenario({ fleet, hosts: ['web-1'], reason: 'drawn' });

  it('starts as any other', () => {
    const scenario = drawn();
    scenario.approved();
    expect(scenario.blocks('web-1')).toEqual([]);
  });

  it('does not start without the consent of its service, whoever approved', () => {
    const scenario = drawn(threeWebs);
    scenario.approved();
    expect(scenario.blocks('web-1')).toEqual(['chaos-not-allowed']);
  });

  it('does not start once the consent is withdrawn, not even after its drain', () => {
    const scenario = drawn();
    scenario.drivenTo('web-1', 'rechecking');
    scenario.setFleet(threeWebs);
    scenario.answerWell('web-1');
    expect(scenario.requests('web-1')).toBe(0);
    expect(scenario.stage('web-1')).toBe('undoing');
  });

  it('does not start while another campaign has anybody in flight, where other hosts would', () => {
    const scenario = drawn(far);
    scenario.approved();
    scenario.setElsewhere('far');
    expect(scenario.blocks('web-1')).toEqual(['chaos-alone']);
    const wanted = openScenario({ fleet: far, hosts: ['web-1'] });
    wanted.approved();
    wanted.setElsewhere('far');
    expect(wanted.blocks('web-1')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import type { MaintenanceWindow } from '../../../src/core/calendar/window.ts';
import type { Gate, Hook } from '../../../src/core/fleet/check.ts';
import type { CampaignId, HostId, ServiceId, WindowId } from '../../../src/core/fleet/ids.ts';
import type { HostReport, PlanDocument } from '../../../src/core/planning/plan.ts';
import { guestsDrainedIn } from '../../../src/core/rotation/guest-drains.ts';
import { planReboots, type PlanRequest } from '../../../src/core/planning/planner.ts';
import { buildFleet, testTiming, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { allOverdue, alwaysOpen, planningNow, requestFor, viewOf } from '../../fakes/planning-fleet.ts';
import { drainHook, tcpGate } from '../../fakes/campaign-scenario.ts';
import { atLeast, balancedOn, mayMiss, sampleSpec } from '../../fakes/sample-fleet.ts';

const caps = { maxInFlight: 10, maxHostsPerCampaign: 50, domains: [] };
const racks = { a1: { zone: 'a' }, a2: { zone: 'a' }, b1: { zone: 'b' } };
const open = { windows: [alwaysOpen] };
const inA = { rack: 'a1', ...open };
const inB = { rack: 'b1', ...open };

function request(spec: FleetSpec, given: Partial<PlanRequest> = {}): PlanRequest {
  return requestFor(allOverdue(buildFleet({ racks, rest: { caps }, ...spec })), given);
}

function documentOf(asked: PlanRequest): PlanDocument {
  const outcome = planReboots(asked);
  if (outcome.kind !== 'planned') throw new Error(`nothing to do: ${JSON.stringify(outcome.report)}`);
  return outcome.document;
}

const waves = ({ plan }: PlanDocument): readonly (readonly string[])[] =>
  plan.steps.reduce<string[][]>((all, { host, wave }) => {
    (all[wave - 1] ??= []).push(host);
    return all;
  }, []);

const after = ({ plan }: PlanDocument): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(plan.steps.map((step) => [step.host, step.after]));

function rowOf(asked: PlanRequest, host: string): HostReport | undefined {
  const outcome = planReboots(asked);
  const report = outcome.kind === 'planned' ? outcome.document.report : outcome.report;
  return report.hosts.find((row) => row.host === host);
}

const many = (prefix: string, count: number, spec: FleetSpec['hosts'][string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at + 1}`, spec]));

describe('who goes', () => {
  const hosts = { old: inA, soon: inA, young: inA, flagged: inA };
  const views = (fleet: FleetSpec) => {
    const asked = request(fleet);
    const days = { old: 200, soon: 160, young: 20, flagged: 20 };
    const seen = Object.entries(days).map(([host, age]) => viewOf(host as HostId, age * DAY_MS, 'up'));
    const known = new Map(seen.map((view) => [view.hostId, view]));
    const flagged = known.get('flagged' as HostId)!;
    const signal = { source: 'debian-flag' as const, value: 'yes' as const, detail: null };
    known.set('flagged' as HostId, {
      ...flagged,
      lastSeen: { ...flagged.lastSeen!, facts: { ...flagged.lastSeen!.facts, rebootSignals: [signal] } },
    });
    return { ...asked, snapshot: { takenAt: planningNow, hosts: known } };
  };
  const reasons = (asked: PlanRequest) =>
    Object.fromEntries(documentOf(asked).plan.steps.map(({ host, reason }) => [host, reason]));

  it('are the overdue, and what else the request brings in', () => {
    const asked = views({ hosts });
    expect(reasons({ ...asked, reasons: ['overdue'] })).toEqual({ old: 'overdue' });
    expect(reasons(asked)).toEqual({ old: 'overdue', soon: 'due-soon', flagged: 'reboot-required' });
    expect(rowOf(asked, 'young')).toMatchObject({ kind: 'left-out', why: { kind: 'not-due' } });
  });

  it('are the hosts that were named, due or not', () => {
    const selection = { kind: 'hosts' as const, hosts: ['young', 'old'] as HostId[] };
    const asked = { ...views({ hosts }), selection };
    expect(reasons(asked)).toEqual({ old: 'overdue', young: 'requested' });
    expect(rowOf(asked, 'soon')).toEqual({ host: 'soon', kind: 'left-out', why: { kind: 'not-selected' } });
  });

  it('can be a service or a rack', () => {
    const spec: FleetSpec = { hosts: { a: inA, b: inB }, services: { web: { on: ['a'] } } };
    const service = { kind: 'service' as const, service: 'web' as ServiceId };
    expect(waves(documentOf(request(spec, { selection: service })))).toEqual([['a']]);
    const domain = { level: 'rack' as const, id: 'b1' as never };
    expect(waves(documentOf(request(spec, { selection: { kind: 'domain', domain } })))).toEqual([['b']]);
  });

  it.each([
    ['without placement', {}, { kind: 'no-placement' }],
    [
      'exempt',
      { ...inA, exemption: { reason: 'ends of life', untilAt: planningNow + 1 } },
      { kind: 'exempt', reason: 'ends of life', untilAt: planningNow + 1 },
    ],
    [
      'without a window',
      { rack: 'a1' },
      { kind: 'no-window', detail: 'it has no maintenance window', lack: { kind: 'none' } },
    ],
    [
      'with too short a window',
      { rack: 'a1', windows: [{ ...alwaysOpen, durationMinutes: 9 }] },
      {
        kind: 'no-window',
        detail: 'no window of the next 35 days has room for 10 minutes',
        lack: { kind: 'no-room', days: 35, minutes: 10 },
      },
    ],
  ])('are never hosts %s', (_, host, why) => {
    expect(rowOf(request({ hosts: { h: host } }), 'h')).toEqual({ host: 'h', kind: 'left-out', why });
  });

  it('are never hosts not seen lately, or that another campaign holds', () => {
    const asked = request({ hosts: { h: inA } });
    const unseen = (status: string) => {
      const view = viewOf('h' as HostId, 400 * DAY_MS, status);
      return { ...asked, snapshot: { takenAt: planningNow, hosts: new Map([[view.hostId, view]]) } };
    };
    const detail = (status: string) => rowOf(unseen(status), 'h');
    expect(detail('stale')).toMatchObject({
      why: { kind: 'not-observed', detail: 'the last observation is too old' },
    });
    expect(detail('unreachable')).toMatchObject({
      why: { kind: 'not-observed', detail: 'no answer in 10 s' },
    });
    expect(detail('unseen')).toMatchObject({ why: { kind: 'not-observed', detail: 'never probed' } });
    const promisedTo = new Map([['h' as HostId, 'c7' as CampaignId]]);
    expect(rowOf({ ...asked, promisedTo }, 'h')).toMatchObject({
      why: { kind: 'in-other-campaign', campaign: 'c7' },
    });
  });

  it('are never hypervisors that would take an exempt guest down', () => {
    const exemption = { reason: 'month end', untilAt: planningNow + 1 };
    const spec: FleetSpec = {
      hosts: {
        metal: inA,
        inner: { hypervisor: 'metal', ...open },
        vm: { hypervisor: 'inner', ...open, exemption },
      },
    };
    const why = { kind: 'guest-exempt', guest: 'vm', ...exemption };
    expect(rowOf(request(spec), 'metal')).toEqual({ host: 'metal', kind: 'left-out', why });
    expect(rowOf(request(spec), 'inner')).toMatchObject({ why });
    expect(rowOf(request(spec, { now: planningNow + 1 }), 'metal')).toMatchObject({ kind: 'planned' });
  });

  it('are never hypervisors without a window that every guest shares', () => {
    const nightly = { ...alwaysOpen, startMinute: 120, durationMinutes: 60 };
    const noon = { ...nightly, startMinute: 720 };
    const hosts = (windows: readonly MaintenanceWindow[]): FleetSpec => ({
      hosts: {
        metal: { rack: 'a1', windows: [nightly] },
        inner: { hypervisor: 'metal', ...open },
        vm: { hypervisor: 'inner', windows },
      },
    });
    const guest = 'vm';
    expect(rowOf(request(hosts([noon])), 'metal')).toMatchObject({
      why: {
        kind: 'no-window',
        detail: 'no window of the next 35 days that its guest vm shares has room for 10 minutes',
        lack: { kind: 'guest-no-room', guest, days: 35, minutes: 10 },
      },
    });
    expect(rowOf(request(hosts([])), 'metal')).toMatchObject({
      why: { detail: 'its guest vm has no maintenance window', lack: { kind: 'guest-none', guest } },
    });
    expect(rowOf(request(hosts([noon])), 'inner')).toMatchObject({ kind: 'planned' });
    expect(rowOf(request(hosts([nightly, noon])), 'metal')).toMatchObject({ kind: 'planned' });
  });

  it('leave a service what it has when a campaign holds a hypervisor of it, whose guests answer', () => {
    const hosts = { metal: inA, vm: { hypervisor: 'metal', ...open }, 'web-2': inA };
    const asked = request({ hosts, services: { web: { on: ['vm', 'web-2'], budget: mayMiss(1) } } });
    const held = new Set(['metal' as HostId]);
    expect(rowOf(asked, 'web-2')).toMatchObject({ kind: 'planned' });
    expect(rowOf({ ...asked, held }, 'web-2')).toMatchObject({ why: { kind: 'budget', service: 'web' } });
  });

  it('are never hypervisors with a guest that is not up, where its return has to be proven', () => {
    const ask = (gates: readonly Gate[], drain: Hook | null = null) => {
      const hosts = { metal: inA, vm: { hypervisor: 'metal', drain, ...open } };
      const asked = request({ hosts, services: { web: { on: ['vm'], gates, budget: mayMiss(1) } } });
      const lost = viewOf('vm' as HostId, 400 * DAY_MS, 'unreachable');
      return {
        asked,
        without: { takenAt: planningNow, hosts: new Map(asked.snapshot.hosts).set(lost.hostId, lost) },
      };
    };
    const { asked, without } = ask([tcpGate]);
    const why = { kind: 'guest-not-up', guest: 'vm' };
    expect(rowOf({ ...asked, snapshot: without }, 'metal')).toEqual({ host: 'metal', kind: 'left-out', why });
    const drained = ask([], drainHook);
    expect(rowOf({ ...drained.asked, snapshot: drained.without }, 'metal')).toEqual({
      host: 'metal',
      kind: 'left-out',
      why,
    });
    const gateless = ask([]);
    expect(rowOf({ ...gateless.asked, snapshot: gateless.without }, 'metal')).toMatchObject({
      kind: 'planned',
    });
    const { ssh, timing } = asked.fleet.hosts.get('vm' as HostId)!;
    const withinMs = tcpGate.withinMs + timing.comeBackWithinMs;
    const step = documentOf(asked).plan.steps.find(({ host }) => host === 'metal');
    expect(step?.gates).toEqual([{ service: 'web', gate: { ...tcpGate, withinMs }, guest: ssh }]);
  });

  it('are never one machine under two names, but may be guests that share the kernel of their hypervisor', () => {
    const asked = request({
      hosts: { web: inA, alias: inB, other: inB, metal: inA, box: { hypervisor: 'metal', ...open } },
    });
    const seen = new Map(asked.snapshot.hosts);
    const bootAs = (host: string, same: string): void => {
      const [view, twin] = [seen.get(host as HostId)!, seen.get(same as HostId)!];
      const facts = { ...view.lastSeen!.facts, bootId: twin.lastSeen!.facts.bootId };
      seen.set(view.hostId, { ...view, lastSeen: { ...view.lastSeen!, facts } });
    };
    bootAs('alias', 'web');
    bootAs('box', 'metal');
    const found = { ...asked, snapshot: { ...asked.snapshot, hosts: seen } };
    expect(rowOf(found, 'web')).toMatchObject({ why: { kind: 'same-machine', host: 'alias' } });
    expect(rowOf(found, 'alias')).toMatchObject({ why: { kind: 'same-machine', host: 'web' } });
    for (const host of ['other', 'metal', 'box'])
      expect(rowOf(found, host)).toMatchObject({ kind: 'planned' });
  });

  it('are no more than one campaign may hold, and a host that can never go does not take a place', () => {
    const spec: FleetSpec = {
      hosts: { stuck: inA, ...many('h', 3, inA) },
      services: { solo: { on: ['stuck'], budget: atLeast(1) } },
      rest: { caps: { ...caps, maxHostsPerCampaign: 2 } },
    };
    const asked = request(spec);
    expect(waves(documentOf(asked))).toEqual([['h1', 'h2']]);
    expect(rowOf(asked, 'h3')).toMatchObject({ why: { kind: 'campaign-size', limit: 2 } });
    expect(rowOf(asked, 'stuck')).toMatchObject({
      why: { kind: 'budget', service: 'solo', up: 1, minAvailable: 1 },
    });
  });
});

describe('waves', () => {
  it('take the oldest first, as many as the budget allows, one zone at a time', () => {
    const spec: FleetSpec = {
      hosts: { b1: inB, ...many('a', 4, inA), b2: inB },
      services: { web: { on: ['a1', 'a2', 'a3', 'a4', 'b1', 'b2'], budget: mayMiss(3) } },
    };
    const document = documentOf(request(spec));
    expect(waves(document)).toEqual([['b1', 'b2'], ['a1', 'a2', 'a3'], ['a4']]);
    const rows = Object.fromEntries(document.report.hosts.map((row) => [row.host, row]));
    expect(rows['a1']).toEqual({
      host: 'a1',
      kind: 'planned',
      wave: 2,
      waits: [{ kind: 'zone-in-flight', service: 'web', host: 'b1' }],
    });
    expect(rows['a4']).toMatchObject({ waits: [{ kind: 'budget', service: 'web', up: 3, minAvailable: 3 }] });
  });

  it('charge hosts that are down for other reasons', () => {
    const spec: FleetSpec = {
      hosts: many('a', 4, inA),
      services: { web: { on: ['a1', 'a2', 'a3', 'a4'], budget: mayMiss(2) } },
    };
    const asked = request(spec);
    const hosts = new Map(asked.snapshot.hosts);
    hosts.set('a4' as HostId, viewOf('a4' as HostId, 0, 'unreachable'));
    expect(waves(documentOf({ ...asked, snapshot: { ...asked.snapshot, hosts } }))).toEqual([
      ['a1'],
      ['a2'],
      ['a3'],
    ]);
  });

  it('keep standby before replica before primary', () => {
    const spec: FleetSpec = {
      hosts: { p: inA, r1: inA, r2: inA, s: inA },
      services: {
        db: { on: { p: 'primary', r1: 'replica', r2: 'replica', s: 'standby' }, budget: mayMiss(2) },
      },
    };
    const document = documentOf(request(spec));
    expect(waves(document)).toEqual([['s'], ['r1', 'r2'], ['p']]);
    expect(after(document)).toEqual({ s: [], r1: ['s'], r2: ['s'], p: ['r1', 'r2', 's'] });
  });

  it('put up with two hosts that are each other’s standby', () => {
    const spec: FleetSpec = {
      hosts: { x: inA, y: inA },
      services: { one: { on: { x: 'primary', y: 'standby' } }, two: { on: { x: 'standby', y: 'primary' } } },
    };
    expect(waves(documentOf(request(spec)))).toEqual([['x'], ['y']]);
  });

  it('reboot a hypervisor before its guests, but after a standby elsewhere of a primary on it', () => {
    const spec: FleetSpec = {
      hosts: { hv: inA, g: { hypervisor: 'hv', ...open }, s: inA },
      services: { db: { on: { g: 'primary', s: 'standby' } } },
    };
    expect(after(documentOf(request(spec)))).toEqual({ s: [], hv: ['s'], g: ['hv', 's'] });
  });

  it('never put a service and what it needs together', () => {
    const spec: FleetSpec = {
      hosts: { web: inA, api: inA, db: inA },
      services: {
        web: { on: ['web'], dependsOn: ['api'] },
        api: { on: ['api'], dependsOn: ['db'] },
        db: { on: ['db'] },
      },
    };
    expect(waves(documentOf(request(spec)))).toEqual([['web'], ['api'], ['db']]);
  });

  it('end with the daemon’s own path, one by one', () => {
    const spec: FleetSpec = {
      hosts: { bastion: { ...inA, ownPath: true }, daemon: { ...inA, ownPath: true }, h1: inA, h2: inA },
    };
    const document = documentOf(request(spec));
    expect(waves(document)).toEqual([['h1', 'h2'], ['bastion'], ['daemon']]);
    expect(after(document)).toEqual({ h1: [], h2: [], bastion: ['h1', 'h2'], daemon: ['bastion'] });
  });

  it('begin with a canary where that is asked for', () => {
    const document = documentOf(
      request({ hosts: { own: { ...inA, ownPath: true }, ...many('h', 3, inA) } }, { canary: 'first-host' }),
    );
    expect(waves(document)).toEqual([['h1'], ['h2', 'h3'], ['own']]);
    expect(after(document)['h3']).toEqual(['h1']);
  });
});

describe('expected times', () => {
  const night: MaintenanceWindow = {
    ...alwaysOpen,
    id: 'night' as WindowId,
    startMinute: 60,
    durationMinutes: 25,
    timeZone: 'Asia/Seoul',
  };
  const opensAt = Date.parse('2026-10-22T01:00:00+09:00');
  const starts = (document: PlanDocument) =>
    Object.fromEntries(document.plan.steps.map(({ host, expectedStartAt }) => [host, expectedStartAt]));
  const oneByOne = { rest: { caps: { ...caps, maxInFlight: 1 } } };

  it('lie inside the windows, and what no longer fits goes the next night', () => {
    const spec: FleetSpec = { hosts: many('h', 3, { rack: 'a1', windows: [night] }), ...oneByOne };
    const asked = request(spec);
    expect(starts(documentOf(asked))).toEqual({
      h1: opensAt,
      // Ten minutes of reboot and one of soak.
      h2: opensAt + 11 * MINUTE_MS,
      h3: opensAt + DAY_MS,
    });
    expect(rowOf(asked, 'h1')).toMatchObject({ waits: [{ kind: 'window-shut', opensAt }] });
  });

  it('of a hypervisor lie inside the windows of its guests as well, which the step carries', () => {
    const late = { ...night, startMinute: 75 };
    const hosts = {
      metal: { rack: 'a1', windows: [night] },
      vm: { hypervisor: 'metal', windows: [late] },
      vm2: { hypervisor: 'metal', windows: [{ ...late }] },
      vm3: { hypervisor: 'metal', windows: [{ ...night }] },
    };
    const document = documentOf(request({ hosts, ...oneByOne }));
    expect(starts(document)).toMatchObject({ metal: opensAt + 15 * MINUTE_MS });
    const step = document.plan.steps.find(({ host }) => host === 'metal');
    expect(step?.guestWindows).toEqual([{ guests: ['vm', 'vm2'], windows: [late] }]);
  });

  it('of a hypervisor carry how its guests are drained, and by name those that go down with all their balancers', () => {
    const inRack = { rack: 'a1', windows: [night] };
    const onMetal = { hypervisor: 'metal', windows: [night] };
    const hosts = {
      lb: inRack,
      metal: inRack,
      'vm-b': { ...onMetal, drain: drainHook },
      'vm-a': onMetal,
      plain: { ...onMetal, drain: drainHook },
      'vm-inner': { ...onMetal, hypervisor: 'plain', drain: drainHook },
      own: { ...inRack, drain: drainHook },
      'vm-lb': onMetal,
      'vm-c': onMetal,
    };
    const services = {
      web: { on: ['vm-a', 'own'], rotation: balancedOn(['lb', 'vm-lb']) },
      // Both ways out are on the hypervisor itself; one of the two guests has a command of its own.
      shop: { on: ['vm-c', 'vm-b'], budget: mayMiss(2), rotation: balancedOn(['vm-lb', 'metal']) },
      // Its load balancer is nobody's: there is nothing to be taken out of.
      lost: { on: ['plain'], rotation: balancedOn(['elsewhere']) },
    };
    const { steps } = documentOf(request({ hosts, services, ...oneByOne })).plan;
    const stepOf = (host: string) => steps.find((step) => step.host === host)!;
    const metal = stepOf('metal');
    expect(metal.undrainedGuests).toEqual(['vm-c']);
    expect(metal.guestDrains?.map(({ guest }) => guest.hostId)).toEqual(['vm-inner', 'plain', 'vm-b']);
    expect(
      metal.rotations.map(({ guest, seats }) => [guest, seats.map(({ balancer }) => balancer.hostId)]),
    ).toEqual([['vm-a', ['lb']]]);
    expect(guestsDrainedIn(metal)).toEqual(['plain', 'vm-a', 'vm-b', 'vm-inner']);
    expect(metal.gates.map(({ gate, guest }) => [guest?.hostId, gate.question.kind])).toEqual([
      ['plain', 'answers'],
      ['vm-a', 'answers'],
      ['vm-b', 'answers'],
      ['vm-inner', 'answers'],
    ]);
    expect(stepOf('plain').guestDrains?.map(({ guest }) => guest.hostId)).toEqual(['vm-inner']);
    for (const host of ['own', 'lb', 'vm-a'])
      expect(stepOf(host)).not.toMatchObject({ guestDrains: expect.anything() as unknown });
    expect(stepOf('own').rotations[0]?.seats).toHaveLength(2);
  });

  it('let a shorter reboot use what is left of a window', () => {
    const short = { ...testTiming, expectedMs: 3 * MINUTE_MS };
    const hosts = {
      ...many('h', 3, { rack: 'a1', windows: [night] }),
      quick: { rack: 'a1', windows: [night], timing: short },
    };
    expect(starts(documentOf(request({ hosts, ...oneByOne })))).toMatchObject({
      quick: opensAt + 22 * MINUTE_MS,
      h3: opensAt + DAY_MS,
    });
  });

  it('roll: the next starts when one has ended, not when its wave has', () => {
    const long = { ...testTiming, expectedMs: HOUR_MS };
    const spec: FleetSpec = {
      hosts: { slow: { ...inA, timing: long }, ...many('h', 3, inA) },
      rest: { caps: { ...caps, maxInFlight: 2 } },
    };
    const now = planningNow;
    expect(starts(documentOf(request(spec)))).toEqual({
      slow: now,
      h1: now,
      h2: now + 11 * MINUTE_MS,
      h3: now + 22 * MINUTE_MS,
    });
  });

  it('avoid freezes, and say so where nothing is left', () => {
    const freeze = (untilAt: number) => [{ id: 'sale', reason: 'big sale', fromAt: planningNow, untilAt }];
    const rest = (untilAt: number) => ({ rest: { caps, freezes: freeze(untilAt) } });
    expect(starts(documentOf(request({ hosts: { h: inA }, ...rest(planningNow + DAY_MS) })))).toEqual({
      h: planningNow + DAY_MS,
    });
    const forLong = planningNow + 40 * DAY_MS;
    expect(rowOf(request({ hosts: { h: inA }, ...rest(forLong) }), 'h')).toMatchObject({
      why: { kind: 'frozen', reason: 'big sale', untilAt: forLong },
    });
    const unread = { caps, unreadFreezes: [{ id: 'change', why: 'change.ics: it does not exist' }] };
    expect(rowOf(request({ hosts: { h: inA }, rest: unread }), 'h')).toMatchObject({
      why: { kind: 'freeze-unknown', freeze: 'change' },
    });
  });

  it('leave out what the windows of the horizon have no room for', () => {
    const monthly = { ...night, weekdays: ['sun' as const], nth: [1] };
    const spec: FleetSpec = { hosts: many('h', 3, { rack: 'a1', windows: [monthly] }), ...oneByOne };
    const asked = request(spec);
    expect(documentOf(asked).plan.steps).toHaveLength(2);
    expect(rowOf(asked, 'h3')).toMatchObject({
      why: { kind: 'no-window', detail: 'the windows of the next 35 days are full' },
    });
  });
});

describe('a plan', () => {
  const whole = request({
    ...sampleSpec,
    hosts: Object.fromEntries(
      Object.entries(sampleSpec.hosts).map(([name, host]) => [name, { ...host, ...open }]),
    ),
  });

  it('freezes only the part of the fleet that has a say', () => {
    const one = documentOf({ ...whole, selection: { kind: 'hosts', hosts: ['rec-01' as HostId] } });
    expect(one.plan.scope.services.map(({ service }) => service)).toEqual(['recommend-api']);
    expect(one.plan.scope.hosts.map(({ host }) => host)).toEqual(['rec-01', 'rec-02', 'rec-03']);
  });

  it('has a row for every host and a digest over all that is executed', () => {
    const { plan, digest, report } = documentOf(whole);
    expect(report.hosts).toHaveLength(whole.fleet.hosts.size);
    const named = documentOf({ ...whole, requestedBy: 'os:bob' as never });
    expect(named.digest).not.toBe(digest);
    expect(documentOf(whole)).toEqual({ plan, digest, report });
  });
});

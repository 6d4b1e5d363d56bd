import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import type { BootId, CampaignId, HostId, OwnerId } from '../../../src/core/fleet/ids.ts';
import { answerQuestion, factsFor } from '../../../src/core/question/answer-question.ts';
import type { Flag, StopSubject } from '../../../src/core/campaign/input.ts';
import type { QuestionWorld } from '../../../src/core/question/question-world.ts';
import type { BootRecord } from '../../../src/core/uptime/boot-history.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { runningCampaign, sampleCampaign } from '../../fakes/sample-campaign.ts';
import { askedAt, questionWorld, seen } from '../../fakes/question-world.ts';
import { rackOfSeventeen, sampleFleet } from '../../fakes/sample-fleet.ts';

const fleet = sampleFleet();

const boot = (host: string, given: Partial<BootRecord>): BootRecord => ({
  hostId: host as HostId,
  bootId: 'b' as BootId,
  firstSeenAt: askedAt,
  lastSeenAt: askedAt,
  lastUptimeMs: HOUR_MS,
  kernel: '6.1',
  ended: null,
  endedBy: null,
  ...given,
});

describe('a server', () => {
  it('is answered with its services as they are now', () => {
    const world = questionWorld({ snapshot: seen(fleet, { down: ['web-01'] }) });
    const { body } = answerQuestion({ kind: 'host', name: 'web-02' }, world);
    expect(body).toMatchObject({ kind: 'host', line: { host: 'web-02', status: 'up' } });
    if (body.kind !== 'host') throw new Error(body.kind);
    expect(body.services).toMatchObject([{ up: 4, instances: 5 }]);
  });

  it('an old observation is no status', () => {
    const old = { ...questionWorld(), now: askedAt + HOUR_MS };
    expect(answerQuestion({ kind: 'host', name: 'web-02' }, old).body).toMatchObject({
      line: { status: 'unknown' },
    });
  });

  it('that is misspelt is taken for the nearest, and that is said', () => {
    const answer = answerQuestion({ kind: 'host', name: 'wbe-02' }, questionWorld());
    expect(answer).toMatchObject({
      body: { kind: 'host', line: { host: 'web-02' } },
      assumed: [{ asked: 'wbe-02', taken: { kind: 'host', id: 'web-02' } }],
    });
  });

  it('several that begin so are shown, none is chosen', () => {
    const { body } = answerQuestion({ kind: 'host', name: 'web' }, questionWorld());
    expect(body).toMatchObject({ kind: 'ambiguous', found: 'web', more: 0 });
    if (body.kind !== 'ambiguous') throw new Error(body.kind);
    expect(body.choices.map(({ id }) => id)).toEqual(['web-01', 'web-02', 'web-03', 'web-04', 'web-05']);
  });

  it('is found by the end of its name, as people say it', () => {
    const world = questionWorld({
      fleet: buildFleet({ racks: { 'seoul-a-r12': { zone: 'z' } }, hosts: {} }),
    });
    expect(answerQuestion({ kind: 'rack', name: 'r12' }, world)).toMatchObject({
      body: { kind: 'rack', rack: { id: 'seoul-a-r12' } },
      assumed: [{ asked: 'r12' }],
    });
  });

  it('nothing near is said to be unknown', () => {
    expect(answerQuestion({ kind: 'host', name: 'qqqqqqqq' }, questionWorld()).body).toEqual({
      kind: 'unknown-name',
      found: 'qqqqqqqq',
      wanted: 'host',
      known: fleet.hosts.size,
    });
  });
});

describe('what if', () => {
  it('is the same what-if as everywhere', () => {
    const { body } = answerQuestion({ kind: 'what-if', domains: ['rack:r12'] }, questionWorld());
    if (body.kind !== 'what-if') throw new Error(body.kind);
    expect(body.loss.lostHosts).toEqual(rackOfSeventeen);
  });

  it('takes a bare name and the nearest, and what is down now counts', () => {
    const world = questionWorld({ snapshot: seen(fleet, { down: ['edge-02'] }) });
    const { body, assumed } = answerQuestion({ kind: 'what-if', domains: ['r-12'] }, world);
    if (body.kind !== 'what-if') throw new Error(body.kind);
    expect(assumed).toEqual([{ asked: 'r-12', taken: { kind: 'rack', id: 'r12' } }]);
    expect(body.loss.alreadyDown).toEqual(['edge-02']);
  });

  it('with one unknown domain is not answered for the rest', () => {
    const domains = ['rack:r12', 'rack:qqqqqqq'];
    expect(answerQuestion({ kind: 'what-if', domains }, questionWorld()).body.kind).toBe('unknown-name');
  });
});

describe('what if a hypervisor', () => {
  const virtual = buildFleet({
    racks: { r1: { zone: 'z' } },
    hosts: { 'hv-01': { rack: 'r1' }, 'web-01': { rack: 'r1' }, 'vm-01': { hypervisor: 'hv-01' } },
  });
  const ask = (domain: string) =>
    answerQuestion({ kind: 'what-if', domains: [domain] }, questionWorld({ fleet: virtual }));

  it('takes its guests along', () => {
    expect(ask('hypervisor:hv-01').body).toMatchObject({ loss: { lostHosts: ['hv-01', 'vm-01'] } });
  });

  it('is not answered for a server without guests: that is said, and how to ask', () => {
    expect(ask('hypervisor:web-01').body).toEqual({
      kind: 'unknown-name',
      found: 'web-01',
      wanted: 'hypervisor',
      known: 1,
      instead: 'host:web-01',
    });
  });

  it('that is not there is said to be none, with how many there are', () => {
    expect(ask('hypervisor:qqqqqqq').body).toEqual({
      kind: 'unknown-name',
      found: 'qqqqqqq',
      wanted: 'hypervisor',
      known: 1,
    });
  });
});

describe('lists', () => {
  it('overdue is longest first and counts who cannot be judged', () => {
    const uptimes = { 'web-01': 200 * DAY_MS, 'web-02': 300 * DAY_MS, 'web-03': 170 * DAY_MS };
    const world = questionWorld({ snapshot: seen(fleet, { uptimes, down: ['web-04'] }) });
    const { body } = answerQuestion({ kind: 'overdue' }, world);
    if (body.kind !== 'overdue') throw new Error(body.kind);
    expect(body.hosts.map(({ host }) => host)).toEqual(['web-02', 'web-01']);
    expect(body.unknown).toBe(1);
    const due = answerQuestion({ kind: 'due' }, world).body;
    expect(due.kind === 'due' && due.hosts.map(({ host }) => host)).toEqual(['web-03']);
  });

  it('a boot counts from when it began, not from when it was first seen', () => {
    const running = [
      boot('web-01', { lastUptimeMs: HOUR_MS }),
      boot('web-02', { firstSeenAt: askedAt - HOUR_MS, lastUptimeMs: 90 * DAY_MS }),
      boot('gone-01', {}),
    ];
    const boots = new Map([
      ['web-01' as HostId, [running[0], boot('web-01', { ended: 'unplanned' })]],
    ]) as never;
    const { body } = answerQuestion(
      { kind: 'rebooted', since: { kind: 'ago', lengthMs: DAY_MS } },
      questionWorld({ running, boots }),
    );
    expect(body).toMatchObject({
      boots: [{ host: 'web-01', beganAt: askedAt - HOUR_MS, ended: 'unplanned' }],
    });
    expect(body.kind === 'rebooted' && body.boots.length).toBe(1);
  });

  it('a guest that fell with its hypervisor is told with it, a host with a reboot of its own is not', () => {
    const campaign = 'c-1' as CampaignId;
    const ended = (host: string, by: string): BootRecord =>
      boot(host, { ended: 'planned', endedBy: { campaign, host: by as HostId } });
    const boots = new Map([
      ['web-01' as HostId, [ended('web-01', 'hv-01')]],
      ['web-02' as HostId, [ended('web-02', 'web-02')]],
    ]);
    const world = questionWorld({
      boots,
      running: [boot('web-01', { lastUptimeMs: HOUR_MS }), boot('web-02', { lastUptimeMs: HOUR_MS })],
    });
    const told = { campaign, host: 'hv-01' };
    const list = answerQuestion({ kind: 'rebooted', since: { kind: 'ago', lengthMs: DAY_MS } }, world).body;
    expect(list.kind === 'rebooted' && list.boots.map(({ fellWith }) => fellWith)).toEqual([told, null]);
    const host = answerQuestion({ kind: 'host', name: 'web-01' }, world).body;
    expect(host).toMatchObject({ lastEnd: 'planned', fellWith: told });
  });

  it('added is what was first seen since, and what never was is said', () => {
    const firstSeen = new Map([...fleet.hosts.keys()].slice(1).map((id) => [id, askedAt - 30 * DAY_MS]));
    firstSeen.set('web-01' as HostId, askedAt - HOUR_MS);
    const since = { kind: 'ago', lengthMs: DAY_MS } as const;
    const { body } = answerQuestion({ kind: 'added', since }, questionWorld({ firstSeen }));
    expect(body).toMatchObject({
      hosts: [{ host: 'web-01' }],
      neverSeen: [...fleet.hosts.keys()].slice(0, 1),
    });
  });
});

describe('owners', () => {
  it('of a server, and the servers of one', () => {
    const [owner] = [...fleet.services.values()].flatMap((service) => service.owner ?? []);
    const id = owner as OwnerId;
    const owners = new Map([[id, { id, slack: 'C0TEAM', approvals: null }]]);
    const world = questionWorld({ fleet: { ...fleet, owners } });
    const { body } = answerQuestion({ kind: 'owner', name: id }, world);
    expect(body).toMatchObject({ kind: 'owner', owner: id, slack: 'C0TEAM' });
    expect(body.kind === 'owner' && body.services.length).toBeGreaterThan(0);
    const service = [...fleet.services.values()].find((one) => one.owner === id);
    expect(answerQuestion({ kind: 'owner', name: service?.id ?? '' }, world).body).toMatchObject({
      kind: 'owner-of',
      owner: id,
      slack: 'C0TEAM',
    });
  });
});

describe('stop', () => {
  const campaign = runningCampaign();

  it('of one campaign names it and what is in flight', () => {
    const world = questionWorld({ campaigns: [campaign], campaign });
    expect(answerQuestion({ kind: 'stop', id: campaign.id }, world).body).toMatchObject({
      kind: 'stop-campaign',
      campaign: { id: campaign.id },
    });
  });

  it('never takes a campaign for another', () => {
    const world = questionWorld({ campaigns: [campaign], campaign: null });
    expect(answerQuestion({ kind: 'stop', id: `${campaign.id}x` }, world).body.kind).toBe('unknown-name');
  });

  it('of the fleet counts what is open and says if it is stopped already', () => {
    const byAnn = { kind: 'set', cause: { kind: 'stop-switch' }, why: 'by ann' } as const;
    const world = questionWorld({
      campaigns: [campaign, sampleCampaign()],
      flags: [{ kind: 'clear' }, byAnn],
    });
    expect(answerQuestion({ kind: 'stop', id: null }, world).body).toMatchObject({
      kind: 'stop-fleet',
      already: byAnn,
    });
  });
});

describe('what is stopped', () => {
  const fleetStop = { kind: 'set', cause: { kind: 'stop-switch' }, why: 'storage moves' } as const;
  const stopOf = (kind: 'host' | 'service', id: string): Flag => ({
    kind: 'stopped',
    subject: { kind, id } as StopSubject,
    why: 'disk is dying',
  });
  const holdsOf = (host: string, flags: readonly Flag[], given: Partial<QuestionWorld> = {}) => {
    const { body } = answerQuestion({ kind: 'host', name: host }, questionWorld({ ...given, flags }));
    return body.kind === 'host' ? body.holds : body.kind;
  };

  it('is told of a server that it holds: the fleet, the server, its services, its guests', () => {
    const held = { ...stopOf('host', 'web-01'), hosts: 1 };
    expect(holdsOf('web-01', [stopOf('host', 'web-01'), fleetStop, { kind: 'clear' }])).toEqual([
      { kind: 'flag', cause: fleetStop.cause, why: 'storage moves' },
      held,
    ]);
    const ofService = stopOf(
      'service',
      [...fleet.services.values()].find(({ instances }) => instances.some(({ host }) => host === 'web-01'))!
        .id,
    );
    expect(holdsOf('web-01', [ofService])).toEqual([{ ...ofService, hosts: 1 }]);
    const guests = buildFleet({
      racks: { r1: { zone: 'z' } },
      hosts: { hv: { rack: 'r1' }, vm: { hypervisor: 'hv' } },
    });
    expect(holdsOf('hv', [stopOf('host', 'vm')], { fleet: guests })).toMatchObject([{ hosts: 1 }]);
  });

  it('is not told of a server that it does not hold', () => {
    expect(holdsOf('web-02', [stopOf('host', 'web-01'), { kind: 'clear' }])).toEqual([]);
  });

  it('is told of what comes next, with how many of those it holds', () => {
    const { document } = runningCampaign();
    const [first] = document.plan.steps;
    const world = questionWorld({
      plan: { kind: 'planned', document },
      flags: [stopOf('host', first?.host ?? ''), stopOf('host', 'elsewhere')],
    });
    const { body } = answerQuestion({ kind: 'next' }, world);
    expect(body).toMatchObject({
      kind: 'next',
      holds: [{ kind: 'stopped', subject: { id: first?.host }, hosts: 1 }],
    });
  });

  it('is looked up for every question that it is told with', () => {
    for (const question of [
      { kind: 'next' },
      { kind: 'host', name: 'a' },
      { kind: 'name', name: 'a' },
      { kind: 'stop', id: null },
    ] as const)
      expect(factsFor(question)).toContain('flags');
  });
});

it('only what a question needs is looked up', () => {
  expect(factsFor({ kind: 'overdue' })).toEqual([]);
  expect(factsFor({ kind: 'next' })).toEqual(['plan', 'flags']);
});

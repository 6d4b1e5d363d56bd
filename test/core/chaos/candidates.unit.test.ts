// Every reason why chaos mode leaves a host, or everybody, alone.
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import {
  eligibleHosts,
  judgeChaos,
  type ChaosObstacle,
  type ChaosQuestion,
} from '../../../src/core/chaos/candidates.ts';
import type { CampaignId, HostId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { allButPrimary, almostClosed, chaosQuestion, chaosSpec, seenUp } from '../../fakes/chaos-fleet.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import { openScenario } from '../../fakes/campaign-scenario.ts';
import { planningNow } from '../../fakes/planning-fleet.ts';
import { atLeast } from '../../fakes/sample-fleet.ts';

const names = Object.keys(chaosSpec.hosts);
const stands = chaosSpec.hosts['web-1']!;

function withHost(host: string, change: FleetSpec['hosts'][string]): FleetSpec {
  return { ...chaosSpec, hosts: { ...chaosSpec.hosts, [host]: { ...stands, ...change } } };
}

function drawn(question: ChaosQuestion): readonly string[] {
  return eligibleHosts(judgeChaos(question)).map(({ host }) => host);
}

function whyNot(question: ChaosQuestion, host: string): readonly ChaosObstacle['kind'][] {
  const row = judgeChaos(question).hosts.find((each) => each.host === host);
  return row?.kind === 'left-out' ? row.why.map(({ kind }) => kind) : [];
}

describe('who may be drawn while all is well', () => {
  const question = chaosQuestion();

  it('is every host of which all services opted in, with a ticket for each day', () => {
    expect(eligibleHosts(judgeChaos(question))).toEqual(
      ['web-1', 'web-2', 'web-3', 'db-2'].map((host) => ({ host, tickets: 30 })),
    );
  });

  it('has one row for each host of the fleet', () => {
    expect(judgeChaos(question).hosts.map(({ host }) => host)).toEqual(names);
  });

  it('is never a primary, a service that did not opt in, or a host that serves nothing', () => {
    expect(whyNot(question, 'db-1')).toEqual(['not-opted-in']);
    expect(whyNot(question, 'mail-1')).toEqual(['not-opted-in']);
    expect(whyNot(question, 'spare')).toEqual(['no-service']);
  });

  it('is a primary where the service names that part', () => {
    const db = { ...chaosSpec.services!['db']!, chaos: [...allButPrimary, 'primary'] as const };
    const spec = { ...chaosSpec, services: { ...chaosSpec.services, db } };
    expect(drawn(chaosQuestion(spec))).toContain('db-1');
  });

  it('is not a host that one more service shares, which did not opt in', () => {
    const agent = { on: ['web-1', 'mail-1'] };
    const spec = { ...chaosSpec, services: { ...chaosSpec.services, agent } };
    expect(whyNot(chaosQuestion(spec), 'web-1')).toEqual(['not-opted-in']);
    expect(drawn(chaosQuestion(spec))).toEqual(['web-2', 'web-3', 'db-2']);
  });
});

const web1 = 'web-1' as HostId;
const stopped = (subject: Extract<ChaosObstacle, { kind: 'stopped' }>['subject']): ChaosQuestion =>
  chaosQuestion(chaosSpec, { flags: [{ kind: 'stopped', subject, why: 'audit' }] });

it('an exemption that has ended, and a stop switch of somebody else, leave nobody out', () => {
  const ended = withHost('web-1', { exemption: { reason: 'x', untilAt: planningNow } });
  expect(drawn(chaosQuestion(ended))).toContain('web-1');
  for (const subject of [
    { kind: 'host', id: 'mail-1' as HostId },
    { kind: 'service', id: 'mail' as ServiceId },
  ] as const)
    expect(drawn(stopped(subject))).toContain('web-1');
});

it('hosts that are down already count for the caps, whatever they serve', () => {
  const capped = {
    ...chaosSpec,
    rest: {
      ...chaosSpec.rest,
      caps: { maxInFlight: 5, maxHostsPerCampaign: 10, domains: [{ level: 'rack', maxDown: 1 }] },
    },
  } as const;
  const snapshot = seenUp(names, { spare: 'unreachable' });
  expect(drawn(chaosQuestion(capped))).toContain('web-1');
  expect(whyNot(chaosQuestion(capped, { snapshot }), 'web-1')).toEqual(['budget']);
});

const reasons: readonly (readonly [ChaosObstacle['kind'], string, ChaosQuestion])[] = [
  [
    'no-placement',
    'nobody knows where it stands',
    chaosQuestion({
      ...chaosSpec,
      hosts: { ...chaosSpec.hosts, 'web-1': { windows: stands.windows ?? [] } },
    }),
  ],
  [
    'exempt',
    'it is exempt',
    chaosQuestion(withHost('web-1', { exemption: { reason: 'x', untilAt: planningNow + 1 } })),
  ],
  ['never-by-plan', 'it has no maintenance window', chaosQuestion(withHost('web-1', { windows: [] }))],
  ['own-path', 'the daemon depends on it', chaosQuestion(withHost('web-1', { ownPath: true }))],
  [
    'has-guests',
    'guests would go down with it',
    chaosQuestion({
      ...chaosSpec,
      hosts: { ...chaosSpec.hosts, vm: { hypervisor: 'web-1', windows: stands.windows ?? [] } },
    }),
  ],
  [
    'not-observed',
    'it was never seen',
    chaosQuestion(chaosSpec, { snapshot: seenUp(names, { 'web-1': null }) }),
  ],
  [
    'not-observed',
    'it was last seen long ago',
    chaosQuestion(chaosSpec, { snapshot: seenUp(names, { 'web-1': 'stale' }) }),
  ],
  [
    'not-observed',
    'it is unreachable',
    chaosQuestion(chaosSpec, { snapshot: seenUp(names, { 'web-1': 'unreachable' }) }),
  ],
  [
    'booted-lately',
    'it booted within the rest',
    chaosQuestion(chaosSpec, { snapshot: seenUp(names, { 'web-1': 14 * DAY_MS - HOUR_MS }) }),
  ],
  [
    'reboots-used',
    'it was rebooted twice today',
    chaosQuestion(chaosSpec, { rebootsOfDay: new Map([[web1, 2]]) }),
  ],
  [
    'failed-lately',
    'its last reboot failed',
    chaosQuestion(chaosSpec, { failed: new Map([[web1, 'drifted']]) }),
  ],
  [
    'left-out',
    'a campaign left it out of rotation',
    chaosQuestion(chaosSpec, { leftOut: new Map([[web1, { campaign: 'c-1' as CampaignId, sinceAt: 0 }]]) }),
  ],
  ['stopped', 'its stop switch is set', stopped({ kind: 'host', id: web1 })],
  ['stopped', 'the stop switch of its service is set', stopped({ kind: 'service', id: 'web' as ServiceId })],
  [
    'not-whole',
    'its service has lost another host',
    chaosQuestion(chaosSpec, { snapshot: seenUp(names, { 'web-3': 'unreachable' }) }),
  ],
  [
    'last-instance',
    'nothing else serves it',
    chaosQuestion({ ...chaosSpec, services: { web: { on: ['web-1'], chaos: allButPrimary } } }),
  ],
  [
    'hours-too-short',
    'the hours end before it would',
    chaosQuestion(chaosSpec, { now: almostClosed, maxObservationAgeMs: DAY_MS }),
  ],
  [
    'budget',
    'its service may miss nobody',
    chaosQuestion({
      ...chaosSpec,
      services: {
        ...chaosSpec.services,
        web: { on: ['web-1', 'web-2', 'web-3'], chaos: allButPrimary, budget: atLeast(3) },
      },
    }),
  ],
];

describe('a host is left out', () => {
  it.each(reasons)('%s: %s', (kind, _, question) => {
    expect(whyNot(question, 'web-1')).toContain(kind);
    expect(drawn(question)).not.toContain('web-1');
  });

  it('for each of these reasons in some test', () => {
    const told: Record<ChaosObstacle['kind'], true> = {
      'no-service': true,
      'not-opted-in': true,
      'no-placement': true,
      exempt: true,
      'never-by-plan': true,
      'own-path': true,
      'has-guests': true,
      'not-observed': true,
      'booted-lately': true,
      'reboots-used': true,
      'failed-lately': true,
      'left-out': true,
      stopped: true,
      'not-whole': true,
      'last-instance': true,
      'hours-too-short': true,
      budget: true,
    };
    const tested = new Set<string>(['no-service', 'not-opted-in', ...reasons.map(([kind]) => kind)]);
    expect(Object.keys(told).filter((kind) => !tested.has(kind))).toEqual([]);
  });

  it('and the others of a service that lost one are left out too', () => {
    const question = chaosQuestion(chaosSpec, { snapshot: seenUp(names, { 'web-3': 'unreachable' }) });
    expect(drawn(question)).toEqual(['db-2']);
  });
});

describe('nobody is drawn', () => {
  const freeze = { id: 'f', reason: 'sale', fromAt: planningNow, untilAt: planningNow + 1 };
  const waiting = openScenario().campaign();
  const holding: readonly (readonly [string, string, ChaosQuestion])[] = [
    [
      'campaign-open',
      'a campaign waits for approval',
      chaosQuestion(chaosSpec, { openCampaigns: [waiting] }),
    ],
    [
      'flag-set',
      'the stop switch is set, or an incident is open',
      chaosQuestion(chaosSpec, { flags: [{ kind: 'set', cause: { kind: 'stop-switch' }, why: 'incident' }] }),
    ],
    [
      'flag-unknown',
      'nobody can tell of incidents',
      chaosQuestion(chaosSpec, { flags: [{ kind: 'unknown', why: 'x' }] }),
    ],
    ['frozen', 'a freeze holds', chaosQuestion({ ...chaosSpec, rest: { freezes: [freeze] } })],
    [
      'freeze-unknown',
      'a freeze calendar cannot be read',
      chaosQuestion({ ...chaosSpec, rest: { unreadFreezes: [{ id: 'ics', why: 'gone' }] } }),
    ],
  ];

  it.each(holding)('%s: %s', (kind, _, question) => {
    expect(judgeChaos(question).holds.map((hold) => hold.kind)).toEqual([kind]);
    expect(drawn(question)).toEqual([]);
  });
});

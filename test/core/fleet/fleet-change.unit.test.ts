import { describe, expect, it } from 'vitest';
import { compareFleets } from '../../../src/core/fleet/fleet-change.ts';
import { changeLines } from '../../../src/core/fleet/fleet-change-text.ts';
import { lossLine, suspiciousLosses } from '../../../src/core/fleet/fleet-shrink.ts';
import { fleetText } from '../../../src/core/fleet/fleet-text.ts';
import { buildFleet, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { fc } from '../../fakes/properties.ts';

const spec = {
  racks: { r1: { zone: 'z1', feeds: ['f1'] }, r2: { zone: 'z1' } },
  hosts: {
    a: { rack: 'r1' },
    b: { rack: 'r1' },
    c: { rack: 'r2' },
    hv: { rack: 'r2' },
    vm: { hypervisor: 'hv' },
  },
  services: { web: { on: ['a', 'b'] }, db: { on: { c: 'primary' } } },
} satisfies FleetSpec;

const lines = (after: FleetSpec, before: FleetSpec = spec): readonly string[] =>
  changeLines(compareFleets(buildFleet(before), buildFleet(after)));

describe('what changed', () => {
  const { hosts, services, racks } = spec;
  const { c: _, ...withoutC } = hosts;
  it.each<[string, FleetSpec, readonly string[]]>([
    ['nothing', spec, []],
    [
      'hosts added',
      { ...spec, hosts: { ...hosts, d: { rack: 'r1' }, e: { rack: 'r1' }, f: { zone: 'z1' }, g: {} } },
      ['hosts d, e: added in rack r1', 'host f: added in zone z1', 'host g: added in no known place'],
    ],
    [
      'a host and its service removed',
      { ...spec, hosts: withoutC, services: { web: services.web } },
      ['host c: removed from rack r2', 'service db: removed'],
    ],
    [
      'a host moved',
      { ...spec, hosts: { ...hosts, a: { rack: 'r2' } } },
      ['host a: moved from rack r1 to rack r2'],
    ],
    [
      'a hypervisor moved with its guest',
      { ...spec, hosts: { ...hosts, hv: { rack: 'r1' } } },
      ['host hv: moved from rack r2 to rack r1', 'host vm: changed in placement'],
    ],
    [
      'settings of hosts',
      { ...spec, hosts: { ...hosts, a: { rack: 'r1', ownPath: true }, b: { rack: 'r1', ownPath: true } } },
      ['hosts a, b: changed in ownPath'],
    ],
    [
      'who works for a service',
      { ...spec, services: { ...services, web: { on: ['b', 'c'] } } },
      ['service web: joined by c; left by a'],
    ],
    [
      'a part',
      { ...spec, services: { ...services, db: { on: { c: 'standby' } } } },
      ['service db: changed in instances'],
    ],
    [
      'a service’s rules',
      { ...spec, services: { ...services, db: { on: { c: 'primary' }, quorum: true, dependsOn: ['web'] } } },
      ['service db: changed in dependsOn, quorum'],
    ],
    [
      'the feeds of a rack',
      { ...spec, racks: { ...racks, r2: { zone: 'z1', feeds: ['f1', 'f2'] } } },
      ['rack r2: changed in feeds', 'feed f2: added'],
    ],
    [
      'limits',
      { ...spec, rest: { caps: { maxInFlight: 5, maxHostsPerCampaign: 50, domains: [] } } },
      ['caps: changed in maxInFlight'],
    ],
    [
      'freezes and waivers',
      {
        ...spec,
        rest: {
          freezes: [{ id: 'sale', reason: 'x', fromAt: 1, untilAt: 2 }],
          waivers: [{ code: 'clustered', subject: 'service:web', reason: 'x', by: 'me', untilAt: 1 }],
        },
      },
      ['freeze sale: added', 'waiver clustered of service:web: added'],
    ],
  ])('%s', (_name, after, expected) => {
    expect(lines(after)).toEqual(expected);
  });

  it('says how many more there are', () => {
    const more = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`n${index + 10}`, { rack: 'r1' }]),
    );
    expect(lines({ ...spec, hosts: { ...hosts, ...more } })).toEqual([
      'hosts n10, n11, n12, n13, n14, n15 and 34 more: added in rack r1',
    ]);
  });

  it('is empty exactly if the fleets have one text', () => {
    const host = fc.record({ rack: fc.constantFrom('r1', 'r2'), ownPath: fc.boolean() });
    const fleets = fc
      .record({ a: host, b: host, on: fc.subarray(['a', 'b']), quorum: fc.boolean() })
      .map(({ a, b, on, quorum }) => buildFleet({ racks, hosts: { a, b }, services: { s: { on, quorum } } }));
    fc.assert(
      fc.property(fleets, fleets, (before, after) => {
        expect(compareFleets(before, after).length === 0).toBe(fleetText(before) === fleetText(after));
      }),
    );
  });
});

describe('a suspicious reload', () => {
  const fleetOf = (hosts: number, services: number, perService: number) =>
    buildFleet({
      hosts: Object.fromEntries(Array.from({ length: hosts }, (_, index) => [`h${index}`, { zone: 'z' }])),
      services: Object.fromEntries(
        Array.from({ length: services }, (_, index) => [
          `s${index}`,
          { on: Array.from({ length: perService }, (_unused, host) => `h${host}`) },
        ]),
      ),
    });
  const losses = (
    before: ReturnType<typeof fleetOf>,
    after: ReturnType<typeof fleetOf>,
    maxLostPercent = 20,
  ) => suspiciousLosses(before, after, { maxLostPercent }).map(lossLine);

  it.each([
    [3, 2, []],
    [3, 1, ['2 of 3 hosts are gone, at most 1 may go at once']],
    [10, 8, []],
    [10, 7, ['3 of 10 hosts are gone, at most 2 may go at once']],
    [10, 30, []],
    [10, 0, ['10 of 10 hosts are gone, at most 2 may go at once']],
  ])('%i hosts, then %i', (before, after, expected) => {
    expect(losses(fleetOf(before, 0, 0), fleetOf(after, 0, 0))).toEqual(expected);
  });

  it('counts services and memberships too: without them nothing is protected', () => {
    expect(losses(fleetOf(10, 10, 3), fleetOf(10, 7, 3))).toEqual([
      '3 of 10 services are gone, at most 2 may go at once',
      '9 of 30 instances are gone, at most 6 may go at once',
    ]);
    expect(losses(fleetOf(10, 2, 10), fleetOf(10, 2, 1))).toEqual([
      '18 of 20 instances are gone, at most 4 may go at once',
    ]);
  });

  it('a limit of 100 percent refuses nothing, and of 0 percent any loss', () => {
    expect(losses(fleetOf(10, 3, 3), fleetOf(0, 0, 0), 100)).toEqual([]);
    expect(losses(fleetOf(10, 0, 0), fleetOf(9, 0, 0), 0)).toEqual([
      '1 of 10 hosts are gone, at most 0 may go at once',
    ]);
  });
});

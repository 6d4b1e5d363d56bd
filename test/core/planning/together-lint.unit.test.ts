// Who may be in flight together, as the lint reads it from the fleet: asked of whoever starts last, it finds what is wrong
// with all of them.
import { describe, expect, it } from 'vitest';
import type { DomainCap, Fleet } from '../../../src/core/fleet/fleet.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { LintFleet } from '../../../src/core/planning/lint-fleet.ts';
import { Flight } from '../../../src/core/planning/together-lint.ts';
import { buildFleet, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { mayMiss } from '../../fakes/sample-fleet.ts';
import { togetherFaults } from '../../fakes/together-faults.ts';

const inZone = { zone: 'z' };
const roomy = { caps: { maxInFlight: 9, maxHostsPerCampaign: 9, domains: [] } };
const fleetOf = (spec: Partial<FleetSpec>): Fleet => buildFleet({ hosts: {}, rest: roomy, ...spec });
const ids = (...names: readonly string[]) => new Set(names as readonly HostId[]);
const nobody = ids();

/** What is said of the last of `names` when it joins the others. */
function joining(fleet: Fleet, ...names: readonly string[]) {
  const flight = new Flight(new LintFleet(fleet), nobody);
  for (const name of names) flight.start(name as HostId);
  return flight.faultsOf(ids(...names.slice(-1)));
}

describe('a service and what it needs', () => {
  const fleet = fleetOf({
    hosts: { web: inZone, api: inZone, db: inZone, all: inZone, other: inZone },
    services: {
      web: { on: ['web', 'all'], dependsOn: ['api'], budget: mayMiss(2) },
      api: { on: ['api'], dependsOn: ['db'], budget: mayMiss(1) },
      db: { on: ['db', 'all'], budget: mayMiss(2) },
    },
  });
  const together = (service: string, needs: string) => ({ kind: 'dependency-together', service, needs });

  it('never go together, whoever starts last, and however far apart they are', () => {
    expect(joining(fleet, 'web', 'api')).toEqual([together('web', 'api')]);
    expect(joining(fleet, 'api', 'web')).toEqual([together('web', 'api')]);
    expect(joining(fleet, 'web', 'db')).toEqual([together('web', 'db')]);
    expect(joining(fleet, 'db', 'web')).toEqual([together('web', 'db')]);
  });

  it('may go with the one host that serves both, alone', () => {
    expect(joining(fleet, 'all')).toEqual([]);
    expect(joining(fleet, 'other', 'all')).toEqual([]);
    expect(joining(fleet, 'all', 'db')).toEqual([together('web', 'db')]);
    expect(joining(fleet, 'web', 'all')).toEqual([together('web', 'db')]);
  });

  it('are apart once one of them is done', () => {
    const flight = new Flight(new LintFleet(fleet), nobody);
    for (const host of ids('web', 'other')) flight.start(host);
    flight.end('web' as HostId);
    flight.start('db' as HostId);
    expect(flight.faultsOf(ids('db'))).toEqual([]);
  });

  it('in a ring of needs: two of one service may go', () => {
    const ring = fleetOf({
      hosts: { a: inZone, b: inZone, c: inZone },
      services: {
        one: { on: ['a', 'b'], dependsOn: ['two'], budget: mayMiss(2) },
        two: { on: ['c'], dependsOn: ['one'], budget: mayMiss(1) },
      },
    });
    expect(joining(ring, 'a', 'b')).toEqual([]);
    expect(joining(ring, 'a', 'c')).toHaveLength(2);
    const flight = new Flight(new LintFleet(ring), nobody);
    for (const host of ids('c', 'a', 'b')) flight.start(host);
    flight.end('c' as HostId);
    expect(flight.faultsOf(ids('a', 'b'))).toEqual([]);
  });
});

it('a guest never goes with a hypervisor, however deep below it that is, whoever starts last', () => {
  const fleet = fleetOf({
    racks: { r: { zone: 'z' } },
    hosts: { hv: { rack: 'r' }, vm: { hypervisor: 'hv' }, nested: { hypervisor: 'vm' } },
  });
  const fault = { kind: 'guest-with-hypervisor', guest: 'nested', hypervisor: 'hv' };
  expect(joining(fleet, 'hv', 'nested')).toEqual([fault]);
  expect(joining(fleet, 'nested', 'hv')).toEqual([fault]);
  expect(joining(fleet, 'nested')).toEqual([]);
});

it('a service counts who is down with a hypervisor that is in flight twice, until both are done', () => {
  const fleet = fleetOf({
    racks: { r: { zone: 'z' } },
    hosts: { hv: { rack: 'r' }, vm: { hypervisor: 'hv' }, w: { rack: 'r' } },
    services: { web: { on: ['vm', 'w'], budget: mayMiss(1) } },
  });
  const flight = new Flight(new LintFleet(fleet), nobody);
  for (const host of ['hv', 'hv', 'vm'] as HostId[]) flight.start(host);
  flight.end('vm' as HostId);
  flight.end('hv' as HostId);
  flight.start('w' as HostId);
  const fault = { kind: 'below-minimum', service: 'web', up: 0, minAvailable: 1 };
  expect(flight.faultsOf(ids('w'))).toEqual([fault]);
  flight.end('hv' as HostId);
  expect(flight.faultsOf(ids('w'))).toEqual([]);
});

it.each([
  ['rack', { percent: 50 }, 2, 3],
  ['feed', 1, 1, 2],
  ['zone', { percent: 25 }, 1, 2],
  ['site', 3, 3, 4],
] as readonly (readonly [DomainCap['level'], DomainCap['maxDown'], number, number])[])(
  'of a %s at most %j may be down: %i of four may, %i may not',
  (level, maxDown, fits, breaks) => {
    const names = ['a', 'b', 'c', 'd'];
    const fleet = buildFleet({
      racks: { r: { zone: 'z', feeds: ['f'] } },
      hosts: Object.fromEntries(names.map((name) => [name, { rack: 'r' }])),
      rest: { caps: { ...roomy.caps, domains: [{ level, maxDown }] } },
    });
    expect(joining(fleet, ...names.slice(0, fits))).toEqual([]);
    expect(joining(fleet, ...names.slice(0, breaks))).toMatchObject([{ kind: 'domain-over-cap', level }]);
    // One that is down by itself counts once, in flight or not.
    expect(togetherFaults(fleet, ids(...names.slice(0, fits)), ids('a'))).toEqual([]);
    expect(togetherFaults(fleet, ids(...names.slice(0, fits)), ids('d'))).toHaveLength(1);
  },
);

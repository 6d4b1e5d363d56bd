import { describe, expect, it } from 'vitest';
import type { FailureDomain } from '../../../src/core/fleet/fleet.ts';
import {
  feedsOf,
  guestsOf,
  hostsIn,
  hostsLost,
  hypervisorsOf,
  instancesOn,
  servicesOf,
} from '../../../src/core/fleet/fleet-lookup.ts';
import type { FeedId, HostId, RackId, SiteId, ZoneId } from '../../../src/core/fleet/ids.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';

const fleet = buildFleet({
  zones: { za: 's1', zb: 's1', zc: 's2' },
  racks: {
    r1: { zone: 'za', feeds: ['f1'] },
    r2: { zone: 'za', feeds: ['f1', 'f2'] },
    r3: { zone: 'zb', feeds: ['f2', 'f2'] },
    r4: { zone: 'zb' },
  },
  hosts: {
    b: { rack: 'r1' },
    a: { rack: 'r1' },
    c: { rack: 'r2' },
    d: { rack: 'r3' },
    e: { rack: 'r4' },
    cloud: { zone: 'zc' },
    lost: {},
    hv: { rack: 'r2' },
    vm2: { hypervisor: 'hv' },
    vm1: { hypervisor: 'hv' },
    nested: { hypervisor: 'vm1' },
  },
  services: {
    web: { on: ['b', 'a', 'vm1'] },
    db: { on: { a: 'primary', d: 'replica' } },
  },
});

const lost = (domain: FailureDomain): readonly string[] => [...hostsIn(fleet, domain)];
const feed = (id: string): FailureDomain => ({ level: 'feed', id: id as FeedId });

describe('what a loss takes', () => {
  it('a rack takes its hosts and the guests on them, in id order', () => {
    expect(lost({ level: 'rack', id: 'r1' as RackId })).toEqual(['a', 'b']);
    expect(lost({ level: 'rack', id: 'r2' as RackId })).toEqual(['c', 'hv', 'nested', 'vm1', 'vm2']);
  });

  it('a feed takes only racks that have no other feed', () => {
    expect(lost(feed('f1'))).toEqual(['a', 'b']);
    expect(lost(feed('f2'))).toEqual(['d']);
  });

  it('feeds lost together take the racks that hung on both', () => {
    expect([...hostsLost(fleet, [feed('f1'), feed('f2')])]).toEqual([
      'a',
      'b',
      'c',
      'd',
      'hv',
      'nested',
      'vm1',
      'vm2',
    ]);
  });

  it('a rack of unknown feeds is never taken by a feed', () => {
    expect(hostsLost(fleet, [feed('f1'), feed('f2')]).has('e' as HostId)).toBe(false);
  });

  it('zones and sites take what stands in them; a host without placement is nowhere', () => {
    expect(lost({ level: 'zone', id: 'zc' as ZoneId })).toEqual(['cloud']);
    expect(lost({ level: 'site', id: 's1' as SiteId })).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'hv',
      'nested',
      'vm1',
      'vm2',
    ]);
  });

  it('a host takes its guests, whether it is asked as host or as hypervisor', () => {
    expect(lost({ level: 'hypervisor', id: 'hv' as HostId })).toEqual(['hv', 'nested', 'vm1', 'vm2']);
    expect(lost({ level: 'host', id: 'vm1' as HostId })).toEqual(['nested', 'vm1']);
  });

  it('an unknown domain takes nothing, and is not remembered: anybody can ask for any number of names', () => {
    expect(lost({ level: 'host', id: 'nobody' as HostId })).toEqual([]);
    expect(lost(feed('f9'))).toEqual([]);
    expect(hostsIn(fleet, feed('f9'))).not.toBe(hostsIn(fleet, feed('f9')));
    expect(hostsIn(fleet, feed('f1'))).toBe(hostsIn(fleet, feed('f1')));
  });

  it('what a host is a guest of is named from the nearest down, and a ring of them ends', () => {
    expect(hypervisorsOf(fleet, 'nested' as HostId)).toEqual(['vm1', 'hv']);
    expect(hypervisorsOf(fleet, 'hv' as HostId)).toEqual([]);
    const hosts = new Map(fleet.hosts);
    const vm1 = hosts.get('vm1' as HostId)!;
    hosts.set(vm1.id, { ...vm1, placement: { ...vm1.placement!, hypervisor: 'nested' as HostId } });
    expect(hypervisorsOf({ ...fleet, hosts }, 'nested' as HostId)).toEqual(['vm1']);
  });
});

describe('who serves what, and where', () => {
  it('names the instances and services of a host in service order', () => {
    expect(instancesOn(fleet, 'a' as HostId).map(({ service, part }) => [service, part])).toEqual([
      ['db', 'primary'],
      ['web', 'member'],
    ]);
    expect(servicesOf(fleet, 'a' as HostId).map(({ id }) => id)).toEqual(['db', 'web']);
    expect(servicesOf(fleet, 'c' as HostId)).toEqual([]);
  });

  it('a guest hangs on the feeds of its hypervisor', () => {
    const host = (id: string) => fleet.hosts.get(id as HostId)!;
    expect(feedsOf(fleet, host('vm1'))).toEqual(['f1', 'f2']);
    expect(feedsOf(fleet, host('cloud'))).toEqual([]);
  });

  it('guests of guests go too, and a ring of guests ends', () => {
    expect(guestsOf(fleet, 'hv' as HostId)).toEqual(['nested', 'vm1', 'vm2']);
    const placement = fleet.hosts.get('a' as HostId)!.placement!;
    const hosts = new Map(fleet.hosts);
    const turn = (id: string, on: string) =>
      hosts.set(id as HostId, {
        ...fleet.hosts.get('a' as HostId)!,
        id: id as HostId,
        placement: { ...placement, hypervisor: on as HostId },
      });
    turn('x', 'y');
    turn('y', 'x');
    expect(guestsOf({ ...fleet, hosts }, 'x' as HostId)).toEqual(['y']);
  });

  it('answers for the fleet it is asked about, not for one it has seen', () => {
    const smaller = { ...fleet, hosts: new Map([...fleet.hosts].filter(([id]) => id !== 'b')) };
    expect([...hostsIn(smaller, { level: 'rack', id: 'r1' as RackId })]).toEqual(['a']);
    expect(lost({ level: 'rack', id: 'r1' as RackId })).toEqual(['a', 'b']);
  });
});

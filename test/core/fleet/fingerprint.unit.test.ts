import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import { hostFingerprint } from '../../../src/core/fleet/fingerprint.ts';
import { fleetDigest, fleetText } from '../../../src/core/fleet/fleet-text.ts';
import type { FleetDigest, HostId } from '../../../src/core/fleet/ids.ts';
import { drainHook } from '../../fakes/campaign-scenario.ts';
import { alwaysOpen } from '../../fakes/planning-fleet.ts';
import { buildFleet, testTiming, type FleetSpec } from '../../fakes/fleet-builder.ts';

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

const gate = {
  name: 'answers on 80',
  question: { kind: 'tcp', port: 80 },
  attemptMs: 1,
  everyMs: 1,
  withinMs: 1,
  parts: null,
  passes: 1,
} as const;

const spec = {
  racks: { r1: { zone: 'z1', feeds: ['f1', 'f2'] }, r2: { zone: 'z1' } },
  hosts: { a: { rack: 'r1' }, b: { rack: 'r1' }, vm: { hypervisor: 'a' } },
  services: { web: { on: ['a', 'b'] }, db: { on: { b: 'primary' } } },
} satisfies FleetSpec;

const print = (fleet: Fleet, host = 'a'): string => hostFingerprint(fleet, host as HostId, sha256Hex);
const before = print(buildFleet(spec));

describe('the fleet digest', () => {
  it('is the same for the same fleet in another order', () => {
    const { b, vm, a } = spec.hosts;
    const turned = buildFleet({ ...spec, hosts: { vm, b, a } });
    expect([...turned.hosts.keys()]).not.toEqual([...buildFleet(spec).hosts.keys()]);
    expect(fleetDigest(turned, sha256Hex)).toBe(fleetDigest(buildFleet(spec), sha256Hex));
  });

  it('does not hold itself', () => {
    const fleet = buildFleet(spec);
    expect(fleetText({ ...fleet, digest: 'other' as FleetDigest })).toBe(fleetText(fleet));
  });

  it.each(['sites', 'zones', 'racks', 'feeds', 'hosts', 'services', 'caps', 'freezes', 'waivers'] as const)(
    'changes with %s',
    (part) => {
      const fleet = buildFleet(spec);
      const changed = { ...fleet, [part]: part === 'caps' ? { ...fleet.caps, maxInFlight: 9 } : ['x'] };
      expect(fleetText(changed)).not.toBe(fleetText(fleet));
    },
  );
});

describe('the fingerprint of a host', () => {
  const { hosts, services } = spec;
  it.each<[string, FleetSpec]>([
    ['the address', { ...spec, hosts: { ...hosts, a: { rack: 'r1', ssh: {} as never } } }],
    ['the rack', { ...spec, hosts: { ...hosts, a: { rack: 'r2' } } }],
    ['the feeds of the rack', { ...spec, racks: { ...spec.racks, r1: { zone: 'z1', feeds: ['f1'] } } }],
    ['its guests', { ...spec, hosts: { ...hosts, vm: { rack: 'r1' } } }],
    [
      'an exemption',
      { ...spec, hosts: { ...hosts, a: { rack: 'r1', exemption: { reason: 'x', untilAt: 1 } } } },
    ],
    [
      'an exemption of a guest',
      { ...spec, hosts: { ...hosts, vm: { hypervisor: 'a', exemption: { reason: 'x', untilAt: 1 } } } },
    ],
    ['a window of a guest', { ...spec, hosts: { ...hosts, vm: { hypervisor: 'a', windows: [alwaysOpen] } } }],
    ['a drain of a guest', { ...spec, hosts: { ...hosts, vm: { hypervisor: 'a', drain: drainHook } } }],
    ['an undrain of a guest', { ...spec, hosts: { ...hosts, vm: { hypervisor: 'a', undrain: drainHook } } }],
    [
      'the time that a guest has to start',
      {
        ...spec,
        hosts: { ...hosts, vm: { hypervisor: 'a', timing: { ...testTiming, systemUpWithinMs: 1 } } },
      },
    ],
    ['a gate of a guest', { ...spec, services: { ...services, vm: { on: ['vm'], gates: [gate] } } }],
    ['the part', { ...spec, services: { ...services, web: { on: { a: 'primary', b: 'member' } } } }],
    ['a service that it leaves', { ...spec, services: { ...services, web: { on: ['b'] } } }],
    ['a gate', { ...spec, services: { ...services, web: { on: ['a', 'b'], gates: [gate] } } }],
    ['own path', { ...spec, hosts: { ...hosts, a: { rack: 'r1', ownPath: true } } }],
  ])('changes with %s', (_, changed) => {
    expect(print(buildFleet(changed))).not.toBe(before);
  });

  it.each<[string, FleetSpec]>([
    ['another host', { ...spec, hosts: { ...hosts, b: { rack: 'r2' } } }],
    ['a budget', { ...spec, services: { ...services, web: { on: ['a', 'b'], quorum: true } } }],
    ['a label', { ...spec, hosts: { ...hosts, a: { rack: 'r1', labels: { os: 'debian' } } } }],
  ])('does not change with %s', (_, changed) => {
    expect(print(buildFleet(changed))).toBe(before);
  });

  it('refuses a host of another fleet', () => {
    expect(() => print(buildFleet(spec), 'nobody')).toThrow('no host nobody');
  });
});

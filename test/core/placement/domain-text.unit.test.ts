import { describe, expect, it } from 'vitest';
import { domainText, readDomain } from '../../../src/core/placement/domain-text.ts';
import { domainPhrase } from '../../../src/core/placement/finding-text.ts';
import { whatIf } from '../../../src/core/placement/what-if.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';

const fleet = buildFleet({
  racks: { r1: { zone: 'z' }, r2: { zone: 'z' } },
  hosts: { a: { rack: 'r1' }, b: { rack: 'r2' }, vm: { hypervisor: 'b' } },
  domains: { c7: { kind: 'chassis', hosts: ['b'] }, s1: { kind: 'switch', racks: ['r1'] } },
  services: { web: { on: ['a', 'vm'] } },
});

describe('the name of a failure domain', () => {
  it.each(['rack:r1', 'zone:z', 'host:a', 'chassis:c7', 'switch:s1'])('%s reads back', (text) => {
    const reading = readDomain(fleet, text);
    expect(reading.kind === 'domain' ? domainText(reading.domain) : reading).toBe(text);
  });

  it('names the levels there are, those of the site among them', () => {
    expect(readDomain(fleet, 'shelf:c7')).toMatchObject({
      kind: 'unknown-level',
      levels: ['host', 'hypervisor', 'rack', 'feed', 'zone', 'site', 'chassis', 'switch'],
    });
    expect(readDomain(fleet, 'custom:c7')).toMatchObject({ kind: 'unknown-level', found: 'custom' });
  });

  it('knows which kind an id is of', () => {
    expect(readDomain(fleet, 'chassis:s1')).toEqual({
      kind: 'unknown-id',
      level: 'chassis',
      id: 's1',
      known: ['c7'],
    });
  });

  it('knows a hypervisor by its guests: a host without any is none', () => {
    expect(readDomain(fleet, 'hypervisor:b')).toMatchObject({
      kind: 'domain',
      domain: { level: 'hypervisor' },
    });
    expect(readDomain(fleet, 'hypervisor:a')).toEqual({
      kind: 'unknown-id',
      level: 'hypervisor',
      id: 'a',
      known: ['b'],
    });
  });

  it('is what a what-if is asked with', () => {
    const reading = readDomain(fleet, 'chassis:c7');
    if (reading.kind !== 'domain') throw new Error('not read');
    expect(domainPhrase(reading.domain)).toBe('chassis c7');
    expect(whatIf(fleet, [reading.domain], { alsoDown: [] })).toMatchObject({
      lostHosts: ['b', 'vm'],
      services: [{ service: 'web', outcome: 'degraded' }],
    });
  });
});

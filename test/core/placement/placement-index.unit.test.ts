import { describe, expect, it } from 'vitest';
import { hostsIn } from '../../../src/core/fleet/fleet-lookup.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { placementIndex, takesHost } from '../../../src/core/placement/placement-index.ts';
import { randomFleet, sharedDomainsOf } from '../../fakes/random-fleet.ts';
import { fc } from '../../fakes/properties.ts';

describe('placementIndex', { timeout: 120_000 }, () => {
  it('agrees with fleet-lookup on what every single loss takes', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const index = placementIndex(fleet);
        const domains = sharedDomainsOf(fleet);
        expect(new Set(index.domains.map(({ level, id }) => `${level}:${id}`))).toEqual(
          new Set(domains.map(({ level, id }) => `${level}:${id}`)),
        );
        index.domains.forEach((domain, number) => {
          const taken = index.hosts.filter((_, host) => takesHost(index, number, host));
          expect(taken.map(({ id }) => id).sort()).toEqual([...hostsIn(fleet, domain)]);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('knows which domains hold all the hosts of which', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const index = placementIndex(fleet);
        index.domains.forEach((domain, number) => {
          const inside: readonly HostId[] = [...hostsIn(fleet, domain)];
          const holders = index.domains.flatMap((other, otherNumber) => {
            const hosts = hostsIn(fleet, other);
            return otherNumber !== number && inside.every((host) => hosts.has(host)) ? [otherNumber] : [];
          });
          if (inside.length > 0)
            expect(index.containers.targetsOf(number).sort((a, b) => a - b)).toEqual(holders);
        });
      }),
    );
  });

  it('does not go round in a circle of guests', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const [first] = fleet.hosts.values();
        if (first?.placement === undefined || first.placement === null) return;
        const own = { ...first, placement: { ...first.placement, hypervisor: first.id } };
        const circular = { ...fleet, hosts: new Map([...fleet.hosts, [own.id, own]]) };
        expect(placementIndex(circular).hosts.length).toBe(fleet.hosts.size);
      }),
      { numRuns: 20 },
    );
  });
});

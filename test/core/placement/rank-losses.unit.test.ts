import { describe, expect, it } from 'vitest';
import type { DomainLevel } from '../../../src/core/fleet/fleet.ts';
import { domainText } from '../../../src/core/placement/domain-text.ts';
import { losingPairs } from '../../../src/core/placement/losing-pairs.ts';
import { isStopped } from '../../../src/core/placement/outcome.ts';
import { sharedLevels } from '../../../src/core/placement/shared-domain.ts';
import { rankLosses } from '../../../src/core/placement/rank-losses.ts';
import { whatIf } from '../../../src/core/placement/what-if.ts';
import type { ServiceImpact } from '../../../src/core/placement/what-if.ts';
import { domainsOf, randomFleet, sharedDomainsOf } from '../../fakes/random-fleet.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { fc } from '../../fakes/properties.ts';

const everyLevel: readonly DomainLevel[] = ['host', ...sharedLevels];
const nothingElse = { alsoDown: [] };

const stoppedAlone = ({ own }: ServiceImpact): boolean => isStopped(own);

describe('rankLosses', { timeout: 120_000 }, () => {
  it('puts the loss that stops most first', () => {
    const worst = rankLosses(sampleFleet(), { limit: 4, levels: everyLevel });
    expect(worst.map(({ domain }) => domainText(domain))).toEqual([
      'site:icn-a',
      'zone:icn-a1',
      'rack:r12',
      'feed:a-north',
    ]);
    expect(worst[2]).toMatchObject({
      hosts: 17,
      down: 2,
      quorumLost: 1,
      belowMinimum: 3,
      degraded: 3,
      dragged: 2,
    });
  });

  it('looks only at the levels asked for, and lists no more than asked', () => {
    const racks = rankLosses(sampleFleet(), { limit: 2, levels: ['rack'] });
    expect(racks.map(({ domain }) => domain.level)).toEqual(['rack', 'rack']);
  });

  it('agrees with what-if on every single loss of random fleets, and is in order', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const ranked = rankLosses(fleet, { limit: 1000, levels: everyLevel });
        const hypervisors = new Set(
          sharedDomainsOf(fleet).flatMap(({ level, id }) => (level === 'hypervisor' ? [id] : [])),
        );
        const expected = domainsOf(fleet)
          .filter(({ level, id }) => level !== 'host' || !hypervisors.has(id))
          .map((domain) => {
            const { services, lostHosts } = whatIf(fleet, [domain], nothingElse);
            const hit = services.filter(({ lostHosts: lost }) => lost.length > 0);
            const own = (outcome: string): number => hit.filter((impact) => impact.own === outcome).length;
            return {
              domain: domainText(domain),
              hosts: lostHosts.length,
              down: own('down'),
              quorumLost: own('quorum-lost'),
              belowMinimum: own('below-minimum'),
              degraded: own('degraded'),
              touches: hit.length,
            };
          })
          .filter(({ touches }) => touches > 0)
          .map(({ touches: _, ...rest }) => rest);
        const found = ranked.map(({ domain, dragged: _, ...rest }) => ({
          domain: domainText(domain),
          ...rest,
        }));
        const key = ({ domain }: { domain: string }): string => domain;
        const sorted = <Row extends { domain: string }>(rows: readonly Row[]): readonly Row[] =>
          [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
        expect(sorted(found)).toEqual(sorted(expected));
        for (const { domain, dragged } of ranked) {
          const { services } = whatIf(fleet, [domain], nothingElse);
          const untouchedStops = services.filter((one) => stoppedAlone(one) && one.lostHosts.length === 0);
          // A service that is below its majority before any loss drags nobody along with this one.
          if (untouchedStops.length > 0) continue;
          expect(dragged).toBe(services.filter(({ path }) => path.length > 0).length);
        }
        const weight = ranked.map(({ down, quorumLost, dragged }) => down + quorumLost + dragged);
        expect(weight).toEqual([...weight].sort((a, b) => b - a));
      }),
      { numRuns: 500 },
    );
  });
});

describe('losingPairs', { timeout: 120_000 }, () => {
  it('finds the two feeds and the two racks that only together stop a service', () => {
    const pairs = losingPairs(sampleFleet(), { levels: ['feed', 'rack'] });
    const brief = pairs.map(
      ({ domains, services }) => `${domains.map(domainText).join('+')} ${services.join(',')}`,
    );
    expect(brief).toContain('rack:r12+rack:r13 edge,notify-api,store-web');
    expect(brief).toContain('feed:a-north+feed:a-south edge,notify-api,recommend-api,store-db,store-web');
    expect(brief.join()).not.toMatch(/db-proxy|batch/);
  });

  it('agrees with what-if on every pair of one level of random fleets', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const found = losingPairs(fleet, { levels: sharedLevels }).flatMap(({ domains, services }) =>
          services.map((service) => `${domains.map(domainText).sort().join('+')} ${service}`),
        );
        const domains = sharedDomainsOf(fleet);
        const stops = new Map(
          domains.map((domain) => [
            domain,
            new Set(
              whatIf(fleet, [domain], nothingElse)
                .services.filter(stoppedAlone)
                .map(({ service }) => service),
            ),
          ]),
        );
        const expected = domains.flatMap((one, place) =>
          domains.slice(place + 1).flatMap((other) => {
            if (one.level !== other.level) return [];
            return whatIf(fleet, [one, other], nothingElse)
              .services.filter(stoppedAlone)
              .filter(({ service }) => !stops.get(one)?.has(service) && !stops.get(other)?.has(service))
              .map(({ service }) => `${[one, other].map(domainText).sort().join('+')} ${service}`);
          }),
        );
        expect([...found].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import { guestsOf, hostsIn } from '../../../src/core/fleet/fleet-lookup.ts';
import { auditPlacement } from '../../../src/core/placement/audit.ts';
import type { PlacementAudit } from '../../../src/core/placement/audit.ts';
import { domainText } from '../../../src/core/placement/domain-text.ts';
import type { FailureDomain } from '../../../src/core/fleet/fleet.ts';
import type { FindingCode } from '../../../src/core/placement/finding.ts';
import { withMoves } from '../../../src/core/placement/move.ts';
import type { Suggestion } from '../../../src/core/placement/move.ts';
import { codeRank } from '../../../src/core/placement/severity.ts';
import { suggestMoves } from '../../../src/core/placement/suggest-moves.ts';
import { auditText } from '../../../src/views/text/audit-text.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import { randomFleet } from '../../fakes/random-fleet.ts';
import { atLeast, sampleFleet } from '../../fakes/sample-fleet.ts';
import { fc } from '../../fakes/properties.ts';

type Line = {
  readonly key: string;
  readonly subject: string;
  readonly code: FindingCode;
  readonly domain: FailureDomain | null;
};

function linesOf(audit: PlacementAudit): readonly Line[] {
  return audit.findings.flatMap(({ subject, code, domain, also }) =>
    [{ code, domain }, ...also].map((said) => ({
      key: `${said.code} ${subject} ${said.domain === null ? '-' : domainText(said.domain)}`,
      subject,
      code: said.code,
      domain: said.domain,
    })),
  );
}

function suggestionsFor(fleet: Fleet): readonly Suggestion[] {
  return suggestMoves(fleet, auditPlacement(fleet, 0), { limit: 20 });
}

const phrases = (fleet: Fleet): readonly string[] =>
  suggestionsFor(fleet).map(
    ({ finding, moves }) => `${finding.subject}: ${moves.map(auditText('en').movePhrase).join('; ')}`,
  );

const racks: NonNullable<FleetSpec['racks']> = {
  r1: { zone: 'za', units: 4 },
  r2: { zone: 'za', units: 4 },
  r3: { zone: 'zb', units: 4 },
};

describe('suggestMoves', () => {
  it('moves one of two out of the rack, to the other zone and the lowest free unit', () => {
    const hosts = { a: { rack: 'r1', unit: 1 }, b: { rack: 'r1', unit: 2 }, c: { rack: 'r3', unit: 1 } };
    expect(phrases(buildFleet({ racks, hosts, services: { web: { on: ['a', 'b'] } } }))[0]).toBe(
      'service:web: move a from rack r1 unit 1 to rack r3 unit 2',
    );
  });

  it('moves the standby, not the primary', () => {
    const hosts = { a: { rack: 'r1' }, b: { rack: 'r1' } };
    const db = { on: { a: 'primary', b: 'standby' } as const };
    expect(phrases(buildFleet({ racks, hosts, services: { db } }))[0]).toMatch(/^service:db: move b /);
  });

  it('moves as many as it takes, and no more', () => {
    const hosts = Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { rack: 'r1' }]));
    const web = { on: ['a', 'b', 'c', 'd'], budget: atLeast(2) };
    const [first] = suggestionsFor(buildFleet({ racks, hosts, services: { web } }));
    expect(first?.moves).toHaveLength(2);
  });

  it('does not move into a full rack, nor into one that is full with what it moves', () => {
    const full = Object.fromEntries([1, 2, 3, 4].map((unit) => [`full${unit}`, { rack: 'r3', unit }]));
    const hosts = { a: { rack: 'r1' }, b: { rack: 'r1' }, ...full };
    const [first] = phrases(buildFleet({ racks, hosts, services: { web: { on: ['a', 'b'] } } }));
    expect(first).toMatch(/to rack r2 unit 1$/);
    const alone = buildFleet({
      racks: { r1: { zone: 'za', units: 4 }, r3: { zone: 'zb', units: 4 } },
      hosts,
      services: { web: { on: ['a', 'b'] } },
    });
    expect(phrases(alone)).toEqual([]);
  });

  it('counts a host between two units as taking both', () => {
    const hosts = { a: { rack: 'r1' }, b: { rack: 'r1' }, c: { rack: 'r3', unit: 1.5 } };
    expect(phrases(buildFleet({ racks, hosts, services: { web: { on: ['a', 'b'] } } }))[0]).toMatch(
      /to rack r3 unit 3$/,
    );
  });

  it('says to look for room where the height is not written down', () => {
    const high = { r1: { zone: 'za', units: 4 }, r3: { zone: 'zb', units: null } };
    const hosts = { a: { rack: 'r1' }, b: { rack: 'r1' } };
    expect(phrases(buildFleet({ racks: high, hosts, services: { web: { on: ['a', 'b'] } } }))[0]).toMatch(
      /to rack r3 \(see that there is room\)$/,
    );
  });

  it('moves a guest to another hypervisor, and a cloud host to another zone', () => {
    const hosts = {
      hv1: { rack: 'r1' },
      hv2: { rack: 'r3' },
      a: { hypervisor: 'hv1' },
      b: { hypervisor: 'hv1' },
      other: { hypervisor: 'hv2' },
      c: { zone: 'zc' },
      d: { zone: 'zc' },
      e: { zone: 'zd' },
    };
    const services = { web: { on: ['a', 'b'] }, api: { on: ['c', 'd'] } };
    const zones = { zc: 'cloud', zd: 'cloud' };
    expect(phrases(buildFleet({ racks, zones, hosts, services })).slice(0, 2)).toEqual([
      'service:web: move a from hypervisor hv1 (rack r1) to hypervisor hv2 (rack r3)',
      'service:api: move c from zone zc to zone zd',
    ]);
  });

  it('does not move a host next to what its other service must stay away from', () => {
    const two = { r1: { zone: 'za', units: 4 }, r3: { zone: 'zb', units: 4 } };
    const hosts = { a: { rack: 'r1' }, b: { rack: 'r1' }, c: { rack: 'r3', unit: 2 } };
    const web = { on: ['a', 'b'] };
    const cacheOn = (on: readonly string[]) => ({ web, cache: { on } });
    // a and b both serve a cache with c: whichever moves meets c in r3.
    const fleet = buildFleet({
      racks: two,
      hosts,
      services: { ...cacheOn(['a', 'c']), queue: { on: ['b', 'c'] } },
    });
    expect(phrases(fleet)).toEqual([]);
    const free = buildFleet({ racks: two, hosts, services: cacheOn(['a', 'c']) });
    expect(phrases(free)).toEqual(['service:web: move b from rack r1 to rack r3 unit 1']);
  });

  it('passes over the first place that would do harm for the next that does not', () => {
    const hosts = { a: { rack: 'r1' }, b: { rack: 'r1' }, c: { rack: 'r3' } };
    // The other zone would be best for the web, but both would meet their cache there.
    const cache = { on: ['a', 'c'], severities: { zone: 'ignored' } as const };
    const queue = { on: ['b', 'c'], severities: { zone: 'ignored' } as const };
    const fleet = buildFleet({ racks, hosts, services: { web: { on: ['a', 'b'] }, cache, queue } });
    expect(phrases(fleet)[0]).toBe('service:web: move a from rack r1 to rack r2 unit 1');
  });

  it('counts hosts without a unit as taking one', () => {
    const full = Object.fromEntries([1, 2, 3, 4].map((number) => [`full${number}`, { rack: 'r3' }]));
    const two = { r1: { zone: 'za', units: 4 }, r3: { zone: 'zb', units: 4 } };
    const fleet = buildFleet({
      racks: two,
      hosts: { a: { rack: 'r1' }, b: { rack: 'r1' }, ...full },
      services: { web: { on: ['a', 'b'] } },
    });
    expect(phrases(fleet)).toEqual([]);
  });

  it('suggests nothing for what is waived, and nothing if asked for nothing', () => {
    const fleet = sampleFleet();
    const waivers = auditPlacement(fleet, 0).findings.map(({ code, subject }) => ({
      code,
      subject,
      reason: 'r',
      by: 'kim',
      untilAt: 1,
    }));
    expect(suggestionsFor({ ...fleet, waivers })).toEqual([]);
    expect(suggestMoves(fleet, auditPlacement(fleet, 0), { limit: 0 })).toEqual([]);
  });

  it('moves no host together with one that stands on it: the guest would go twice, or not where it is told', () => {
    const hosts = {
      hv1: { rack: 'r1' },
      inner: { hypervisor: 'hv1' },
      deeper: { hypervisor: 'inner' },
      deepest: { hypervisor: 'deeper' },
      hv2: { rack: 'r3' },
      other: { hypervisor: 'hv2' },
    };
    const chassis = { kind: 'chassis', hosts: ['inner'] };
    const db = { on: ['inner', 'deepest', 'hv1', 'deeper'], quorum: true, budget: atLeast(0) };
    const fleet = buildFleet({ racks, hosts, domains: { chassis }, services: { db } });
    for (const { moves } of suggestionsFor(fleet))
      for (const { host } of moves) {
        const guests = guestsOf(fleet, host);
        expect(moves.filter((other) => guests.includes(other.host))).toEqual([]);
      }
  });

  it('clears the worst of the story', () => {
    const cleared = suggestionsFor(sampleFleet()).map(({ finding }) => `${finding.subject} ${finding.code}`);
    expect(cleared).toContain('service:db-proxy all-in-one-domain');
    expect(cleared).toContain('service:storage quorum-lost');
    expect(cleared).toContain('service:publishing-db primary-with-standby');
  });
});

describe('every suggestion', { timeout: 120_000 }, () => {
  it('never worsens: the finding is gone, less is said, and nothing that was not said of it or of a part of it', () => {
    let checked = 0;
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const before = auditPlacement(fleet, 0);
        const known = linesOf(before);
        for (const { finding, moves } of suggestMoves(fleet, before, { limit: 20 })) {
          checked += 1;
          const after = linesOf(auditPlacement(withMoves(fleet, moves), 0));
          const cleared = `${finding.code} ${finding.subject} ${domainText(finding.domain!)}`;
          expect(after.map(({ key }) => key)).not.toContain(cleared);
          expect(after.length).toBeLessThan(known.length);
          for (const line of after) {
            const explained = known.some((one) => {
              if (one.key === line.key) return true;
              // Of the fates it shares a service is told a few; which ones may change.
              if (line.code === 'shared-fate') return one.code === line.code && one.subject === line.subject;
              if (one.subject !== line.subject || one.domain === null || line.domain === null) return false;
              const outer = hostsIn(fleet, line.domain);
              const inside = [...hostsIn(fleet, one.domain)].every((host) => outer.has(host));
              return inside && codeRank(one.code) >= codeRank(line.code);
            });
            expect(explained).toBe(true);
          }
        }
      }),
      { numRuns: 1500 },
    );
    expect(checked).toBeGreaterThan(300);
  });

  it('uses free units only, keeps guests with their hypervisor, and moves no host twice', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        for (const { moves } of suggestionsFor(fleet)) {
          const going = moves.flatMap(({ host }) => [host, ...guestsOf(fleet, host)]);
          expect(new Set(going).size).toBe(going.length);
          const after = withMoves(fleet, moves);
          for (const { host, to } of moves) {
            const moved = after.hosts.get(host)!;
            expect(moved.placement).toEqual(to);
            for (const guest of guestsOf(fleet, host))
              expect(after.hosts.get(guest)?.placement).toMatchObject({
                rack: to.rack,
                zone: to.zone,
                site: to.site,
              });
            const rack = to.rack === null ? undefined : fleet.racks.get(to.rack);
            if (rack === undefined || to.hypervisor !== null || rack.units === null) continue;
            const others = [...after.hosts.values()].filter(
              ({ id, placement }) =>
                id !== host && placement?.rack === rack.id && placement.hypervisor === null,
            );
            const itself = fleet.hosts.get(host)!;
            // Two hosts may share a unit (half depth, front and rear); one without a unit takes its height somewhere.
            const taken = new Set<number>();
            let unwritten = 0;
            for (const { placement, height } of others)
              if (placement?.unit === null || placement?.unit === undefined) unwritten += height;
              else for (let unit = 0; unit < height; unit += 1) taken.add(placement.unit + unit);
            expect(taken.size + unwritten + itself.height).toBeLessThanOrEqual(rack.units);
            if (to.unit === null) continue;
            expect(to.unit).toBeGreaterThanOrEqual(1);
            expect(to.unit + itself.height - 1).toBeLessThanOrEqual(rack.units);
            for (let unit = 0; unit < itself.height; unit += 1) expect(taken).not.toContain(to.unit + unit);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

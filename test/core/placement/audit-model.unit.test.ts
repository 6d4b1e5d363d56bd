// The audit against a model that is written the slow and obvious way: take each domain's hosts away, count what is
// left, say every code that is true. What the audit folds must be all of that, and nothing else.
import { describe, expect, it } from 'vitest';
import type { FailureDomain, Fleet, Service } from '../../../src/core/fleet/fleet.ts';
import { hostsIn } from '../../../src/core/fleet/fleet-lookup.ts';
import { minimumAvailable } from '../../../src/core/fleet/minimum.ts';
import type { ServiceId } from '../../../src/core/fleet/ids.ts';
import { auditPlacement } from '../../../src/core/placement/audit.ts';
import { domainText, levelText } from '../../../src/core/placement/domain-text.ts';
import { maxSharedFates } from '../../../src/core/placement/shared-fate.ts';
import type { Finding, PlacementCode } from '../../../src/core/placement/finding.ts';
import {
  codeRank,
  defaultSeverities,
  severityOf,
  severityRank,
} from '../../../src/core/placement/severity.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { randomFleet, randomSpec, sharedDomainsOf } from '../../fakes/random-fleet.ts';
import { fc } from '../../fakes/properties.ts';

/** `service code domain`, one line for each thing that the audit says, folded or not. */
function said(findings: readonly Finding[]): readonly string[] {
  return findings
    .flatMap((finding) => [
      {
        subject: finding.subject,
        code: finding.code,
        domain: finding.domain,
        needs: finding.path.at(-1) ?? null,
      },
      ...finding.also.map(({ code, domain, needs }) => ({ subject: finding.subject, code, domain, needs })),
    ])
    .map(
      ({ subject, code, domain, needs }) =>
        `${subject} ${code} ${domain === null ? '-' : domainText(domain)} ${needs ?? ''}`,
    )
    .sort();
}

function leftOf(fleet: Fleet, service: Service, domain: FailureDomain): number {
  const lost = hostsIn(fleet, domain);
  return service.instances.filter(({ host }) => !lost.has(host)).length;
}

function placesFor(fleet: Fleet, service: Service, level: FailureDomain['level']): number {
  const sites = new Set(
    service.instances.flatMap(({ host }) => fleet.hosts.get(host)?.placement?.site ?? []),
  );
  return sharedDomainsOf(fleet).filter((domain) => {
    if (domain.level !== level) return false;
    if (domain.level === 'custom') return false;
    if (domain.level === 'site') return sites.has(domain.id);
    if (domain.level === 'feed') return sites.has(fleet.feeds.get(domain.id)!.site);
    if (domain.level === 'zone') return sites.has(fleet.zones.get(domain.id)!.site);
    if (domain.level === 'rack') return sites.has(fleet.zones.get(fleet.racks.get(domain.id)!.zone)!.site);
    return sites.has(fleet.hosts.get(domain.id)!.placement!.site);
  }).length;
}

function trueOf(fleet: Fleet, service: Service, domain: FailureDomain): readonly PlacementCode[] {
  const count = service.instances.length;
  const left = leftOf(fleet, service, domain);
  const lost = count - left;
  const minimum = minimumAvailable(service);
  const majority = service.quorum ? Math.floor(count / 2) + 1 : 0;
  const hostIgnored = service.severities.host === 'ignored';
  const spare = hostIgnored ? count : count - 1;
  if (lost === 0) return [];
  if (left === 0) return ['all-in-one-domain'];
  if (left < majority) return spare < majority && minimum > spare ? [] : ['quorum-lost'];
  const codes: PlacementCode[] = [];
  const inside = hostsIn(fleet, domain);
  const standbys = service.instances.filter(({ part }) => part === 'standby');
  const primaries = service.instances.filter(({ part }) => part === 'primary');
  if (
    standbys.length > 0 &&
    standbys.every(({ host }) => inside.has(host)) &&
    primaries.some(({ host }) => inside.has(host))
  )
    codes.push('primary-with-standby');
  if (left < minimum && spare >= minimum) codes.push('below-minimum');
  // Not every host is in a site-defined domain of a kind: an even spread over them is not defined.
  if (domain.level === 'custom') return codes;
  const share = Math.ceil(count / placesFor(fleet, service, domain.level));
  if (codes.length === 0 && left >= minimum && lost > 1 && lost > share) codes.push('clustered');
  return codes;
}

function ownOf(fleet: Fleet, service: Service): readonly string[] {
  const count = service.instances.length;
  const minimum = minimumAvailable(service);
  const lines: string[] = [];
  const subject = `service:${service.id}`;
  if (service.severities.host !== 'ignored') {
    if (count < minimum) lines.push(`${subject} too-few-instances - `);
    else if (count === 1) lines.push(`${subject} single-instance - `);
    else if (count > 1 && count - 1 < minimum) lines.push(`${subject} no-headroom - `);
  }
  if (count < 2) return lines;
  for (const domain of sharedDomainsOf(fleet))
    for (const code of trueOf(fleet, service, domain))
      if (severityOf(code, domain.level, service) !== null)
        lines.push(`${subject} ${code} ${domainText(domain)} `);
  return lines;
}

const notShared = (line: string): boolean =>
  !line.includes(' shared-fate ') && !line.includes(' no-placement ');

describe('the audit and a brute-force model', { timeout: 120_000 }, () => {
  it('say the same of what is left, on thousands of random fleets', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const expected = [...fleet.services.values()].flatMap((service) => ownOf(fleet, service));
        expect(said(auditPlacement(fleet, 0).findings).filter(notShared)).toEqual([...expected].sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('fold only what something worse and smaller explains, and leave nothing that is explained', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const { findings } = auditPlacement(fleet, 0);
        const explains = (a: Finding, b: Finding): boolean => {
          if (a === b || a.subject !== b.subject || b.domain === null || b.code === 'shared-fate')
            return false;
          if (a.domain === null || a.code === 'shared-fate') return false;
          const [inA, inB] = [hostsIn(fleet, a.domain), hostsIn(fleet, b.domain)];
          const same = inA.size === inB.size && a.code === b.code && a.severity === b.severity;
          return (
            [...inA].every((host) => inB.has(host)) &&
            codeRank(a.code) >= codeRank(b.code) &&
            severityRank(a.severity) >= severityRank(b.severity) &&
            !same
          );
        };
        for (const a of findings) for (const b of findings) expect(explains(a, b)).toBe(false);
        const keys = findings.map(
          ({ code, subject, domain }) => `${code} ${subject} ${domain === null ? '-' : levelText(domain)}`,
        );
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 500 },
    );
  });

  it('tell every shared fate: a need that is stopped by what does not stop the service itself', () => {
    let checked = 0;
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        const told = new Set(said(auditPlacement(fleet, 0).findings));
        for (const service of fleet.services.values()) {
          if (Object.keys(service.severities).length > 0) continue;
          if (rootsOf(fleet, service) > maxSharedFates) continue;
          for (const id of needsOf(fleet, service)) {
            const needed = fleet.services.get(id)!;
            if (Object.keys(needed.severities).length > 0) continue;
            for (const domain of sharedDomainsOf(fleet)) {
              if (!stops(fleet, needed, domain) || stops(fleet, service, domain)) continue;
              checked += 1;
              // Told about this domain or a smaller one that it holds, or about the host it all hangs on.
              const hosts = hostsIn(fleet, domain);
              const within = sharedDomainsOf(fleet).filter(
                (other) => other === domain || [...hostsIn(fleet, other)].every((host) => hosts.has(host)),
              );
              const ways = [
                ...within.map((other) => `service:${service.id} shared-fate ${domainText(other)} ${id}`),
                ...needed.instances.flatMap(({ host }) => [
                  `service:${service.id} shared-fate host:${host} ${id}`,
                  `service:${service.id} shared-fate hypervisor:${host} ${id}`,
                ]),
                `service:${service.id} shared-fate - ${id}`,
              ];
              expect(ways.some((way) => told.has(way))).toBe(true);
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(checked).toBeGreaterThan(100);
  });

  it('only tell shared fates that are true', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        for (const finding of auditPlacement(fleet, 0).findings) {
          if (finding.code !== 'shared-fate') continue;
          const [first, ...way] = finding.path;
          expect(first).toBe(finding.service);
          let from = fleet.services.get(first!)!;
          for (const id of way) {
            expect(from.dependsOn).toContain(id);
            from = fleet.services.get(id)!;
          }
          if (finding.domain === null) continue;
          const left = leftOf(fleet, from, finding.domain);
          const majority = from.quorum ? Math.floor(from.instances.length / 2) + 1 : 1;
          expect(left).toBeLessThan(majority);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function stops(fleet: Fleet, service: Service, domain: FailureDomain): boolean {
  const count = service.instances.length;
  const left = leftOf(fleet, service, domain);
  return left < count && (left === 0 || (service.quorum && left < Math.floor(count / 2) + 1));
}

/**
 * How many losses the service could hear of at most: for each need the smallest domains that stop it, the smallest that
 * take all of it (worse, so told beside the others: two domains that overlap can both be), and any one host.
 */
function rootsOf(fleet: Fleet, service: Service): number {
  return [...needsOf(fleet, service)]
    .map((id) => {
      const needed = fleet.services.get(id)!;
      const stopping = sharedDomainsOf(fleet).filter((domain) => stops(fleet, needed, domain));
      const taking = stopping.filter((domain) => leftOf(fleet, needed, domain) === 0);
      return smallestOf(fleet, stopping) + smallestOf(fleet, taking) + 1;
    })
    .reduce((sum, count) => sum + count, 0);
}

/** How many of `domains` hold no other one of them. */
function smallestOf(fleet: Fleet, domains: readonly FailureDomain[]): number {
  return domains.filter((domain, place) => {
    const hosts = hostsIn(fleet, domain);
    return !domains.some((other, otherPlace) => {
      const inside = hostsIn(fleet, other);
      const within = [...inside].every((host) => hosts.has(host));
      return within && (inside.size < hosts.size || otherPlace < place);
    });
  }).length;
}

function needsOf(fleet: Fleet, service: Service): ReadonlySet<ServiceId> {
  const needs = new Set<ServiceId>(service.dependsOn);
  for (const id of needs) for (const further of fleet.services.get(id)?.dependsOn ?? []) needs.add(further);
  needs.delete(service.id);
  return needs;
}

describe('laws of the audit', { timeout: 120_000 }, () => {
  it('adding a host never removes a true finding of another service', () => {
    fc.assert(
      fc.property(randomSpec(), fc.nat(), fc.nat(), (spec, rackNumber, serviceNumber) => {
        const racks = Object.keys(spec.racks ?? {});
        const grown = Object.keys(spec.services ?? {})[
          serviceNumber % Object.keys(spec.services ?? {}).length
        ]!;
        const before = buildFleet(spec);
        const after = buildFleet({
          ...spec,
          hosts: { ...spec.hosts, new: { rack: racks[rackNumber % racks.length]! } },
          services: {
            ...spec.services,
            [grown]: {
              ...spec.services?.[grown],
              on: { ...(spec.services?.[grown]?.on as Record<string, 'member'>), new: 'member' as const },
            },
          },
        });
        const still = new Set(said(auditPlacement(after, 0).findings));
        const others = said(auditPlacement(before, 0).findings).filter(
          (line) => !line.startsWith(`service:${grown} `) && !line.includes(' shared-fate '),
        );
        for (const line of others) expect(still).toContain(line);
      }),
      { numRuns: 500 },
    );
  });

  it('renaming changes nothing but names, and the order of the inventory changes nothing', () => {
    fc.assert(
      fc.property(randomSpec(), (spec) => {
        const first = said(auditPlacement(buildFleet(spec), 0).findings);
        // h00 becomes x99: what sorted first now sorts last.
        const rename = (text: string): string =>
          text.replace(/\bh(\d\d)\b/g, (_, digits: string) => `x${99 - Number(digits)}`);
        const renamed = JSON.parse(rename(JSON.stringify(spec))) as typeof spec;
        const backwards = {
          ...renamed,
          hosts: Object.fromEntries(Object.entries(renamed.hosts).reverse()),
          services: Object.fromEntries(Object.entries(renamed.services ?? {}).reverse()),
        };
        const second = said(auditPlacement(buildFleet(backwards), 0).findings);
        expect(second).toEqual(first.map(rename).sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('no severity is worse than the level allows', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        for (const { code, severity, domain, service } of auditPlacement(fleet, 0).findings) {
          if (service === null || domain === null || code === 'too-few-instances') continue;
          const own =
            fleet.services.get(service)?.severities[domain.level] ?? defaultSeverities[domain.level];
          expect(own).not.toBe('ignored');
          if (own !== 'ignored') expect(severityRank(severity)).toBeLessThanOrEqual(severityRank(own));
        }
      }),
    );
  });
});

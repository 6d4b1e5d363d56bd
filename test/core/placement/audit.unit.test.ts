import { describe, expect, it } from 'vitest';
import { auditPlacement } from '../../../src/core/placement/audit.ts';
import { domainText } from '../../../src/core/placement/domain-text.ts';
import type { Finding } from '../../../src/core/placement/finding.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import { atLeast, mayMiss, sampleFleet } from '../../fakes/sample-fleet.ts';

const racks: NonNullable<FleetSpec['racks']> = {
  r1: { zone: 'za', feeds: ['f1'] },
  r2: { zone: 'za', feeds: ['f1', 'f2'] },
  r3: { zone: 'zb', feeds: ['f2'] },
  r4: { zone: 'zc' },
};
const zones = { za: 's1', zb: 's1', zc: 's2' };

/** `a1` stands in r1 and so on; `loose` stands nowhere. */
const hosts: FleetSpec['hosts'] = {
  a1: { rack: 'r1' },
  b1: { rack: 'r1' },
  c1: { rack: 'r1' },
  a2: { rack: 'r2' },
  b2: { rack: 'r2' },
  a3: { rack: 'r3' },
  b3: { rack: 'r3' },
  a4: { rack: 'r4' },
};

function findings(
  services: NonNullable<FleetSpec['services']>,
  more: Partial<FleetSpec> = {},
): readonly Finding[] {
  const fleet = buildFleet({ racks, zones, hosts, services, ...more });
  return auditPlacement(fleet, 0).findings;
}

/** `severity code subject domain` of each finding, and its folded ones behind `+`. */
const brief = (found: readonly Finding[]): readonly string[] =>
  found.map((finding) => {
    const where = finding.domain === null ? '-' : domainText(finding.domain);
    const also = finding.also.map(
      (folded) => ` + ${folded.code} ${folded.domain === null ? '-' : domainText(folded.domain)}`,
    );
    return `${finding.severity} ${finding.code} ${finding.subject} ${where}${also.join('')}`;
  });

describe('auditPlacement', () => {
  it('finds nothing wrong with a service that survives everything', () => {
    expect(brief(findings({ web: { on: ['a1', 'a3', 'a4'], budget: atLeast(1) } }))).toEqual([]);
  });

  it('tells all instances in one rack once, with the larger domains under it', () => {
    const [found] = findings({ web: { on: ['a1', 'b1'], owner: 'store' } });
    expect(brief(found === undefined ? [] : [found])).toEqual([
      'critical all-in-one-domain service:web rack:r1 + all-in-one-domain feed:f1 + all-in-one-domain zone:za + all-in-one-domain site:s1',
    ]);
    expect(found).toMatchObject({
      owner: 'store',
      hosts: ['a1', 'b1'],
      figures: { instances: 2, left: 0, lost: 2, minimum: 1 },
      message: 'All 2 instances of web stand in rack r1: its loss leaves none.',
    });
  });

  it('blames a feed only for racks that have no other', () => {
    expect(brief(findings({ web: { on: ['a1', 'a2', 'a3', 'a4'], budget: atLeast(4) } }))).toEqual([
      'warning no-headroom service:web -',
    ]);
    expect(brief(findings({ web: { on: ['a2', 'a3'] } }))).toEqual([
      'notice all-in-one-domain service:web site:s1',
    ]);
  });

  it('counts the guests of a hypervisor', () => {
    const guests = { ...hosts, v1: { hypervisor: 'a1' }, v2: { hypervisor: 'a1' }, v4: { hypervisor: 'a4' } };
    expect(brief(findings({ web: { on: ['v1', 'v2', 'v4'], quorum: true } }, { hosts: guests }))).toEqual([
      'critical quorum-lost service:web hypervisor:a1 + quorum-lost rack:r1 + quorum-lost feed:f1 + quorum-lost zone:za + quorum-lost site:s1',
    ]);
  });

  it('tells a single instance once and not for each level', () => {
    expect(brief(findings({ web: { on: ['a1'], budget: atLeast(1) } }))).toEqual([
      'warning single-instance service:web -',
    ]);
    expect(brief(findings({ web: { on: ['a1'], budget: atLeast(0) } }))).toEqual([
      'notice single-instance service:web -',
    ]);
  });

  it('says once that nothing can be spared', () => {
    expect(brief(findings({ web: { on: ['a1', 'a3', 'a4'], budget: atLeast('100%') } }))).toEqual([
      'warning no-headroom service:web -',
    ]);
    expect(brief(findings({ web: { on: ['a1', 'a3', 'a4'], budget: mayMiss('25%') } }))).toEqual([
      'warning no-headroom service:web -',
    ]);
  });

  it('says that the inventory has fewer than are needed', () => {
    expect(brief(findings({ web: { on: ['a1', 'a4'], budget: atLeast(3) } }))).toEqual([
      'critical too-few-instances service:web -',
    ]);
  });

  it('tells of every rack that leaves less than the minimum, in one finding', () => {
    expect(brief(findings({ web: { on: ['a1', 'b1', 'a3', 'b3', 'a4'], budget: atLeast(4) } }))).toEqual([
      'warning below-minimum service:web rack:r1 + below-minimum feed:f1 + below-minimum zone:za + below-minimum rack:r3 + below-minimum feed:f2 + below-minimum zone:zb + below-minimum site:s1',
    ]);
  });

  it('finds the primary in one domain with every standby, and not with one of two', () => {
    const on = { a1: 'primary', b1: 'standby', a3: 'replica', a4: 'replica' } as const;
    expect(brief(findings({ db: { on, budget: atLeast(1) } }))[0]).toMatch(
      /^critical primary-with-standby service:db rack:r1 /,
    );
    const apart = { ...on, a4: 'standby' } as const;
    expect(brief(findings({ db: { on: apart, budget: atLeast(1) } })).join()).not.toMatch(/primary-with/);
  });

  it('finds more than a fair share: 3 of 6 where four racks would hold 2 each at most', () => {
    const clustered = findings({
      web: { on: ['a1', 'b1', 'c1', 'a2', 'a3', 'a4'], budget: atLeast(1) },
    }).filter(({ code }) => code === 'clustered');
    expect(brief(clustered)).toEqual([
      'notice clustered service:web rack:r1 + clustered zone:za + clustered site:s1',
    ]);
    expect(clustered[0]?.message).toBe(
      'Rack r1 holds 3 of 6 instances of web; spread evenly it would hold 2.',
    );
  });

  it('finds a host that stands nowhere', () => {
    const loose = { ...hosts, loose: {}, idle: {} };
    expect(brief(findings({ web: { on: ['a1', 'a4', 'loose'] } }, { hosts: loose }))).toEqual([
      'warning no-placement host:loose -',
      'notice no-placement host:idle -',
    ]);
  });

  it('tells a well-spread service what it needs and what stops that, with the way there', () => {
    const found = findings({
      web: { on: ['a1', 'a3', 'a4'], dependsOn: ['api'] },
      api: { on: ['a1', 'a3', 'a4'], dependsOn: ['db'] },
      db: { on: ['a2', 'b2'] },
    }).filter(({ code }) => code === 'shared-fate');
    expect(found.map(({ message }) => message)).toEqual([
      'api needs db, which the loss of rack r2 stops.',
      'web needs db (web → api → db), which the loss of rack r2 stops.',
    ]);
    expect(found.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });

  it('does not repeat a shared fate to a service that the same loss stops itself', () => {
    expect(
      brief(findings({ web: { on: ['a2', 'b2'], dependsOn: ['db'] }, db: { on: ['a2', 'b2'] } })).join('\n'),
    ).not.toMatch(/shared-fate/);
  });

  it('never tells a service that it shares its own fate, in a circle of needs either', () => {
    const found = findings({
      store: { on: ['a1', 'a4'], quorum: true, dependsOn: ['web'] },
      web: { on: ['a2', 'a3', 'a4'], budget: atLeast(0), dependsOn: ['store'] },
    });
    expect(brief(found)).toEqual(['warning no-headroom service:store -', 'notice shared-fate service:web -']);
  });

  it('tells every shared fate that is as bad and as near as the others, and none farther once there are enough', () => {
    const needed = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
    const twins = Object.fromEntries(needed.map((id) => [id, { on: ['a1', 'b1'], dependsOn: ['far'] }]));
    const [found] = findings({
      web: { on: ['a3', 'a4', 'a2'], dependsOn: needed },
      far: { on: ['a1', 'b1', 'c1'] },
      ...twins,
    }).filter(({ code, service }) => code === 'shared-fate' && service === 'web');
    const told = [found?.path.at(-1), ...(found?.also ?? []).map(({ needs }) => needs)];
    expect(new Set(told)).toEqual(new Set(needed));
  });

  it('judges domains that the site defines, by name, by rack and through hypervisors, each kind for itself', () => {
    const domains = {
      c7: { kind: 'chassis', hosts: ['a1', 'hv'] },
      loop: { kind: 'cooling-loop', racks: ['r1', 'r4'] },
      other: { kind: 'chassis', hosts: ['a3'] },
    };
    const more = { domains, hosts: { ...hosts, hv: { rack: 'r3' }, vm: { hypervisor: 'hv' } } };
    expect(brief(findings({ web: { on: ['a1', 'vm'] } }, more))).toEqual([
      'critical all-in-one-domain service:web chassis:c7 + all-in-one-domain site:s1',
    ]);
    expect(brief(findings({ web: { on: ['a1', 'a4'] } }, more))).toEqual([
      'critical all-in-one-domain service:web cooling-loop:loop',
    ]);
    expect(brief(findings({ web: { on: ['a1', 'a4'], severities: { custom: 'ignored' } } }, more))).toEqual(
      [],
    );
    expect(brief(findings({ web: { on: ['vm', 'a2', 'a4'], budget: atLeast(1) } }, more))).toEqual([]);
  });

  it('folds a shared fate under what stops the service already', () => {
    const [web] = findings({
      web: { on: ['a3', 'b3'], dependsOn: ['db'] },
      db: { on: ['a2', 'b2'] },
    }).filter(({ subject }) => subject === 'service:web');
    expect(brief(web === undefined ? [] : [web])[0]).toMatch(
      /^critical all-in-one-domain service:web rack:r3 .*\+ shared-fate rack:r2$/,
    );
  });

  it('a service may care less, more, or not at all about a level', () => {
    const on = ['a1', 'b1'];
    expect(brief(findings({ web: { on, severities: { rack: 'notice', feed: 'ignored' } } }))).toEqual([
      'warning all-in-one-domain service:web zone:za + all-in-one-domain site:s1',
      'notice all-in-one-domain service:web rack:r1',
    ]);
    const nothing = { rack: 'ignored', feed: 'ignored', zone: 'ignored', site: 'ignored' } as const;
    expect(findings({ web: { on, severities: nothing } })).toEqual([]);
  });

  it('a waiver holds until its end, then it is reported', () => {
    const waiver = {
      code: 'all-in-one-domain',
      subject: 'service:web',
      reason: 'moves in May',
      by: 'kim',
      untilAt: 1000,
    };
    const misspelt = { ...waiver, subject: 'service:wbe' };
    const fleet = buildFleet({
      racks,
      zones,
      hosts,
      services: { web: { on: ['a1', 'b1'] } },
      rest: { waivers: [waiver, misspelt, { ...waiver, code: 'uptime-overdue' }] },
    });
    const before = auditPlacement(fleet, 999);
    expect(before.findings.map(({ waivedUntilAt }) => waivedUntilAt)).toEqual([1000]);
    expect(before.expiredWaivers).toEqual([]);
    expect(before.unmatchedWaivers).toEqual([misspelt]);
    const after = auditPlacement(fleet, 1000);
    expect(after.findings.map(({ waivedUntilAt }) => waivedUntilAt)).toEqual([null]);
    expect(after.expiredWaivers).toEqual([waiver]);
  });

  it('names the circles and the longest chain of needs', () => {
    const on = ['a1', 'a4'];
    const { dependencies } = auditPlacement(
      buildFleet({
        racks,
        zones,
        hosts,
        services: {
          web: { on, dependsOn: ['api'] },
          api: { on, dependsOn: ['auth', 'db'] },
          auth: { on, dependsOn: ['audit'] },
          audit: { on, dependsOn: ['auth', 'db'] },
          db: { on },
          self: { on, dependsOn: ['self'] },
        },
      }),
      0,
    );
    expect(dependencies.cycles).toEqual([['audit', 'auth'], ['self']]);
    expect(dependencies.longestChain).toEqual(['web', 'api', 'auth', 'audit', 'db']);
  });
});

describe('the story, before any outage', () => {
  it('names every service that the loss of the rack of seventeen takes down or below minimum', () => {
    const blamed = auditPlacement(sampleFleet(), 0)
      .findings.filter(
        (finding) =>
          finding.code !== 'clustered' &&
          [finding, ...finding.also].some(({ domain }) => domain?.level === 'rack' && domain.id === 'r12'),
      )
      .map(({ code, service }) => `${service} ${code}`);
    expect(blamed).toEqual([
      'batch all-in-one-domain',
      'db-proxy all-in-one-domain',
      'storage quorum-lost',
      'publishing-db primary-with-standby',
      'notify-api below-minimum',
      'store-web below-minimum',
      'publishing-web shared-fate',
      'store-web shared-fate',
    ]);
  });
});

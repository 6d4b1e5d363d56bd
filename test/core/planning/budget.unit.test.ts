import { describe, expect, it } from 'vitest';
import { budgetScopeOf, mayGoDown } from '../../../src/core/planning/budget.ts';
import type { BudgetScope } from '../../../src/core/planning/budget-scope.ts';
import type { FleetCaps } from '../../../src/core/fleet/fleet.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { buildFleet, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { fc } from '../../fakes/properties.ts';
import { mayMiss } from '../../fakes/sample-fleet.ts';
import { someScope } from '../../fakes/some-scope.ts';

const caps: FleetCaps = { maxInFlight: 10, maxHostsPerCampaign: 50, domains: [] };
const racks = { a1: { zone: 'a' }, a2: { zone: 'a' }, b1: { zone: 'b' } };
const ids = (names: readonly string[]): ReadonlySet<HostId> => new Set(names as readonly HostId[]);

function judge(
  spec: FleetSpec,
  candidate: string,
  { absent = [], inFlight = [] }: { absent?: readonly string[]; inFlight?: readonly string[] },
) {
  const scope = budgetScopeOf(buildFleet({ rest: { caps }, ...spec }));
  const situation = {
    candidate: candidate as HostId,
    absent: ids([...absent, ...inFlight]),
    inFlight: ids(inFlight),
  };
  const judgement = mayGoDown(scope, situation);
  return judgement.kind === 'allowed' ? 'allowed' : judgement.why;
}

const web: FleetSpec = {
  racks,
  hosts: { w1: { rack: 'a1' }, w2: { rack: 'a1' }, w3: { rack: 'a2' }, w4: { rack: 'b1' } },
  services: {
    web: {
      on: ['w1', 'w2', 'w3', 'w4'],
      budget: { kind: 'min-available', amount: { kind: 'number', value: 2 } },
    },
  },
};

describe('the minimum of a service', () => {
  it('lets a host go while enough others are up', () => {
    expect(judge(web, 'w1', {})).toBe('allowed');
    expect(judge(web, 'w1', { absent: ['w2'] })).toBe('allowed');
  });

  it('counts unplanned losses like our own', () => {
    const blocked = [{ kind: 'budget', service: 'web', up: 2, minAvailable: 2 }];
    expect(judge(web, 'w1', { absent: ['w2', 'w3'] })).toEqual(blocked);
    expect(judge(web, 'w1', { absent: ['w3'], inFlight: ['w2'] })).toEqual(blocked);
  });

  it('judges a candidate that is absent or in flight itself as if it were up', () => {
    expect(judge(web, 'w1', { inFlight: ['w1'] })).toBe('allowed');
    expect(judge(web, 'w1', { absent: ['w1', 'w2'] })).toBe('allowed');
    expect(judge(web, 'w1', { absent: ['w1', 'w2', 'w3'] })).not.toBe('allowed');
  });

  it('counts an absent instance whose host has no placement', () => {
    const spec: FleetSpec = { ...web, hosts: { ...web.hosts, w2: {} } };
    expect(judge(spec, 'w1', { absent: ['w2', 'w3'] })).not.toBe('allowed');
    expect(judge(spec, 'w2', {})).toEqual([{ kind: 'no-placement' }]);
  });

  it('never lets the only instance of a service with a minimum of one go', () => {
    const spec: FleetSpec = {
      racks,
      hosts: { h: { rack: 'a1' } },
      services: {
        db: { on: ['h'], budget: { kind: 'min-available', amount: { kind: 'number', value: 1 } } },
      },
    };
    expect(judge(spec, 'h', {})).toEqual([{ kind: 'budget', service: 'db', up: 1, minAvailable: 1 }]);
  });
});

describe('one zone of a service at a time', () => {
  it('lets a second host of the same zone go, in another rack too', () => {
    expect(judge(web, 'w1', { inFlight: ['w2'] })).toBe('allowed');
    expect(judge(web, 'w1', { inFlight: ['w3'] })).toBe('allowed');
  });

  it('holds a host of another zone', () => {
    const why = [{ kind: 'zone-in-flight', service: 'web', host: 'w1' }];
    expect(judge(web, 'w4', { inFlight: ['w1'] })).toEqual(why);
  });

  it('holds every host where other campaigns have hosts of two zones in flight', () => {
    const many: FleetSpec = {
      ...web,
      services: { web: { on: ['w1', 'w2', 'w3', 'w4'], budget: mayMiss(4) } },
    };
    const both = { inFlight: ['w2', 'w4'] };
    expect(judge(many, 'w1', both)).toEqual([{ kind: 'zone-in-flight', service: 'web', host: 'w4' }]);
    expect(judge({ ...many, hosts: { ...web.hosts, w1: { rack: 'b1' } } }, 'w1', both)).toEqual([
      { kind: 'zone-in-flight', service: 'web', host: 'w2' },
    ]);
  });

  it('does not hold for an unplanned loss in another zone: that is the minimum’s business', () => {
    expect(judge(web, 'w4', { absent: ['w1'] })).toBe('allowed');
  });
});

describe('dependencies', () => {
  const spec: FleetSpec = {
    racks,
    hosts: {
      s1: { rack: 'a1' },
      s2: { rack: 'a1' },
      d1: { rack: 'a2' },
      d2: { rack: 'a2' },
      x: { rack: 'a2' },
    },
    services: {
      shop: { on: ['s1', 's2'], dependsOn: ['api'] },
      api: { on: [], dependsOn: ['db'] },
      db: { on: ['d1', 'd2'] },
      other: { on: ['x'], budget: { kind: 'max-unavailable', amount: { kind: 'number', value: 1 } } },
    },
  };

  it('never go together, in either direction and through a service between', () => {
    const why = (service: string, host: string) => [{ kind: 'dependency-in-flight', service, host }];
    expect(judge(spec, 's1', { inFlight: ['d1'] })).toEqual(why('db', 'd1'));
    expect(judge(spec, 'd1', { inFlight: ['s1'] })).toEqual(why('shop', 's1'));
  });

  it('do not concern services apart', () => {
    expect(judge(spec, 'x', { inFlight: ['s1'] })).toBe('allowed');
  });

  it('in a ring hold each other and leave a service’s own hosts to its minimum', () => {
    const ring: FleetSpec = {
      racks,
      hosts: { p1: { rack: 'a1' }, p2: { rack: 'a1' }, q1: { rack: 'a1' } },
      services: {
        p: {
          on: ['p1', 'p2'],
          dependsOn: ['q'],
          budget: { kind: 'max-unavailable', amount: { kind: 'number', value: 2 } },
        },
        q: { on: ['q1'], dependsOn: ['p'] },
      },
    };
    expect(judge(ring, 'p1', { inFlight: ['p2'] })).toBe('allowed');
    expect(judge(ring, 'p1', { inFlight: ['q1'] })).not.toBe('allowed');
  });
});

describe('hypervisors', () => {
  const spec: FleetSpec = {
    racks,
    hosts: {
      hv1: { rack: 'a1' },
      hv2: { rack: 'a2' },
      g1: { hypervisor: 'hv1' },
      g2: { hypervisor: 'hv1' },
      g3: { hypervisor: 'hv2' },
    },
    services: {
      cache: {
        on: ['g1', 'g2', 'g3'],
        budget: { kind: 'min-available', amount: { kind: 'number', value: 1 } },
      },
    },
  };

  it('are charged with all their guests', () => {
    expect(judge(spec, 'hv1', {})).toBe('allowed');
    expect(judge(spec, 'hv1', { absent: ['g3'] })).toEqual([
      { kind: 'budget', service: 'cache', up: 2, minAvailable: 1 },
    ]);
  });

  it('are not charged again for a guest that is down already', () => {
    expect(judge(spec, 'hv1', { absent: ['g1', 'g2'] })).toBe('allowed');
  });

  it('in flight charge their guests before those are seen down', () => {
    expect(judge(spec, 'g3', { inFlight: ['hv1'] })).not.toBe('allowed');
  });

  it('never go together with one of their guests', () => {
    expect(judge(spec, 'g1', { inFlight: ['hv1'] })).toEqual([{ kind: 'hypervisor-in-flight', host: 'hv1' }]);
    expect(judge(spec, 'hv1', { inFlight: ['g1'] })).toEqual([{ kind: 'hypervisor-in-flight', host: 'g1' }]);
  });

  it('in a ring do not hang the judgement', () => {
    const scope: BudgetScope = {
      hosts: ['h1', 'h2'].map((host, at) => ({
        host: host as HostId,
        site: 's' as never,
        zone: 'z' as never,
        rack: null,
        feeds: [],
        domains: [],
        hypervisor: ['h2', 'h1'][at] as HostId,
        ownPath: false,
      })),
      services: [],
      maxInFlight: 9,
      domainCaps: [],
    };
    const situation = { candidate: 'h1' as HostId, absent: ids([]), inFlight: ids(['h2']) };
    expect(mayGoDown(scope, situation).kind).toBe('blocked');
  });
});

describe('site-defined domains', () => {
  const spec: FleetSpec = {
    racks: { a1: { zone: 'a' }, a2: { zone: 'a' } },
    hosts: {
      w1: { rack: 'a1' },
      w2: { rack: 'a1' },
      w3: { rack: 'a2' },
      w4: { rack: 'a2' },
      vm: { hypervisor: 'w3' },
    },
    domains: {
      c1: { kind: 'chassis', hosts: ['w1'] },
      c2: { kind: 'chassis', racks: ['a2'] },
      s1: { kind: 'switch', hosts: ['w1', 'w3'] },
    },
    services: {
      web: {
        on: ['w1', 'w2', 'w3', 'w4'],
        budget: { kind: 'min-available', amount: { kind: 'number', value: 1 } },
      },
      app: { on: ['w1', 'vm'], budget: { kind: 'min-available', amount: { kind: 'number', value: 0 } } },
    },
    rest: { caps },
  };
  const blockedBy = (service: string, host: string, id: string) => [
    { kind: 'domain-in-flight', service, host, domain: { level: 'custom', id, kind: 'chassis' } },
  ];

  it('keeps the hosts of a service that are in flight in one domain of a kind', () => {
    expect(judge(spec, 'w4', { inFlight: ['w1'] })).toEqual(blockedBy('web', 'w1', 'c1'));
    expect(judge(spec, 'w4', { inFlight: ['w3'] })).toBe('allowed');
  });

  it('asks nothing of hosts that are in no domain of the kind', () => {
    expect(judge(spec, 'w2', { inFlight: ['w1'] })).toBe('allowed');
    expect(judge(spec, 'w1', { absent: ['w4'] })).toBe('allowed');
  });

  it('counts a guest where its hypervisor stands', () => {
    expect(judge(spec, 'vm', { inFlight: ['w1'] })).toEqual(blockedBy('app', 'w1', 'c1'));
  });
});

describe('own path and caps', () => {
  const spec: FleetSpec = {
    racks: { a1: { zone: 'a', feeds: ['f1', 'f2'] }, a2: { zone: 'a', feeds: ['f2'] } },
    hosts: {
      own: { rack: 'a1', ownPath: true },
      vm: { hypervisor: 'hv', ownPath: true },
      hv: { rack: 'a2' },
      h1: { rack: 'a1' },
      h2: { rack: 'a2' },
      h3: { rack: 'a2' },
    },
  };
  const capped = (domains: FleetCaps['domains']) => ({ ...spec, rest: { caps: { ...caps, domains } } });

  it('lets a host of the own path go only alone, and nothing beside it', () => {
    expect(judge(spec, 'own', {})).toBe('allowed');
    expect(judge(spec, 'own', { absent: ['h1'] })).toBe('allowed');
    expect(judge(spec, 'own', { inFlight: ['h1'] })).toEqual([{ kind: 'own-path-alone' }]);
    expect(judge(spec, 'h1', { inFlight: ['own'] })).toEqual([{ kind: 'own-path-alone' }]);
  });

  it('treats the hypervisor of an own-path guest as own path', () => {
    expect(judge(spec, 'h1', { inFlight: ['hv'] })).toEqual([{ kind: 'own-path-alone' }]);
  });

  it('caps hosts in flight over the fleet, those no longer in the inventory included', () => {
    const one = { ...spec, rest: { caps: { ...caps, maxInFlight: 2 } } };
    expect(judge(one, 'h1', { inFlight: ['h2'] })).toBe('allowed');
    expect(judge(one, 'h1', { inFlight: ['h2', 'removed'] })).toEqual([{ kind: 'cap', limit: 2 }]);
  });

  it('caps hosts down in one rack or on one feed, unplanned losses included', () => {
    const byRack = capped([{ level: 'rack', maxDown: 1 }]);
    expect(judge(byRack, 'h2', { absent: ['h1'] })).toBe('allowed');
    expect(judge(byRack, 'h2', { absent: ['h3'] })).toEqual([
      { kind: 'domain-cap', domain: { level: 'rack', id: 'a2' }, down: 1, limit: 1 },
    ]);
    const byFeed = capped([{ level: 'feed', maxDown: 1 }]);
    expect(judge(byFeed, 'h2', { absent: ['h1'] })).toEqual([
      { kind: 'domain-cap', domain: { level: 'feed', id: 'f2' }, down: 1, limit: 1 },
    ]);
    expect(judge(byRack, 'hv', {})).toEqual([
      { kind: 'domain-cap', domain: { level: 'rack', id: 'a2' }, down: 0, limit: 1 },
    ]);
  });

  it('caps hosts down in the whole fleet, unplanned losses and guests included', () => {
    const ofFleet = capped([{ level: 'fleet', maxDown: 2 }]);
    expect(judge(ofFleet, 'h1', { absent: ['own'] })).toBe('allowed');
    expect(judge(ofFleet, 'h1', { absent: ['own'], inFlight: ['h2'] })).toEqual([
      { kind: 'fleet-cap', down: 2, limit: 2 },
    ]);
    expect(judge(ofFleet, 'hv', { absent: ['h1'] })).toEqual([{ kind: 'fleet-cap', down: 1, limit: 2 }]);
    // It is down already: its reboot takes nobody away.
    expect(judge(ofFleet, 'h1', { absent: ['h1', 'h2'] })).toBe('allowed');
  });

  it('takes a percentage of the hosts that stand there, rounded down', () => {
    const third = capped([{ level: 'rack', maxDown: { percent: 33 } }]);
    // One in three of the four of rack a2, and none of the two of a1.
    expect(judge(third, 'h2', {})).toBe('allowed');
    expect(judge(third, 'h2', { absent: ['h3'] })).toEqual([
      { kind: 'domain-cap', domain: { level: 'rack', id: 'a2' }, down: 1, limit: 1 },
    ]);
    expect(judge(third, 'h1', {})).toEqual([
      { kind: 'domain-cap', domain: { level: 'rack', id: 'a1' }, down: 0, limit: 0 },
    ]);
    const half = capped([{ level: 'fleet', maxDown: { percent: 50 } }]);
    expect(judge(half, 'h1', { absent: ['own', 'h2'] })).toBe('allowed');
    expect(judge(half, 'h1', { absent: ['own', 'h2', 'h3'] })).toEqual([
      { kind: 'fleet-cap', down: 3, limit: 3 },
    ]);
  });

  it('takes the strictest cap of a level', () => {
    const two = capped([
      { level: 'fleet', maxDown: 2 },
      { level: 'fleet', maxDown: { percent: 20 } },
    ]);
    expect(judge(two, 'h1', { absent: ['h2'] })).toEqual([{ kind: 'fleet-cap', down: 1, limit: 1 }]);
  });
});

/** The rules once more, by plain sets over the whole scope: slow, and written apart from the ledger. */
function bruteForce(
  scope: BudgetScope,
  candidate: HostId,
  absent: ReadonlySet<HostId>,
  inFlight: ReadonlySet<HostId>,
): boolean {
  const fallsWith = (root: HostId): ReadonlySet<HostId> => {
    const set = new Set([root]);
    for (let size = 0; size !== set.size;) {
      size = set.size;
      for (const { host, hypervisor } of scope.hosts)
        if (hypervisor !== null && set.has(hypervisor)) set.add(host);
    }
    return set;
  };
  const place = new Map(scope.hosts.map((host) => [host.host, host]));
  const others = [...inFlight].filter((host) => host !== candidate);
  const mine = fallsWith(candidate);
  const theirs = new Set(others.flatMap((host) => [...fallsWith(host)]));
  const down = new Set([...absent, ...mine, ...theirs]);
  if (!place.has(candidate) || others.length >= scope.maxInFlight) return false;
  if (others.some((host) => mine.has(host)) || theirs.has(candidate)) return false;
  const own = (hosts: ReadonlySet<HostId>) => [...hosts].some((host) => place.get(host)?.ownPath);
  if (others.length > 0 && (own(mine) || own(theirs))) return false;
  const servedBy = (hosts: ReadonlySet<HostId>) =>
    scope.services.filter(({ instances }) => instances.some(({ host }) => hosts.has(host)));
  const dependsOn = (from: string, to: string, seen: readonly string[] = []): boolean =>
    (scope.services.find(({ service }) => service === from)?.dependsOn ?? []).some(
      (next) => next === to || (!seen.includes(next) && dependsOn(next, to, [...seen, next])),
    );
  for (const { service, instances, minAvailable } of servedBy(mine)) {
    if (instances.filter(({ host }) => !down.has(host)).length < minAvailable) return false;
    const zones = instances.flatMap(({ host }) => (theirs.has(host) ? [place.get(host)?.zone] : []));
    const myZones = instances.flatMap(({ host }) => (mine.has(host) ? [place.get(host)?.zone] : []));
    if (zones.some((zone) => myZones.some((other) => other !== zone))) return false;
    const custom = (hosts: ReadonlySet<HostId>) =>
      instances.flatMap(({ host }) => (hosts.has(host) ? [place.get(host)?.domains ?? []] : []));
    for (const one of custom(mine))
      for (const other of custom(theirs))
        for (const kind of ['chassis', 'switch']) {
          const [a, b] = [one, other].map((list) => list.filter((domain) => domain.kind === kind));
          if (a!.length > 0 && b!.length > 0 && !a!.some(({ id }) => b!.some((each) => each.id === id)))
            return false;
        }
    for (const { service: other } of servedBy(theirs))
      if (other !== service && (dependsOn(service, other) || dependsOn(other, service))) return false;
  }
  return scope.domainCaps.every(({ level, maxDown }) =>
    scope.hosts
      .filter(({ host }) => mine.has(host))
      .every((one) => {
        const same = scope.hosts.filter((each) =>
          level === 'feed'
            ? each.feeds.some((feed) => one.feeds.includes(feed))
            : level === 'fleet' || each[level] === one[level],
        );
        const gone = same.filter((each) => down.has(each.host)).length;
        return (
          (level === 'rack' && one.rack === null) ||
          (level === 'feed' && one.feeds.length === 0) ||
          (typeof maxDown === 'number' ? gone <= maxDown : gone * 100 <= same.length * maxDown.percent)
        );
      }),
  );
}

describe('against plain sets over the whole scope', () => {
  it('gives the same judgement in every situation', () => {
    const seen = { allowed: 0, blocked: 0 };
    const some = fc.uniqueArray(
      fc.nat(12).map((at) => `h${at}` as HostId),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(someScope, fc.nat(11), some, some, (scope, at, absent, flying) => {
        const candidate = `h${at}` as HostId;
        const inFlight = new Set(flying);
        const gone = new Set([...absent, ...flying].filter((host) => host !== candidate));
        const judgement = mayGoDown(scope, { candidate, absent: new Set([...absent, ...flying]), inFlight });
        seen[judgement.kind] += 1;
        expect(judgement.kind).toBe(bruteForce(scope, candidate, gone, inFlight) ? 'allowed' : 'blocked');
      }),
      { numRuns: 4000 },
    );
    expect(Math.min(seen.allowed, seen.blocked)).toBeGreaterThan(400);
  });
});

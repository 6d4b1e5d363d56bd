import { describe, expect, it } from 'vitest';
import type { FailureDomain, Fleet, Service } from '../../../src/core/fleet/fleet.ts';
import { hostsIn, hostsLost } from '../../../src/core/fleet/fleet-lookup.ts';
import type { FeedId, HostId, RackId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { minimumAvailable } from '../../../src/core/fleet/minimum.ts';
import { auditPlacement } from '../../../src/core/placement/audit.ts';
import { isStopped, outcomeRank } from '../../../src/core/placement/outcome.ts';
import type { Outcome } from '../../../src/core/placement/outcome.ts';
import { whatIf } from '../../../src/core/placement/what-if.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { domainsOf, randomFleet } from '../../fakes/random-fleet.ts';
import { rackOfSeventeen, sampleFleet } from '../../fakes/sample-fleet.ts';
import { fc } from '../../fakes/properties.ts';

const rack = (id: string): FailureDomain => ({ level: 'rack', id: id as RackId });
const feed = (id: string): FailureDomain => ({ level: 'feed', id: id as FeedId });
const nothingElse = { alsoDown: [] };

/** A random fleet and one to three of its domains. */
const fleetAndLoss = randomFleet().chain((fleet) =>
  fc.tuple(
    fc.constant(fleet),
    fc.uniqueArray(fc.constantFrom(...domainsOf(fleet)), { minLength: 1, maxLength: 3 }),
  ),
);

describe('whatIf on the rack of seventeen', { timeout: 120_000 }, () => {
  const loss = whatIf(sampleFleet(), [rack('r12')], nothingElse);

  it('takes the seventeen hosts', () => {
    expect(rackOfSeventeen).toHaveLength(17);
    expect(loss.lostHosts).toEqual(rackOfSeventeen);
  });

  it('says the outcome of every service, worst first, and the way to what stopped it', () => {
    expect(loss.services.map(({ service, outcome, path }) => [service, outcome, path.join(' ')])).toEqual([
      ['batch', 'down', ''],
      ['db-proxy', 'down', ''],
      ['publishing-web', 'down', 'publishing-web storage'],
      ['store-web', 'down', 'store-web db-proxy'],
      ['storage', 'quorum-lost', ''],
      ['notify-api', 'below-minimum', ''],
      ['publishing-db', 'below-minimum', ''],
      ['edge', 'degraded', ''],
      ['recommend-api', 'degraded', ''],
      ['store-db', 'degraded', ''],
      ['auth', 'ok', ''],
    ]);
    const byName = new Map(loss.services.map((impact) => [impact.service, impact]));
    expect(byName.get('edge' as ServiceId)?.primaryLost).toBe('standby-is-left');
    expect(byName.get('publishing-db' as ServiceId)?.primaryLost).toBe('nobody-is-left');
    expect(byName.get('store-web' as ServiceId)).toMatchObject({
      own: 'below-minimum',
      left: 2,
      instances: 5,
      minimum: 3,
      lostHosts: ['web-01', 'web-02', 'web-03'],
    });
  });

  it('names the owners to call, the worst hit first, with their services and hosts', () => {
    expect(loss.owners.slice(0, 2)).toEqual([
      { owner: 'data', services: ['batch'], hosts: ['batch-01', 'batch-02', 'batch-03'] },
      {
        owner: 'dba',
        services: ['db-proxy', 'store-db'],
        hosts: ['dbproxy-01', 'dbproxy-02', 'mysql-02'],
      },
    ]);
    expect(loss.owners.map(({ owner }) => owner)).not.toContain('identity');
  });

  it('starts what is needed first', () => {
    const stepOf = new Map(loss.startUp.flatMap(({ step, hosts }) => hosts.map((host) => [host, step])));
    const at = (host: string): number => stepOf.get(host as HostId) ?? 0;
    expect(at('web-01')).toBeGreaterThan(at('dbproxy-01'));
    expect(at('pubdb-02')).toBeGreaterThan(at('pubdb-01'));
    expect([...stepOf.keys()].sort()).toEqual(rackOfSeventeen);
  });

  it('counts what is down already, and does not call it a loss', () => {
    const now = whatIf(sampleFleet(), [rack('r12')], { alsoDown: ['mysql-01', 'hv-01'] as HostId[] });
    expect(now.alreadyDown).toEqual(['hv-01', 'mysql-01', 'vm-auth-01']);
    expect(now.lostHosts).toEqual(rackOfSeventeen);
    const storeDb = now.services.find(({ service }) => service === 'store-db');
    expect(storeDb).toMatchObject({ outcome: 'below-minimum', left: 1, primaryLost: 'nobody-is-left' });
  });
});

describe('feeds', { timeout: 120_000 }, () => {
  it('lost together take a rack that hangs on both, and apart they do not', () => {
    const fleet = sampleFleet();
    const apart = [feed('a-north'), feed('a-south')].flatMap(
      (one) => whatIf(fleet, [one], nothingElse).lostHosts,
    );
    expect(apart).not.toContain('mysql-01');
    expect(whatIf(fleet, [feed('a-north'), feed('a-south')], nothingElse).lostHosts).toContain('mysql-01');
  });
});

function without(fleet: Fleet, lost: ReadonlySet<HostId>): Fleet {
  const services = [...fleet.services.values()].map((service): Service => ({
    ...service,
    instances: service.instances.filter(({ host }) => !lost.has(host)),
    budget: { kind: 'min-available', amount: { kind: 'number', value: minimumAvailable(service) } },
    quorum: false,
    approvals: null,
    severities: {},
  }));
  return {
    ...fleet,
    hosts: new Map([...fleet.hosts].filter(([id]) => !lost.has(id))),
    services: new Map(services.map((service) => [service.id, service])),
  };
}

describe('every what-if', { timeout: 120_000 }, () => {
  it('equals the audit of the fleet without those hosts', () => {
    fc.assert(
      fc.property(fleetAndLoss, ([fleet, domains]) => {
        const { services, lostHosts } = whatIf(fleet, domains, nothingElse);
        const { findings } = auditPlacement(without(fleet, new Set(lostHosts)), 0);
        const tooFew = new Set(
          findings.filter(({ code }) => code === 'too-few-instances').map(({ service }) => service),
        );
        for (const impact of services) {
          const below = impact.left < impact.minimum;
          expect(tooFew.has(impact.service)).toBe(below);
          if (impact.instances === 0) continue;
          const { own } = impact;
          expect(
            own === 'quorum-lost' || own === 'below-minimum' || (own === 'down' && impact.minimum > 0),
          ).toBe(below);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with a brute-force model of what is left and of what needs what', () => {
    fc.assert(
      fc.property(fleetAndLoss, ([fleet, domains]) => {
        const lost = hostsLost(fleet, domains);
        const own = new Map<ServiceId, Outcome>();
        for (const service of fleet.services.values()) {
          const count = service.instances.length;
          const left = service.instances.filter(({ host }) => !lost.has(host)).length;
          const outcome =
            count === 0
              ? 'ok'
              : left === 0
                ? 'down'
                : service.quorum && left * 2 <= count
                  ? 'quorum-lost'
                  : left < minimumAvailable(service)
                    ? 'below-minimum'
                    : left < count
                      ? 'degraded'
                      : 'ok';
          own.set(service.id, outcome);
        }
        const stopped = new Set([...own].flatMap(([id, outcome]) => (isStopped(outcome) ? [id] : [])));
        for (let before = -1; before !== stopped.size;) {
          before = stopped.size;
          for (const { id, dependsOn } of fleet.services.values())
            if (dependsOn.some((needed) => stopped.has(needed))) stopped.add(id);
        }
        for (const impact of whatIf(fleet, domains, nothingElse).services) {
          const mine = own.get(impact.service)!;
          expect(impact.own).toBe(mine);
          expect(impact.outcome).toBe(isStopped(mine) ? mine : stopped.has(impact.service) ? 'down' : mine);
          if (impact.path.length === 0) continue;
          expect(isStopped(own.get(impact.path.at(-1)!)!)).toBe(true);
          impact.path.slice(1).forEach((needed, index) => {
            expect(fleet.services.get(impact.path[index]!)?.dependsOn).toContain(needed);
          });
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('bears out what the audit says of that domain', () => {
    fc.assert(
      fc.property(randomFleet(), (fleet) => {
        for (const { code, domain, service } of auditPlacement(fleet, 0).findings) {
          if (domain === null) continue;
          const impact = whatIf(fleet, [domain], nothingElse).services.find((one) => one.service === service);
          if (code === 'all-in-one-domain') expect(impact?.own).toBe('down');
          if (code === 'quorum-lost') expect(impact?.own).toBe('quorum-lost');
          if (code === 'below-minimum') expect(impact?.own).toBe('below-minimum');
          if (code === 'shared-fate') expect(impact?.outcome).toBe('down');
          if (code === 'primary-with-standby') expect(impact?.primaryLost).not.toBe('none');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whether hosts are lost or were down before, and never better for losing more', () => {
    fc.assert(
      fc.property(fleetAndLoss, fc.nat(), ([fleet, domains], pick) => {
        const host = [...fleet.hosts.keys()][pick % fleet.hosts.size]!;
        const plain = whatIf(fleet, domains, nothingElse);
        const before = whatIf(fleet, domains, { alsoDown: [host] });
        const together = whatIf(fleet, [...domains, { level: 'host', id: host }], nothingElse);
        expect(before.services).toEqual(together.services);
        expect(before.startUp).toEqual(together.startUp);
        const rank = new Map(plain.services.map(({ service, outcome }) => [service, outcomeRank(outcome)]));
        for (const { service, outcome, own } of together.services)
          // Stopped by its own loss or by a need is equally stopped.
          if (!isStopped(own)) expect(outcomeRank(outcome)).toBeGreaterThanOrEqual(rank.get(service)!);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the start-up order', { timeout: 120_000 }, () => {
  it('starts each host once, guests after their hypervisor, and what is needed first', () => {
    fc.assert(
      fc.property(fleetAndLoss, ([fleet, domains]) => {
        const { startUp, lostHosts } = whatIf(fleet, domains, nothingElse);
        expect(startUp.flatMap(({ hosts }) => hosts).sort()).toEqual(lostHosts);
        expect(startUp.map(({ step }) => step)).toEqual(startUp.map((_, index) => index + 1));
        const stepOf = new Map(
          startUp.flatMap(({ step, hosts }) => hosts.map((host) => [host, step] as const)),
        );
        const tangled = new Set(startUp.flatMap(({ needEachOther }) => needEachOther));
        for (const host of lostHosts) {
          const below = fleet.hosts.get(host)?.placement?.hypervisor ?? null;
          if (below !== null && below !== host && stepOf.has(below))
            expect(stepOf.get(host)!).toBeGreaterThan(stepOf.get(below)!);
        }
        for (const service of fleet.services.values())
          for (const id of service.dependsOn)
            for (const first of fleet.services.get(id)?.instances ?? [])
              for (const { host } of service.instances) {
                if (id === service.id || first.host === host) continue;
                if (!stepOf.has(host) || !stepOf.has(first.host)) continue;
                if (tangled.has(host) && tangled.has(first.host)) continue;
                expect(stepOf.get(host)!).toBeGreaterThan(stepOf.get(first.host)!);
              }
      }),
      { numRuns: 500 },
    );
  });

  it('looks through a service that lost nothing', () => {
    const fleet = buildFleet({
      racks: { r1: { zone: 'za' }, r2: { zone: 'zb' } },
      hosts: { web: { rack: 'r1' }, db: { rack: 'r1' }, api: { rack: 'r2' } },
      services: {
        shop: { on: ['web'], dependsOn: ['middle'] },
        middle: { on: ['api'], dependsOn: ['store'] },
        store: { on: ['db'] },
      },
    });
    expect(whatIf(fleet, [rack('r1')], nothingElse).startUp.map(({ hosts }) => hosts)).toEqual([
      ['db'],
      ['web'],
    ]);
  });

  it('marks hosts that need each other in a circle', () => {
    const fleet = buildFleet({
      racks: { r1: { zone: 'za' } },
      hosts: { a: { rack: 'r1' }, b: { rack: 'r1' }, c: { rack: 'r1' } },
      services: {
        one: { on: ['a'], dependsOn: ['two'] },
        two: { on: ['b'], dependsOn: ['one'] },
        three: { on: ['c'], dependsOn: ['one'] },
      },
    });
    expect(whatIf(fleet, [rack('r1')], nothingElse).startUp).toEqual([
      { step: 1, hosts: ['a', 'b'], needEachOther: ['a', 'b'] },
      { step: 2, hosts: ['c'], needEachOther: [] },
    ]);
  });

  it('an empty loss starts nothing', () => {
    expect(whatIf(sampleFleet(), [], nothingElse).startUp).toEqual([]);
    expect(hostsIn(sampleFleet(), rack('nowhere')).size).toBe(0);
  });
});

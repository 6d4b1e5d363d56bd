// The power-loss story on the example inventory: the audit knew it all before, and what-if says what to do after.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../src/config/load-inventory.ts';
import type { FailureDomain, Fleet } from '../../src/core/fleet/fleet.ts';
import type { RackId } from '../../src/core/fleet/ids.ts';
import { auditPlacement } from '../../src/core/placement/audit.ts';
import { outcomeRank } from '../../src/core/placement/outcome.ts';
import { whatIf } from '../../src/core/placement/what-if.ts';

async function exampleFleet(): Promise<Fleet> {
  const loaded = await loadInventory(join(import.meta.dirname, '..', '..', 'inventory'));
  if (loaded.kind !== 'loaded') throw new Error(JSON.stringify(loaded.mistakes));
  return loaded.fleet;
}

const fleet = await exampleFleet();
const rack: FailureDomain = { level: 'rack', id: 'seoul-a-r12' as RackId };
const loss = whatIf(fleet, [rack], { alsoDown: [] });

describe('the loss of the rack of seventeen, on the example inventory', () => {
  it('takes seventeen hosts, and every service has an outcome', () => {
    expect(loss.lostHosts).toHaveLength(17);
    expect(loss.services).toHaveLength(fleet.services.size);
  });

  it('was announced by the audit for every service that it takes down or below its minimum', () => {
    const announced = new Set(
      auditPlacement(fleet, 0)
        .findings.filter(({ domain, also }) =>
          [{ domain }, ...also].some((said) => said.domain?.level === 'rack' && said.domain.id === rack.id),
        )
        .map(({ service }) => service),
    );
    const hurt = loss.services.filter(({ outcome }) => outcomeRank(outcome) >= outcomeRank('below-minimum'));
    expect(hurt.length).toBeGreaterThan(5);
    for (const { service } of hurt) expect(announced).toContain(service);
  });

  it('has somebody to call for every service that is hit', () => {
    const hit = loss.services.filter(({ outcome }) => outcome !== 'ok');
    const called = new Set(loss.owners.flatMap(({ services }) => services));
    for (const { service, owner } of hit) {
      expect(owner).not.toBeNull();
      expect(called).toContain(service);
    }
  });

  it('has a start-up order of exactly those hosts, proxies after databases and shops after proxies', () => {
    const stepOf = new Map(
      loss.startUp.flatMap(({ step, hosts }) => hosts.map((host) => [host as string, step])),
    );
    expect([...stepOf.keys()].sort()).toEqual(loss.lostHosts);
    const at = (host: string): number => stepOf.get(host) ?? 0;
    expect(at('db-proxy-01')).toBeGreaterThan(at('mysql-02'));
    expect(at('store-web-01')).toBeGreaterThan(at('db-proxy-01'));
  });
});

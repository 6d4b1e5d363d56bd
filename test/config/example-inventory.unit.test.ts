// The example in inventory/ is what a newcomer copies: it must load, tell the power-loss story truly, and its
// editors' schemas must be current.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../src/config/load-inventory.ts';
import { jsonSchemas } from '../../src/config/json-schema.ts';
import { mistakeText } from '../../src/config/mistake.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import { hostsIn, servicesOf } from '../../src/core/fleet/fleet-lookup.ts';
import type { FeedId, HostId, RackId } from '../../src/core/fleet/ids.ts';

const directory = join(import.meta.dirname, '..', '..', 'inventory');

async function exampleFleet(): Promise<Fleet> {
  const loaded = await loadInventory(directory);
  if (loaded.kind === 'invalid') throw new Error(loaded.mistakes.map(mistakeText).join('\n'));
  return loaded.fleet;
}

describe('the example inventory', () => {
  it('has two data centres, a cloud region and about sixty hosts, each with owner, placement and a window', async () => {
    const fleet = await exampleFleet();
    expect([...fleet.sites.values()].map(({ kind }) => kind).sort()).toEqual([
      'cloud',
      'datacentre',
      'datacentre',
    ]);
    expect(fleet.hosts.size).toBeGreaterThanOrEqual(55);
    expect(fleet.hosts.size).toBeLessThanOrEqual(65);
    for (const host of fleet.hosts.values()) {
      expect(host.owner, host.id).not.toBeNull();
      expect(host.placement, host.id).not.toBeNull();
      expect(host.windows, host.id).not.toEqual([]);
    }
  });

  it('has the rack of seventeen with the functions of the story, on one feed', async () => {
    const fleet = await exampleFleet();
    const rack = 'seoul-a-r12' as RackId;
    const lost = [...hostsIn(fleet, { level: 'rack', id: rack })];
    const functions = Map.groupBy(lost, (host) => servicesOf(fleet, host)[0]?.id as string);
    expect(lost).toHaveLength(17);
    expect(Object.fromEntries([...functions].map(([service, hosts]) => [service, hosts.length]))).toEqual({
      'db-proxy': 2,
      'reverse-proxy': 1,
      mysql: 1,
      'store-web': 3,
      'recommend-api': 1,
      'notify-api': 2,
      storage: 2,
      'publish-db': 2,
      batch: 3,
    });
    expect([...hostsIn(fleet, { level: 'feed', id: 'seoul-feed-1' as FeedId })]).toEqual(lost);
  });

  it('resolves the levels: host before service before site before fleet', async () => {
    const fleet = await exampleFleet();
    const host = (id: string) => fleet.hosts.get(id as HostId)!;
    expect(host('backup-01').uptime.maxUptimeMs).toBe(365 * 86_400_000);
    expect(host('mysql-01').windows.map(({ id }) => id)).toEqual(['sunday-morning']);
    expect(host('mysql-01').timing.soakMs).toBe(15 * 60_000);
    expect(host('notify-03').ssh).toEqual({
      hostId: 'notify-03',
      address: '203.0.113.11',
      port: 22,
      user: 'admin',
      assumed: ['port'],
    });
    expect(host('notify-03').timing.expectedMs).toBe(5 * 60_000);
    expect(host('wiki-01').placement).toMatchObject({ rack: 'seoul-a-r11', hypervisor: 'hv-01', unit: null });
    expect(host('backup-01').exemption?.untilAt).toBe(Date.parse('2027-03-01T00:00:00+09:00'));
    expect(fleet.freezes.find(({ id }) => id === 'seollal')?.fromAt).toBe(
      Date.parse('2027-02-05T18:00:00+09:00'),
    );
  });

  it('names the schema for editors in the first line of every file', () => {
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.yaml'),
    );
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const [first] = readFileSync(join(directory, file), 'utf8').split('\n');
      const schema = /^# yaml-language-server: \$schema=(.*)$/.exec(first ?? '')?.[1];
      expect(
        () => JSON.parse(readFileSync(join(directory, file, '..', schema ?? ''), 'utf8')),
        file,
      ).not.toThrow();
    }
  });
});

describe('the JSON Schemas in inventory/schema', () => {
  it.each([...jsonSchemas()])('%s is current (node scripts/generate-schemas.ts)', (name, text) => {
    expect(readFileSync(join(directory, 'schema', name), 'utf8')).toBe(text);
  });

  it.each([...jsonSchemas()])('%s has only patterns that every editor reads alike', (_name, text) => {
    const patterns = [...text.matchAll(/"pattern": (".*")/g)].map(
      ([, pattern]) => JSON.parse(pattern ?? '') as string,
    );
    expect(patterns.length).toBeGreaterThan(3);
    for (const pattern of patterns) {
      expect(pattern).not.toContain('\\p{');
      expect(() => [new RegExp(pattern), new RegExp(pattern, 'u')]).not.toThrow();
    }
  });
});

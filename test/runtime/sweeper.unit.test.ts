// The picture of the fleet: what the sweeper makes of looks, its own and those of others.
import { expect, it } from 'vitest';
import type { BootId, HostId } from '../../src/core/fleet/ids.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import { createSweeper, type Sweeper } from '../../src/runtime/sweeper.ts';
import type { Store } from '../../src/ports/store.ts';
import { FakeHostControl } from '../fakes/fake-host-control.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';

const web = 'web-1' as HostId;
const nextBoot = 'ffffffff-0000-4000-8000-000000000000' as BootId;
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A sweeper that has looked at one host once. */
async function swept() {
  let now = 1_000_000;
  let stepMs = 1_000;
  const hosts = new FakeHostControl();
  const host = hosts.addHost(web);
  const planned = new Set<BootId>();
  const memory: Store = createMemoryStore();
  const sweeper: Sweeper = createSweeper({
    store: memory,
    hosts,
    log: silent,
    clock: { now: () => (now += stepMs), monotonicMs: () => now, sleep: () => Promise.resolve() },
    ids: { next: () => 'id', fraction: () => 0.5, sha256Hex: (text) => text },
    fleet: () => buildFleet({ hosts: { 'web-1': {} } }),
    plannedEnds: () => planned,
    pace: {
      intervalMs: 60_000,
      retryMs: 5_000,
      probeWithinMs: 1_000,
      missesUntilUnreachable: 2,
      concurrency: 1,
      maxAgeMs: 120_000,
    },
  });
  await sweeper.load();
  const look = (): Promise<void> => sweeper.sweepOnce(null, () => undefined);
  const rebooted = (): Facts => ({ ...host.facts, bootId: nextBoot, uptimeMs: 1_000 });
  const status = () => sweeper.snapshot().hosts.get(web)?.status;
  await look();
  const eachLookTakes = (ms: number): void => void (stepMs = ms);
  return { eachLookTakes, sweeper, host, memory, planned, look, rebooted, status, firstBoot: host.bootId };
}

it('takes in what a campaign reads of a host: it is up again before the next look', async () => {
  const { sweeper, host, look, rebooted, status, memory } = await swept();
  host.failure = 'connection-refused';
  await look();
  await look();
  expect(status()).toBe('unreachable');
  await sweeper.seen(web, rebooted());
  expect(status()).toBe('up');
  expect(await memory.hostViews()).toMatchObject([
    { status: 'up', lastSeen: { facts: { bootId: nextBoot } } },
  ]);
});

it('calls the end of a boot planned when a campaign asked for it, whoever sees the new boot, and whenever', async () => {
  const { sweeper, planned, rebooted, firstBoot, memory } = await swept();
  planned.add(firstBoot);
  await sweeper.seen(web, rebooted());
  expect((await memory.boots(web)).map(({ ended }) => ended)).toEqual([null, 'planned']);
});

it('calls it unplanned when the campaign asked for the end of another boot', async () => {
  const { sweeper, planned, rebooted, memory } = await swept();
  planned.add(nextBoot);
  await sweeper.seen(web, rebooted());
  expect((await memory.boots(web)).map(({ ended }) => ended)).toEqual([null, 'unplanned']);
});

it('takes in no host that left the inventory', async () => {
  const { sweeper, rebooted, memory } = await swept();
  await sweeper.seen('gone-1' as HostId, rebooted());
  expect((await memory.hostViews()).map(({ hostId }) => hostId)).toEqual([web]);
});

it('does not fail those who tell it what they saw when the store fails', async () => {
  const { sweeper, rebooted, status, memory } = await swept();
  memory.recordObservations = () => Promise.reject(new Error('disk full'));
  await expect(sweeper.seen(web, rebooted())).resolves.toBeUndefined();
  expect(status()).toBe('up');
});

it('keeps an unchanged host often enough for those who read the store to believe it, and not at each look', async () => {
  const { look, memory, eachLookTakes } = await swept();
  const record = memory.recordObservations;
  let writes = 0;
  memory.recordObservations = (changes) => {
    writes += 1;
    return record(changes);
  };
  const keptAt = async (): Promise<number> => (await memory.hostViews())[0]?.lastSeen?.at ?? 0;
  const first = await keptAt();
  for (let looks = 0; looks < 10; looks += 1) await look();
  expect({ writes, keptAt: await keptAt() }).toEqual({ writes: 0, keptAt: first });
  eachLookTakes(40_000);
  for (let looks = 0; looks < 3; looks += 1) await look();
  expect(await keptAt()).toBeGreaterThanOrEqual(first + 120_000);
});

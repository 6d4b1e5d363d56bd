import { expect, it } from 'vitest';
import { EPOCH, keepEpoch, raiseEpoch } from '../../src/runtime/epoch.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';

it('grows with each start, also where the clock stands still or goes back', async () => {
  const store = createMemoryStore();
  const at = (seconds: number) => raiseEpoch(store, { now: () => seconds * 1_000 });
  expect(await at(1_000)).toBe(1_000);
  expect(await at(1_000)).toBe(1_001);
  expect(await at(500)).toBe(1_002);
  expect(await at(9_000)).toBe(9_000);
});

it('is higher than all before after an old database was put back', async () => {
  const [old, lost] = [createMemoryStore(), createMemoryStore()];
  await raiseEpoch(old, { now: () => 1_000_000 });
  const last = await raiseEpoch(lost, { now: () => 2_000_000 });
  expect(await raiseEpoch(old, { now: () => 2_001_000 })).toBeGreaterThan(last);
});

it('is higher than those of the replaced record where the clock is behind as well', async () => {
  const [old, lost] = [createMemoryStore(), createMemoryStore()];
  await raiseEpoch(old, { now: () => 2_000_000 });
  await raiseEpoch(lost, { now: () => 2_000_000 });
  const last = await raiseEpoch(lost, { now: () => 1_000_000 });
  await keepEpoch(old, await lost.recall(EPOCH));
  expect(await raiseEpoch(old, { now: () => 1_000_000 })).toBeGreaterThan(last);
  await keepEpoch(old, null);
  await keepEpoch(old, 'damaged');
  expect(await raiseEpoch(old, { now: () => 1_000_000 })).toBe(last + 2);
});

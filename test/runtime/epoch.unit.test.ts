import { expect, it } from 'vitest';
import { EPOCH, epochFlag, keepEpoch, raiseEpoch } from '../../src/runtime/epoch.ts';
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

it('of a daemon that another has replaced on its database holds it back', async () => {
  const store = createMemoryStore();
  const ours = await raiseEpoch(store, { now: () => 1_000_000 });
  expect(await epochFlag(store, ours)).toEqual({ kind: 'clear' });
  const theirs = await raiseEpoch(store, { now: () => 1_000_000 });
  expect(await epochFlag(store, theirs)).toEqual({ kind: 'clear' });
  expect(await epochFlag(store, ours)).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('another daemon has been started on this database'),
  });
  expect(await epochFlag(createMemoryStore(), ours)).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('not the one that this daemon began with'),
  });
});

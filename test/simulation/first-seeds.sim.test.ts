// A thousand runs of the real daemon in a world of faults: no promise is broken, and every rare thing happened.
import { expect, it } from 'vitest';
import { complaints, runSeeds } from './many-seeds.ts';

it('seeds 1 to 1000 hold every promise, and between them everything rare happens', async () => {
  const { failed, never, seeds } = await runSeeds({ first: 1, last: 1_000 });
  expect(complaints(failed)).toEqual([]);
  expect(never).toEqual([]);
  expect(seeds).toBe(1_000);
});

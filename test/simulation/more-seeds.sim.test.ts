// Another thousand, in another file so that both cores are used.
import { expect, it } from 'vitest';
import { complaints, runSeeds } from './many-seeds.ts';

it('seeds 1001 to 2000 hold every promise, and between them everything rare happens', async () => {
  const { failed, never, seeds } = await runSeeds({ first: 1_001, last: 2_000 });
  expect(complaints(failed)).toEqual([]);
  expect(never).toEqual([]);
  expect(seeds).toBe(1_000);
});

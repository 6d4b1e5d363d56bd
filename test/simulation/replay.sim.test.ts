// A seed is a whole bug report: it replays exactly. And what holds over the store in memory holds over SQLite.
import { describe, expect, it } from 'vitest';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { faultKinds } from './fault-kinds.ts';
import { complaints } from './many-seeds.ts';
import { simulate } from './simulation.ts';

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

describe('a seed', () => {
  it('gives the same event log each time, whatever ran before it', async () => {
    const first = new Map<number, string>();
    for (const seed of seeds) first.set(seed, (await simulate({ seed })).hash);
    for (const seed of seeds.toReversed()) expect((await simulate({ seed })).hash).toBe(first.get(seed));
    expect(new Set(first.values()).size).toBe(seeds.length);
  });

  it('is told in full when it is recorded, without being changed by that', async () => {
    const { hash } = await simulate({ seed: 7 });
    const recorded = await simulate({ seed: 7, record: true });
    expect(recorded.hash).toBe(hash);
    expect(recorded.lines.some(({ text }) => text.includes('campaign-proposed'))).toBe(true);
  });

  it('without its faults is another run, in which nothing at all goes wrong', async () => {
    for (const seed of seeds.slice(0, 10)) {
      const { faults, violations, sometimes } = await simulate({ seed, without: new Set(faultKinds) });
      expect(faults).toEqual([]);
      expect(violations).toEqual([]);
      expect(sometimes.has('halted')).toBe(false);
    }
  });
});

it('over SQLite holds every promise too', async () => {
  for (const seed of seeds.slice(0, 20)) {
    const store = await openSqlStore(':memory:');
    const result = await simulate({ seed, store });
    await store.close();
    expect(complaints([result])).toEqual([]);
  }
});

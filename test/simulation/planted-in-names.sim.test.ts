// What a host is called decides nothing: the same seed with hosts called h10, h11, … and 10, 11, … is the same story.
// JavaScript sorts object keys that look like integers, so a bug that keeps hosts in an object shows here.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Evolve from '../../src/core/campaign/evolve.ts';
import type { HostReboot } from '../../src/core/campaign/state.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { simulate } from './simulation.ts';

const planted = vi.hoisted(() => ({ bug: 'none' }));
beforeEach(() => {
  planted.bug = 'none';
});

vi.mock('../../src/core/campaign/evolve.ts', async (original) => {
  const real = await original<typeof Evolve>();
  const throughObject = (hosts: ReadonlyMap<HostId, HostReboot>): ReadonlyMap<HostId, HostReboot> =>
    new Map(Object.entries(Object.fromEntries(hosts)) as [HostId, HostReboot][]);
  return {
    ...real,
    evolve: (...given: Parameters<typeof real.evolve>) => {
      const after = real.evolve(...given);
      return planted.bug === 'none' ? after : { ...after, hosts: throughObject(after.hosts) };
    },
  };
});

/** The run's events with every name made the same. */
async function story(seed: number, namePrefix: 'h' | ''): Promise<readonly string[]> {
  const { lines } = await simulate({ seed, namePrefix, record: true });
  return lines.map(({ at, text }) => `${at} ${text.replace(/\bh(1\d)\b/g, '$1')}`);
}

async function seedsThatDiffer(seeds: number): Promise<readonly number[]> {
  const differ: number[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const [letters, integers] = [await story(seed, 'h'), await story(seed, '')];
    if (letters.join('\n') !== integers.join('\n')) differ.push(seed);
  }
  return differ;
}

describe('names of hosts', () => {
  it('that look like integers change nothing', async () => {
    expect(await seedsThatDiffer(60)).toEqual([]);
  });

  it('hosts are kept in an object, whose keys are sorted as integers: it is found', async () => {
    planted.bug = 'hosts in an object';
    expect(await seedsThatDiffer(60)).not.toEqual([]);
  });
});

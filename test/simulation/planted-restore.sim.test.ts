// Bugs around a record that was put back, put in by replacing one function of core or of the runtime for this file only. With no bug
// switched on, the replaced functions are the real ones.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as SeatChanges from '../../src/core/rotation/seat-changes.ts';
import type * as Epoch from '../../src/runtime/epoch.ts';
import type * as Voiding from '../../src/runtime/void-campaigns.ts';
import type { FaultKind } from './fault-kinds.ts';
import { expectFound } from './planted.ts';
import type { Promise_ } from './verdicts.ts';

type Bug = {
  readonly nothingIsVoid?: true;
  readonly raiseEpoch?: typeof Epoch.raiseEpoch;
  readonly keepEpoch?: typeof Epoch.keepEpoch;
  readonly servingIsBack?: true;
};

const planted = vi.hoisted<{ bug: Bug }>(() => ({ bug: {} }));
beforeEach(() => {
  planted.bug = {};
});

vi.mock('../../src/runtime/void-campaigns.ts', async (original) => {
  const real = await original<typeof Voiding>();
  return {
    voidCampaigns: (...given: Parameters<typeof real.voidCampaigns>) =>
      planted.bug.nothingIsVoid === true ? Promise.resolve([]) : real.voidCampaigns(...given),
  };
});

vi.mock('../../src/core/rotation/seat-changes.ts', async (original) => {
  const real = await original<typeof SeatChanges>();
  return {
    ...real,
    changesToRestore: (...given: Parameters<typeof real.changesToRestore>) =>
      planted.bug.servingIsBack === true && given[1].admin === 'ready' ? [] : real.changesToRestore(...given),
  };
});

vi.mock('../../src/runtime/epoch.ts', async (original) => {
  const real = await original<typeof Epoch>();
  return {
    ...real,
    raiseEpoch: (...given: Parameters<typeof real.raiseEpoch>) =>
      (planted.bug.raiseEpoch ?? real.raiseEpoch)(...given),
    keepEpoch: (...given: Parameters<typeof real.keepEpoch>) =>
      (planted.bug.keepEpoch ?? real.keepEpoch)(...given),
  };
});

const bugs: readonly (readonly [string, readonly Promise_[], Bug, readonly FaultKind[]])[] = [
  ['what a restored record had begun goes on', ['restored-means-void'], { nothingIsVoid: true }, ['restore']],
  ['the epoch is the same at each start', ['epoch'], { raiseEpoch: () => Promise.resolve(1) }, ['kill']],
  [
    'the epoch is counted on from the database alone',
    ['epoch'],
    {
      raiseEpoch: async (store) => {
        const epoch = Number((await store.recall('epoch')) ?? 0) + 1;
        await store.remember('epoch', String(epoch));
        return epoch;
      },
      keepEpoch: () => Promise.resolve(),
    },
    ['restore'],
  ],
  [
    'the weight of a ramp that an older record forgot stays',
    ['done-means-serving'],
    { servingIsBack: true },
    ['restore'],
  ],
];

describe('a bug around an older record is found', () => {
  for (const [what, breaks, bug, also] of bugs)
    it(what, async () => {
      planted.bug = bug;
      expect(await expectFound(breaks, { also })).toEqual(expect.any(Number));
    });
});

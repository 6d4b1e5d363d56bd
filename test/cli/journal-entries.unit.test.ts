import { expect, it } from 'vitest';
import { chosenEntries, type EntryChoice } from '../../src/cli/journal-entries.ts';
import type { JournalEntry } from '../../src/ports/store.ts';

/** Two campaigns, of which the second has every hundredth entry. */
const entries = Array.from({ length: 25_000 }, (_, index) => ({
  seq: index + 1,
  campaign: index % 100 === 99 ? 'c-2' : 'c-1',
})) as unknown as readonly JournalEntry[];

const store = {
  journal: ({ afterSeq, limit }: { afterSeq: number; limit: number }) =>
    Promise.resolve(entries.slice(afterSeq, afterSeq + limit)),
  journalHead: () => Promise.resolve({ seq: entries.length, hash: '' }),
};

it.each<[string, EntryChoice, readonly number[]]>([
  ['the newest, in order', { limit: 3 }, [24_998, 24_999, 25_000]],
  ['those after a number', { limit: 2, after: 0 }, [1, 2]],
  ['the newest of a campaign', { limit: 2, campaign: 'c-2' }, [24_900, 25_000]],
  ['those of a campaign after a number, however far', { limit: 2, after: 150, campaign: 'c-2' }, [200, 300]],
  ['none of a campaign that never was', { limit: 2, campaign: 'c-3' }, []],
])('%s', async (_, choice, seqs) => {
  expect((await chosenEntries(store, choice)).map(({ seq }) => seq)).toEqual(seqs);
});

it('all of a campaign where the limit allows it', async () => {
  expect(await chosenEntries(store, { limit: 1_000_000, after: 0, campaign: 'c-2' })).toHaveLength(250);
});

it('all there is where it is less than the limit', async () => {
  const few = {
    ...store,
    journalHead: () => Promise.resolve({ seq: 2, hash: '' }),
    journal: () => Promise.resolve(entries.slice(0, 2)),
  };
  expect(await chosenEntries(few, { limit: 200 })).toHaveLength(2);
});

// Which entries of the journal a person asked for. A limit counts what is shown, never what was looked through for it.

import type { JournalEntry, Store } from '../ports/store.ts';

export type EntryChoice = {
  /** Those that follow this one; undefined: the newest. */
  readonly after?: number;
  readonly limit: number;
  /** Undefined: of all, and of none. */
  readonly campaign?: string;
};

const ENTRIES_AT_ONCE = 10_000;

/** At most `limit`, in order. */
export async function chosenEntries(
  store: Pick<Store, 'journal' | 'journalHead'>,
  { after, limit, campaign }: EntryChoice,
): Promise<readonly JournalEntry[]> {
  if (campaign === undefined) {
    const afterSeq = after ?? Math.max(0, (await store.journalHead()).seq - limit);
    return store.journal({ afterSeq, limit });
  }
  const found: JournalEntry[] = [];
  for (let afterSeq = after ?? 0; ;) {
    const read = await store.journal({ afterSeq, limit: ENTRIES_AT_ONCE });
    found.push(...read.filter((entry) => entry.campaign === campaign));
    if (after !== undefined && found.length >= limit) return found.slice(0, limit);
    found.splice(0, found.length - limit);
    const last = read.at(-1);
    if (last === undefined) return found;
    afterSeq = last.seq;
  }
}

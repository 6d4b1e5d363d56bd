// What every Store must do with incidents and host notes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { episodeOf, type EpisodeEvent } from '../../src/core/incident/event.ts';
import type { IncidentId, PersonId } from '../../src/core/fleet/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { sampleEpisodeEvents, sampleIncident, sampleNote } from '../fakes/sample-episodes.ts';
import type { StoreFixture } from './store-contract.ts';

const daemon = 'daemon' as PersonId;
const all = Object.values(sampleEpisodeEvents);
const incident = { kind: 'incident', id: sampleIncident } as const;
const note = { kind: 'host-note', id: sampleNote } as const;

export function episodeContract(name: string, start: () => Promise<StoreFixture>): void {
  describe(`${name} as a Store of episodes`, () => {
    let fixture: StoreFixture;
    let store: Store;
    beforeEach(async () => {
      fixture = await start();
      ({ store } = fixture);
    });
    afterEach(() => fixture.stop());

    const append = (at: number, ...events: readonly EpisodeEvent[]) =>
      store.appendEpisodeEvents({ at, actor: daemon, events, messages: [] });
    const of = (kind: 'incident' | 'host-note') => all.filter((event) => episodeOf(event)?.kind === kind);
    const incidents = (sinceAt: number) => store.episodes({ kind: 'incident', sinceAt });

    it('gives every kind of event back, to the episode that it belongs to, in order', async () => {
      await append(1_000, ...all);
      const dated = (events: readonly EpisodeEvent[]) => events.map((event) => ({ at: 1_000, event }));
      expect(await store.episodeEvents(incident)).toEqual(dated(of('incident')));
      expect(await store.episodeEvents(note)).toEqual(dated(of('host-note')));
      expect(await store.episodeEvents({ kind: 'incident', id: 'other' as IncidentId })).toEqual([]);
      const journal = await store.journal({ afterSeq: 0, limit: 100 });
      expect(journal.map(({ event, campaign }) => [event, campaign])).toEqual(all.map((one) => [one, null]));
      expect(await store.verifyJournal()).toMatchObject({ kind: 'intact', entries: all.length });
    });

    it('tells what is open, also long after its last event', async () => {
      const { 'incident-opened': opened, 'incident-closed': closed } = sampleEpisodeEvents;
      await append(1_000, opened);
      expect(await incidents(9_000)).toEqual([
        { id: sampleIncident, lastEventAt: 1_000, version: 1, isOpen: true },
      ]);
      await append(2_000, closed);
      expect(await incidents(2_001)).toEqual([]);
      expect(await incidents(2_000)).toEqual([
        { id: sampleIncident, lastEventAt: 2_000, version: 2, isOpen: false },
      ]);
      // Closed once more by a person at the same moment, and reopened: open.
      await append(2_000, closed);
      await append(3_000, sampleEpisodeEvents['incident-reopened']);
      expect(await incidents(9_000)).toMatchObject([{ version: 4, isOpen: true }]);
    });

    it('keeps a note open until each of its hosts is back, and newer episodes first', async () => {
      const { 'host-lost': lost, 'host-returned': returned } = sampleEpisodeEvents;
      await append(1_000, lost, { ...lost, note: 'n-2' as typeof lost.note });
      await append(2_000, returned);
      const notes = await store.episodes({ kind: 'host-note', sinceAt: 0 });
      expect(notes.map(({ id, isOpen }) => ({ id, isOpen }))).toEqual([
        { id: 'n-2', isOpen: true },
        { id: 'n-1', isOpen: false },
      ]);
      expect(await incidents(0)).toEqual([]);
    });

    it('wants the messages in the same transaction, and has it all after a restart', async () => {
      const subject = { kind: 'daily-digest', forAt: 5 } as const;
      const messages = [{ key: 'incident/i-1', channel: 'C0', subject }];
      await store.appendEpisodeEvents({ at: 1_000, actor: daemon, events: of('incident'), messages });
      store = await fixture.reopen();
      expect(await store.episodeEvents(incident)).toHaveLength(of('incident').length);
      expect(await store.message('incident/i-1')).toMatchObject({ wantedRevision: 1 });
    });
  });
}

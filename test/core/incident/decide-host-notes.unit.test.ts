// A single host goes to its owner, once, with its neighbours in trouble, and in the same message when it comes and goes.
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/brand.ts';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import type { BootId, HostId, HostNoteId, OwnerId } from '../../../src/core/fleet/ids.ts';
import { decideHostNotes, type UnplannedBoot } from '../../../src/core/incident/decide-host-notes.ts';
import type { HostNoteEvent } from '../../../src/core/incident/event.ts';
import { evolveHostNote, type HostNote } from '../../../src/core/incident/host-note.ts';
import { usualRules, type HostSight } from '../../../src/core/incident/sight.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { many } from '../../fakes/sample-fleet.ts';

const [dba, store] = ['dba' as OwnerId, 'store' as OwnerId];
const base = buildFleet({
  hosts: {
    ...many('db', 3, { zone: 'z1', owner: dba }),
    ...many('web', 3, { zone: 'z1', owner: store }),
    lone: { zone: 'z1' },
  },
});
const fleet = {
  ...base,
  owners: new Map([
    [dba, { id: dba, slack: 'C0DBA', approvals: null }],
    [store, { id: store, slack: null, approvals: null }],
  ]),
};

/** Looks on a clock that the test moves, folding what was decided. */
class Notes {
  readonly told: HostNoteEvent[] = [];
  readonly #sights = new Map<HostId, { kind: 'up' | 'lost'; at: number; bootId: BootId }>();
  #notes = new Map<HostNoteId, HostNote>();
  #now = 1_000_000;
  #ids = 0;
  inIncident: ReadonlySet<HostId> = new Set();
  readonly #fleet: Fleet;

  constructor(of: Fleet = fleet) {
    this.#fleet = of;
  }

  set(host: string, kind: 'up' | 'lost', boot = 'first'): void {
    this.#sights.set(host as HostId, { kind, at: this.#now, bootId: boot as BootId });
  }

  look(afterMs: number, boots: readonly UnplannedBoot[] = []): readonly HostNoteEvent[] {
    this.#now += afterMs;
    const sights = new Map<HostId, HostSight>();
    for (const [host, { kind, at, bootId }] of this.#sights) {
      const forMs = this.#now - at;
      sights.set(
        host,
        kind === 'up'
          ? { kind, forMs, bootId }
          : { kind, forMs, at, lastSeenAt: at, bootId: 'first' as BootId },
      );
    }
    const events = decideHostNotes([...this.#notes.values()], {
      now: this.#now,
      fleet: this.#fleet,
      sights,
      rules: usualRules,
      inIncident: this.inIncident,
      boots,
      channel: 'C0MAIN',
      newId: () => `n-${(this.#ids += 1)}` as HostNoteId,
    });
    for (const event of events)
      this.#notes.set(
        event.note,
        evolveHostNote(this.#notes.get(event.note) ?? null, { at: this.#now, event }),
      );
    this.told.push(...events);
    return events;
  }

  bootOf(host: string): UnplannedBoot {
    return { host: host as HostId, bootId: 'new' as BootId, bootedAt: this.#now };
  }

  notes(): readonly HostNote[] {
    return [...this.#notes.values()];
  }
}

describe('a host that is away', () => {
  it('is reported once, when it has been away for a while, where its owner reads', () => {
    const notes = new Notes();
    notes.set('db-01', 'lost');
    expect(notes.look(MINUTE_MS)).toEqual([]);
    expect(notes.look(MINUTE_MS)).toMatchObject([{ kind: 'host-lost', channel: 'C0DBA' }]);
    expect(notes.look(MINUTE_MS)).toEqual([]);
    notes.set('db-01', 'up', 'second');
    expect(notes.look(SECOND_MS)).toEqual([]);
    expect(notes.look(MINUTE_MS)).toMatchObject([{ kind: 'host-returned', boot: 'new' }]);
    expect(notes.look(HOUR_MS)).toEqual([]);
  });

  it('of a user group is told of in the main channel: a group cannot be written to', () => {
    const group = new Map([...fleet.owners, [dba, { id: dba, slack: 'S0DBATEAM', approvals: null }]]);
    const notes = new Notes({ ...fleet, owners: group });
    notes.set('db-01', 'lost');
    expect(notes.look(3 * MINUTE_MS)).toMatchObject([{ kind: 'host-lost', channel: 'C0MAIN' }]);
  });

  it('of another user group has a note of its own: an edit of the first would ping nobody', () => {
    const groups = new Map([
      [dba, { id: dba, slack: 'S0DBATEAM', approvals: null }],
      [store, { id: store, slack: 'S0STORETEAM', approvals: null }],
    ]);
    const notes = new Notes({ ...fleet, owners: groups });
    const told = (): readonly (readonly string[])[] => notes.notes().map(({ hosts }) => [...hosts.keys()]);
    notes.set('db-01', 'lost');
    notes.look(3 * MINUTE_MS);
    for (const host of ['db-02', 'web-01', 'lone']) notes.set(host, 'lost');
    notes.look(3 * MINUTE_MS);
    notes.set('web-02', 'lost');
    notes.look(3 * MINUTE_MS);
    expect(told()).toEqual([['db-01', 'db-02'], ['lone'], ['web-01', 'web-02']]);
    expect(new Set(notes.notes().map(({ channel }) => channel))).toEqual(new Set(['C0MAIN']));
  });

  it('is told of in the main channel where its owner has none, or nobody owns it', () => {
    const notes = new Notes();
    notes.set('web-01', 'lost');
    notes.set('lone', 'lost');
    notes.look(3 * MINUTE_MS);
    expect(notes.notes()).toHaveLength(1);
    expect(notes.notes()[0]).toMatchObject({ channel: 'C0MAIN' });
  });

  it('shares a message with others of its owner within minutes, and has its own later', () => {
    const notes = new Notes();
    notes.set('db-01', 'lost');
    notes.look(3 * MINUTE_MS);
    notes.set('db-02', 'lost');
    notes.look(3 * MINUTE_MS);
    expect(notes.notes()).toHaveLength(1);
    notes.look(30 * MINUTE_MS);
    notes.set('db-03', 'lost');
    notes.look(3 * MINUTE_MS);
    expect(notes.notes()).toHaveLength(2);
  });

  it('comes and goes in one message, and ever more slowly', () => {
    const notes = new Notes();
    for (let round = 0; round < 12; round += 1) {
      notes.set('db-01', 'lost');
      notes.look(3 * MINUTE_MS);
      notes.set('db-01', 'up');
      notes.look(20 * SECOND_MS);
      notes.look(0);
    }
    expect(notes.notes()).toHaveLength(1);
    expect(notes.told.length).toBeLessThan(6);
  });

  it('that an incident tells of is not told of again', () => {
    const notes = new Notes();
    notes.inIncident = new Set(['db-01' as HostId]);
    notes.set('db-01', 'lost');
    expect(notes.look(HOUR_MS, [notes.bootOf('db-01')])).toEqual([]);
  });
});

describe('a reboot that nobody asked for', () => {
  it('is reported even if the host was never away for long', () => {
    const notes = new Notes();
    expect(notes.look(0, [notes.bootOf('db-01')])).toMatchObject([
      { kind: 'host-rebooted', channel: 'C0DBA' },
    ]);
  });

  it('is told with the return of a host that was reported as away, and not twice', () => {
    const notes = new Notes();
    notes.set('db-01', 'lost');
    notes.look(3 * MINUTE_MS);
    notes.set('db-01', 'up', 'second');
    expect(notes.look(SECOND_MS, [notes.bootOf('db-01')])).toEqual([]);
    expect(notes.look(MINUTE_MS)).toMatchObject([{ kind: 'host-returned', boot: 'new' }]);
    expect(notes.notes()[0]?.hosts.get('db-01' as HostId)).toMatchObject({ losses: 1, reboots: 1 });
  });
});

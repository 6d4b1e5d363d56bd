// Many losses are one incident, whatever their order; it grows, narrows, goes quiet and ends by rule.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/core/brand.ts';
import type { HostId, IncidentId, PersonId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { countsOf, type Incident } from '../../../src/core/incident/incident.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { causeName, IncidentTheatre } from '../../fakes/incident-theatre.ts';
import { many, rackOfSeventeen, sampleFleet } from '../../fakes/sample-fleet.ts';
import { fc } from '../../fakes/properties.ts';

const fleet = sampleFleet();

const only = (theatre: IncidentTheatre): Incident => {
  const [incident, ...others] = theatre.incidents();
  if (incident === undefined || others.length > 0) throw new Error(`${others.length + 1} incidents`);
  return incident;
};

const kinds = (theatre: IncidentTheatre): readonly string[] => theatre.events.map(({ kind }) => kind);

/** Everything is up again and serves. */
function recover(theatre: IncidentTheatre, hosts: readonly string[], boot: 'same' | 'new' = 'new'): void {
  theatre.restore(hosts, boot);
  theatre.watch(2 * theatre.rules.steadyMs + SECOND_MS);
  for (const host of hosts) theatre.judge(host);
}

describe('the rack of seventeen', () => {
  it('is one incident of its rack, in whatever order and at whatever pace its hosts are noticed', () => {
    const order = fc.shuffledSubarray([...rackOfSeventeen], { minLength: 17 });
    const pauses = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 17, maxLength: 17 });
    fc.assert(
      fc.property(order, pauses, (hosts, pauseS) => {
        const theatre = new IncidentTheatre(fleet);
        hosts.forEach((host, index) => {
          theatre.lose(host);
          theatre.look((pauseS[index] ?? 0) * SECOND_MS);
        });
        theatre.look();
        const { cause, hosts: known } = only(theatre);
        expect(causeName(cause)).toBe('rack:r12');
        expect([...known.keys()].sort()).toEqual(rackOfSeventeen);
      }),
      { numRuns: 100 },
    );
  });

  it('ends by itself when everything has served for a while, and not before', () => {
    const theatre = new IncidentTheatre(fleet);
    theatre.lose(...rackOfSeventeen);
    theatre.look();
    theatre.watch(10 * MINUTE_MS);
    expect(countsOf(only(theatre))).toMatchObject({ total: 17, down: 17 });
    theatre.restore(rackOfSeventeen);
    theatre.watch(MINUTE_MS);
    expect(countsOf(only(theatre))).toMatchObject({ down: 0, back: 17 });
    theatre.watch(20 * MINUTE_MS);
    expect(only(theatre).phase.kind).toBe('open');
    for (const host of rackOfSeventeen) theatre.judge(host);
    theatre.watch(theatre.rules.settleMs - 2 * SECOND_MS);
    expect(only(theatre).phase.kind).toBe('open');
    theatre.watch(3 * SECOND_MS);
    expect(only(theatre).phase).toMatchObject({ kind: 'closed', by: 'daemon', left: [] });
  });

  it('stays open while one of its hosts is back and does not serve', () => {
    const theatre = new IncidentTheatre(fleet);
    theatre.lose(...rackOfSeventeen);
    theatre.look();
    recover(theatre, rackOfSeventeen);
    theatre.judge('mysql-02', [
      { service: 'store-db' as ServiceId, gate: 'replication', found: '43 s behind' },
    ]);
    theatre.watch(60 * MINUTE_MS);
    expect(only(theatre).phase.kind).toBe('open');
    expect(only(theatre).hosts.get('mysql-02' as HostId)?.stage).toMatchObject({ kind: 'not-serving' });
    theatre.judge('mysql-02');
    theatre.watch(6 * MINUTE_MS);
    expect(only(theatre).phase.kind).toBe('closed');
  });

  it('ends without a few that stay away, once they would be no incident themselves', () => {
    const theatre = new IncidentTheatre(fleet);
    theatre.lose(...rackOfSeventeen);
    theatre.look();
    recover(theatre, rackOfSeventeen.slice(2));
    theatre.watch(29 * MINUTE_MS);
    expect(only(theatre).phase.kind).toBe('open');
    theatre.watch(2 * MINUTE_MS);
    expect(only(theatre).phase).toMatchObject({ kind: 'closed', left: rackOfSeventeen.slice(0, 2) });
    theatre.watch(60 * MINUTE_MS);
    expect(theatre.incidents()).toHaveLength(1);
  });

  it('goes on where it was when the daemon dies in the middle', () => {
    const [calm, restless] = [new IncidentTheatre(fleet), new IncidentTheatre(fleet)];
    for (const theatre of [calm, restless]) {
      const step = (): void => (theatre === restless ? theatre.restart() : undefined);
      theatre.lose(...rackOfSeventeen.slice(0, 11));
      theatre.look();
      step();
      theatre.lose(...rackOfSeventeen);
      theatre.look();
      step();
      theatre.restore(rackOfSeventeen);
      theatre.watch(5 * SECOND_MS);
      step();
      theatre.watch(MINUTE_MS);
      for (const host of rackOfSeventeen) theatre.judge(host);
      step();
      theatre.watch(6 * MINUTE_MS);
    }
    expect(kinds(restless)).toEqual(kinds(calm));
    expect(only(restless).phase.kind).toBe('closed');
  });
});

describe('what is no incident', () => {
  it('one host, or hosts that have nothing in common', () => {
    const theatre = new IncidentTheatre(fleet);
    theatre.lose('web-01');
    theatre.watch(MINUTE_MS);
    theatre.lose('mysql-01', 'vm-auth-02');
    theatre.watch(MINUTE_MS);
    expect(theatre.events).toEqual([]);
  });

  it('hosts of a rack that go one by one over hours', () => {
    const theatre = new IncidentTheatre(fleet);
    for (const host of rackOfSeventeen.slice(0, 8)) {
      theatre.lose(host);
      theatre.watch(20 * MINUTE_MS);
    }
    expect(theatre.events).toEqual([]);
  });

  it('hosts in a planned reboot', () => {
    const theatre = new IncidentTheatre(fleet);
    theatre.obscure(...rackOfSeventeen);
    theatre.watch(MINUTE_MS);
    expect(theatre.events).toEqual([]);
    theatre.lose('web-01');
    theatre.watch(MINUTE_MS);
    expect(theatre.events).toEqual([]);
  });
});

describe('an incident that develops', () => {
  const zone = buildFleet({
    zones: { z1: 's1', z2: 's1', z3: 's2' },
    racks: {
      r1: { zone: 'z1', feeds: ['f1'] },
      r2: { zone: 'z1', feeds: ['f1'] },
      r3: { zone: 'z1', feeds: ['f2'] },
      r4: { zone: 'z2' },
      r5: { zone: 'z3' },
    },
    hosts: {
      ...many('a', 4, { rack: 'r1' }),
      ...many('b', 4, { rack: 'r2' }),
      ...many('c', 4, { rack: 'r3' }),
      ...many('d', 4, { rack: 'r4' }),
      ...many('e', 4, { rack: 'r5' }),
    },
  });
  const rack = (letter: string): readonly string[] => [1, 2, 3, 4].map((n) => `${letter}-0${n}`);

  it('is renamed from rack to feed to zone as more goes, in one incident', () => {
    const theatre = new IncidentTheatre(zone);
    const named: string[] = [];
    for (const letter of ['a', 'b', 'c']) {
      theatre.lose(...rack(letter));
      theatre.watch(30 * SECOND_MS);
      named.push(causeName(only(theatre).cause));
    }
    expect(named).toEqual(['rack:r1', 'feed:f1', 'zone:z1']);
    expect(only(theatre).hosts.size).toBe(12);
  });

  it('is narrowed when what was unclear turns out to be up', () => {
    const theatre = new IncidentTheatre(zone);
    theatre.obscure(...rack('b'));
    theatre.lose(...rack('a'), 'b-01');
    theatre.look();
    expect(causeName(only(theatre).cause)).toBe('feed:f1');
    theatre.restore(['b-02', 'b-03', 'b-04'], 'same');
    theatre.look();
    expect(causeName(only(theatre).cause)).toBe('rack:r1');
  });

  it('keeps its name while its hosts return', () => {
    const theatre = new IncidentTheatre(zone);
    theatre.lose(...rack('a'), ...rack('b'));
    theatre.look();
    recover(theatre, rack('a'));
    expect(causeName(only(theatre).cause)).toBe('feed:f1');
    expect(kinds(theatre)).not.toContain('incident-cause-changed');
  });

  it('takes in a late loss where it is, and leaves one elsewhere to a new incident', () => {
    const theatre = new IncidentTheatre(zone);
    theatre.lose('a-01', 'a-02', 'a-03');
    theatre.watch(20 * MINUTE_MS);
    theatre.lose('a-04');
    theatre.look();
    expect(only(theatre).hosts.size).toBe(4);
    theatre.watch(6 * MINUTE_MS);
    theatre.lose(...rack('e'));
    theatre.look();
    expect(theatre.open().map(({ cause }) => causeName(cause))).toEqual(['rack:r1', 'rack:r5']);
  });

  it('says that the daemon is blind rather than that every site is lost, and what is really lost once it sees', () => {
    const theatre = new IncidentTheatre(zone);
    const all = [...zone.hosts.keys()];
    for (const host of all) {
      theatre.lose(host);
      theatre.look(SECOND_MS);
    }
    expect(causeName(only(theatre).cause)).toBe('blind');
    theatre.watch(20 * MINUTE_MS);
    const others = all.filter((host) => !host.startsWith('d-'));
    recover(theatre, others, 'same');
    expect(causeName(only(theatre).cause)).toBe('rack:r4');
    expect(only(theatre).phase.kind).toBe('open');
  });

  it('is explained once, not by turns, when a daemon sees again while hosts still go', () => {
    const theatre = new IncidentTheatre(zone);
    const all = [...zone.hosts.keys()];
    theatre.lose(...all);
    theatre.look();
    expect(causeName(only(theatre).cause)).toBe('blind');
    theatre.restore(
      all.filter((host) => !host.startsWith('d-')),
      'same',
    );
    theatre.watch(MINUTE_MS);
    expect(causeName(only(theatre).cause)).toBe('rack:r4');
    expect(kinds(theatre).filter((kind) => kind === 'incident-cause-changed')).toHaveLength(1);
  });

  it('ends when a blind daemon sees everything again', () => {
    const theatre = new IncidentTheatre(zone);
    const all = [...zone.hosts.keys()];
    theatre.lose(...all);
    theatre.look();
    recover(theatre, all, 'same');
    theatre.watch(6 * MINUTE_MS);
    expect(only(theatre).phase.kind).toBe('closed');
  });
});

describe('flapping', () => {
  it('a host that comes and goes counts as back later each time, and is told less and less often', () => {
    const theatre = new IncidentTheatre(fleet);
    theatre.lose(...rackOfSeventeen);
    theatre.look();
    for (let minute = 0; minute < 60; minute += 1) {
      theatre.restore(['web-01']);
      theatre.watch(30 * SECOND_MS);
      theatre.lose('web-01');
      theatre.watch(30 * SECOND_MS);
    }
    const told = theatre.events.filter(
      (event) => 'hosts' in event && event.hosts.some(({ host }) => host === 'web-01'),
    );
    expect(told.length).toBeLessThan(8);
    expect(theatre.incidents()).toHaveLength(1);
  });

  it('a rack that is lost again soon after the end is the same incident, and a new one later', () => {
    const theatre = new IncidentTheatre(fleet);
    const round = (): void => {
      theatre.lose(...rackOfSeventeen);
      theatre.look();
      recover(theatre, rackOfSeventeen);
      theatre.watch(6 * MINUTE_MS);
    };
    round();
    theatre.watch(10 * MINUTE_MS);
    round();
    expect(theatre.incidents()).toHaveLength(1);
    expect(kinds(theatre)).toContain('incident-reopened');
    expect(only(theatre).phase.kind).toBe('closed');
    theatre.watch(40 * MINUTE_MS);
    round();
    expect(theatre.incidents()).toHaveLength(2);
  });

  it('an incident that a person closed does not begin again with what is still away', () => {
    const theatre = new IncidentTheatre(fleet);
    theatre.lose(...rackOfSeventeen);
    theatre.look();
    theatre.apply({
      kind: 'incident-closed',
      incident: 'i-1' as IncidentId,
      by: 'os:ann' as PersonId,
      reason: 'the rack is moved',
      left: rackOfSeventeen as readonly HostId[],
    });
    theatre.watch(30 * MINUTE_MS);
    expect(theatre.open()).toEqual([]);
    theatre.restore(rackOfSeventeen);
    theatre.watch(MINUTE_MS);
    theatre.lose(...rackOfSeventeen);
    theatre.look();
    expect(theatre.open()).toHaveLength(1);
  });
});

describe('any history of losses and returns', () => {
  const racks = buildFleet({
    zones: { z1: 's1', z2: 's2' },
    racks: { r1: { zone: 'z1' }, r2: { zone: 'z1' }, r3: { zone: 'z2' } },
    hosts: {
      ...many('a', 3, { rack: 'r1' }),
      ...many('b', 3, { rack: 'r2' }),
      ...many('c', 3, { rack: 'r3' }),
    },
  });
  const names = [...racks.hosts.keys()];
  const step = fc.record({
    act: fc.constantFrom('lose', 'restore', 'obscure', 'judge', 'restart', 'nothing'),
    hosts: fc.subarray(names),
    passS: fc.integer({ min: 0, max: 400 }),
  });

  it('says nothing twice, and ends when everything is well', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const theatre = new IncidentTheatre(racks);
        for (const { act, hosts, passS } of steps) {
          if (act === 'lose') theatre.lose(...hosts);
          if (act === 'restore') theatre.restore(hosts);
          if (act === 'obscure') theatre.obscure(...hosts);
          if (act === 'restart') theatre.restart();
          if (act === 'judge') for (const host of hosts) theatre.judge(host);
          theatre.look(passS * SECOND_MS);
          // Asked again at the same moment there is no news.
          expect(theatre.look(0)).toEqual([]);
        }
        theatre.restore(names);
        theatre.watch(6 * MINUTE_MS);
        for (const host of names) theatre.judge(host);
        theatre.watch(6 * MINUTE_MS);
        expect(theatre.open()).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

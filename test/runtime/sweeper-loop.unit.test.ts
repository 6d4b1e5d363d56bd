// When the sweeper looks at whom, and whom it tells.
import { expect, it, vi } from 'vitest';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { createSweeper, type HostChange } from '../../src/runtime/sweeper.ts';
import { FakeHostControl } from '../fakes/fake-host-control.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { newSha256, sha256Hex } from '../fakes/plan-maker.ts';
import { silentLog } from '../fakes/silent-log.ts';
import { sweepPace } from '../fakes/sweep-pace.ts';

const startAt = Date.UTC(2026, 11, 7, 10);
const [one, two, three] = ['a' as HostId, 'b' as HostId, 'c' as HostId];

/** A sweeper of `ids` that runs from now on; each look takes `lookMs`. */
function opened(ids: readonly HostId[], lookMs = 0) {
  const clock = createHandClock(startAt);
  const hosts = new FakeHostControl();
  const fakes = new Map(ids.map((id) => [id, hosts.addHost(id)]));
  const looks: (readonly [HostId, number])[] = [];
  const under = { way: 0, most: 0, sleeps: 0 };
  const read = hosts.readFacts.bind(hosts);
  hosts.readFacts = async (target) => {
    looks.push([target.hostId, clock.monotonicMs() / 1_000]);
    under.way += 1;
    under.most = Math.max(under.most, under.way);
    if (lookMs > 0) await clock.sleep(lookMs);
    under.way -= 1;
    return read(target);
  };
  const fleetOf = (of: readonly HostId[]): Fleet =>
    buildFleet({ hosts: Object.fromEntries(of.map((id) => [id, { zone: 'z1' }])) });
  let fleet = fleetOf(ids);
  const store = createMemoryStore();
  const sweeper = createSweeper({
    store,
    hosts,
    log: silentLog,
    clock: {
      ...clock,
      sleep: (delayMs, signal) => {
        under.sleeps += 1;
        return clock.sleep(delayMs, signal);
      },
    },
    ids: { next: () => 'id', fraction: () => 0.5, sha256Hex, newSha256 },
    fleet: () => fleet,
    rebootsAsked: () => [],
    pace: sweepPace,
  });
  const changes: HostChange[] = [];
  const unsubscribe = sweeper.onChange((change) => changes.push(change));
  void sweeper.run();
  const timesOf = (id: HostId): readonly number[] =>
    looks.filter(([host]) => host === id).map(([, atS]) => atS);
  const setFleet = (of: readonly HostId[]): void => {
    fleet = fleetOf(of);
    sweeper.fleetChanged();
  };
  const order = (): readonly HostId[] => looks.map(([host]) => host);
  return { clock, store, hosts, fakes, sweeper, changes, unsubscribe, under, timesOf, order, setFleet };
}

it('looks at a host that answers once in the interval, and at a silent one soon, then ever more rarely', async () => {
  const { clock, fakes, sweeper, timesOf } = opened([one, two]);
  fakes.get(two)!.failure = 'connect-timeout';
  await clock.advance(200_000);
  sweeper.stop();
  expect(timesOf(one)).toEqual([0, 60, 120, 180]);
  expect(timesOf(two).map(Math.floor)).toEqual([0, 5, 15, 35, 75, 135, 195]);
});

it('has no more looks under way than it may, and looks at everybody all the same', async () => {
  const { clock, sweeper, under, timesOf } = opened([one, two], 2_000);
  await clock.advance(10_000);
  sweeper.stop();
  expect(under.most).toBe(1);
  expect([timesOf(one).length, timesOf(two).length]).toEqual([1, 1]);
});

it('starts the next look when one ends, and none after it was stopped', async () => {
  const { clock, sweeper, timesOf } = opened([one, two, three], 50);
  await clock.advance(80);
  expect([one, two, three].map(timesOf)).toEqual([[0], [0.05], []]);
  sweeper.stop();
  await clock.advance(10_000);
  expect(timesOf(three)).toEqual([]);
});

it('looks at nobody who left the inventory while it waited for its turn, and goes on', async () => {
  const { clock, sweeper, timesOf, setFleet } = opened([one, two, three], 2_000);
  await clock.advance(1_000);
  setFleet([one, three]);
  await clock.advance(1_500);
  expect([one, two, three].map(timesOf)).toEqual([[0], [], [2]]);
  setFleet([one, two, three]);
  await clock.advance(5_000);
  expect(timesOf(two)).toEqual([4]);
  sweeper.stop();
});

it('looks again soon where a connection ends while what was seen over it is still being kept', async () => {
  const { clock, store, hosts, fakes, sweeper, timesOf } = opened([one]);
  const record = store.recordObservations.bind(store);
  store.recordObservations = async (kept) => {
    await clock.sleep(500);
    return record(kept);
  };
  await clock.advance(250);
  fakes.get(one)!.failure = 'connection-refused';
  hosts.dropConnection(one);
  await clock.advance(20_000);
  sweeper.stop();
  expect(timesOf(one).slice(0, 2)).toEqual([0, 5.5]);
});

it('looks at nobody again who is looked at, whatever wakes it meanwhile', async () => {
  const { clock, sweeper, timesOf, setFleet } = opened([one, two], 2_000);
  await clock.advance(1_000);
  setFleet([one, two]);
  await clock.advance(8_000);
  expect([timesOf(one), timesOf(two)]).toEqual([[0], [2]]);
  sweeper.stop();
});

it('goes on at once with whoever waits where what was seen cannot be kept', async () => {
  const { clock, store, sweeper, timesOf } = opened([one, two, three], 50);
  store.recordObservations = () => Promise.reject(new Error('disk full'));
  await clock.advance(140);
  expect([one, two, three].map(timesOf)).toEqual([[0], [0.05], [0.1]]);
  sweeper.stop();
});

it('does not wake while as many looks are under way as may be', async () => {
  const { clock, sweeper } = opened([one, two], 2_000);
  await clock.advance(1_000);
  const woken = vi.spyOn(clock, 'sleep');
  await clock.advance(900);
  expect(woken).not.toHaveBeenCalled();
  sweeper.stop();
});

it('looks at once where a live connection has ended', async () => {
  const { clock, hosts, sweeper, timesOf } = opened([one]);
  await clock.advance(10_000);
  hosts.dropConnection(one);
  await clock.advance(250);
  sweeper.stop();
  expect(timesOf(one)).toEqual([0, 10]);
});

it('tells who listens of each change of a status, and nobody who has stopped listening', async () => {
  const { clock, fakes, sweeper, changes, unsubscribe } = opened([one]);
  await clock.advance(1_000);
  const told = () => changes.map(({ host, view, ended }) => [host, view.status, ended]);
  expect(told()).toEqual([[one, 'up', null]]);
  await clock.advance(60_000);
  expect(told()).toHaveLength(1);
  unsubscribe();
  fakes.get(one)!.failure = 'connect-timeout';
  await clock.advance(180_000);
  sweeper.stop();
  expect(sweeper.snapshot().hosts.get(one)?.status).toBe('unreachable');
  expect(told()).toHaveLength(1);
});

it('has seen a host that gives no facts only once it has failed to often enough, for whatever reason', async () => {
  // Of the second one it stays unknown whether the host is up.
  for (const failure of ['connect-timeout', 'login-refused'] as const) {
    const { clock, fakes, sweeper } = opened([one, two]);
    fakes.get(two)!.failure = failure;
    expect(sweeper.hasSeenAll()).toBe(false);
    await clock.advance(4_000);
    expect(sweeper.hasSeenAll()).toBe(false);
    await clock.advance(2_000);
    expect(sweeper.hasSeenAll()).toBe(true);
    sweeper.stop();
  }
});

it('forgets a host that left the inventory: it is as new if it comes back', async () => {
  const { clock, sweeper, setFleet, timesOf } = opened([one, two]);
  await clock.advance(6_000);
  setFleet([one]);
  await clock.advance(6_000);
  expect([...sweeper.snapshot().hosts.keys()]).toEqual([one]);
  setFleet([one, two]);
  expect(sweeper.hasSeenAll()).toBe(false);
  await clock.advance(6_000);
  sweeper.stop();
  expect(timesOf(two)).toHaveLength(2);
  expect(sweeper.hasSeenAll()).toBe(true);
});

it('sleeps until a host is due: with everything well it wakes about once for each look', async () => {
  const { clock, order, sweeper, under } = opened([one, two]);
  await clock.advance(10 * 60_000 + 1_000);
  expect(order().length).toBe(2 * 11);
  expect(under.sleeps).toBeLessThan(2 * order().length);
  sweeper.stop();
});

it('is woken by whatever makes a host due before that: a miss, a lost connection, a host that the inventory gained', async () => {
  const { clock, hosts, fakes, order, sweeper, setFleet } = opened([one]);
  await clock.advance(1_000);
  expect(order()).toEqual([one]);
  hosts.addHost(two);
  setFleet([one, two]);
  await clock.advance(1_000);
  expect(order()).toEqual([one, two]);
  fakes.get(one)!.failure = 'connection-refused';
  hosts.dropConnection(one);
  await clock.advance(1_000);
  expect(order()).toEqual([one, two, one]);
  await clock.advance(5_500);
  expect(order()).toEqual([one, two, one, one]);
  sweeper.stop();
});

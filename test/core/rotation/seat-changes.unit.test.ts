// What is due at a seat, for every state it may be found in: done twice it is done once, and what a person did stays.
import { describe, expect, it } from 'vitest';
import type { SeatState, SeenSeat } from '../../../src/core/rotation/rotation.ts';
import {
  changesToLeave,
  changesToReach,
  changesToRestore,
  changesToRetreat,
  isServing,
  trouble,
} from '../../../src/core/rotation/seat-changes.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';

const seat = {
  balancer: { hostId: 'lb-1' as HostId, address: '192.0.2.1', port: 22, user: 'stagger', assumed: [] },
  socket: '/run/haproxy/admin.sock',
  backend: 'web',
  server: 'web-1',
};
const seen = (admin: SeatState['admin'], weight: number): SeenSeat => ({ seat, before: { admin, weight } });
const now = (admin: SeatState['admin'], weight: number): SeatState => ({
  admin,
  weight,
  sessions: 0,
  status: 'UP',
  requests: 0,
  errors: 0,
});
const first = { percent: 10, isFirst: true };
const later = { percent: 50, isFirst: false };

describe('a seat of ours', () => {
  const ours = seen('ready', 80);
  it('leaves once', () => {
    expect(changesToLeave(ours, now('ready', 80))).toEqual([{ kind: 'drain' }]);
    expect(changesToLeave(ours, now('drain', 80))).toEqual([]);
    expect(changesToLeave(ours, now('maint', 80))).toEqual([]);
  });

  it('is restored to exactly what it was', () => {
    expect(changesToRestore(ours, now('drain', 80))).toEqual([{ kind: 'ready' }]);
    expect(changesToRestore(ours, now('drain', 8))).toEqual([
      { kind: 'weight', weight: 80 },
      { kind: 'ready' },
    ]);
    expect(changesToRestore(ours, now('ready', 80))).toEqual([]);
  });

  it('is restored too where only the weight of a step is left, of which an older record that was put back knows nothing', () => {
    expect(changesToRestore(ours, now('ready', 8))).toEqual([{ kind: 'weight', weight: 80 }]);
    for (const weight of [81, 256]) expect(changesToRestore(ours, now('ready', weight))).toEqual([]);
  });

  it('is weighed before it is put back, and then raised', () => {
    expect(changesToReach(ours, now('drain', 80), first)).toEqual([
      { kind: 'weight', weight: 8 },
      { kind: 'ready' },
    ]);
    expect(changesToReach(ours, now('drain', 8), first)).toEqual([{ kind: 'ready' }]);
    expect(changesToReach(ours, now('ready', 8), first)).toEqual([]);
    expect(changesToReach(ours, now('ready', 8), later)).toEqual([{ kind: 'weight', weight: 40 }]);
    expect(changesToReach(ours, now('ready', 40), { percent: 100, isFirst: false })).toEqual([
      { kind: 'weight', weight: 80 },
    ]);
  });

  it('D60: is never lowered, and never given weight 0', () => {
    for (const weight of [40, 41, 80, 256])
      expect(changesToReach(ours, now('ready', weight), later)).toEqual([]);
    expect(changesToReach(seen('ready', 1), now('drain', 1), first)).toEqual([{ kind: 'ready' }]);
  });

  it('stays where a person put it meanwhile', () => {
    for (const step of [first, later]) expect(changesToReach(ours, now('maint', 8), step)).toEqual([]);
    expect(changesToReach(ours, now('drain', 8), later)).toEqual([]);
    expect(changesToRestore(ours, now('maint', 80))).toEqual([]);
    expect(changesToRetreat(ours, now('ready', 80), { percent: 50 })).toEqual([]);
  });

  it('is taken out again after a step that went wrong', () => {
    expect(changesToRetreat(ours, now('ready', 40), { percent: 50 })).toEqual([{ kind: 'drain' }]);
    expect(changesToRetreat(ours, now('ready', 8), { percent: 50 })).toEqual([{ kind: 'drain' }]);
    expect(changesToRetreat(ours, now('drain', 40), { percent: 50 })).toEqual([]);
  });
});

describe('D59: a seat that somebody had taken out', () => {
  it.each([seen('drain', 80), seen('maint', 80), seen('ready', 0)])('%j is never touched', (theirs) => {
    for (const state of [now('ready', 80), now('drain', 80), now('maint', 80), now('ready', 0)])
      expect([
        ...changesToLeave(theirs, state),
        ...changesToRestore(theirs, state),
        ...changesToReach(theirs, state, first),
        ...changesToReach(theirs, state, later),
        ...changesToRetreat(theirs, state, { percent: 10 }),
      ]).toEqual([]);
  });
});

describe('trouble', () => {
  const at = (requests: number, errors: number): SeatState => ({ ...now('ready', 8), requests, errors });
  it.each([
    [at(0, 0), at(100, 5), null],
    [at(0, 0), at(100, 6), '6 errors in 100 requests'],
    [at(50, 50), at(60, 51), null],
    [at(0, 0), at(3, 2), '2 errors in 3 requests'],
    [at(900, 9), at(2, 2), null],
    [at(900, 0), at(20, 9), null],
    [at(1_000, 0), at(1_020, 3), '3 errors in 20 requests'],
  ])('from %j to %j: %s', (since, then, found) => {
    expect(trouble(since, then, { maxErrorPercent: 5 })).toBe(found);
  });

  it('is told apart from not serving', () => {
    const says = (status: string): boolean => isServing({ ...now('ready', 8), status });
    expect(['UP', 'UP 1/3', 'no check'].map(says)).toEqual([true, true, true]);
    expect(['DOWN', 'DOWN 1/2', 'MAINT', 'DRAIN', 'NOLB', ''].map(says)).toEqual(Array(6).fill(false));
  });
});

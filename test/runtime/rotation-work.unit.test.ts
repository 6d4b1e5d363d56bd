// Load balancers as they are asked: read, changed, read again; nothing is believed that was not read, and everything
// ends in time.
import { describe, expect, it } from 'vitest';
import type { RotationOutcome, RotationRequest } from '../../src/core/campaign/rotation-effect.ts';
import type { GateAnswer } from '../../src/core/fleet/check.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Seat, SeatState, SeenSeat } from '../../src/core/rotation/rotation.ts';
import { createRotationWork } from '../../src/runtime/rotation-work.ts';
import { tcpGate } from '../fakes/campaign-scenario.ts';
import { createHandClock } from '../fakes/hand-clock.ts';

const startAt = Date.UTC(2026, 11, 7, 10);
const target = {
  hostId: 'web-1' as HostId,
  address: 'web-1.example',
  port: 22,
  user: 'stagger',
  assumed: [],
};
const seat: Seat = {
  balancer: { ...target, hostId: 'lb-1' as HostId },
  socket: '/run/haproxy/admin.sock',
  backend: 'web',
  server: 'web-1',
};
const seen: SeenSeat = { seat, before: { admin: 'ready', weight: 100 } };

function opened(first: Partial<SeatState> = {}) {
  const clock = createHandClock(startAt);
  const stopping = new AbortController();
  const state = { admin: 'ready', weight: 100, sessions: 0, status: 'UP', requests: 0, errors: 0 };
  const now: { -readonly [K in keyof SeatState]: SeatState[K] } = { ...(state as SeatState), ...first };
  const log: string[] = [];
  const faults = { reads: 0, changes: 0 };
  const answers: GateAnswer[] = [];
  const asked: HostId[] = [];
  const work = createRotationWork({
    clock,
    stopping: stopping.signal,
    pace: { lookEveryMs: 1_000, lookWithinMs: 5_000 },
    gates: {
      ask: ({ hostId }) => {
        asked.push(hostId);
        return Promise.resolve(answers.shift() ?? { kind: 'pass' });
      },
      prepare: () => Promise.resolve({ kind: 'ready', lastingKeys: null }),
    },
    balancers: {
      read: () => {
        if (faults.reads > 0) {
          faults.reads -= 1;
          return Promise.resolve({ kind: 'error', detail: 'lb-1 does not answer' });
        }
        return Promise.resolve({ kind: 'state', state: { ...now } });
      },
      change: (_seat, change) => {
        log.push(change.kind === 'weight' ? `weight ${change.weight}` : change.kind);
        if (faults.changes > 0) {
          faults.changes -= 1;
          return Promise.resolve({ kind: 'error', detail: 'lb-1 does not answer' });
        }
        if (change.kind === 'weight') now.weight = change.weight;
        else now.admin = change.kind;
        return Promise.resolve({ kind: 'changed' });
      },
    },
  });
  const begin = (request: RotationRequest) => {
    const run = { outcome: undefined as RotationOutcome | null | undefined };
    void work.perform(target, request).then((outcome) => (run.outcome = outcome));
    return run;
  };
  return { clock, stopping, now, log, faults, answers, asked, begin };
}

const leave = { kind: 'leave-rotation', seats: [{ seen, maxSessions: 0 }], byAt: startAt + 60_000 } as const;
const step = (given: Partial<Extract<RotationRequest, { kind: 'ramp-step' }>> = {}): RotationRequest => ({
  kind: 'ramp-step',
  seats: [seen],
  percent: 10,
  isFirst: true,
  holdMs: 30_000,
  servingWithinMs: 60_000,
  maxErrorPercent: 5,
  gates: [tcpGate],
  ...given,
});

describe('reading what is there before anything is changed', () => {
  it('asks again where a load balancer is away, for a minute, and never says less than all', async () => {
    const { clock, faults, begin } = opened({ weight: 40 });
    const read = { kind: 'read-seats', seats: [seat, { ...seat, server: 'web-1b' }] } as const;
    const before = { admin: 'ready', weight: 40 };
    faults.reads = 3;
    const run = begin(read);
    await clock.advance(500);
    expect(run.outcome).toBeUndefined();
    await clock.advance(5_000);
    expect(run.outcome).toEqual({
      kind: 'seats-read',
      seats: read.seats.map((each) => ({ seat: each, before })),
    });
    faults.reads = Infinity;
    const lost = begin(read);
    await clock.advance(59_000);
    expect(lost.outcome).toBeUndefined();
    await clock.advance(2_000);
    expect(lost.outcome).toEqual({ kind: 'rotation-failed', detail: 'lb-1 does not answer' });
  });
});

describe('leaving', () => {
  it('leaves a seat alone that a person has drained, and waits for none of its sessions', async () => {
    const { clock, log, begin } = opened({ admin: 'drain', sessions: 3 });
    const drained: SeenSeat = { seat, before: { admin: 'drain', weight: 100 } };
    const run = begin({ ...leave, seats: [{ seen: drained, maxSessions: 0 }] });
    await clock.advance(2_000);
    expect([log, run.outcome]).toEqual([[], { kind: 'rotation-left' }]);
  });

  it('drains once and waits for the sessions to end', async () => {
    const { clock, now, log, begin } = opened({ sessions: 3 });
    const run = begin(leave);
    await clock.advance(20_000);
    expect([log, run.outcome]).toEqual([['drain'], undefined]);
    now.sessions = 0;
    await clock.advance(2_000);
    expect([log, run.outcome]).toEqual([['drain'], { kind: 'rotation-left' }]);
  });

  it('gives up in time, naming the seat and its sessions', async () => {
    const { clock, begin } = opened({ sessions: 3 });
    const run = begin(leave);
    await clock.advance(61_000);
    expect(run.outcome).toEqual({
      kind: 'rotation-failed',
      detail: 'web/web-1 on lb-1 still has 3 sessions',
    });
  });

  it('bears a load balancer that is away for a moment', async () => {
    const { clock, faults, begin } = opened();
    faults.reads = 2;
    faults.changes = 2;
    const run = begin(leave);
    await clock.advance(10_000);
    expect(run.outcome).toEqual({ kind: 'rotation-left' });
  });

  it('has an unknown outcome when the daemon stops', async () => {
    const { clock, stopping, begin } = opened({ sessions: 3 });
    const run = begin(leave);
    await clock.advance(5_000);
    stopping.abort();
    await clock.advance(1_000);
    expect(run.outcome).toBeNull();
  });
});

describe('a step of the ramp', () => {
  it('sets the weight before it puts the seat back, watches it, asks the gates', async () => {
    const { clock, now, log, begin } = opened({ admin: 'drain' });
    const run = begin(step());
    await clock.advance(29_000);
    expect([log, now.weight, run.outcome]).toEqual([['weight 10', 'ready'], 10, undefined]);
    await clock.advance(5_000);
    expect(run.outcome).toEqual({ kind: 'step-held' });
  });

  it('ends at once on errors, and counts only those since the step began', async () => {
    const { clock, now, begin } = opened({ admin: 'drain', requests: 500, errors: 400 });
    const run = begin(step());
    await clock.advance(10_000);
    expect(run.outcome).toBeUndefined();
    Object.assign(now, { requests: 520, errors: 402 });
    await clock.advance(2_000);
    expect(run.outcome).toEqual({
      kind: 'step-failed',
      detail: 'web/web-1 on lb-1: 2 errors in 20 requests',
    });
  });

  it('waits a while for the load balancer’s own health check, and not for ever', async () => {
    const late = opened({ admin: 'drain', status: 'DOWN' });
    const run = late.begin(step());
    await late.clock.advance(60_000);
    expect(run.outcome).toBeUndefined();
    late.now.status = 'UP';
    await late.clock.advance(2_000);
    expect(run.outcome).toEqual({ kind: 'step-held' });
    const never = opened({ admin: 'drain', status: 'DOWN' });
    const lost = never.begin(step());
    await never.clock.advance(95_000);
    expect(lost.outcome).toEqual({ kind: 'step-failed', detail: 'web/web-1 on lb-1 is DOWN' });
  });

  it('asks a gate twice before it believes a bad answer', async () => {
    const { clock, answers, begin } = opened({ admin: 'drain' });
    answers.push({ kind: 'fail', found: 'refused' }, { kind: 'pass' });
    const once = begin(step());
    await clock.advance(60_000);
    expect(once.outcome).toEqual({ kind: 'step-held' });
    answers.push({ kind: 'fail', found: 'refused' }, { kind: 'error', detail: 'no answer' });
    const twice = begin(step());
    await clock.advance(60_000);
    expect(twice.outcome).toEqual({
      kind: 'step-failed',
      detail: 'answers on 80 could not be asked: no answer',
    });
    answers.push({ kind: 'error', detail: 'no answer' }, { kind: 'fail', found: 'refused' });
    const refused = begin(step());
    await clock.advance(60_000);
    expect(refused.outcome).toEqual({ kind: 'step-failed', detail: 'answers on 80: refused' });
  });

  it('asks the gate of a guest on that guest, and names it', async () => {
    const { clock, answers, asked, begin } = opened();
    const guest = { ...target, hostId: 'vm' as HostId };
    const gates = [tcpGate, { ...tcpGate, guest }];
    answers.push({ kind: 'pass' }, { kind: 'fail', found: 'refused' }, { kind: 'fail', found: 'refused' });
    const run = begin(step({ gates, holdMs: 0 }));
    await clock.advance(60_000);
    expect(asked).toEqual(['web-1', 'vm', 'vm']);
    expect(run.outcome).toEqual({ kind: 'step-failed', detail: `vm: ${tcpGate.name}: refused` });
  });

  it('fails where the load balancer stops answering while it is watched', async () => {
    const { clock, faults, begin } = opened({ admin: 'drain' });
    const run = begin(step());
    await clock.advance(10_000);
    // Twice, and once more after an answer: no three in a row.
    for (const reads of [2, 1]) {
      faults.reads = reads;
      await clock.advance(5_000);
      expect(run.outcome).toBeUndefined();
    }
    faults.reads = 3;
    await clock.advance(5_000);
    expect(run.outcome).toEqual({ kind: 'step-failed', detail: 'lb-1 does not answer' });
  });

  it('done again after a crash changes nothing more', async () => {
    const { clock, log, begin } = opened({ admin: 'ready', weight: 10 });
    const run = begin(step());
    await clock.advance(60_000);
    expect([log, run.outcome]).toEqual([[], { kind: 'step-held' }]);
  });
});

describe('back to what was', () => {
  it('restores weight and state, and reads that it is so', async () => {
    const { clock, now, log, begin } = opened({ admin: 'drain', weight: 10 });
    const run = begin({ kind: 'restore-rotation', seats: [seen] });
    await clock.advance(3_000);
    expect([log, now.admin, now.weight, run.outcome]).toEqual([
      ['weight 100', 'ready'],
      'ready',
      100,
      { kind: 'rotation-restored' },
    ]);
  });

  it('retreats, and says where it cannot', async () => {
    const { clock, faults, log, begin } = opened({ weight: 25 });
    faults.changes = 1_000;
    const run = begin({ kind: 'retreat', seats: [{ seen, percent: 25 }] });
    await clock.advance(70_000);
    expect(run.outcome).toEqual({ kind: 'rotation-failed', detail: 'lb-1 does not answer' });
    expect(new Set(log)).toEqual(new Set(['drain']));
    faults.changes = 0;
    const again = begin({ kind: 'retreat', seats: [{ seen, percent: 25 }] });
    await clock.advance(3_000);
    expect(again.outcome).toEqual({ kind: 'retreated' });
  });
});

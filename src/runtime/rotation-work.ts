// Performs what the campaign asks of load balancers. Before every change the seat is read, core says what is due, and
// the seat is read again until nothing is: so it is safe to meet twice, and what a person did meanwhile stays.

import { MINUTE_MS, type DurationMs } from '../core/brand.ts';
import type { RotationOutcome, RotationRequest, StepGate } from '../core/campaign/rotation-effect.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import {
  isOurs,
  seatName,
  type Seat,
  type SeatChange,
  type SeatState,
  type SeenSeat,
} from '../core/rotation/rotation.ts';
import {
  changesToLeave,
  changesToReach,
  changesToRestore,
  changesToRetreat,
  isServing,
  trouble,
} from '../core/rotation/seat-changes.ts';
import type { Clock, Interruption } from '../ports/clock.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { LoadBalancers } from '../ports/load-balancer.ts';

export type RotationWork = {
  /** Null only when stopping. */
  readonly perform: (target: SshTarget, request: RotationRequest) => Promise<RotationOutcome | null>;
};

export type RotationWorkOptions = {
  readonly balancers: LoadBalancers;
  readonly gates: GateRunner;
  readonly clock: Clock;
  readonly stopping: Interruption;
  readonly pace: { readonly lookEveryMs: DurationMs; readonly lookWithinMs: DurationMs };
};

/** A change that a load balancer does not take is tried again for this long. */
const CHANGE_WITHIN_MS: DurationMs = MINUTE_MS;
/** Questions in a row that a load balancer may leave unanswered while a step is watched. */
const MAX_MISSES = 3;

type Wanted = {
  readonly seen: SeenSeat;
  readonly due: (now: SeatState) => readonly SeatChange[];
  /** Null: as wanted. Text: what is still awaited. */
  readonly awaited: (now: SeatState) => string | null;
};

type Failed = { readonly kind: 'rotation-failed'; readonly detail: string };

export function createRotationWork(options: RotationWorkOptions): RotationWork {
  const { balancers, clock, stopping, pace } = options;
  const deadlineMs = pace.lookWithinMs;
  const pause = (): Promise<void> => clock.sleep(pace.lookEveryMs, stopping);

  /** What is still missing at one seat after doing what is due there, or null. */
  const bring = async ({ seen, due, awaited }: Wanted): Promise<string | null> => {
    const reading = await balancers.read(seen.seat, { deadlineMs });
    if (reading.kind === 'error') return reading.detail;
    const changes = due(reading.state);
    if (changes.length === 0) return awaited(reading.state);
    for (const change of changes) {
      const done = await balancers.change(seen.seat, change, { deadlineMs });
      if (done.kind === 'error') return done.detail;
    }
    // Believed only once it has been read.
    return `${seatName(seen.seat)} was just changed`;
  };

  /** Until every seat is as wanted, or `untilMs` has passed on the monotonic clock. Null when stopping. */
  const bringAll = async (
    wanted: readonly Wanted[],
    isLate: () => boolean,
  ): Promise<'done' | Failed | null> => {
    let open = wanted;
    for (let round = 0; !stopping.aborted; round += 1) {
      const missing: { readonly wanted: Wanted; readonly what: string }[] = [];
      for (const one of open) {
        const what = await bring(one);
        if (what !== null) missing.push({ wanted: one, what });
      }
      if (missing.length === 0) return 'done';
      // Two rounds at least: the first one changes, the second one sees it.
      if (round > 0 && isLate())
        return { kind: 'rotation-failed', detail: missing.map(({ what }) => what).join('; ') };
      open = missing.map((entry) => entry.wanted);
      await pause();
    }
    return null;
  };

  const lateAfter = (withinMs: DurationMs): (() => boolean) => {
    const startMs = clock.monotonicMs();
    return () => clock.monotonicMs() - startMs >= withinMs;
  };

  const readSeats = async (seats: readonly Seat[]): Promise<RotationOutcome | null> => {
    const isLate = lateAfter(CHANGE_WITHIN_MS);
    while (!stopping.aborted) {
      const seen: SeenSeat[] = [];
      let problem: string | null = null;
      for (const seat of seats) {
        const reading = await balancers.read(seat, { deadlineMs });
        if (reading.kind === 'error') problem = reading.detail;
        else seen.push({ seat, before: { admin: reading.state.admin, weight: reading.state.weight } });
      }
      if (problem === null) return { kind: 'seats-read', seats: seen };
      if (isLate()) return { kind: 'rotation-failed', detail: problem };
      await pause();
    }
    return null;
  };

  const settle = async (
    wanted: readonly Wanted[],
    isLate: () => boolean,
    outcome: RotationOutcome,
  ): Promise<RotationOutcome | null> => {
    const done = await bringAll(wanted, isLate);
    return done === 'done' ? outcome : done;
  };

  const leave = (request: Extract<RotationRequest, { kind: 'leave-rotation' }>) =>
    settle(
      request.seats.map(({ seen, maxSessions }) => ({
        seen,
        due: (now) => changesToLeave(seen, now),
        awaited: ({ sessions }) =>
          !isOurs(seen) || sessions <= maxSessions
            ? null
            : `${seatName(seen.seat)} still has ${sessions} sessions`,
      })),
      () => clock.now() >= request.byAt,
      { kind: 'rotation-left' },
    );

  type Step = Extract<RotationRequest, { kind: 'ramp-step' }>;

  /** Null: nothing wrong. */
  const watch = async (step: Step, since: ReadonlyMap<string, SeatState>): Promise<string | null> => {
    const [holdOver, servingOver] = [lateAfter(step.holdMs), lateAfter(step.holdMs + step.servingWithinMs)];
    let misses = 0;
    while (!stopping.aborted) {
      let waiting: string | null = null;
      let missed: string | null = null;
      for (const { seat } of step.seats.filter(isOurs)) {
        const reading = await balancers.read(seat, { deadlineMs });
        if (reading.kind === 'error') {
          missed = reading.detail;
          continue;
        }
        const first = since.get(seatName(seat));
        const found = first === undefined ? null : trouble(first, reading.state, step);
        if (found !== null) return `${seatName(seat)}: ${found}`;
        if (reading.state.admin === 'ready' && !isServing(reading.state))
          waiting = `${seatName(seat)} is ${reading.state.status}`;
      }
      misses = missed === null ? 0 : misses + 1;
      if (missed !== null && misses >= MAX_MISSES) return missed;
      if (missed === null && waiting === null && holdOver()) return null;
      if (servingOver()) return waiting ?? missed;
      await pause();
    }
    return null;
  };

  /** Each gate once more; one answer that is not a pass is asked again, two in a row fail the step. */
  const askGates = async (target: SshTarget, gates: readonly StepGate[]): Promise<string | null> => {
    for (const gate of gates) {
      const asked = gate.guest ?? target;
      const name = gate.guest === undefined ? gate.name : `${gate.guest.hostId}: ${gate.name}`;
      let answer = await options.gates.ask(asked, gate);
      if (answer.kind !== 'pass') {
        await clock.sleep(gate.everyMs, stopping);
        answer = await options.gates.ask(asked, gate);
      }
      if (answer.kind === 'fail') return `${name}: ${answer.found}`;
      if (answer.kind === 'error') return `${name} could not be asked: ${answer.detail}`;
    }
    return null;
  };

  const ramp = async (target: SshTarget, step: Step): Promise<RotationOutcome | null> => {
    const since = new Map<string, SeatState>();
    const wanted = step.seats.map((seen): Wanted => ({
      seen,
      due: (now) => {
        const name = seatName(seen.seat);
        if (!since.has(name)) since.set(name, now);
        return changesToReach(seen, now, step);
      },
      awaited: () => null,
    }));
    const raised = await bringAll(wanted, lateAfter(CHANGE_WITHIN_MS));
    if (raised !== 'done') return raised;
    const found =
      (await watch(step, since)) ?? (stopping.aborted ? null : await askGates(target, step.gates));
    if (stopping.aborted) return null;
    return found === null ? { kind: 'step-held' } : { kind: 'step-failed', detail: found };
  };

  return {
    perform: async (target, request) => {
      switch (request.kind) {
        case 'read-seats':
          return readSeats(request.seats);
        case 'leave-rotation':
          return leave(request);
        case 'ramp-step':
          return ramp(target, request);
        case 'restore-rotation':
          return settle(
            request.seats.map((seen) => ({
              seen,
              due: (now) => changesToRestore(seen, now),
              awaited: () => null,
            })),
            lateAfter(CHANGE_WITHIN_MS),
            { kind: 'rotation-restored' },
          );
        case 'retreat':
          return settle(
            request.seats.map(({ seen, percent }) => ({
              seen,
              due: (now) => changesToRetreat(seen, now, { percent }),
              awaited: () => null,
            })),
            lateAfter(CHANGE_WITHIN_MS),
            { kind: 'retreated' },
          );
      }
    },
  };
}

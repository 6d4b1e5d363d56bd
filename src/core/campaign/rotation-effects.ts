// Building the effects that concern load balancers, and the preparation of gates, with their absolute deadlines. As in
// host-effects.ts the same state gives the same effect again after a crash.

import { MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import type { NamedGate } from '../planning/plan.ts';
import { needsPreparation } from '../gates/preparation.ts';
import {
  isOurs,
  seatName,
  type RampStep,
  type Rotation,
  type Seat,
  type SeenSeat,
} from '../rotation/rotation.ts';
import type { Draft } from './draft.ts';
import type { EffectRequest } from './effect.ts';
import { seatsKept } from './kept-seats.ts';
import type { AfterUndo, HostFailure, HostReboot, Kept } from './state.ts';

/**
 * After a step's watch a load balancer has this long to send the seat requests: its health check has to pass first, and
 * the slowest usual ones (every 10 s, three in a row) take half a minute.
 */
const SERVING_WITHIN_MS: DurationMs = MINUTE_MS;

/** One step of one service; services are ramped one after another, the host and its guests of one service together. */
type PlacedStep = RampStep & {
  readonly service: ServiceId;
  readonly rotations: readonly Rotation[];
  readonly maxErrorPercent: number;
  readonly isFirst: boolean;
};

/** All steps of the way back of a host and its guests, in order. Rotations of which nothing is ours have none. */
export function rampOf({ step, seats }: HostReboot): readonly PlacedStep[] {
  const byService = new Map<ServiceId, Rotation[]>();
  for (const rotation of step.rotations) {
    if (!seatsOf([rotation], seats).some(isOurs)) continue;
    const others = byService.get(rotation.service);
    if (others === undefined) byService.set(rotation.service, [rotation]);
    else others.push(rotation);
  }
  return [...byService].flatMap(([service, rotations]) => {
    const { ramp = [], maxErrorPercent = 0 } = rotations[0] ?? {};
    return ramp.map((rung, index) => ({
      ...rung,
      service,
      rotations,
      maxErrorPercent,
      isFirst: index === 0,
    }));
  });
}

function seatsOf(rotations: readonly Rotation[], seen: readonly SeenSeat[]): readonly SeenSeat[] {
  const names = new Set(rotations.flatMap((rotation) => rotation.seats.map(seatName)));
  return seen.filter(({ seat }) => names.has(seatName(seat)));
}

/** The plan's gates, with what was counted before the reboot. */
export function gatesAfter({ step, keysBefore }: HostReboot): readonly NamedGate[] {
  return step.gates.map((named, index) => {
    const { question } = named.gate;
    const lastingBefore = keysBefore[index];
    if (question.kind !== 'redis' || lastingBefore === undefined) return named;
    return { ...named, gate: { ...named.gate, question: { ...question, lastingBefore } } };
  });
}

/** Those of which it is not known how they were: what we have taken out says nothing of that any more. */
function unreadSeats({ step, away, seats }: HostReboot): readonly Seat[] {
  const read = new Set(away ? seats.map(({ seat }) => seatName(seat)) : []);
  return step.rotations.flatMap((rotation) => rotation.seats.filter((seat) => !read.has(seatName(seat))));
}

export function readSeats(host: HostReboot): EffectRequest {
  return { kind: 'read-seats', seats: unreadSeats(host) };
}

export function leaveRotation({ step, seats }: HostReboot, sinceAt: Instant): EffectRequest {
  const leaving = step.rotations.flatMap((rotation) =>
    seatsOf([rotation], seats).map((seen) => ({ seen, maxSessions: rotation.maxSessions })),
  );
  const withinMs = Math.max(...step.rotations.map(({ drainWithinMs }) => drainWithinMs));
  return { kind: 'leave-rotation', seats: leaving, byAt: sinceAt + withinMs };
}

export function restoreRotation(host: HostReboot, kept: Kept): EffectRequest {
  const out = new Set(seatsKept(host, kept));
  return { kind: 'restore-rotation', seats: host.seats.filter((seen) => !out.has(seen)) };
}

/** Null if there is no such step. */
export function rampStep(host: HostReboot, stepIndex: number): EffectRequest | null {
  const placed = rampOf(host)[stepIndex];
  if (placed === undefined) return null;
  const { percent, holdMs, isFirst, rotations, maxErrorPercent } = placed;
  const whose = new Set(rotations.map(({ guest }) => guest));
  return {
    kind: 'ramp-step',
    seats: seatsOf(rotations, host.seats),
    percent,
    isFirst,
    holdMs,
    servingWithinMs: SERVING_WITHIN_MS,
    maxErrorPercent,
    // Of those whose traffic it is.
    gates: gatesAfter(host)
      .filter(({ guest }) => whose.has(guest?.hostId))
      .map(({ gate, guest }) => (guest === undefined ? gate : { ...gate, guest })),
  };
}

/** Every seat with the share that it may have been given by the end of step `stepIndex`. */
export function retreat(host: HostReboot, stepIndex: number): EffectRequest {
  const raised = new Map<string, { readonly seen: SeenSeat; readonly percent: number }>();
  for (const { rotations, percent } of rampOf(host).slice(0, stepIndex + 1))
    for (const seen of seatsOf(rotations, host.seats)) raised.set(seatName(seen.seat), { seen, percent });
  return { kind: 'retreat', seats: [...raised.values()] };
}

export function prepare({ step }: HostReboot, gateIndex: number, sinceAt: Instant): EffectRequest | null {
  const named = step.gates[gateIndex];
  if (named === undefined) return null;
  return { kind: 'prepare', ...named, byAt: sinceAt + named.gate.withinMs };
}

/** Asks how its seats stand; false if all of them are known. */
export function askSeats(draft: Draft, host: HostId): boolean {
  if (unreadSeats(draft.host(host)).length === 0) return false;
  draft.ask(host, readSeats(draft.host(host)), (effectKey) => ({
    kind: 'host-seats-requested',
    host,
    effectKey,
  }));
  return true;
}

export function askLeave(draft: Draft, host: HostId): void {
  const request = leaveRotation(draft.host(host), draft.world.now);
  draft.ask(host, request, (effectKey) => ({ kind: 'host-leave-requested', host, effectKey }));
}

/** Puts its seats back as they were found, before `then`; false if it never left, or all of them stay out. */
export function askRestore(
  draft: Draft,
  host: HostId,
  { then, kept }: { readonly then: AfterUndo; readonly kept: Kept },
): boolean {
  const reboot = draft.host(host);
  if (!reboot.away || seatsKept(reboot, kept).length === reboot.seats.length) return false;
  draft.ask(host, restoreRotation(reboot, kept), (effectKey) => ({
    kind: 'host-restore-requested',
    host,
    effectKey,
    then,
    ...(kept.length === 0 ? {} : { kept }),
  }));
  return true;
}

/** Asks the next preparation at or after `from`; false if there is none left. */
export function askPrepare(draft: Draft, host: HostId, from: number): boolean {
  const { gates } = draft.host(host).step;
  const gateIndex = gates.findIndex(({ gate }, index) => index >= from && needsPreparation(gate.question));
  const request = prepare(draft.host(host), gateIndex, draft.world.now);
  if (request === null) return false;
  draft.ask(host, request, (effectKey) => ({ kind: 'host-prepare-requested', host, effectKey, gateIndex }));
  return true;
}

/** Asks step `stepIndex` of the ramp; false if there is none. */
export function askRamp(draft: Draft, host: HostId, stepIndex: number): boolean {
  if (!draft.host(host).away) return false;
  const request = rampStep(draft.host(host), stepIndex);
  if (request === null) return false;
  draft.ask(host, request, (effectKey) => ({ kind: 'host-ramp-requested', host, effectKey, stepIndex }));
  return true;
}

export function askRetreat(
  draft: Draft,
  host: HostId,
  { stepIndex, failure }: { readonly stepIndex: number; readonly failure: HostFailure },
): void {
  draft.ask(host, retreat(draft.host(host), stepIndex), (effectKey) => ({
    kind: 'host-retreat-requested',
    host,
    effectKey,
    stepIndex,
    failure,
  }));
}

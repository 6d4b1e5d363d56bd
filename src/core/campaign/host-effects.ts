// Building the next effect of one host, with its absolute deadlines. Used for the first time an effect is asked for
// and, from the same state, when it must begin again after a crash: both give the same deadlines.

import { MINUTE_MS, SECOND_MS, assertNever, type DurationMs, type Instant } from '../brand.ts';
import type { HostId, PersonId } from '../fleet/ids.ts';
import type { Draft } from './draft.ts';
import { drainHooks, hookOf, nextUndrain, type PlacedHook } from './drain-hooks.ts';
import type { EffectRequest } from './effect.ts';
import {
  gatesAfter,
  leaveRotation,
  prepare,
  rampStep,
  readSeats,
  restoreRotation,
  retreat,
} from './rotation-effects.ts';
import type { AfterUndo, HostReboot, HostStage, Kept } from './state.ts';

/**
 * How long a recorded reboot may wait to be sent. It covers a busy event loop and one SSH connect (10 s + margin); a
 * process that was stopped for longer must check everything again.
 */
export const SEND_WITHIN_MS: DurationMs = 15 * SECOND_MS;

/** After the hold's end a host that misses probes has this long to answer before it counts as lost. */
export const HOLD_GRACE_MS: DurationMs = 2 * MINUTE_MS;

export function askCheck(draft: Draft, host: HostId): void {
  draft.ask(host, { kind: 'read-facts' }, (effectKey) => ({ kind: 'host-check-requested', host, effectKey }));
}

export function askRecheck(draft: Draft, host: HostId): void {
  draft.ask(host, { kind: 'read-facts' }, (effectKey) => ({
    kind: 'host-recheck-requested',
    host,
    effectKey,
  }));
}

/** Runs drain hook `position` (drain-hooks.ts), or does nothing and says so if there is none. */
export function askDrain(draft: Draft, host: HostId, position: number): 'asked' | 'no-hook' {
  const hook = drainHooks(draft.host(host).step)[position];
  if (hook === undefined) return 'no-hook';
  draft.ask(host, runHook('drain', hook), (effectKey) => ({
    kind: 'host-drain-requested',
    host,
    effectKey,
    ...guestOf(hook),
  }));
  return 'asked';
}

/** Sends the reboot. The event is the record before the act. */
export function askReboot(draft: Draft, host: HostId): void {
  const { step, attempts } = draft.host(host);
  const attempt = attempts + 1;
  const { expectBootId } = step;
  const planDigest = draft.campaign().document.digest;
  const notAfterAt = draft.world.now + SEND_WITHIN_MS;
  draft.ask(host, { kind: 'request-reboot', expectBootId, planDigest, attempt, notAfterAt }, (effectKey) => ({
    kind: 'host-reboot-requested',
    host,
    effectKey,
    expectBootId,
    attempt,
  }));
}

export function askBoot(draft: Draft, host: HostId, sent: { readonly accepted: boolean }): void {
  draft.ask(host, awaitBoot(draft.host(host), draft.world.now), (effectKey) => ({
    kind: 'host-reboot-sent',
    host,
    effectKey,
    accepted: sent.accepted,
  }));
}

export function askBootAgain(draft: Draft, host: HostId, by: PersonId): void {
  draft.ask(host, awaitBoot(draft.host(host), draft.world.now), (effectKey) => ({
    kind: 'host-retry-requested',
    host,
    by,
    from: { kind: 'await-boot', effectKey },
  }));
}

export function askSystemUpAgain(draft: Draft, host: HostId, by: PersonId): void {
  draft.ask(host, awaitSystemUp(draft.host(host), draft.world.now), (effectKey) => ({
    kind: 'host-retry-requested',
    host,
    by,
    from: { kind: 'system-up', effectKey },
  }));
}

/** Asks gate number `gateIndex`; false if the host has no such gate. */
export function askGate(draft: Draft, host: HostId, gateIndex: number): boolean {
  const request = awaitGate(draft.host(host), gateIndex, draft.world.now);
  if (request === null) return false;
  draft.ask(host, request, (effectKey) => ({ kind: 'host-gate-asked', host, effectKey, gateIndex }));
  return true;
}

/** Runs the next undrain hook on the way back into rotation, or says that there is none left. */
export function askUndrain(draft: Draft, host: HostId): 'asked' | 'no-hook' {
  const hook = nextUndrain(draft.host(host));
  if (hook === null) return 'no-hook';
  draft.ask(host, runHook('undrain', hook), (effectKey) => ({
    kind: 'host-undrain-requested',
    host,
    effectKey,
    ...guestOf(hook),
  }));
  return 'asked';
}

/** Undoes the next drain before `then`; without anything left to undo, says so. */
export function askUndo(
  draft: Draft,
  host: HostId,
  { then, kept }: { readonly then: AfterUndo; readonly kept: Kept },
): 'asked' | 'no-hook' {
  const hook = nextUndrain(draft.host(host), kept);
  if (hook === null) return 'no-hook';
  draft.ask(host, runHook('undrain', hook), (effectKey) => ({
    kind: 'host-undo-requested',
    host,
    effectKey,
    ...guestOf(hook),
    then,
    ...(kept.length === 0 ? {} : { kept }),
  }));
  return 'asked';
}

function runHook(which: 'drain' | 'undrain', { hook, guest }: PlacedHook): EffectRequest {
  return { kind: 'run-hook', which, hook, ...(guest === undefined ? {} : { guest }) };
}

function guestOf({ guest }: PlacedHook): { readonly guest?: HostId } {
  return guest === undefined ? {} : { guest: guest.hostId };
}

/**
 * Begins the stage's effect again after its outcome was lost. Only for effects that observe and for hooks, which are
 * declared idempotent; a reboot request is never repeated from here.
 */
export function repeatEffect(draft: Draft, host: HostId): void {
  const request = requestOf(draft.host(host));
  draft.ask(host, request, (effectKey) => ({ kind: 'effect-repeated', host, effectKey }));
}

/** Deadlines count from when the stage began, not from the restart. */
function requestOf(host: HostReboot): EffectRequest {
  const { stage, step } = host;
  switch (stage.kind) {
    case 'checking':
    case 'rechecking':
      return { kind: 'read-facts' };
    case 'seating':
      return readSeats(host);
    case 'leaving':
      return leaveRotation(host, stage.sinceAt);
    case 'restoring':
      return restoreRotation(host, stage.kept ?? []);
    case 'preparing':
      return prepare(host, stage.gateIndex, stage.sinceAt) ?? noEffect(host);
    case 'ramping':
      return rampStep(host, stage.stepIndex) ?? noEffect(host);
    case 'retreating':
      return retreat(host, stage.stepIndex);
    case 'draining':
      return runHook('drain', hookOf('drain', step, stage.guest) ?? noEffect(host));
    case 'undraining':
    case 'undoing':
      return runHook('undrain', hookOf('undrain', step, stage.guest) ?? noEffect(host));
    case 'confirming':
      return awaitBoot(host, stage.sinceAt);
    case 'holding':
      return awaitHold(host, stage.sinceAt + host.step.timing.holdMs);
    case 'soaking':
      return awaitSoak(host, stage.untilAt);
    case 'settling':
      return awaitSystemUp(host, stage.sinceAt);
    case 'gating':
      return awaitGate(host, stage.gateIndex, stage.sinceAt) ?? noEffect(host);
    case 'waiting':
    case 'rebooting':
    case 'done':
    case 'failed':
    case 'skipped':
      return noEffect(host);
    default:
      return assertNever(stage);
  }
}

function noEffect(host: HostReboot): never {
  throw new Error(`${host.step.host} is ${(host.stage satisfies HostStage).kind}: it waits for no effect`);
}

/** Deadlines count from `sinceAt`: when it was known that the request is under way, or when a person asked again. */
function awaitBoot(
  { step, requestedAt, before, checkedAt }: HostReboot,
  sinceAt: Instant,
): Extract<EffectRequest, { kind: 'await-boot' }> {
  if (requestedAt === null)
    throw new Error(`${step.host}: no reboot was recorded, so no boot can be awaited`);
  // A look after the request is taken back to it: the boot that is proven is measured from there.
  const lookedAfterMs = Math.max(0, (checkedAt ?? requestedAt) - requestedAt);
  return {
    kind: 'await-boot',
    oldBootId: step.expectBootId,
    uptimeBeforeMs: Math.max(0, (before?.uptimeMs ?? 0) - lookedAfterMs),
    requestedAt,
    goDownByAt: sinceAt + step.timing.goDownWithinMs,
    comeBackByAt: sinceAt + step.timing.comeBackWithinMs,
  };
}

export function awaitHold(host: HostReboot, untilAt: Instant): EffectRequest {
  return {
    kind: 'await-hold',
    bootId: newBootId(host),
    untilAt,
    graceUntilAt: untilAt + HOLD_GRACE_MS,
    compare: null,
  };
}

/** The soak: as the hold, and at its end the host is compared with what it was before. */
export function awaitSoak(host: HostReboot, untilAt: Instant): EffectRequest {
  const { before, step } = host;
  const beganAt = untilAt - step.timing.soakMs;
  const lastAt = Math.max(untilAt, beganAt + step.drift.graceMs);
  return {
    kind: 'await-hold',
    bootId: newBootId(host),
    untilAt,
    graceUntilAt: lastAt + HOLD_GRACE_MS,
    compare: before === null ? null : { before, policy: step.drift, untilAt: lastAt },
  };
}

export function awaitSystemUp(host: HostReboot, sinceAt: Instant): EffectRequest {
  return {
    kind: 'await-system-up',
    bootId: newBootId(host),
    failedUnitsBefore: host.before?.failedUnits ?? [],
    byAt: sinceAt + host.step.timing.systemUpWithinMs,
  };
}

function awaitGate(host: HostReboot, gateIndex: number, sinceAt: Instant): EffectRequest | null {
  const named = gatesAfter(host)[gateIndex];
  if (named === undefined) return null;
  return { kind: 'await-gate', ...named, byAt: sinceAt + named.gate.withinMs };
}

function newBootId({ step, after }: HostReboot): Extract<EffectRequest, { kind: 'await-hold' }>['bootId'] {
  if (after === null) throw new Error(`${step.host}: no new boot is proven yet`);
  return after.bootId;
}

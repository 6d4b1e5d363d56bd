// The answer of one effect moves one host one step. An answer whose key is not the one the host waits for is late or
// double and changes nothing.

import { assertNever } from '../brand.ts';
import type { Facts } from '../fleet/observation.ts';
import type { BootId, HostId } from '../fleet/ids.ts';
import {
  afterComparison,
  afterFailedStep,
  afterRampStep,
  afterRetreat,
  undrainOrRamp,
} from './after-gates.ts';
import {
  afterLeaving,
  afterPreparation,
  afterSeats,
  calledOffInTime,
  conclude,
  drainOrGoOn,
  failBefore,
  putBackWhereBlocked,
  takeOut,
  undoOthers,
  undrainFailure,
  undoThen,
} from './before-reboot.ts';
import { nothing, type DecisionResult, type Draft } from './draft.ts';
import type { EffectOutcome, Missed } from './effect.ts';
import { missedCause, type FailureCause } from './failure-cause.ts';
import type { CampaignEvent } from './event.ts';
import {
  askBoot,
  askGate,
  askReboot,
  askRecheck,
  awaitHold,
  awaitSystemUp,
  repeatEffect,
} from './host-effects.ts';
import { drainPosition } from './drain-hooks.ts';
import { isTakenOut } from './holding.ts';
import type { CampaignInput } from './input.ts';
import { hasBegunAgain, missedKernel } from './proof.ts';
import { fail, finishIfOver } from './settle.ts';

export function decideOutcome(
  draft: Draft,
  input: Extract<CampaignInput, { kind: 'effect-finished' }>,
): DecisionResult {
  const stage = draft.campaign().hosts.get(input.host)?.stage;
  if (stage === undefined || !('effectKey' in stage) || stage.effectKey !== input.effectKey) return nothing;
  take(draft, input.host, input.outcome);
  finishIfOver(draft);
  return draft.close();
}

function take(draft: Draft, host: HostId, outcome: EffectOutcome): void {
  switch (outcome.kind) {
    case 'facts':
      return afterCheck(draft, host, outcome.facts);
    case 'missed':
      return notReached(draft, host, 'check-failed', outcome);
    case 'hook-ok':
      return afterHook(draft, host);
    case 'hook-failed':
      return afterFailedHook(draft, host, outcome);
    case 'reboot-accepted':
      return askBoot(draft, host, { accepted: true });
    case 'reboot-unknown':
      return askBoot(draft, host, { accepted: false });
    case 'boot-id-mismatch':
      if (mustComeHome(draft, host)) return askBoot(draft, host, { accepted: true });
      return draft.record(skipRebooted(host, outcome.found));
    case 'reboot-refused':
      return failBefore(draft, host, 'reboot-refused', outcome.detail, outcome.cause);
    case 'reboot-not-sent':
      return notReached(draft, host, 'reboot-not-sent', outcome);
    case 'reboot-too-late':
      return undoThen(draft, host, {
        kind: 'wait-again',
        why: 'the reboot was not sent in time; checks begin again',
      });
    case 'boot-proven':
      return afterBoot(draft, host, outcome.facts);
    case 'did-not-go-down':
      return afterStayingUp(draft, host);
    case 'did-not-come-back':
    case 'came-back-same-boot':
    case 'boot-suspect':
    case 'system-not-up':
      return fail(draft, host, outcome.kind, outcome.detail, outcome.cause);
    case 'host-key-changed':
      return fail(draft, host, outcome.kind, outcome.detail, outcome.cause);
    case 'gate-timed-out':
      return fail(
        draft,
        host,
        outcome.kind,
        ofGate(draft, host, outcome.detail),
        guestAway(draft, host, outcome.detail),
      );
    case 'held':
      return afterHold(draft, host);
    case 'compared':
      return afterComparison(draft, host, outcome.facts);
    case 'rebooted-again':
      return afterAnotherBoot(draft, host, outcome.found);
    case 'lost-during-hold':
      return fail(draft, host, 'lost-after-boot', outcome.detail, outcome.cause);
    case 'system-up':
      return afterSystemUp(draft, host, outcome.facts);
    case 'gate-passed':
      return afterGate(draft, host);
    case 'seats-read':
      return afterSeats(draft, host, outcome.seats);
    case 'rotation-left':
      return afterLeaving(draft, host);
    case 'rotation-restored':
      return afterRestoring(draft, host);
    case 'rotation-failed':
      return afterFailedRotation(draft, host, outcome.detail);
    case 'prepared':
      return afterPreparation(draft, host, outcome.lastingKeys);
    case 'prepare-failed':
    case 'wrong-role':
      return failBefore(draft, host, outcome.kind, ofGate(draft, host, outcome.detail));
    case 'step-held':
      return afterRampStep(draft, host);
    case 'step-failed':
      return afterFailedStep(draft, host, outcome.detail);
    case 'retreated':
      return afterRetreat(draft, host, null);
    case 'outcome-unknown':
      return afterLostOutcome(draft, host);
    default:
      return assertNever(outcome);
  }
}

/** What a gate found, after whose it is and which: whoever is called has to know where to look. */
function ofGate(draft: Draft, host: HostId, found: string): string {
  const { stage, step } = draft.host(host);
  const asked = 'gateIndex' in stage ? step.gates[stage.gateIndex] : undefined;
  if (asked === undefined) return found;
  const named = `${asked.service === null ? '' : `${asked.service}, `}${asked.gate.name}: ${found}`;
  return asked.guest === undefined ? named : `${asked.guest.hostId}: ${named}`;
}

/** A guest that does not even answer is no trouble of a service: somebody has to start it. */
function guestAway(draft: Draft, host: HostId, said: string): FailureCause | undefined {
  const { stage, step } = draft.host(host);
  const asked = stage.kind === 'gating' ? step.gates[stage.gateIndex] : undefined;
  if (asked?.guest === undefined || asked.gate.question.kind !== 'answers') return undefined;
  return { kind: 'guest-away', guest: asked.guest.hostId, said };
}

/** The check before the drain, or the last look after it. */
function afterCheck(draft: Draft, host: HostId, facts: Facts): void {
  const { step, stage, sent } = draft.host(host);
  if (facts.bootId !== step.expectBootId) return foundRebooted(draft, host, facts);
  if (restartedOnSameBoot(draft, host, facts)) {
    const detail = `boot id ${facts.bootId} is unchanged, but the uptime began again: it does not prove a reboot`;
    return failBefore(draft, host, 'came-back-same-boot', detail, { kind: 'uptime-began-again' });
  }
  if (facts.nologin || facts.systemState === 'stopping') {
    if (sent) return askBoot(draft, host, { accepted: true });
    const detail = 'the host is shutting down or refuses logins already';
    return failBefore(draft, host, 'check-failed', detail, { kind: 'shutting-down' });
  }
  draft.record({ kind: 'host-checked', host, facts });
  if (calledOffInTime(draft, host) || putBackWhereBlocked(draft, host)) return;
  // The last moment: everything was asked once more, with the world as it is now.
  if (stage.kind === 'checking') takeOut(draft, host);
  else askReboot(draft, host);
}

/** With a request on record that may have been heard, the time since the last look counts as well. */
function restartedOnSameBoot(draft: Draft, host: HostId, { uptimeMs }: Facts): boolean {
  const { before, checkedAt, requestedAt } = draft.host(host);
  if (before === null || checkedAt === null) return false;
  const elapsedMs = requestedAt === null ? 0 : draft.world.now - checkedAt;
  return hasBegunAgain(uptimeMs, { uptimeBeforeMs: before.uptimeMs, elapsedMs });
}

/** It runs another boot than the one that was to end: ours, or somebody else's. */
function foundRebooted(draft: Draft, host: HostId, facts: Facts): void {
  if (draft.host(host).sent) return askBoot(draft, host, { accepted: true });
  if (mustComeHome(draft, host)) return afterBoot(draft, host, facts);
  draft.record(skipRebooted(host, facts.bootId));
}

/** A new boot that we caused, or that happened while we held the host drained, serves only after its gates. */
function mustComeHome(draft: Draft, host: HostId): boolean {
  const reboot = draft.host(host);
  return reboot.sent || isTakenOut(reboot);
}

function skipRebooted(host: HostId, found: BootId): CampaignEvent {
  return { kind: 'host-skipped', host, why: { kind: 'already-rebooted', found } };
}

/** It could not be reached: a failure, unless an earlier request may be taking it down just now. */
function notReached(
  draft: Draft,
  host: HostId,
  kind: 'check-failed' | 'reboot-not-sent',
  missed: Omit<Missed, 'kind'>,
): void {
  if (draft.host(host).sent) return askBoot(draft, host, { accepted: true });
  failBefore(draft, host, kind, `${missed.failure}: ${missed.detail}`, missedCause(missed));
}

function afterAnotherBoot(draft: Draft, host: HostId, found: BootId): void {
  const detail = `it rebooted again by itself: boot id is now ${found}`;
  fail(draft, host, 'reboot-loop', detail, { kind: 'rebooted-again', found });
}

function afterHook(draft: Draft, host: HostId): void {
  const { stage, step } = draft.host(host);
  const whose = 'guest' in stage && stage.guest !== undefined ? { guest: stage.guest } : {};
  switch (stage.kind) {
    case 'draining':
      draft.record({ kind: 'host-drained', host, ...whose });
      return drainOrGoOn(draft, host, drainPosition(step, stage.guest) + 1);
    case 'undraining':
      draft.record({ kind: 'host-undrained', host, ...whose });
      return undrainOrRamp(draft, host);
    case 'undoing':
      draft.record({ kind: 'host-undrained', host, ...whose });
      return undoThen(draft, host, stage.then, stage.kept);
    default:
      throw new Error(`${host} is ${stage.kind}: no hook was running`);
  }
}

function afterFailedHook(
  draft: Draft,
  host: HostId,
  outcome: Extract<EffectOutcome, { kind: 'hook-failed' }>,
): void {
  const { stage } = draft.host(host);
  const { cause } = outcome;
  const guest = 'guest' in stage ? stage.guest : undefined;
  const detail = guest === undefined ? outcome.detail : `${guest}: ${outcome.detail}`;
  if (stage.kind === 'draining') return failBefore(draft, host, 'drain-failed', detail, cause);
  if (stage.kind !== 'undoing') return fail(draft, host, 'undrain-failed', detail, cause);
  undoOthers(draft, { ...draft.host(host), stage }, cause === undefined ? { detail } : { detail, cause });
}

function afterRestoring(draft: Draft, host: HostId): void {
  const { stage } = draft.host(host);
  if (stage.kind !== 'restoring') throw new Error(`${host} is ${stage.kind}: no seats were being put back`);
  const { kept } = stage;
  draft.record({ kind: 'host-restored', host, ...(kept === undefined ? {} : { kept }) });
  conclude(draft, host, stage.then);
}

/** A load balancer did not do, or did not say, what was asked of it. */
function afterFailedRotation(draft: Draft, host: HostId, detail: string): void {
  const { stage } = draft.host(host);
  switch (stage.kind) {
    case 'seating':
    case 'leaving':
      return failBefore(draft, host, 'drain-failed', detail);
    case 'ramping':
      return afterFailedStep(draft, host, detail);
    case 'retreating':
      return afterRetreat(draft, host, detail);
    case 'restoring':
      return conclude(draft, host, { kind: 'fail', failure: undrainFailure(stage.then, { detail }) });
    default:
      throw new Error(`${host} is ${stage.kind}: no load balancer was asked`);
  }
}

function afterBoot(draft: Draft, host: HostId, facts: Facts): void {
  const untilAt = draft.world.now + draft.host(host).step.timing.holdMs;
  draft.ask(host, awaitHold({ ...draft.host(host), after: facts }, untilAt), (effectKey) => ({
    kind: 'host-boot-proven',
    host,
    effectKey,
    facts,
  }));
}

/** Still the same boot: at the end of the hold the system is asked next, at the end of the soak it is done. */
function afterHold(draft: Draft, host: HostId): void {
  if (draft.host(host).stage.kind === 'soaking') return draft.record({ kind: 'host-done', host });
  draft.ask(host, awaitSystemUp(draft.host(host), draft.world.now), (effectKey) => ({
    kind: 'host-held',
    host,
    effectKey,
  }));
}

/**
 * The old boot runs on. If the request was accepted that is a failure. If nobody knows whether it arrived, everything
 * is checked again and it may be sent again: the host compares its boot id, so two requests end one boot once.
 */
function afterStayingUp(draft: Draft, host: HostId): void {
  const { stage } = draft.host(host);
  if (stage.kind === 'confirming' && !stage.accepted) return askRecheck(draft, host);
  const detail = 'it still runs the old boot, although a reboot was sent';
  fail(draft, host, 'did-not-go-down', detail, { kind: 'still-old-boot' });
}

function afterSystemUp(draft: Draft, host: HostId, facts: Facts): void {
  draft.record({ kind: 'host-system-up', host, facts });
  const { before } = draft.host(host);
  const missed = before === null ? null : missedKernel(before, facts);
  if (missed !== null) {
    const detail = `it rebooted, but runs ${facts.kernelRunning} again; ${missed} is installed`;
    const cause = { kind: 'same-kernel', running: facts.kernelRunning, installed: missed } as const;
    return fail(draft, host, 'old-kernel', detail, cause);
  }
  if (!askGate(draft, host, 0)) undrainOrRamp(draft, host);
}

function afterGate(draft: Draft, host: HostId): void {
  const { stage } = draft.host(host);
  if (stage.kind !== 'gating') throw new Error(`${host} is ${stage.kind}: no gate was asked`);
  draft.record({ kind: 'host-gate-passed', host, gateIndex: stage.gateIndex });
  if (!askGate(draft, host, stage.gateIndex + 1)) undrainOrRamp(draft, host);
}

/**
 * The daemon died with this effect under way, or before it began. A lost reboot request is looked for. What takes a host
 * out of service is done again only if the host may still start: hours or weeks can lie in between. The rest begins
 * again.
 */
function afterLostOutcome(draft: Draft, host: HostId): void {
  const { kind } = draft.host(host).stage;
  if (kind === 'rebooting') return askBoot(draft, host, { accepted: false });
  const takesOut = kind === 'leaving' || kind === 'draining' || kind === 'preparing';
  if (takesOut && putBackWhereBlocked(draft, host)) return;
  repeatEffect(draft, host);
}

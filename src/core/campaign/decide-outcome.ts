// The answer of one effect moves one host one step. An answer whose key is not the one the host waits for is late or
// double and changes nothing.

import { assertNever } from '../brand.ts';
import type { Facts } from '../fleet/observation.ts';
import type { HostId } from '../fleet/ids.ts';
import { nothing, type DecisionResult, type Draft } from './draft.ts';
import type { EffectOutcome } from './effect.ts';
import {
  askBoot,
  askDrain,
  askGate,
  askReboot,
  askRecheck,
  askUndrain,
  askUndo,
  awaitHold,
  awaitSystemUp,
  repeatEffect,
} from './host-effects.ts';
import type { CampaignInput } from './input.ts';
import { missedKernel } from './proof.ts';
import { startBlocks } from './start-conditions.ts';
import { fail, finishIfOver } from './settle.ts';
import type { AfterUndo, HostFailureKind } from './state.ts';

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
      return failBefore(draft, host, 'check-failed', `${outcome.failure}: ${outcome.detail}`);
    case 'hook-ok':
      return afterHook(draft, host);
    case 'hook-failed':
      return afterFailedHook(draft, host, outcome.detail);
    case 'reboot-accepted':
      return askBoot(draft, host, { accepted: true });
    case 'reboot-unknown':
      return askBoot(draft, host, { accepted: false });
    case 'boot-id-mismatch':
      // After an earlier request the new boot is ours: it has to be proven like any other.
      if (draft.host(host).attempts > 1) return askBoot(draft, host, { accepted: true });
      return undoThen(draft, host, { kind: 'skip', why: { kind: 'already-rebooted', found: outcome.found } });
    case 'reboot-refused':
      return failBefore(draft, host, 'reboot-refused', outcome.detail);
    case 'reboot-not-sent':
      return failBefore(draft, host, 'reboot-not-sent', `${outcome.failure}: ${outcome.detail}`);
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
    case 'host-key-changed':
    case 'came-back-same-boot':
    case 'boot-suspect':
    case 'system-not-up':
    case 'gate-timed-out':
      return fail(draft, host, outcome.kind, outcome.detail);
    case 'held':
      return draft.ask(host, awaitSystemUp(draft.host(host), draft.world.now), (effectKey) => ({
        kind: 'host-held',
        host,
        effectKey,
      }));
    case 'rebooted-again':
      return fail(draft, host, 'reboot-loop', `it rebooted again by itself: boot id is now ${outcome.found}`);
    case 'lost-during-hold':
      return fail(draft, host, 'lost-after-boot', outcome.detail);
    case 'system-up':
      return afterSystemUp(draft, host, outcome.facts);
    case 'gate-passed':
      return afterGate(draft, host);
    case 'outcome-unknown':
      return afterLostOutcome(draft, host);
    default:
      return assertNever(outcome);
  }
}

/** The check before the drain, or the last look after it. */
function afterCheck(draft: Draft, host: HostId, facts: Facts): void {
  const { step, stage } = draft.host(host);
  if (facts.bootId !== step.expectBootId)
    return undoThen(draft, host, { kind: 'skip', why: { kind: 'already-rebooted', found: facts.bootId } });
  if (facts.nologin || facts.systemState === 'stopping')
    return failBefore(draft, host, 'check-failed', 'the host is shutting down or refuses logins already');
  draft.record({ kind: 'host-checked', host, facts });
  if (stage.kind === 'checking' && askDrain(draft, host) === 'asked') return;
  rebootIfAllowed(draft, host);
}

/** The last moment: everything is asked once more, with the world as it is now. */
function rebootIfAllowed(draft: Draft, host: HostId): void {
  const blocks = startBlocks(draft.campaign(), host, draft.world);
  if (blocks.length === 0) return askReboot(draft, host);
  const why = `conditions changed before the reboot: ${blocks.map(({ kind }) => kind).join(', ')}`;
  undoThen(draft, host, { kind: 'wait-again', why });
}

function afterHook(draft: Draft, host: HostId): void {
  const { stage } = draft.host(host);
  switch (stage.kind) {
    case 'draining':
      draft.record({ kind: 'host-drained', host });
      return askRecheck(draft, host);
    case 'undraining':
      draft.record({ kind: 'host-undrained', host });
      return beginSoak(draft, host);
    case 'undoing':
      draft.record({ kind: 'host-undrained', host });
      return conclude(draft, host, stage.then);
    default:
      throw new Error(`${host} is ${stage.kind}: no hook was running`);
  }
}

function afterFailedHook(draft: Draft, host: HostId, detail: string): void {
  const { stage } = draft.host(host);
  if (stage.kind === 'draining') return failBefore(draft, host, 'drain-failed', detail);
  if (stage.kind !== 'undoing') return fail(draft, host, 'undrain-failed', detail);
  const cause = stage.then.kind === 'fail' ? ` (undoing the drain after ${stage.then.failure.kind})` : '';
  fail(draft, host, 'undrain-failed', `${detail}${cause}`);
}

function afterBoot(draft: Draft, host: HostId, facts: Facts): void {
  const { now } = draft.world;
  draft.ask(host, awaitHold({ ...draft.host(host), after: facts }, now), (effectKey) => ({
    kind: 'host-boot-proven',
    host,
    effectKey,
    facts,
  }));
}

/**
 * The old boot runs on. If the request was accepted that is a failure. If nobody knows whether it arrived, everything
 * is checked again and it may be sent again: the host compares its boot id, so two requests end one boot once.
 */
function afterStayingUp(draft: Draft, host: HostId): void {
  const { stage } = draft.host(host);
  if (stage.kind === 'confirming' && !stage.accepted) return askRecheck(draft, host);
  fail(draft, host, 'did-not-go-down', 'it still runs the old boot, although it accepted the reboot');
}

function afterSystemUp(draft: Draft, host: HostId, facts: Facts): void {
  draft.record({ kind: 'host-system-up', host, facts });
  const { before } = draft.host(host);
  const missed = before === null ? null : missedKernel(before, facts);
  if (missed !== null) {
    const detail = `it rebooted, but runs ${facts.kernelRunning} again; ${missed} is installed`;
    return fail(draft, host, 'old-kernel', detail);
  }
  if (!askGate(draft, host, 0)) endGates(draft, host);
}

function afterGate(draft: Draft, host: HostId): void {
  const { stage } = draft.host(host);
  if (stage.kind !== 'gating') throw new Error(`${host} is ${stage.kind}: no gate was asked`);
  draft.record({ kind: 'host-gate-passed', host, gateIndex: stage.gateIndex });
  if (!askGate(draft, host, stage.gateIndex + 1)) endGates(draft, host);
}

function endGates(draft: Draft, host: HostId): void {
  if (askUndrain(draft, host) === 'no-hook') beginSoak(draft, host);
}

function beginSoak(draft: Draft, host: HostId): void {
  const untilAt = draft.world.now + draft.host(host).step.timing.soakMs;
  draft.record({ kind: 'host-soak-began', host, untilAt });
}

/** The daemon died with this effect under way. Only a lost reboot request needs thought; the rest begins again. */
function afterLostOutcome(draft: Draft, host: HostId): void {
  if (draft.host(host).stage.kind === 'rebooting') return askBoot(draft, host, { accepted: false });
  repeatEffect(draft, host);
}

/** A failure before the reboot: undone at once, then reported. */
function failBefore(draft: Draft, host: HostId, kind: HostFailureKind, detail: string): void {
  undoThen(draft, host, { kind: 'fail', failure: { kind, detail } });
}

function undoThen(draft: Draft, host: HostId, then: AfterUndo): void {
  if (askUndo(draft, host, then) === 'no-hook') conclude(draft, host, then);
}

function conclude(draft: Draft, host: HostId, then: AfterUndo): void {
  switch (then.kind) {
    case 'wait-again':
      draft.record({ kind: 'host-put-back', host, why: then.why });
      return;
    case 'fail':
      return fail(draft, host, then.failure.kind, then.failure.detail);
    case 'skip':
      draft.record({ kind: 'host-skipped', host, why: then.why });
      return;
    default:
      assertNever(then);
  }
}

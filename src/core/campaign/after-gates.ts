// From the last gate to the end: put back into service, given its traffic back step by step, watched. A step that goes
// wrong takes the host out again before anybody is told.

import type { HostId } from '../fleet/ids.ts';
import { driftOf, driftText } from '../drift/drift.ts';
import type { Facts } from '../fleet/observation.ts';
import type { Draft } from './draft.ts';
import { askUndrain, awaitSoak } from './host-effects.ts';
import { askRamp, askRetreat, rampOf } from './rotation-effects.ts';
import { fail } from './settle.ts';

/** The gates have passed: the next undrain hook, and after the last one the ramp. */
export function undrainOrRamp(draft: Draft, host: HostId): void {
  if (askUndrain(draft, host) === 'asked') return;
  if (!askRamp(draft, host, 0)) endRamp(draft, host);
}

export function afterRampStep(draft: Draft, host: HostId): void {
  const { stage } = draft.host(host);
  if (stage.kind !== 'ramping') throw new Error(`${host} is ${stage.kind}: it is not being ramped`);
  draft.record({ kind: 'host-ramp-held', host, stepIndex: stage.stepIndex });
  if (!askRamp(draft, host, stage.stepIndex + 1)) endRamp(draft, host);
}

export function afterFailedStep(draft: Draft, host: HostId, detail: string): void {
  const { stage } = draft.host(host);
  if (stage.kind !== 'ramping') throw new Error(`${host} is ${stage.kind}: it is not being ramped`);
  const step = rampOf(draft.host(host))[stage.stepIndex];
  const at = step === undefined ? '' : `at ${step.percent} % of its weight for ${step.service}: `;
  const failure = { kind: 'ramp-failed', detail: `${at}${detail}` } as const;
  askRetreat(draft, host, { stepIndex: stage.stepIndex, failure });
}

/** @param problem why it could not be taken out again, or null. */
export function afterRetreat(draft: Draft, host: HostId, problem: string | null): void {
  const { stage } = draft.host(host);
  if (stage.kind !== 'retreating') throw new Error(`${host} is ${stage.kind}: it was not taken out again`);
  const { kind, detail } = stage.failure;
  const still = problem === null ? '' : `; it could not be taken out again (${problem})`;
  fail(draft, host, kind, `${detail}${still}`);
}

/** The last look: what vanished is written down, and fails the host where the policy says so. */
export function afterComparison(draft: Draft, host: HostId, facts: Facts): void {
  const { before, step, stage } = draft.host(host);
  if (stage.kind !== 'soaking') throw new Error(`${host} is ${stage.kind}: it was not compared`);
  const drift = before === null ? [] : driftOf(before, facts, step.drift);
  draft.record({ kind: 'host-compared', host, facts, drift });
  const failing = drift.filter(({ severity }) => severity === 'fail');
  if (failing.length === 0) return draft.record({ kind: 'host-done', host });
  const detail = `it had before the reboot, and has no more: ${driftText(failing)}`;
  fail(draft, host, 'drifted', detail, { kind: 'drift', items: failing });
}

function endRamp(draft: Draft, host: HostId): void {
  if (draft.host(host).away) draft.record({ kind: 'host-in-rotation', host });
  const untilAt = draft.world.now + draft.host(host).step.timing.soakMs;
  draft.ask(host, awaitSoak(draft.host(host), untilAt), (effectKey) => ({
    kind: 'host-soak-began',
    host,
    effectKey,
    untilAt,
  }));
}

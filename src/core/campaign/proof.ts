// How a reboot is proven, from facts read over a new connection with the pinned host key. Stateless: each judge sees
// the question, one observation and the time, and answers or says that it is too early (null). The rules come from
// defects of other tools: an old boot id while shutting down (ansible#78007), error text taken for a boot id
// (ansible#83018, excluded by parseBootId), a container that shares its host's boot id (ansible#57768), a host key
// that changed over the reboot (ansible#77353), a second reboot right after the first (zincati#1314).

import { MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import { driftOf } from '../drift/drift.ts';
import type { GateAnswer } from '../fleet/check.ts';
import type { Facts, ProbeFailure } from '../fleet/observation.ts';
import type { EffectOutcome, EffectRequest, Missed } from './effect.ts';
import { missedCause, type FailureCause } from './failure-cause.ts';

export type Look = { readonly kind: 'facts'; readonly facts: Facts } | Missed;

/**
 * How much longer than "time since the request" the new boot's uptime may be. The request is recorded before it is
 * sent, so a true value is never negative; 5 s cover one step of NTP and the rounding of /proc/uptime.
 */
const UPTIME_SLACK_MS: DurationMs = 5_000;

/**
 * How far a host's uptime may fall behind the daemon's wall clock before it has started again: steps of the wall clock
 * that are no jump (below a minute, both ways), and 0.1 % for clocks that drift.
 */
const UPTIME_LAG_MS: DurationMs = 2 * MINUTE_MS;

/**
 * True if a host has started again since it had been up for `uptimeBeforeMs`, `elapsedMs` ago, whatever its boot id says:
 * containers and boards without entropy keep theirs. A clock that jumped forward looks the same, and fails closed.
 */
export function hasBegunAgain(
  uptimeMs: DurationMs,
  { uptimeBeforeMs, elapsedMs }: { readonly uptimeBeforeMs: DurationMs; readonly elapsedMs: DurationMs },
): boolean {
  // The host's own clock against itself: no wall clock and no slack is in it.
  if (uptimeMs < uptimeBeforeMs) return true;
  return uptimeMs + UPTIME_LAG_MS + elapsedMs / 1_000 < uptimeBeforeMs + elapsedMs;
}

type Question<Kind extends EffectRequest['kind']> = Extract<EffectRequest, { readonly kind: Kind }>;

/** Why, for operators and for people who read it in their language. */
type Said = { readonly detail: string; readonly cause: FailureCause };

function missedSaid(look: Missed): Said {
  return { detail: `${look.failure}: ${look.detail}`, cause: missedCause(look) };
}

/** Found another key: the detail has the command that shows both. */
function keyChanged(look: Missed): EffectOutcome {
  return { kind: 'host-key-changed', detail: look.detail, cause: missedCause(look) };
}

/** Has the host gone down and come back as another boot? */
export function judgeBoot(question: Question<'await-boot'>, look: Look, now: Instant): EffectOutcome | null {
  const sinceRequestMs = now - question.requestedAt;
  if (look.kind === 'missed') {
    if (isKeyProblem(look.failure)) return keyChanged(look);
    if (now < question.comeBackByAt) return null;
    return { kind: 'did-not-come-back', ...missedSaid(look) };
  }
  const { bootId, uptimeMs } = look.facts;
  if (bootId !== question.oldBootId) {
    if (uptimeMs <= sinceRequestMs + UPTIME_SLACK_MS) return { kind: 'boot-proven', facts: look.facts };
    const detail = `boot id ${bootId} is new, but its uptime of ${seconds(uptimeMs)} is longer than the ${seconds(sinceRequestMs)} since the request`;
    return { kind: 'boot-suspect', detail, cause: { kind: 'uptime-too-long', uptimeMs, sinceRequestMs } };
  }
  const { uptimeBeforeMs } = question;
  if (hasBegunAgain(uptimeMs, { uptimeBeforeMs, elapsedMs: sinceRequestMs })) {
    const detail = `boot id ${bootId} is unchanged, but the uptime began again (${seconds(uptimeMs)})`;
    return { kind: 'came-back-same-boot', detail, cause: { kind: 'uptime-began-again' } };
  }
  return now >= question.goDownByAt ? { kind: 'did-not-go-down' } : null;
}

/** Is it still the same new boot at the end of the hold? */
export function judgeHold(question: Question<'await-hold'>, look: Look, now: Instant): EffectOutcome | null {
  if (look.kind === 'missed') {
    if (isKeyProblem(look.failure)) return keyChanged(look);
    if (now < question.graceUntilAt) return null;
    return { kind: 'lost-during-hold', ...missedSaid(look) };
  }
  if (look.facts.bootId !== question.bootId) return { kind: 'rebooted-again', found: look.facts.bootId };
  if (now < question.untilAt) return null;
  const { compare } = question;
  if (compare === null) return { kind: 'held' };
  const vanished = driftOf(compare.before, look.facts, compare.policy).length > 0;
  return vanished && now < compare.untilAt ? null : { kind: 'compared', facts: look.facts };
}

/**
 * Has the system settled? `running` is up. `degraded` is up when no unit failed that had not failed before the
 * reboot. No systemd at all counts as up once logins are allowed. Everything else waits until the deadline.
 */
export function judgeSystemUp(
  question: Question<'await-system-up'>,
  look: Look,
  now: Instant,
): EffectOutcome | null {
  if (look.kind === 'facts' && look.facts.bootId !== question.bootId)
    return { kind: 'rebooted-again', found: look.facts.bootId };
  if (look.kind === 'missed' && isKeyProblem(look.failure)) return keyChanged(look);
  const obstacle = obstacleToBeingUp(question, look);
  if (obstacle === null && look.kind === 'facts') return { kind: 'system-up', facts: look.facts };
  if (now < question.byAt) return null;
  return obstacle === null
    ? { kind: 'system-not-up', detail: 'no facts' }
    : { kind: 'system-not-up', ...obstacle };
}

/** What keeps it from counting as up, or null. */
function obstacleToBeingUp(question: Question<'await-system-up'>, look: Look): Said | null {
  if (look.kind === 'missed') return missedSaid(look);
  const { systemState, failedUnits, nologin } = look.facts;
  if (nologin)
    return {
      detail: 'logins are still refused: /run/nologin or /etc/nologin exists',
      cause: { kind: 'logins-refused' },
    };
  if (systemState === null || systemState === 'running') return null;
  if (systemState !== 'degraded')
    return { detail: `systemd says ${systemState}`, cause: { kind: 'system-state', state: systemState } };
  if (failedUnits === null)
    return {
      detail: 'systemd says degraded, and the failed units could not be read',
      cause: { kind: 'failed-units-unread' },
    };
  const before = new Set(question.failedUnitsBefore);
  const fresh = failedUnits.filter((unit) => !before.has(unit));
  if (fresh.length === 0) return null;
  return {
    detail: `units failed that had not failed before: ${fresh.join(', ')}`,
    cause: { kind: 'failed-units', units: fresh },
  };
}

/**
 * Counts passes in a row; the deadline ends it with the first answer that is not a pass, so that a gate which passes
 * when it is asked again after a restart may show it.
 */
export function judgeGate(
  question: Question<'await-gate'>,
  answers: { readonly last: GateAnswer; readonly passesInARow: number },
  now: Instant,
): EffectOutcome | null {
  if (answers.passesInARow >= question.gate.passes) return { kind: 'gate-passed' };
  if (answers.last.kind === 'pass' || now < question.byAt) return null;
  const { last } = answers;
  const detail = last.kind === 'fail' ? last.found : `could not be asked: ${last.detail}`;
  return { kind: 'gate-timed-out', detail };
}

/**
 * The kernel that a reboot was to bring and did not, or null. Only claimed where the check before the reboot had seen
 * a newer kernel installed than the one running.
 */
export function missedKernel(before: Facts, after: Facts): string | null {
  const expected = before.kernelNewest;
  if (expected === null || expected === before.kernelRunning) return null;
  return after.kernelRunning === before.kernelRunning ? expected : null;
}

function isKeyProblem(failure: ProbeFailure): boolean {
  return failure === 'host-key-changed' || failure === 'host-key-unknown' || failure === 'host-key-revoked';
}

function seconds(ms: DurationMs): string {
  return `${Math.round(ms / 1000)} s`;
}

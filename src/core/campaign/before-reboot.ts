// From the first check to the reboot: out of the load balancers, drained, prepared. Whatever goes wrong on the way is
// undone at once, in reverse order, and everything is put back as it was found.

import { MINUTE_MS, assertNever } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import { isOurs, type SeenSeat } from '../rotation/rotation.ts';
import type { Draft } from './draft.ts';
import type { FailureCause } from './failure-cause.ts';
import { drainHooks } from './drain-hooks.ts';
import { askDrain, askReboot, askRecheck, askUndo } from './host-effects.ts';
import { askLeave, askPrepare, askRestore, askSeats } from './rotation-effects.ts';
import { fail, failureOf } from './settle.ts';
import { MAX_REBOOT_REQUESTS, startBlocks, startHold, type StartBlock } from './start-conditions.ts';
import type { AfterUndo, HostFailure, HostFailureKind, HostReboot, HostStage, Kept } from './state.ts';
import { drainsTooLong } from './time-to-go.ts';

/** The first check passed. What is already out (a retry) is not read again: what it finds would be our own doing. */
export function takeOut(draft: Draft, host: HostId): void {
  if (askSeats(draft, host)) return;
  if (draft.host(host).away) return askLeave(draft, host);
  drainOrGoOn(draft, host);
}

export function afterSeats(draft: Draft, host: HostId, found: readonly SeenSeat[]): void {
  const { away, seats: known } = draft.host(host);
  const seats = away ? [...known, ...found] : found;
  draft.record({ kind: 'host-seats-seen', host, seats });
  if (seats.some(isOurs)) return askLeave(draft, host);
  // Somebody has taken it out everywhere by hand: there is nothing to do, and nothing to put back later.
  drainOrGoOn(draft, host);
}

export function afterLeaving(draft: Draft, host: HostId): void {
  draft.record({ kind: 'host-left', host });
  drainOrGoOn(draft, host);
}

/** @param position of the drain hook that is next. */
export function drainOrGoOn(draft: Draft, host: HostId, position = 0): void {
  // Many commands may come one after another: people or the clock may have called the reboot off meanwhile.
  const isNext = position > 0 && position < drainHooks(draft.host(host).step).length;
  if (isNext && (calledOffInTime(draft, host) || putBackWhereBlocked(draft, host, isNoGuestDown))) return;
  if (askDrain(draft, host, position) === 'no-hook') prepareOrGoOn(draft, host);
}

/** A guest's own drain command may have stopped it. */
function isNoGuestDown(block: StartBlock): boolean {
  return block.kind !== 'not-up' || block.guest === undefined;
}

/**
 * Takes the host back to where it was if it may not start as the world is now. @returns true if it did.
 * @param counts whether a block keeps it; each does by default.
 */
export function putBackWhereBlocked(
  draft: Draft,
  host: HostId,
  counts: (block: StartBlock) => boolean = () => true,
): boolean {
  const blocks = startBlocks(draft.campaign(), host, draft.world).filter(counts);
  if (blocks.length === 0) return false;
  const why = `conditions changed before the reboot: ${blocks.map(({ kind }) => kind).join(', ')}`;
  undoThen(draft, host, { kind: 'wait-again', why });
  return true;
}

/**
 * Where its guests are drained so slowly that the window is over before it is back, waiting for the next one would drain them
 * in vain again: people have to hear of it. @returns true if it was called off.
 */
export function calledOffInTime(draft: Draft, host: HostId): boolean {
  const reboot = draft.host(host);
  const { now } = draft.world;
  // The last look began when they had ended; a daemon that was down since then is no reason to drain faster.
  const drainedAt = reboot.stage.kind === 'rechecking' ? (reboot.stageSinceAt ?? now) : now;
  if (reboot.sent || reboot.stage.kind === 'checking' || !drainsTooLong(reboot, drainedAt)) return false;
  const hold = startHold(draft.campaign(), host, draft.world);
  if (hold === null || hold.kind === 'frozen') return false;
  const passedMs = drainedAt - (reboot.startedAt ?? drainedAt);
  const { expectedMs } = reboot.step.timing;
  const [drained, of] = [reboot.drainedGuests.length, reboot.step.guestDrains?.length ?? 0];
  const minutes = (ms: number): string => `${Math.ceil(ms / MINUTE_MS)} min`;
  failBefore(
    draft,
    host,
    'drain-failed',
    `${drained} of its ${of} guests were drained in ${minutes(passedMs)}; the rest does not fit before the window shuts or a freeze begins; all is expected to take ${minutes(expectedMs)}`,
    { kind: 'drains-too-long', drained, of, passedMs, expectedMs },
  );
  return true;
}

/** Drained; the servers' last word and their data come next. */
export function prepareOrGoOn(draft: Draft, host: HostId): void {
  if (askPrepare(draft, host, 0)) return;
  // Straight from the check: it was the last look.
  if (draft.host(host).stage.kind === 'checking') askReboot(draft, host);
  else askRecheck(draft, host);
}

export function afterPreparation(draft: Draft, host: HostId, lastingKeys: number | null): void {
  const { stage } = draft.host(host);
  if (stage.kind !== 'preparing') throw new Error(`${host} is ${stage.kind}: nothing was prepared`);
  draft.record({ kind: 'host-prepared', host, gateIndex: stage.gateIndex, lastingKeys });
  if (!askPrepare(draft, host, stage.gateIndex + 1)) askRecheck(draft, host);
}

/** A failure before the reboot: undone at once, then reported. Not undone while an earlier request may act yet. */
export function failBefore(
  draft: Draft,
  host: HostId,
  kind: HostFailureKind,
  detail: string,
  cause?: FailureCause,
): void {
  if (draft.host(host).sent) return fail(draft, host, kind, detail, cause);
  undoThen(draft, host, { kind: 'fail', failure: failureOf(kind, detail, cause) });
}

/** It waits for its turn again, unless it has used up its requests: nobody would hear of a host that waits in vain. */
function putBack(draft: Draft, host: HostId, why: string): void {
  const { attempts, sent } = draft.host(host);
  if (attempts < MAX_REBOOT_REQUESTS) return draft.record({ kind: 'host-put-back', host, why });
  const detail = `all ${attempts} requests are used, and it still runs the old boot`;
  const cause = { kind: 'requests-used', requests: attempts } as const;
  fail(draft, host, sent ? 'did-not-go-down' : 'reboot-not-sent', detail, cause);
}

/** @param kept who could not be undrained; nobody by default. */
export function undoThen(draft: Draft, host: HostId, then: AfterUndo, kept: Kept = []): void {
  if (askUndo(draft, host, { then, kept }) === 'no-hook') restoreThen(draft, host, then, kept);
}

/** One that cannot be undrained stays out; the others are put back all the same, and then it is a failure. */
export function undoOthers(
  draft: Draft,
  { stage, step }: HostReboot & { readonly stage: Extract<HostStage, { kind: 'undoing' }> },
  failure: Pick<HostFailure, 'detail' | 'cause'>,
): void {
  const { then, guest = step.host, kept = [] } = stage;
  undoThen(draft, step.host, { kind: 'fail', failure: undrainFailure(then, failure) }, [...kept, guest]);
}

/** What is left drained, and why; after what it was undone. */
export function undrainFailure(
  then: AfterUndo,
  { detail, cause }: Pick<HostFailure, 'detail' | 'cause'>,
): HostFailure {
  if (then.kind !== 'fail') return failureOf('undrain-failed', detail, cause);
  const { failure } = then;
  if (failure.kind === 'undrain-failed') return failureOf('undrain-failed', `${detail}; ${failure.detail}`);
  return failureOf(
    'undrain-failed',
    `${detail} (undoing the drain after ${failure.kind}: ${failure.detail})`,
    cause,
  );
}

/** The drain hooks are undone, or there were none: the seats come last, because traffic follows them. */
function restoreThen(draft: Draft, host: HostId, then: AfterUndo, kept: Kept): void {
  if (!askRestore(draft, host, { then, kept })) conclude(draft, host, then);
}

export function conclude(draft: Draft, host: HostId, then: AfterUndo): void {
  switch (then.kind) {
    case 'wait-again':
      return putBack(draft, host, then.why);
    case 'fail':
      return fail(draft, host, then.failure.kind, then.failure.detail, then.failure.cause);
    case 'skip':
      draft.record({ kind: 'host-skipped', host, why: then.why });
      return;
    default:
      assertNever(then);
  }
}

// What has to be changed at a seat, given how it was before and how it is now. Every change is worked out from what is
// observed, so doing it twice does it once, and what a person changed meanwhile stays: a seat put into maintenance is
// left alone, and a weight that is already higher is never lowered.

import { isOurs, weightAt, type SeatChange, type SeatState, type SeenSeat } from './rotation.ts';

const nothing: readonly SeatChange[] = [];

/** Out of service: no new sessions. */
export function changesToLeave(seen: SeenSeat, now: SeatState): readonly SeatChange[] {
  return isOurs(seen) && now.admin === 'ready' ? [{ kind: 'drain' }] : nothing;
}

/**
 * Exactly as it was before it left. In service at less is the step of a ramp that an older record knows nothing of, which
 * was put back.
 */
export function changesToRestore(seen: SeenSeat, now: SeatState): readonly SeatChange[] {
  if (!isOurs(seen) || now.admin === 'maint') return nothing;
  const { weight } = seen.before;
  if (now.admin === 'ready') return now.weight >= weight ? nothing : [{ kind: 'weight', weight }];
  return [...(now.weight === weight ? [] : [{ kind: 'weight', weight } as const]), { kind: 'ready' }];
}

/**
 * To `percent` of its former weight. Only the first step puts it back into service: a seat that is drained later was
 * drained by a person.
 */
export function changesToReach(
  seen: SeenSeat,
  now: SeatState,
  step: { readonly percent: number; readonly isFirst: boolean },
): readonly SeatChange[] {
  if (!isOurs(seen) || now.admin === 'maint') return nothing;
  const weight = weightAt(seen, step.percent);
  if (now.admin === 'ready') return now.weight >= weight ? nothing : [{ kind: 'weight', weight }];
  if (!step.isFirst) return nothing;
  return [...(now.weight === weight ? [] : [{ kind: 'weight', weight } as const]), { kind: 'ready' }];
}

/** Out of service again after a step went wrong, unless a person has given it more than we did. */
export function changesToRetreat(
  seen: SeenSeat,
  now: SeatState,
  { percent }: { readonly percent: number },
): readonly SeatChange[] {
  if (!isOurs(seen) || now.admin !== 'ready') return nothing;
  return now.weight <= weightAt(seen, percent) ? [{ kind: 'drain' }] : nothing;
}

/** Why the seat does not do well at this step, or null. Counters are compared with those at the step's beginning. */
export function trouble(
  since: SeatState,
  now: SeatState,
  { maxErrorPercent }: { readonly maxErrorPercent: number },
): string | null {
  // HAProxy was restarted: its counters began again, and nothing can be said of the time before.
  if (now.requests < since.requests || now.errors < since.errors) return null;
  const [requests, errors] = [now.requests - since.requests, now.errors - since.errors];
  const allowed = Math.max(1, Math.floor((requests * maxErrorPercent) / 100));
  return errors > allowed ? `${errors} errors in ${requests} requests` : null;
}

/** True if the load balancer sends it requests: its health word is up, or it checks nothing. */
export function isServing({ status }: SeatState): boolean {
  return /^(?:UP|no check|OPEN)/i.test(status);
}

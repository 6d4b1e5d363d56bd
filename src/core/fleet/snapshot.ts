// The fleet as last observed: partial and dated. "Up" is a claim with an age; whoever relies on it says how old it
// may be.

import type { DurationMs, Instant } from '../brand.ts';
import type { HostId } from './ids.ts';
import type { Facts, Observation, ProbeFailure } from './observation.ts';

/** `unreachable`: the network path failed `missesUntilUnreachable` times. `unknown`: everything else that is not up. */
export type HostStatus = 'up' | 'unreachable' | 'unknown';

export type HostView = {
  readonly hostId: HostId;
  readonly status: HostStatus;
  /** Consecutive probes without facts. */
  readonly misses: number;
  readonly lastSeen: { readonly at: Instant; readonly facts: Facts } | null;
  readonly lastProblem: {
    readonly at: Instant;
    readonly failure: ProbeFailure;
    readonly detail: string;
  } | null;
};

export type FleetSnapshot = {
  readonly takenAt: Instant;
  readonly hosts: ReadonlyMap<HostId, HostView>;
};

/**
 * Failures that say "nothing answers there", as opposed to "something answers and is not right". A kernel takes TCP
 * connections for a server that has stopped, so a handshake that never ends is silence, too.
 */
const silence: ReadonlySet<ProbeFailure> = new Set([
  'no-route',
  'connection-refused',
  'connect-timeout',
  'handshake-timeout',
  'connection-lost',
]);

export function unobserved(hostId: HostId): HostView {
  return { hostId, status: 'unknown', misses: 0, lastSeen: null, lastProblem: null };
}

/** True where no probe of the host ever came back with anything, be it facts or a failure. */
export function wasNeverProbed(view: HostView | undefined): boolean {
  return view === undefined || (view.lastSeen === null && view.lastProblem === null);
}

/**
 * The view after one more observation. One miss makes an up host `unknown`, not down; `missesUntilUnreachable`
 * silent misses in a row make it `unreachable`. Observations older than what the view holds are ignored: keepalive
 * time-outs can arrive hours late (ssh2#740).
 */
export function observe(
  view: HostView,
  observation: Observation,
  options: { readonly missesUntilUnreachable: number },
): HostView {
  const seenAt = view.lastSeen?.at ?? -Infinity;
  const problemAt = view.lastProblem?.at ?? -Infinity;
  if (observation.at < seenAt) return view;
  if (observation.kind === 'seen') {
    const lastSeen = { at: observation.at, facts: observation.facts };
    // Asked before a newer miss, answered after it: the facts are news, the status is not.
    return observation.at < problemAt
      ? { ...view, lastSeen }
      : { ...view, status: 'up', misses: 0, lastSeen };
  }
  if (observation.at < problemAt) return view;
  const misses = view.misses + 1;
  const { at, failure, detail } = observation;
  const gone = silence.has(failure) && misses >= options.missesUntilUnreachable;
  return { ...view, status: gone ? 'unreachable' : 'unknown', misses, lastProblem: { at, failure, detail } };
}

/**
 * The status if it is fresh enough to rely on at `now`, else `unknown`. A view from the future was taken before the
 * wall clock was set back: nobody knows how old it is.
 */
export function statusAt(view: HostView | undefined, now: Instant, maxAgeMs: DurationMs): HostStatus {
  if (view === undefined || view.status !== 'up') return view?.status ?? 'unknown';
  if (view.lastSeen === null || view.lastSeen.at > now) return 'unknown';
  return now - view.lastSeen.at <= maxAgeMs ? 'up' : 'unknown';
}

/**
 * The view with dates of the future put back to `at`. After the wall clock was set back every new observation would be
 * older than the view, and would be ignored until the clock has caught up.
 */
export function withoutFuture(
  view: HostView,
  { now, at }: { readonly now: Instant; readonly at: Instant },
): HostView {
  const { lastSeen, lastProblem } = view;
  if ((lastSeen?.at ?? now) <= now && (lastProblem?.at ?? now) <= now) return view;
  return {
    ...view,
    lastSeen: lastSeen && { ...lastSeen, at: Math.min(lastSeen.at, at) },
    lastProblem: lastProblem && { ...lastProblem, at: Math.min(lastProblem.at, at) },
  };
}

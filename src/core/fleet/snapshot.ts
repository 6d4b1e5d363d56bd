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

/** Failures that say "nothing answers there", as opposed to "something answers and is not right". */
const silence: ReadonlySet<ProbeFailure> = new Set([
  'no-route',
  'connection-refused',
  'connect-timeout',
  'connection-lost',
]);

export function unobserved(hostId: HostId): HostView {
  return { hostId, status: 'unknown', misses: 0, lastSeen: null, lastProblem: null };
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
  const newestAt = Math.max(view.lastSeen?.at ?? -Infinity, view.lastProblem?.at ?? -Infinity);
  if (observation.at < newestAt) return view;
  if (observation.kind === 'seen') {
    return { ...view, status: 'up', misses: 0, lastSeen: { at: observation.at, facts: observation.facts } };
  }
  const misses = view.misses + 1;
  const { at, failure, detail } = observation;
  const gone = silence.has(failure) && misses >= options.missesUntilUnreachable;
  return { ...view, status: gone ? 'unreachable' : 'unknown', misses, lastProblem: { at, failure, detail } };
}

/** The status if it is fresh enough to rely on at `now`, else `unknown`. */
export function statusAt(view: HostView | undefined, now: Instant, maxAgeMs: DurationMs): HostStatus {
  if (view === undefined || view.status !== 'up') return view?.status ?? 'unknown';
  return view.lastSeen !== null && now - view.lastSeen.at <= maxAgeMs ? 'up' : 'unknown';
}

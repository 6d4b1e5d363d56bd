// Is every order kept that a fleet asks of a plan? Worked out pair by pair from the fleet, without the planner's
// precedence: standby before replica and member before primary, a hypervisor before its guests, the daemon's own path
// last.

import type { Fleet } from '../fleet/fleet.ts';
import type { Part } from '../fleet/part.ts';
import type { HostId } from '../fleet/ids.ts';
import type { PlanStep } from './plan.ts';
import { withGuests } from './together-lint.ts';

export type OrderFault =
  /** `first` must be done before `then`, and `then` does not wait for it. */
  | { readonly kind: 'order-missing'; readonly first: HostId; readonly then: HostId }
  /** `then` waits for `first`, and is planned in no later wave or before `first` has ended and soaked. */
  | { readonly kind: 'order-broken'; readonly first: HostId; readonly then: HostId }
  | { readonly kind: 'waits-for-stranger'; readonly host: HostId; readonly stranger: HostId };

type Pair = readonly [first: HostId, then: HostId];

const ranks: Readonly<Record<Part, number>> = { standby: 1, replica: 2, member: 2, primary: 3 };

/** The orders that `steps` miss or break. */
export function orderFaults(fleet: Fleet, steps: readonly PlanStep[]): readonly OrderFault[] {
  const byHost = new Map(steps.map((step) => [step.host, step]));
  const falls = new Map(steps.map(({ host }) => [host, withGuests(fleet, new Set([host]))]));
  const missing = demandedPairs(fleet, falls)
    .filter(([first, then]) => byHost.get(then)?.after.includes(first) !== true)
    .map(([first, then]): OrderFault => ({ kind: 'order-missing', first, then }));
  return [...missing, ...ownPathFaults(fleet, steps, falls), ...keptFaults(steps, byHost)];
}

/** Pairs that the fleet demands, without those that contradict each other in a ring. */
function demandedPairs(fleet: Fleet, falls: ReadonlyMap<HostId, ReadonlySet<HostId>>): readonly Pair[] {
  const hosts = [...falls.keys()];
  const own = (host: HostId): boolean => takesOwnPath(fleet, falls.get(host));
  const parts: Pair[] = [];
  for (const first of hosts)
    for (const then of hosts)
      if (
        first !== then &&
        !(own(first) && !own(then)) &&
        falls.get(first)?.has(then) !== true &&
        falls.get(then)?.has(first) !== true &&
        partDemands(fleet, falls.get(first), falls.get(then))
      )
        parts.push([first, then]);
  const guests = hosts.flatMap((first) =>
    hosts
      .filter((then) => then !== first && falls.get(first)?.has(then) === true && !(own(first) && !own(then)))
      .map((then): Pair => [first, then]),
  );
  return [...withoutRings(parts, parts), ...withoutRings(guests, [...parts, ...guests])];
}

function partDemands(
  fleet: Fleet,
  first: ReadonlySet<HostId> | undefined,
  then: ReadonlySet<HostId> | undefined,
): boolean {
  for (const { instances } of fleet.services.values()) {
    const rank = (hosts: ReadonlySet<HostId> | undefined): number =>
      Math.max(0, ...instances.filter(({ host }) => hosts?.has(host)).map(({ part }) => ranks[part]));
    const [low, high] = [rank(first), rank(then)];
    if (low > 0 && low < high) return true;
  }
  return false;
}

function withoutRings(pairs: readonly Pair[], all: readonly Pair[]): readonly Pair[] {
  const next = new Map<HostId, HostId[]>();
  for (const [first, then] of all) next.set(first, [...(next.get(first) ?? []), then]);
  const reaches = (from: HostId, to: HostId): boolean => {
    const seen = new Set([from]);
    for (const host of seen) for (const other of next.get(host) ?? []) seen.add(other);
    return seen.has(to);
  };
  return pairs.filter(([first, then]) => !reaches(then, first));
}

function takesOwnPath(fleet: Fleet, falling: ReadonlySet<HostId> | undefined): boolean {
  return [...(falling ?? [])].some((host) => fleet.hosts.get(host)?.ownPath === true);
}

/** The daemon's own path goes last: through `after`, each of its hosts waits for all that are not of it. */
function ownPathFaults(
  fleet: Fleet,
  steps: readonly PlanStep[],
  falls: ReadonlyMap<HostId, ReadonlySet<HostId>>,
): readonly OrderFault[] {
  const byHost = new Map(steps.map((step) => [step.host, step]));
  const own = steps.filter(({ host }) => takesOwnPath(fleet, falls.get(host)));
  return own.flatMap(({ host: then }) => {
    const awaited = new Set([then]);
    for (const host of awaited) for (const first of byHost.get(host)?.after ?? []) awaited.add(first);
    return steps
      .filter(({ host }) => !awaited.has(host) && !takesOwnPath(fleet, falls.get(host)))
      .map(({ host: first }): OrderFault => ({ kind: 'order-missing', first, then }));
  });
}

function keptFaults(
  steps: readonly PlanStep[],
  byHost: ReadonlyMap<HostId, PlanStep>,
): readonly OrderFault[] {
  return steps.flatMap((step) =>
    step.after.flatMap((host): readonly OrderFault[] => {
      const first = byHost.get(host);
      if (first === undefined) return [{ kind: 'waits-for-stranger', host: step.host, stranger: host }];
      const inTime = first.expectedEndAt + first.timing.soakMs <= step.expectedStartAt;
      return first.wave < step.wave && inTime ? [] : [{ kind: 'order-broken', first: host, then: step.host }];
    }),
  );
}

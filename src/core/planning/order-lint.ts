// Is every order kept that a fleet asks of a plan? Worked out service by service from the fleet, without the planner's
// precedence: standby before replica and member before primary, a hypervisor before its guests, the daemon's own path
// last.

import type { Service } from '../fleet/fleet.ts';
import type { Part } from '../fleet/part.ts';
import type { HostId } from '../fleet/ids.ts';
import type { LintFleet } from './lint-fleet.ts';
import type { PlanStep } from './plan.ts';

export type OrderFault =
  /** `first` must be done before `then`, and `then` does not wait for it. */
  | { readonly kind: 'order-missing'; readonly first: HostId; readonly then: HostId }
  /** `then` waits for `first`, and is planned in no later wave or before `first` has ended and soaked. */
  | { readonly kind: 'order-broken'; readonly first: HostId; readonly then: HostId }
  | { readonly kind: 'waits-for-stranger'; readonly host: HostId; readonly stranger: HostId };

type Pair = readonly [first: HostId, then: HostId];

const ranks: Readonly<Record<Part, number>> = { standby: 1, replica: 2, member: 2, primary: 3 };

/** The orders that `steps` miss or break. */
export function orderFaults(lint: LintFleet, steps: readonly PlanStep[]): readonly OrderFault[] {
  const byHost = new Map(steps.map((step) => [step.host, step]));
  const hosts = new Set(byHost.keys());
  const own = new Set([...hosts].filter((host) => takesOwnPath(lint, host)));
  const awaited = new Map([...byHost].map(([host, { after }]) => [host, new Set(after)]));
  const missing = demandedPairs(lint, hosts, own)
    .filter(([first, then]) => awaited.get(then)?.has(first) !== true)
    .map(([first, then]): OrderFault => ({ kind: 'order-missing', first, then }));
  return [...missing, ...ownPathFaults(byHost, own), ...keptFaults(steps, byHost)];
}

/** Pairs that the fleet demands, without those that contradict each other in a ring. */
function demandedPairs(
  lint: LintFleet,
  hosts: ReadonlySet<HostId>,
  own: ReadonlySet<HostId>,
): readonly Pair[] {
  // The own path goes last, whatever its hosts serve.
  const isOpen = ([first, then]: Pair): boolean => first !== then && !(own.has(first) && !own.has(then));
  const parts = partPairs(lint, hosts).filter(
    ([first, then]) =>
      isOpen([first, then]) && !lint.falling(first).has(then) && !lint.falling(then).has(first),
  );
  const guests = [...hosts].flatMap((first) =>
    [...lint.falling(first)]
      .filter((then) => hosts.has(then))
      .map((then): Pair => [first, then])
      .filter(isOpen),
  );
  return [...withoutRings(parts, parts), ...withoutRings(guests, [...parts, ...guests])];
}

/** Of each service: a host whose highest part in it ranks lower goes before one that takes a higher one. */
function partPairs(lint: LintFleet, hosts: ReadonlySet<HostId>): readonly Pair[] {
  const takers = new Map<Service, Set<HostId>>();
  for (const host of hosts)
    for (const service of lint.servicesTaken(host))
      takers.set(service, (takers.get(service) ?? new Set<HostId>()).add(host));
  const pairs = new Map<HostId, Set<HostId>>();
  for (const [{ instances }, takenBy] of takers) {
    if (new Set(instances.map(({ part }) => ranks[part])).size < 2) continue;
    const highest = new Map<HostId, number>();
    for (const { host, part } of instances) highest.set(host, Math.max(highest.get(host) ?? 0, ranks[part]));
    const ranked = [...takenBy].map((host) => {
      const rank = Math.max(...[...lint.falling(host)].map((each) => highest.get(each) ?? 0));
      return { host, rank };
    });
    for (const first of ranked)
      for (const then of ranked)
        if (first.rank < then.rank)
          pairs.set(first.host, (pairs.get(first.host) ?? new Set<HostId>()).add(then.host));
  }
  return [...pairs].flatMap(([first, others]) => [...others].map((then): Pair => [first, then]));
}

/** Those of `pairs` whose second does not, by any of `all`, come before their first. */
function withoutRings(pairs: readonly Pair[], all: readonly Pair[]): readonly Pair[] {
  const next = new Map<HostId, HostId[]>();
  for (const [first, then] of inRingsAtMost(all)) next.set(first, [...(next.get(first) ?? []), then]);
  const reached = new Map<HostId, ReadonlySet<HostId>>();
  const reachedFrom = (from: HostId): ReadonlySet<HostId> => {
    const known = reached.get(from);
    if (known !== undefined) return known;
    const seen = new Set(next.get(from));
    for (const host of seen) for (const other of next.get(host) ?? []) seen.add(other);
    reached.set(from, seen);
    return seen;
  };
  return pairs.filter(([first, then]) => !reachedFrom(then).has(first));
}

/** `pairs` without those whose first comes after nothing, or whose then before nothing, until there are no more of them. */
function inRingsAtMost(pairs: readonly Pair[]): readonly Pair[] {
  let left = pairs;
  for (;;) {
    const firsts = new Set(left.map(([first]) => first));
    const thens = new Set(left.map(([, then]) => then));
    const kept = left.filter(([first, then]) => thens.has(first) && firsts.has(then));
    if (kept.length === left.length) return kept;
    left = kept;
  }
}

function takesOwnPath(lint: LintFleet, host: HostId): boolean {
  return [...lint.falling(host)].some((each) => lint.fleet.hosts.get(each)?.ownPath === true);
}

/** The daemon's own path goes last: through `after`, each of its hosts waits for all that are not of it. */
function ownPathFaults(
  byHost: ReadonlyMap<HostId, PlanStep>,
  own: ReadonlySet<HostId>,
): readonly OrderFault[] {
  return [...own].flatMap((then) => {
    const awaited = new Set([then]);
    for (const host of awaited) for (const first of byHost.get(host)?.after ?? []) awaited.add(first);
    return [...byHost.keys()]
      .filter((host) => !awaited.has(host) && !own.has(host))
      .map((first): OrderFault => ({ kind: 'order-missing', first, then }));
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

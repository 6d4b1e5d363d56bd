// The steps of a plan, complete: everything that execution needs later is copied in here, so that what people approve
// is what is done.

import { byId, servicesOf } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { budgetIndexOf } from './budget-index.ts';
import { budgetScopeOf } from './budget.ts';
import type { NamedGate, PlanStep } from './plan.ts';
import type { ScheduledHost } from './plan-schedule.ts';

/** One step a scheduled host, in the same order. */
export function planSteps(
  scheduled: readonly ScheduledHost[],
  fleet: Fleet,
  fingerprintOf: (host: HostId) => string,
): readonly PlanStep[] {
  const firsts = hostsToAwait(scheduled, fleet);
  return scheduled.map(({ candidate, place, startAt }) => {
    const { host, seen, reason, uptimeMs } = candidate;
    return {
      host: host.id,
      target: host.ssh,
      wave: place.wave,
      after: firsts.get(host.id) ?? [],
      reason,
      uptimeMs,
      expectBootId: seen.facts.bootId,
      kernelRunning: seen.facts.kernelRunning,
      fingerprint: fingerprintOf(host.id),
      windows: host.windows,
      timing: host.timing,
      drain: host.drain,
      undrain: host.undrain,
      gates: gatesOf(fleet, host.id),
      expectedStartAt: startAt,
      expectedEndAt: startAt + host.timing.expectedMs,
    };
  });
}

function gatesOf(fleet: Fleet, host: HostId): readonly NamedGate[] {
  return servicesOf(fleet, host).flatMap(({ id, gates }) => gates.map((gate) => ({ service: id, gate })));
}

/**
 * By host: the scheduled hosts that must be done first. The first host of the daemon's own path waits for all that
 * are not of it, each further one for the one before.
 */
function hostsToAwait(
  scheduled: readonly ScheduledHost[],
  fleet: Fleet,
): ReadonlyMap<HostId, readonly HostId[]> {
  const index = budgetIndexOf(budgetScopeOf(fleet));
  const isOwnPath = (host: HostId): boolean => index.ownPath[index.numberOf.get(host) ?? -1] === true;
  const hosts = scheduled.map(({ candidate }) => candidate.host.id);
  const ownPath = hosts.filter(isOwnPath);
  const others = hosts.filter((host) => !isOwnPath(host));
  const firsts = new Map(scheduled.map(({ candidate, after }) => [candidate.host.id, after]));
  for (const [position, host] of ownPath.entries()) {
    const before = position === 0 ? others : ownPath.slice(position - 1, position);
    firsts.set(host, [...new Set([...before, ...(firsts.get(host) ?? [])])].sort(byId));
  }
  return firsts;
}

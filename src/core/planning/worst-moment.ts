// What a plan can do to each service at its worst moment, bounded from above: a promise that an approver reads must
// never be better than what can happen within the budgets that execution keeps.

import type { HostId, ServiceId } from '../fleet/ids.ts';
import { budgetIndexOf } from './budget-index.ts';
import type { RebootPlan } from './plan.ts';

export type WorstMoment = {
  readonly service: ServiceId;
  /** Instances left at the worst moment. */
  readonly up: number;
  readonly instances: number;
  readonly minAvailable: number;
  /** Instances of it that this plan takes down at some time. */
  readonly touched: number;
};

/** For each host that goes down by this plan, the step's host that takes it down: the lowest below it, or itself. */
function takenDownBy({ steps, scope }: RebootPlan): ReadonlyMap<HostId, HostId> {
  const index = budgetIndexOf(scope);
  const stepHosts = new Set(steps.map((step) => step.host));
  const by = new Map<HostId, HostId>();
  for (const host of stepHosts) by.set(host, host);
  for (const [number, host] of index.hostIds.entries()) {
    const below = (index.hypervisors[number] ?? []).map((hypervisor) => index.hostIds[hypervisor]);
    const taker = below.findLast((hypervisor) => hypervisor !== undefined && stepHosts.has(hypervisor));
    if (taker !== undefined) by.set(host, taker);
  }
  return by;
}

/** Most instances that `slots` reboots at once can hold, where one reboot may take several guests. */
function mostAtOnce(perReboot: ReadonlyMap<HostId, number>, slots: number): number {
  const counts = [...perReboot.values()].sort((left, right) => right - left);
  return counts.slice(0, slots).reduce((sum, count) => sum + count, 0);
}

/**
 * The worst moment of every service that the plan touches, most endangered first. Down at once is at most what the
 * budget lets go (`instances - minAvailable`), what the plan touches, and what fits into the slots; one reboot is
 * never split, so a hypervisor's guests count together even where the budget says less.
 */
export function worstMoments(plan: RebootPlan): readonly WorstMoment[] {
  const by = takenDownBy(plan);
  const moments: WorstMoment[] = [];
  for (const { service, instances, minAvailable } of plan.scope.services) {
    const perReboot = new Map<HostId, number>();
    for (const { host } of instances) {
      const reboot = by.get(host);
      if (reboot !== undefined) perReboot.set(reboot, (perReboot.get(reboot) ?? 0) + 1);
    }
    if (perReboot.size === 0) continue;
    const touched = [...perReboot.values()].reduce((sum, count) => sum + count, 0);
    const byBudget = Math.min(
      instances.length - minAvailable,
      mostAtOnce(perReboot, Math.max(1, plan.scope.maxInFlight)),
    );
    const down = Math.max(byBudget, mostAtOnce(perReboot, 1));
    moments.push({
      service,
      up: instances.length - down,
      instances: instances.length,
      minAvailable,
      touched,
    });
  }
  return moments.sort(byDanger);
}

function byDanger(left: WorstMoment, right: WorstMoment): number {
  const spare = (moment: WorstMoment): number => (moment.up === 0 ? -1 : moment.up - moment.minAvailable);
  return (
    spare(left) - spare(right) ||
    left.up / left.instances - right.up / right.instances ||
    (left.service < right.service ? -1 : left.service > right.service ? 1 : 0)
  );
}

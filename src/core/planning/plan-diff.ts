// What became of a plan when somebody took hosts out of it: which hosts went, which the planner then left out besides,
// and what that does to each service at its worst moment. Shown on the new card and kept in the journal.

import type { Instant } from '../brand.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import { endOfSteps, type PlanDocument, type RebootPlan, type WaitReason } from './plan.ts';
import { worstMoments } from './worst-moment.ts';

export type ServiceDiff = {
  readonly service: ServiceId;
  readonly instances: number;
  /** Instances up at the worst moment; null where the plan does not touch the service. */
  readonly upBefore: number | null;
  readonly upAfter: number | null;
};

export type PlanDiff = {
  /** Taken out by the person. */
  readonly removed: readonly HostId[];
  /** Left out because they have rebooted since the plan was made; absent: none. */
  readonly rebooted?: readonly HostId[];
  /** Left out by the planner, because the fleet changed meanwhile. */
  readonly leftOut: readonly { readonly host: HostId; readonly why: WaitReason }[];
  /** Only services whose worst moment changed. */
  readonly services: readonly ServiceDiff[];
  readonly hostsBefore: number;
  readonly hostsAfter: number;
  readonly endBeforeAt: Instant;
  readonly endAfterAt: Instant;
};

/**
 * @param removed what the person took out of `before`.
 * @param rebooted what else was left out of it, because it has rebooted since.
 */
export function planDiff(
  before: RebootPlan,
  after: PlanDocument,
  removed: readonly HostId[],
  rebooted: readonly HostId[] = [],
): PlanDiff {
  const kept = new Set(after.plan.steps.map(({ host }) => host));
  const taken = new Set([...removed, ...rebooted]);
  const whys = new Map(
    after.report.hosts.flatMap((row) => (row.kind === 'left-out' ? [[row.host, row.why] as const] : [])),
  );
  const missing = before.steps.map(({ host }) => host).filter((host) => !kept.has(host) && !taken.has(host));
  return {
    removed,
    ...(rebooted.length === 0 ? {} : { rebooted }),
    leftOut: missing.map((host) => ({ host, why: whys.get(host) ?? { kind: 'not-selected' } })),
    services: serviceDiffs(before, after.plan),
    hostsBefore: before.steps.length,
    hostsAfter: after.plan.steps.length,
    endBeforeAt: endOfSteps(before.steps),
    endAfterAt: endOfSteps(after.plan.steps),
  };
}

function serviceDiffs(before: RebootPlan, after: RebootPlan): readonly ServiceDiff[] {
  const then = new Map(worstMoments(before).map((moment) => [moment.service, moment]));
  const now = new Map(worstMoments(after).map((moment) => [moment.service, moment]));
  const services = [...new Set([...then.keys(), ...now.keys()])];
  return services
    .map((service) => ({
      service,
      instances: now.get(service)?.instances ?? then.get(service)?.instances ?? 0,
      upBefore: then.get(service)?.up ?? null,
      upAfter: now.get(service)?.up ?? null,
    }))
    .filter(({ upBefore, upAfter }) => upBefore !== upAfter);
}

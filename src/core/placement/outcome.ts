// What is left of a service after a loss, in one word. Audit, what-if and ranking ask the same function, so they
// cannot disagree.

import type { Service } from '../fleet/fleet.ts';
import { majorityOf } from '../fleet/minimum.ts';

/** From best to worst. */
export const outcomes = ['ok', 'degraded', 'below-minimum', 'quorum-lost', 'down'] as const;

export type Outcome = (typeof outcomes)[number];

/** Higher is worse. */
export function outcomeRank(outcome: Outcome): number {
  return outcomes.indexOf(outcome);
}

/** True if nothing that needs the service works any more. */
export function isStopped(outcome: Outcome): boolean {
  return outcome === 'down' || outcome === 'quorum-lost';
}

/** How many instances must be lost at least to stop the service; 1 for one without instances, so never reached. */
export function stopsFrom(service: Pick<Service, 'quorum' | 'instances'>): number {
  const instances = service.instances.length;
  if (instances === 0) return 1;
  return service.quorum ? instances - majorityOf(instances) + 1 : instances;
}

/**
 * The outcome for a service of `instances`, `left` of which survive. A service without instances (it runs somewhere
 * else) is `ok`: no loss here can take it.
 */
export function outcomeOf(
  service: Pick<Service, 'quorum'>,
  count: { readonly instances: number; readonly left: number; readonly minimum: number },
): Outcome {
  const { instances, left, minimum } = count;
  if (instances === 0) return 'ok';
  if (left === 0) return 'down';
  if (service.quorum && left < majorityOf(instances)) return 'quorum-lost';
  if (left < minimum) return 'below-minimum';
  return left < instances ? 'degraded' : 'ok';
}

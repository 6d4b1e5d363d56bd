// How many instances of a service must stay available, and how many hosts of a domain may be down: the one place that
// turns a budget into a number. Audit, planner and campaign all ask here, so that what was audited is what is kept. Every
// rounding goes towards safety.

import { assertNever } from '../brand.ts';
import type { DomainCap, Service, ServiceBudget } from './fleet.ts';

/** The smallest count that is more than half of `members`: two such groups always share a member. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

function budgetMinimum(budget: ServiceBudget, instances: number): number {
  const { kind, value } = budget.amount;
  switch (budget.kind) {
    case 'min-available':
      return kind === 'number' ? value : Math.ceil((instances * value) / 100);
    case 'max-unavailable': {
      const mayGo = kind === 'number' ? value : Math.floor((instances * value) / 100);
      return Math.max(0, instances - mayGo);
    }
    default:
      return assertNever(budget);
  }
}

/**
 * Instances of `service` that must be available at every instant.
 *
 * - `min_available: 60%` of 4 is 2.4: rounded up, 3 must stay.
 * - `max_unavailable: 25%` of 3 is 0.75: rounded down, 0 may go. "At least one may go" is deliberately not granted: a
 *   percentage that allows nothing means nothing is rebooted, and the plan's report says so.
 * - A quorum service keeps a majority of its instances even where the budget asks for less.
 *
 * The answer may exceed the number of instances (`min_available: 3` with 2 left in the inventory): then nothing may
 * go, because an instance that vanished from the inventory must never raise what may be taken down.
 */
export function minimumAvailable(service: Pick<Service, 'instances' | 'budget' | 'quorum'>): number {
  const instances = service.instances.length;
  const wanted = budgetMinimum(service.budget, instances);
  return service.quorum ? Math.max(wanted, majorityOf(instances)) : wanted;
}

/** How many of `hosts` hosts `cap` lets be down. 10% of 9 is none: then nobody goes, and the plan's report says so. */
export function mostDown({ maxDown }: Pick<DomainCap, 'maxDown'>, hosts: number): number {
  return typeof maxDown === 'number' ? maxDown : Math.floor((hosts * maxDown.percent) / 100);
}

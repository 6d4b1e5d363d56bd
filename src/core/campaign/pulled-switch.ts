// A stop switch that somebody pulled, for people who ask why nothing happens: whom it holds, who pulled it, since when,
// and what lifts it. The decision itself is made from flags (input.ts).

import type { Instant } from '../brand.ts';
import type { HostId, PersonId } from '../fleet/ids.ts';
import type { BudgetScope } from '../planning/budget-scope.ts';
import type { StopSubject } from './input.ts';
import { isStoppedBy } from './start-conditions.ts';

export type PulledSwitch = {
  /** One that cannot be read holds like one that is set. */
  readonly kind: 'set' | 'unknown';
  /** Null: the whole fleet. */
  readonly subject: StopSubject | null;
  readonly path: string;
  /** In their own words, or the error that keeps it from being read; null where nobody wrote why. */
  readonly why: string | null;
  /** Null where it is not signed: a file that somebody made by hand. */
  readonly by: PersonId | null;
  /** Null where that cannot be told. */
  readonly sinceAt: Instant | null;
  /** The command that lifts it; null where nobody can tell which switches there are. */
  readonly lift: string | null;
};

/** A switch, and those of the hosts in question that it holds; null: all of them, whoever they are. */
export type HoldingSwitch = PulledSwitch & { readonly hosts: readonly HostId[] | null };

/** Those that hold one of `hosts` at least, the whole fleet's first. */
export function switchesHolding(
  pulled: readonly PulledSwitch[],
  hosts: Iterable<HostId>,
  scope: BudgetScope,
): readonly HoldingSwitch[] {
  const asked = [...hosts];
  const held = pulled.flatMap((each): readonly HoldingSwitch[] => {
    const { subject } = each;
    if (subject === null) return [{ ...each, hosts: null }];
    const names = asked.filter((host) => isStoppedBy(scope, host, subject));
    return names.length === 0 ? [] : [{ ...each, hosts: names }];
  });
  return [
    ...held.filter(({ subject }) => subject === null),
    ...held.filter(({ subject }) => subject !== null),
  ];
}

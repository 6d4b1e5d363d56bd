// The rule against a suspicious reload: an inventory that has lost much is more often half-written than meant. Not
// only hosts count: a service that is gone protects nobody any more, and a membership that is gone lowers what its
// service must keep.

import type { Fleet } from './fleet.ts';

export type FleetLoss = {
  readonly what: 'hosts' | 'services' | 'instances';
  readonly lost: number;
  readonly before: number;
  /** The most that may go at once without a word. */
  readonly allowed: number;
};

function instanceKeys({ services }: Fleet): ReadonlySet<string> {
  return new Set(
    [...services.values()].flatMap(({ id, instances }) => instances.map(({ host }) => `${id} ${host}`)),
  );
}

/**
 * What `after` has lost beyond `maxLostPercent` of `before`; empty if the reload is unsuspicious. The share is rounded
 * up, so that one host of a small fleet can always be retired: 20 % of three is one.
 */
export function suspiciousLosses(
  before: Fleet,
  after: Fleet,
  options: { readonly maxLostPercent: number },
): readonly FleetLoss[] {
  const counts: readonly (readonly [FleetLoss['what'], ReadonlySet<string>, ReadonlySet<string>])[] = [
    ['hosts', new Set(before.hosts.keys()), new Set(after.hosts.keys())],
    ['services', new Set(before.services.keys()), new Set(after.services.keys())],
    ['instances', instanceKeys(before), instanceKeys(after)],
  ];
  return counts
    .map(([what, old, now]): FleetLoss => {
      const allowed = Math.ceil((old.size * options.maxLostPercent) / 100);
      return { what, lost: [...old].filter((key) => !now.has(key)).length, before: old.size, allowed };
    })
    .filter(({ lost, allowed }) => lost > allowed);
}

/** `31 of 61 hosts are gone, at most 13 may go at once`. */
export function lossLine({ what, lost, before, allowed }: FleetLoss): string {
  return `${lost} of ${before} ${what} are gone, at most ${allowed} may go at once`;
}

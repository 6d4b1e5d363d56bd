// The plan lint's word on hosts that would be down together.
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { LintFleet } from '../../src/core/planning/lint-fleet.ts';
import { Flight, type TogetherFault } from '../../src/core/planning/together-lint.ts';

/** What is wrong with all of `together` being in flight while `absent` are down for other reasons. */
export function togetherFaults(
  fleet: Fleet,
  together: ReadonlySet<HostId>,
  absent: ReadonlySet<HostId>,
): readonly TogetherFault[] {
  const flight = new Flight(new LintFleet(fleet), absent);
  for (const host of together) flight.start(host);
  return flight.faultsOf(together);
}

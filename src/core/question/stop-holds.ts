// What keeps the hosts of an answer from starting, whatever is planned: said first, because the rest is told as if nothing
// were stopped.

import { assertNever } from '../brand.ts';
import type { CampaignHold } from '../campaign/holds.ts';
import type { Flag } from '../campaign/input.ts';
import { isStoppedBy } from '../campaign/start-conditions.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { budgetScopeOf } from '../planning/budget.ts';

/** What holds everything first, then the switches of services and hosts that hold some of `hosts`. */
export function stopHolds(
  flags: readonly Flag[],
  fleet: Fleet,
  hosts: readonly HostId[],
): readonly CampaignHold[] {
  const [all, some]: [CampaignHold[], CampaignHold[]] = [[], []];
  for (const flag of flags)
    switch (flag.kind) {
      case 'clear':
        break;
      case 'set':
        all.push({ kind: 'flag', cause: flag.cause, why: flag.why });
        break;
      case 'unknown':
        all.push(flag);
        break;
      case 'stopped': {
        const scope = budgetScopeOf(fleet);
        const held = hosts.filter((host) => isStoppedBy(scope, host, flag.subject)).length;
        if (held > 0) some.push({ ...flag, hosts: held });
        break;
      }
      default:
        assertNever(flag);
    }
  return [...all, ...some];
}

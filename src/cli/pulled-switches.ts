// Commands that say when a host goes say first who keeps it from going. Stop switches lie beside the database, so they are
// read without it, too.

import { readPulledSwitches } from '../adapters/node/stop-file.ts';
import type { GoodInventory } from '../config/reload.ts';
import { switchesHolding, type HoldingSwitch } from '../core/campaign/pulled-switch.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { budgetScopeOf } from '../core/planning/budget.ts';

/** Those that hold the fleet or one of `hosts`. */
export async function pulledSwitches(
  { fleet, settings }: GoodInventory,
  hosts: Iterable<HostId>,
): Promise<readonly HoldingSwitch[]> {
  return switchesHolding(await readPulledSwitches(settings.databasePath), hosts, budgetScopeOf(fleet));
}

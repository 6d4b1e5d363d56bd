// The inventory's waivers and those that people gave in chat, together: every audit judges by both.

import type { Instant } from '../core/brand.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { withWaivers } from '../core/placement/waiver.ts';
import type { Store } from '../ports/store.ts';

/** `fleet` with the waivers of the journal that hold at `now`. */
export async function judgedFleet(fleet: Fleet, store: Pick<Store, 'waivers'>, now: Instant): Promise<Fleet> {
  return withWaivers(fleet, await store.waivers(now));
}

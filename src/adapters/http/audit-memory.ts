// The audit of a fleet, worked out once for it: an inventory, or a waiver, that changes is another fleet.

import { DAY_MS, type Instant } from '../../core/brand.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { auditPlacement, type PlacementAudit } from '../../core/placement/audit.ts';

const audits = new WeakMap<Fleet, PlacementAudit>();

/** Waivers end at an instant: an audit is as old as the last change of the inventory, and a day at most. */
export function auditOf(fleet: Fleet, now: Instant): PlacementAudit {
  const known = audits.get(fleet);
  if (known !== undefined && Math.floor(known.at / DAY_MS) === Math.floor(now / DAY_MS)) return known;
  const audit = auditPlacement(fleet, now);
  audits.set(fleet, audit);
  return audit;
}

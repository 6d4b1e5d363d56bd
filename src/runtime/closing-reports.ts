// The closing report of a campaign from the store: its events, and the boots that nobody had planned meanwhile.

import type { Instant } from '../core/brand.ts';
import {
  closingReport,
  ranBetween,
  type ClosingReport,
  type UnplannedReboot,
} from '../core/campaign/closing-report.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { bootBeganAt } from '../core/uptime/boot-history.ts';
import type { Store } from '../ports/store.ts';

type Known = {
  readonly store: Pick<Store, 'campaignEvents' | 'currentBoots' | 'boots'>;
  /** Null where no inventory is sound: then hosts are taken as they were seen, and nobody knows their owners. */
  readonly fleet: Fleet | null;
  readonly now: Instant;
};

export async function closingReportOf(campaign: Campaign, known: Known): Promise<ClosingReport> {
  const { store, now } = known;
  const span = ranBetween(campaign, now);
  const unplanned = span === null ? [] : await unplannedReboots(span, known);
  return closingReport(campaign, await store.campaignEvents(campaign.id, 0), { now, unplanned });
}

/** Hosts (of the fleet) whose running boot began then and ended one that nobody had asked to end, newest first. */
export async function unplannedReboots(
  { fromAt, untilAt }: { readonly fromAt: Instant; readonly untilAt: Instant },
  { store, fleet }: Pick<Known, 'fleet'> & { readonly store: Pick<Store, 'currentBoots' | 'boots'> },
): Promise<readonly UnplannedReboot[]> {
  const unplanned: UnplannedReboot[] = [];
  for (const boot of await store.currentBoots()) {
    const host = fleet === null ? { id: boot.hostId, owner: null } : fleet.hosts.get(boot.hostId);
    const beganAt = bootBeganAt(boot);
    if (host === undefined || beganAt < fromAt || beganAt > untilAt) continue;
    const before = (await store.boots(boot.hostId)).find(({ ended }) => ended !== null);
    if (before?.ended === 'unplanned') unplanned.push({ host: host.id, owner: host.owner, beganAt });
  }
  return unplanned.sort((a, b) => b.beganAt - a.beganAt);
}

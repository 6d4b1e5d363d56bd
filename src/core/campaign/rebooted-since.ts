// Hosts of a plan that waits for approval which have rebooted by themselves since it was made. Only told to people: what
// they approve stays the plan, and each host is checked once more at its start, and skipped there.

import type { HostId } from '../fleet/ids.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import type { Campaign } from './state.ts';

export type RebootedSince = {
  /** Seen with another boot than the one that was to end; in the plan's order. */
  readonly hosts: readonly HostId[];
  /** `nothing`: an approval would reboot none of its hosts any more. */
  readonly left: 'some' | 'nothing';
};

export const noneRebooted: RebootedSince = { hosts: [], left: 'some' };

/**
 * As the snapshot says. Only what was seen after the plan was made counts: an older look may show the boot before the
 * one that the plan saw. None for a campaign that does not wait for approval.
 */
export function rebootedSince(campaign: Campaign, snapshot: Pick<FleetSnapshot, 'hosts'>): RebootedSince {
  if (campaign.phase.kind !== 'awaiting-approval') return noneRebooted;
  const { createdAt } = campaign.document.plan;
  const waiting = [...campaign.hosts].filter(([, { stage }]) => stage.kind === 'waiting');
  const hosts = waiting.flatMap(([id, { step }]) => {
    const seen = snapshot.hosts.get(id)?.lastSeen ?? null;
    if (seen === null || seen.at < createdAt) return [];
    return seen.facts.bootId === step.expectBootId ? [] : [id];
  });
  return { hosts, left: hosts.length > 0 && hosts.length === waiting.length ? 'nothing' : 'some' };
}

// Hosts of a plan that have rebooted by themselves since it was made, and what is left of the plan without them. What
// people approve stays the plan: each host is checked once more at its start, and one that runs another boot is left
// alone. So what a card promises by these is never more than what happens.

import { isTakenOut } from './holding.ts';
import type { HostId } from '../fleet/ids.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import type { RebootPlan } from '../planning/plan.ts';
import type { Campaign } from './state.ts';

/** In the plan's order. */
export type RebootedSince = readonly HostId[];

export const noneRebooted: RebootedSince = [];

/**
 * Waiting hosts that were seen with another boot than the one that was to end. Only what was seen after the plan was
 * made counts: an older look may show the boot before the one that the plan saw.
 */
export function rebootedWaiting(campaign: Campaign, { hosts }: Pick<FleetSnapshot, 'hosts'>): RebootedSince {
  const { createdAt } = campaign.document.plan;
  const rebooted: HostId[] = [];
  for (const [id, { stage, step }] of campaign.hosts) {
    const seen = stage.kind === 'waiting' ? (hosts.get(id)?.lastSeen ?? null) : null;
    if (seen === null || seen.at < createdAt) continue;
    if (seen.facts.bootId !== step.expectBootId) rebooted.push(id);
  }
  return rebooted;
}

/**
 * The same of a campaign that has not ended, without hosts that it had begun with before: a boot while it held them is
 * its own business, and they are not left alone.
 */
export function rebootedSince(campaign: Campaign, snapshot: Pick<FleetSnapshot, 'hosts'>): RebootedSince {
  if (campaign.phase.kind === 'ended') return noneRebooted;
  return rebootedWaiting(campaign, snapshot).filter((id) => {
    const host = campaign.hosts.get(id);
    return host !== undefined && !host.sent && !isTakenOut(host);
  });
}

/** What is expected of the campaign: nothing of hosts that have rebooted. */
export function withoutRebooted(campaign: Campaign, rebooted: RebootedSince): Campaign {
  if (rebooted.length === 0) return campaign;
  const gone = new Set(rebooted);
  return { ...campaign, hosts: new Map([...campaign.hosts].filter(([id]) => !gone.has(id))) };
}

/** The plan with only those steps that an approval would still bring about: neither skipped by people nor rebooted. */
export function planLeft({ document, hosts }: Campaign, rebooted: RebootedSince): RebootPlan {
  const gone = new Set(rebooted);
  const { plan } = document;
  const steps = plan.steps.filter(({ host }) => hosts.get(host)?.stage.kind === 'waiting' && !gone.has(host));
  return steps.length === plan.steps.length ? plan : { ...plan, steps };
}

/** True once an approval would reboot nothing. */
export function nothingLeft(campaign: Campaign, rebooted: RebootedSince): boolean {
  return rebooted.length > 0 && planLeft(campaign, rebooted).steps.length === 0;
}

// Milestones of a running campaign: the canary has passed, a zone or rack is finished. They are all that a thread tells
// of hosts that do well, so that a campaign of a thousand hosts is a dozen replies and not a thousand.

import type { DurationMs } from '../brand.ts';
import type { HostId, RackId, ZoneId } from '../fleet/ids.ts';
import type { CampaignEvent } from './event.ts';
import type { Campaign, HostReboot } from './state.ts';

export type MilestoneGroup =
  { readonly level: 'zone'; readonly id: ZoneId } | { readonly level: 'rack'; readonly id: RackId };

/** `drifted` is null where not every host of it was compared with what it was before. */
export type Milestone = {
  readonly tookMs: DurationMs;
  readonly drifted: number | null;
} & (
  | { readonly kind: 'canary'; readonly host: HostId }
  | { readonly kind: 'group'; readonly group: MilestoneGroup; readonly done: number; readonly total: number }
);

/** What the event, which has just happened, completed; null for most events. */
export function milestoneOf(campaign: Campaign, event: CampaignEvent): Milestone | null {
  if (event.kind !== 'host-done' && event.kind !== 'host-skipped') return null;
  const reboot = campaign.hosts.get(event.host);
  if (reboot === undefined) return null;
  if (event.kind === 'host-done' && canaryOf(campaign) === event.host)
    return { kind: 'canary', host: event.host, ...lengthAndDrift([reboot]) };
  const group = groupsOf(campaign).get(event.host);
  if (group === undefined) return null;
  const members = [...campaign.hosts.values()].filter(
    ({ step }) => groupsOf(campaign).get(step.host)?.id === group.id,
  );
  const done = members.filter(({ stage }) => stage.kind === 'done');
  const isOver = members.every(({ stage }) => stage.kind === 'done' || stage.kind === 'skipped');
  // One host is no group, and where nothing was rebooted nothing was finished.
  if (!isOver || members.length < 2 || done.length === 0) return null;
  return { kind: 'group', group, done: done.length, total: members.length, ...lengthAndDrift(done) };
}

/**
 * Which of `events`, all of which have happened, people are told of as milestones, by position: the last one of each.
 * The end of the campaign says it all by itself.
 */
export function milestonesIn(campaign: Campaign, events: readonly CampaignEvent[]): readonly number[] {
  if (campaign.phase.kind === 'ended') return [];
  const last = new Map<string, number>();
  events.forEach((event, index) => {
    const milestone = milestoneOf(campaign, event);
    if (milestone !== null)
      last.set(milestone.kind === 'canary' ? 'canary' : `group ${milestone.group.id}`, index);
  });
  return [...last.values()].sort((a, b) => a - b);
}

/** The host that every other one waits for, or null. */
export function canaryOf({ document }: Campaign): HostId | null {
  const { steps } = document.plan;
  const [canary] = steps.filter(({ after }) => after.length === 0);
  if (canary === undefined || steps.length < 2) return null;
  const waits = steps.every(({ host, after }) => host === canary.host || after.includes(canary.host));
  return waits ? canary.host : null;
}

const known = new WeakMap<Campaign['document'], ReadonlyMap<HostId, MilestoneGroup>>();

/** The zones of the plan if it has several, else its racks if it has several, else nothing. */
function groupsOf({ document }: Campaign): ReadonlyMap<HostId, MilestoneGroup> {
  const found = known.get(document);
  if (found !== undefined) return found;
  const { steps, scope } = document.plan;
  const planned = new Set(steps.map(({ host }) => host));
  const places = scope.hosts.filter(({ host }) => planned.has(host));
  const zones = new Set(places.map(({ zone }) => zone));
  const racks = new Set(places.map(({ rack }) => rack));
  const groups = new Map<HostId, MilestoneGroup>();
  for (const { host, zone, rack } of places)
    if (zones.size > 1) groups.set(host, { level: 'zone', id: zone });
    else if (racks.size > 1 && rack !== null) groups.set(host, { level: 'rack', id: rack });
  known.set(document, groups);
  return groups;
}

function lengthAndDrift(done: readonly HostReboot[]): Pick<Milestone, 'tookMs' | 'drifted'> {
  const begun = done.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  const ended = done.flatMap(({ stage }) => (stage.kind === 'done' ? [stage.at] : []));
  const compared = done.every(({ drift }) => drift !== null);
  return {
    tookMs: Math.max(0, Math.max(...ended) - Math.min(...begun)),
    drifted: compared ? done.filter(({ drift }) => (drift ?? []).length > 0).length : null,
  };
}

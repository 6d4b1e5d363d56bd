// What keeps a whole campaign from starting its next host, for its card: why, and what ends it. Judged from the world
// that the decision was made in, by the same conditions, so that a card never explains another world than the one that
// held the campaign.

import type { Instant } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import type { FlagCause, StopSubject, UnknownCause, World } from './input.ts';
import { chaosBlocks, startHold, stopsOf, type TimeBlock } from './start-conditions.ts';
import type { Campaign } from './state.ts';

/** Budgets and the order within the plan are no holds: they are how a campaign goes on. */
export type CampaignHold =
  | { readonly kind: 'flag'; readonly cause: FlagCause; readonly why: string }
  /** Something that must be known cannot be told. */
  | { readonly kind: 'unknown'; readonly why: string; readonly cause?: UnknownCause }
  /** Some of its hosts only. */
  | { readonly kind: 'stopped'; readonly subject: StopSubject; readonly hosts: number; readonly why: string }
  | { readonly kind: 'no-inventory' }
  | { readonly kind: 'freeze-unknown'; readonly freeze: string; readonly why: string }
  | { readonly kind: 'frozen'; readonly freeze: string; readonly untilAt: Instant }
  /** `opensAt` is the earliest of its hosts'; null: none opens in the next months. */
  | { readonly kind: 'window-shut'; readonly opensAt: Instant | null }
  /** Of the one host that chaos mode drew. */
  | { readonly kind: 'chaos-not-allowed' }
  | { readonly kind: 'chaos-alone' }
  /** A window is open, but nothing that waits would end before it shuts. */
  | { readonly kind: 'does-not-fit'; readonly closesAt: Instant };

/** Empty for a campaign that has nothing left to start, or that nothing holds. */
export function campaignHolds(campaign: Campaign, world: World): readonly CampaignHold[] {
  const { phase } = campaign;
  if (phase.kind !== 'running' && phase.kind !== 'paused' && phase.kind !== 'halted') return [];
  const waiting: HostId[] = [];
  for (const [id, { stage }] of campaign.hosts) if (stage.kind === 'waiting') waiting.push(id);
  if (waiting.length === 0) return [];
  const holds: CampaignHold[] = [];
  for (const flag of world.flags) {
    if (flag.kind === 'set') holds.push({ kind: 'flag', cause: flag.cause, why: flag.why });
    if (flag.kind === 'unknown') holds.push(flag);
  }
  for (const flag of world.flags) {
    if (flag.kind !== 'stopped') continue;
    const { subject, why } = flag;
    const hosts = waiting.filter((id) => stopsOf(campaign, id, world, subject)).length;
    if (hosts > 0) holds.push({ kind: 'stopped', subject, hosts, why });
  }
  if (world.fleet === null) return [...holds, { kind: 'no-inventory' }];
  for (const { id: freeze, why } of world.fleet.unreadFreezes)
    holds.push({ kind: 'freeze-unknown', freeze, why });
  for (const id of waiting) for (const { kind } of chaosBlocks(campaign, id, world)) holds.push({ kind });
  const time = phase.kind === 'running' ? timeHold(waiting, (id) => startHold(campaign, id, world)) : null;
  return time === null ? holds : [...holds, time];
}

/**
 * When a campaign that is held so may go on, for what is expected of it: now, where nothing holds all of its hosts.
 * Null: nobody can tell.
 */
export function startableAt(holds: readonly CampaignHold[], now: Instant): Instant | null {
  let latestAt = now;
  for (const hold of holds) {
    if (hold.kind === 'stopped') continue;
    const endsAt = hold.kind === 'frozen' ? hold.untilAt : hold.kind === 'window-shut' ? hold.opensAt : null;
    if (endsAt === null) return null;
    latestAt = Math.max(latestAt, endsAt);
  }
  return latestAt;
}

/** What the calendar says where it lets none of the waiting hosts go; null as soon as it lets one. */
function timeHold(
  waiting: readonly HostId[],
  blockOf: (id: HostId) => TimeBlock | null,
): CampaignHold | null {
  let opensAt: Instant | null = null;
  let closesAt: Instant | null = null;
  for (const id of waiting) {
    const block = blockOf(id);
    if (block === null) return null;
    if (block.kind === 'frozen') return block;
    if (block.kind === 'does-not-fit') closesAt = Math.max(closesAt ?? 0, block.closesAt);
    else if (block.opensAt !== null) opensAt = Math.min(opensAt ?? Infinity, block.opensAt);
  }
  return closesAt === null ? { kind: 'window-shut', opensAt } : { kind: 'does-not-fit', closesAt };
}

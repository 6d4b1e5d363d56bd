// How the fleet and its campaigns stand at one instant, as numbers under closed labels: what gauges show. Nothing in
// here is kept; it is counted anew whenever somebody asks.

import type { DurationMs, Instant } from '../brand.ts';
import { startBlocks } from '../campaign/start-conditions.ts';
import type { World } from '../campaign/input.ts';
import type { Campaign } from '../campaign/state.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { statusAt, type FleetSnapshot } from '../fleet/snapshot.ts';
import { judgeUptime } from '../uptime/age-policy.ts';

/** Label value to count; what is absent is none. */
export type Counts = ReadonlyMap<string, number>;

export type FleetStanding = {
  readonly byStatus: Counts;
  readonly byUptimeVerdict: Counts;
  /** Age of the oldest picture among hosts that were ever seen; null where none was. */
  readonly oldestObservationMs: DurationMs | null;
  readonly newestObservationMs: DurationMs | null;
  readonly neverSeen: number;
  readonly oldestUptimeMs: DurationMs | null;
};

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function fleetStanding(
  fleet: Fleet,
  snapshot: FleetSnapshot,
  { now, maxAgeMs }: { readonly now: Instant; readonly maxAgeMs: DurationMs },
): FleetStanding {
  const byStatus = new Map<string, number>();
  const byUptimeVerdict = new Map<string, number>();
  const ages: DurationMs[] = [];
  const uptimes: DurationMs[] = [];
  for (const host of fleet.hosts.values()) {
    const view = snapshot.hosts.get(host.id);
    const status = statusAt(view, now, maxAgeMs);
    add(byStatus, status);
    add(byUptimeVerdict, judgeUptime(host, view, now).kind);
    const seen = view?.lastSeen ?? null;
    if (seen === null) continue;
    ages.push(Math.max(0, now - seen.at));
    if (status === 'up') uptimes.push(seen.facts.uptimeMs + (now - seen.at));
  }
  return {
    byStatus,
    byUptimeVerdict,
    oldestObservationMs: extreme(ages, Math.max),
    newestObservationMs: extreme(ages, Math.min),
    neverSeen: fleet.hosts.size - ages.length,
    oldestUptimeMs: extreme(uptimes, Math.max),
  };
}

/** Without spreading: a fleet can have more hosts than a call may have arguments. */
function extreme(values: readonly number[], pick: (left: number, right: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((left, right) => pick(left, right));
}

export type CampaignStanding = {
  readonly byPhase: Counts;
  /** Hosts of open campaigns. */
  readonly byStage: Counts;
  /** Waiting hosts of open campaigns by every reason that keeps them; one host may stand under several. */
  readonly byStartBlock: Counts;
};

export function campaignStanding(
  open: readonly { readonly campaign: Campaign; readonly world: World }[],
): CampaignStanding {
  const byPhase = new Map<string, number>();
  const byStage = new Map<string, number>();
  const byStartBlock = new Map<string, number>();
  for (const { campaign, world } of open) {
    add(byPhase, campaign.phase.kind);
    for (const [id, { stage }] of campaign.hosts) {
      add(byStage, stage.kind);
      if (stage.kind !== 'waiting') continue;
      const kinds = new Set(startBlocks(campaign, id, world).map(({ kind }) => kind));
      for (const kind of kinds) add(byStartBlock, kind);
    }
  }
  return { byPhase, byStage, byStartBlock };
}

// What the console may ask of the daemon. Reading only: nothing in here can change a fleet, a campaign or a host.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { DatedEvent } from '../core/campaign/event.ts';
import type { LeftOut } from '../core/campaign/left-out.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { CampaignHold } from '../core/campaign/holds.ts';
import type { StartBlock } from '../core/campaign/start-conditions.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId, HostId, IncidentId, PersonId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { PlanReport, PlanStep } from '../core/planning/plan.ts';
import type { BootRecord } from '../core/uptime/boot-history.ts';
import type { LearnedTiming } from '../core/uptime/learned-timing.ts';
import type { JournalEntry } from './store.ts';

export interface ConsoleReader {
  now(): Instant;
  /** The inventory in force. */
  fleet(): Fleet;
  /** The same with the waivers that people gave in chat: what audits judge by. The same object while nothing changed. */
  judged(): Promise<Fleet>;
  snapshot(): FleetSnapshot;
  /** An `up` older than this is not believed. */
  readonly maxAgeMs: DurationMs;
  /**
   * Why nothing would start now whatever a campaign says: the stop switch, a clock that jumped. Incidents are told by
   * themselves.
   */
  holds(): Promise<readonly Extract<Flag, { kind: 'set' | 'unknown' }>[]>;
  /** Newest first, at most `limit`. */
  campaigns(limit: number): Promise<readonly Campaign[]>;
  /** Newest first: those that have not ended. */
  openCampaigns(): Promise<readonly Campaign[]>;
  campaign(
    id: CampaignId,
  ): Promise<{ readonly campaign: Campaign; readonly events: readonly DatedEvent[] } | null>;
  /** Why its waiting hosts do not start now: each of them, and all together. Empty for a campaign that has ended. */
  standing(campaign: Campaign): Promise<{
    readonly blocks: ReadonlyMap<HostId, readonly StartBlock[]>;
    readonly holds: readonly CampaignHold[];
  }>;
  /** Hosts that ended campaigns left out of rotation. */
  leftOut(): Promise<ReadonlyMap<HostId, LeftOut>>;
  /** Newest first. */
  boots(host: HostId): Promise<readonly BootRecord[]>;
  /** Null: too little is known of hosts like it. */
  learned(host: HostId): Promise<LearnedTiming | null>;
  /** A plan made now, with everything that could bring a host in. It is proposed to nobody. */
  planned(): Promise<{ readonly report: PlanReport; readonly steps: readonly PlanStep[] }>;
  /** Newest first: all that are open, and those of the last `sinceMs`. */
  incidents(sinceMs: DurationMs): Promise<readonly Incident[]>;
  incident(id: IncidentId): Promise<Incident | null>;
  journal(range: { readonly afterSeq: number; readonly limit: number }): Promise<readonly JournalEntry[]>;
  journalHead(): Promise<{ readonly seq: number; readonly hash: string }>;
  /** What the chat calls a person, as far as it is known at this moment; null otherwise. */
  nameOf(person: PersonId): string | null;
  /** Another text whenever a page would show something else than its ages. */
  revision(): Promise<string>;
}

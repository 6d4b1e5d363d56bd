// What is known when a question is answered: all of it looked up before, none of it while answering.

import type { Instant } from '../brand.ts';
import type { CampaignHold } from '../campaign/holds.ts';
import type { Flag } from '../campaign/input.ts';
import type { Campaign } from '../campaign/state.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { CampaignId, HostId } from '../fleet/ids.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import type { Finding } from '../placement/finding.ts';
import type { PlanOutcome } from '../planning/planner.ts';
import type { BootRecord } from '../uptime/boot-history.ts';
import type { NearestName } from './question.ts';

/** What is known when a question is answered. What a question does not need may be empty (`factsFor` says). */
export type QuestionWorld = {
  readonly fleet: Fleet;
  readonly snapshot: FleetSnapshot;
  /** An `up` older than this is not believed. */
  readonly maxAgeMs: number;
  readonly now: Instant;
  /** Not ended, newest first. */
  readonly campaigns: readonly Campaign[];
  /** Of the one campaign that was asked for, ended or not. */
  readonly campaign: Campaign | null;
  /** What holds an open campaign, as its card says it. */
  readonly holdsOf: (campaign: CampaignId) => readonly CampaignHold[];
  /** What keeps hosts from starting at the moment, incidents apart: a campaign has those among its holds. */
  readonly flags: readonly Flag[];
  readonly plan: PlanOutcome | null;
  readonly findings: readonly Finding[];
  /** The running boot of every host. */
  readonly running: readonly BootRecord[];
  /** When each host was first observed. */
  readonly firstSeen: ReadonlyMap<HostId, Instant>;
  /** All boots of the hosts that the question is about, newest first. */
  readonly boots: ReadonlyMap<HostId, readonly BootRecord[]>;
  readonly nearest: NearestName;
};

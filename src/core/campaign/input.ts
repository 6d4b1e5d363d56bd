// Everything that can happen to a campaign, and the world as it is at that moment. Clicks are claims, not commands:
// decide.ts judges them.

import type { DecisionCause } from './decision-cause.ts';
import type { DurationMs, Instant } from '../brand.ts';
import type {
  CampaignId,
  FleetDigest,
  HostId,
  IncidentId,
  PersonId,
  PlanDigest,
  ServiceId,
} from '../fleet/ids.ts';
import type { Freeze, UnreadFreeze } from '../fleet/fleet.ts';
import type { HostStatus, HostView } from '../fleet/snapshot.ts';
import type { IncidentCause } from '../incident/event.ts';
import type { BudgetScope } from '../planning/budget-scope.ts';
import type { PlanDocument } from '../planning/plan.ts';
import type { PlanDiff } from '../planning/plan-diff.ts';
import type { ApprovalRule, RuleId } from './approval-rules.ts';
import type { EffectKey, EffectOutcome } from './effect.ts';
import type { ApprovalPolicy } from './approval-rules.ts';
import type { LeftOut } from './left-out.ts';

/** Is this person an approver now, as asked at the click? `unknown` (lookup failed) refuses. */
export type ApproverJudgement =
  | { readonly kind: 'approver' }
  | { readonly kind: 'not-approver'; readonly why: string; readonly cause?: DecisionCause }
  | { readonly kind: 'unknown'; readonly why: string; readonly cause?: DecisionCause };

/** What the chat says of a person at this moment: may they decide, and which rules' approvers are they? */
export type Standing = {
  readonly judgement: ApproverJudgement;
  readonly meets: readonly RuleId[];
  /** Why it cannot be told whether they meet the other rules; absent: they do not. */
  readonly unsure?: string;
};

/** What a button carries: which plan the person saw. */
export type SeenPlan = { readonly version: number; readonly digest: PlanDigest };

export type CampaignInput =
  | {
      readonly kind: 'propose';
      readonly id: CampaignId;
      readonly document: PlanDocument;
      readonly by: PersonId;
      readonly policy: ApprovalPolicy;
      readonly expiresAt: Instant;
    }
  | {
      readonly kind: 'approve';
      readonly by: PersonId;
      readonly seen: SeenPlan;
      readonly approver: ApproverJudgement;
      readonly meets: readonly RuleId[];
      /** Those who approved before, asked again now. */
      readonly earlier: ReadonlyMap<PersonId, ApproverJudgement>;
    }
  | { readonly kind: 'withdraw'; readonly by: PersonId; readonly seen: SeenPlan }
  /** `document` is the next version, planned without the hosts that the person took out. */
  | {
      readonly kind: 'edit';
      readonly by: PersonId;
      readonly seen: SeenPlan;
      readonly approver: ApproverJudgement;
      readonly document: PlanDocument;
      readonly diff: PlanDiff;
      readonly expiresAt: Instant;
      readonly rules: readonly ApprovalRule[];
    }
  /** `successor` has been proposed in place of this one. */
  | {
      readonly kind: 'replan';
      readonly by: PersonId;
      readonly approver: ApproverJudgement;
      readonly successor: CampaignId;
    }
  /** Those who approved, asked again while nothing has begun. */
  | { readonly kind: 'standing-checked'; readonly earlier: ReadonlyMap<PersonId, ApproverJudgement> }
  | {
      readonly kind: 'deny';
      readonly by: PersonId;
      readonly seen: SeenPlan;
      readonly approver: ApproverJudgement;
      readonly reason: string;
    }
  | {
      readonly kind: 'pause' | 'resume' | 'stop';
      readonly by: PersonId;
      readonly approver: ApproverJudgement;
    }
  | {
      /** `returned`: of a host that an ended campaign left out of rotation, people have put it back by hand. */
      readonly kind: 'retry' | 'skip' | 'returned';
      readonly by: PersonId;
      readonly approver: ApproverJudgement;
      readonly host: HostId;
    }
  /** The wall clock moved by `byMs` against the monotonic clock: no duration can be trusted. */
  | { readonly kind: 'clock-jumped'; readonly byMs: DurationMs }
  | { readonly kind: 'tick' }
  | {
      readonly kind: 'effect-finished';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly outcome: EffectOutcome;
    };

/** What a person decides about a campaign that was approved. */
export type ControlInput = Extract<
  CampaignInput,
  { kind: 'pause' | 'resume' | 'stop' | 'retry' | 'skip' | 'returned' }
>;

export type StopSubject =
  { readonly kind: 'service'; readonly id: ServiceId } | { readonly kind: 'host'; readonly id: HostId };

/** What set a flag: people are told in their language, and what ends it. */
export type FlagCause =
  /** `path` of a switch in which nobody wrote why; `file` of one whose name says nothing, which is lifted by that name. */
  | { readonly kind: 'stop-switch'; readonly path?: string; readonly file?: string }
  | { readonly kind: 'incident'; readonly incident: IncidentId; readonly cause: IncidentCause }
  /** So many hosts lost within minutes that an incident may be beginning. */
  | { readonly kind: 'losses'; readonly hosts: number }
  | { readonly kind: 'clock'; readonly byMs: DurationMs };

/** What keeps us from knowing whether a flag is set. */
export type UnknownCause =
  | { readonly kind: 'incidents-not-known' }
  /** `said` by the store. */
  | { readonly kind: 'incidents-not-recorded'; readonly said: string }
  /** Not every host was looked at since the daemon began. */
  | { readonly kind: 'not-all-seen' }
  /** Another daemon was started on the database, or the database is another one. */
  | { readonly kind: 'other-daemon' }
  | { readonly kind: 'other-database' }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'stop-switch-unread'; readonly path: string; readonly code: string };

/** A condition that must be clear for any start; not being able to tell blocks like `set`. */
export type Flag =
  | { readonly kind: 'clear' }
  | { readonly kind: 'set'; readonly cause: FlagCause; readonly why: string }
  /** Set for one host, or for every host whose reboot takes down an instance of one service. */
  | { readonly kind: 'stopped'; readonly subject: StopSubject; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string; readonly cause?: UnknownCause };

/** The world around a campaign at one instant. Assembled by the runner, judged only by core. */
export type World = {
  readonly now: Instant;
  /** The current inventory, or null while there is no valid one. */
  readonly fleet: {
    readonly digest: FleetDigest;
    readonly scope: BudgetScope;
    readonly fingerprints: ReadonlyMap<HostId, string>;
    readonly freezes: readonly Freeze[];
    /** The approval rule of each service that has one. */
    readonly approvalRules: ReadonlyMap<ServiceId, ApprovalRule>;
    readonly unreadFreezes: readonly UnreadFreeze[];
    readonly maxRebootsPerDay: number;
    /** Hosts whose services all let chaos mode draw them. */
    readonly chaosHosts: ReadonlySet<HostId>;
  } | null;
  /** Already aged: an observation too old to rely on is `unknown`. A host that is not listed is `unknown`. */
  readonly statuses: ReadonlyMap<HostId, HostStatus>;
  /** What was last seen of each host, however long ago; of one that is not listed nothing was. */
  readonly views: ReadonlyMap<HostId, HostView>;
  /** Hosts that other campaigns hold, from start to proven end. */
  readonly inFlightElsewhere: ReadonlySet<HostId>;
  /** Hosts that ended campaigns took out of rotation and did not bring back. */
  readonly leftOut: ReadonlyMap<HostId, LeftOut>;
  /** By host: its reboots within the last 24 hours, by other campaigns, by hand or by itself. */
  readonly rebootsOfDay: ReadonlyMap<HostId, number>;
  /** Stop switch and running incidents. */
  readonly flags: readonly Flag[];
};

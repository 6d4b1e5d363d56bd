// What happened, in the past tense, appended once and never changed. The journal of these is both the state's source
// and the audit trail.

import type { DecisionCause } from './decision-cause.ts';
import type { Instant } from '../brand.ts';
import type { BootId, CampaignId, HostId, PersonId } from '../fleet/ids.ts';
import type { Facts } from '../fleet/observation.ts';
import type { SeenSeat } from '../rotation/rotation.ts';
import type { DriftItem } from '../drift/drift.ts';
import type { PlanDocument } from '../planning/plan.ts';
import type { PlanDiff } from '../planning/plan-diff.ts';
import type { ApprovalRule, RuleId } from './approval-rules.ts';
import type { EffectKey } from './effect.ts';
import type { AfterUndo, CampaignEnd, HaltReason, HostFailure, Kept, SkipReason } from './state.ts';
import type { ApprovalPolicy } from './approval-rules.ts';

/** What people can decide about a campaign. */
export type Decision =
  | 'approve'
  | 'deny'
  | 'edit'
  | 'withdraw'
  | 'replan'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'retry'
  | 'skip'
  | 'returned';

/** Why a decision was not taken: the same word in the journal, the metric and the catalogue. */
export type DecisionRefusal =
  | 'not-approver'
  | 'approver-unknown'
  | 'requester'
  | 'already-approved'
  | 'plan-changed'
  | 'fleet-changed'
  | 'expired'
  | 'already-decided'
  | 'reason-missing'
  | 'not-approved'
  | 'already-begun'
  | 'nothing-left'
  | 'does-not-apply';

export type CampaignEvent =
  | {
      readonly kind: 'campaign-proposed';
      readonly id: CampaignId;
      readonly document: PlanDocument;
      readonly by: PersonId;
      readonly policy: ApprovalPolicy;
      readonly expiresAt: Instant;
    }
  /** `of` of the `needed` approvers of the fleet's rule with this one. */
  | {
      readonly kind: 'plan-approved';
      readonly by: PersonId;
      readonly of: number;
      readonly needed: number;
      readonly meets: readonly RuleId[];
    }
  /** Taken back by the person, before anything was begun. */
  | { readonly kind: 'approval-withdrawn'; readonly by: PersonId }
  /** It does not count any more: `of` is no approver now, whatever they were when they clicked. */
  | {
      readonly kind: 'approval-lapsed';
      readonly of: PersonId;
      readonly why: string;
      readonly cause?: DecisionCause;
    }
  /** The next version of the plan, with hosts taken out. It has no approvals. */
  | {
      readonly kind: 'plan-edited';
      readonly by: PersonId;
      readonly document: PlanDocument;
      readonly diff: PlanDiff;
      readonly expiresAt: Instant;
      readonly rules: readonly ApprovalRule[];
    }
  /** After it lapsed: somebody asked for the same hosts again. */
  | { readonly kind: 'plan-replaced'; readonly by: PersonId; readonly successor: CampaignId }
  | {
      readonly kind: 'decision-refused';
      readonly by: PersonId;
      readonly wanted: Decision;
      readonly why: DecisionRefusal;
      readonly detail: string;
    }
  | { readonly kind: 'campaign-started' }
  | { readonly kind: 'campaign-paused'; readonly by: PersonId }
  | { readonly kind: 'campaign-resumed'; readonly by: PersonId }
  | { readonly kind: 'campaign-halted'; readonly why: HaltReason }
  | { readonly kind: 'stop-requested'; readonly by: PersonId }
  /** A denial after it had begun: it stops, and keeps who and why. Before the beginning a denial ends it. */
  | { readonly kind: 'campaign-denied'; readonly by: PersonId; readonly reason: string }
  /** After its end, to bring back a host that it left out of rotation. It starts nothing. */
  | { readonly kind: 'campaign-reopened'; readonly by: PersonId }
  | { readonly kind: 'campaign-ended'; readonly as: CampaignEnd }
  | { readonly kind: 'host-check-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  | { readonly kind: 'host-checked'; readonly host: HostId; readonly facts: Facts }
  | { readonly kind: 'host-seats-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  /** What was found in the load balancers before anything was touched. */
  | { readonly kind: 'host-seats-seen'; readonly host: HostId; readonly seats: readonly SeenSeat[] }
  | { readonly kind: 'host-leave-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  /** Its sessions have ended. */
  | { readonly kind: 'host-left'; readonly host: HostId }
  /** `guest`, here and below: by the command of this guest of it; absent: by its own. */
  | {
      readonly kind: 'host-drain-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly guest?: HostId;
    }
  | { readonly kind: 'host-drained'; readonly host: HostId; readonly guest?: HostId }
  | {
      readonly kind: 'host-prepare-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly gateIndex: number;
    }
  | {
      readonly kind: 'host-prepared';
      readonly host: HostId;
      readonly gateIndex: number;
      readonly lastingKeys: number | null;
    }
  | { readonly kind: 'host-recheck-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  | {
      readonly kind: 'host-reboot-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly expectBootId: BootId;
      readonly attempt: number;
    }
  | {
      readonly kind: 'host-reboot-sent';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      /** False: the outcome of the request is unknown; only a new boot id will tell. */
      readonly accepted: boolean;
    }
  | {
      readonly kind: 'host-boot-proven';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly facts: Facts;
    }
  /** Still the same new boot after the hold; systemd and logins are asked next. */
  | { readonly kind: 'host-held'; readonly host: HostId; readonly effectKey: EffectKey }
  | { readonly kind: 'host-system-up'; readonly host: HostId; readonly facts: Facts }
  | {
      readonly kind: 'host-gate-asked';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly gateIndex: number;
    }
  | { readonly kind: 'host-gate-passed'; readonly host: HostId; readonly gateIndex: number }
  | {
      readonly kind: 'host-undrain-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly guest?: HostId;
    }
  | { readonly kind: 'host-undrained'; readonly host: HostId; readonly guest?: HostId }
  | {
      readonly kind: 'host-ramp-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly stepIndex: number;
    }
  | { readonly kind: 'host-ramp-held'; readonly host: HostId; readonly stepIndex: number }
  /** At its former weight everywhere: nothing of its rotation is ours to undo any more. */
  | { readonly kind: 'host-in-rotation'; readonly host: HostId }
  | {
      readonly kind: 'host-retreat-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      /** The step that went wrong. */
      readonly stepIndex: number;
      readonly failure: HostFailure;
    }
  | {
      readonly kind: 'host-soak-began';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly untilAt: Instant;
    }
  /** The last look after the soak, and what it had before the reboot and has no more. */
  | {
      readonly kind: 'host-compared';
      readonly host: HostId;
      readonly facts: Facts;
      readonly drift: readonly DriftItem[];
    }
  | { readonly kind: 'host-done'; readonly host: HostId }
  | {
      readonly kind: 'host-undo-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly guest?: HostId;
      readonly then: AfterUndo;
      readonly kept?: Kept;
    }
  /** Its seats are being put back exactly as they were found. */
  | {
      readonly kind: 'host-restore-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly then: AfterUndo;
      readonly kept?: Kept;
    }
  | { readonly kind: 'host-restored'; readonly host: HostId; readonly kept?: Kept }
  /** The drain is undone (or there was none) and the host waits for its turn again. */
  | { readonly kind: 'host-put-back'; readonly host: HostId; readonly why: string }
  | { readonly kind: 'host-failed'; readonly host: HostId; readonly failure: HostFailure }
  | { readonly kind: 'host-skipped'; readonly host: HostId; readonly why: SkipReason }
  /** A person wants it tried again: from the start, or (after a reboot was sent) from looking at it again. */
  | {
      readonly kind: 'host-retry-requested';
      readonly host: HostId;
      readonly by: PersonId;
      readonly from: RetryFrom;
    }
  /** The campaign ends, and this host is still out of rotation by its doing. */
  | { readonly kind: 'host-left-out'; readonly host: HostId }
  /** After the end a person said that it is back in rotation, by hand. */
  | { readonly kind: 'host-returned'; readonly host: HostId; readonly by: PersonId }
  /** The daemon died during this effect and begins it again (observations and idempotent hooks only). */
  | { readonly kind: 'effect-repeated'; readonly host: HostId; readonly effectKey: EffectKey };

export type RetryFrom =
  | { readonly kind: 'start' }
  | { readonly kind: 'await-boot'; readonly effectKey: EffectKey }
  | { readonly kind: 'system-up'; readonly effectKey: EffectKey };

/** An event with when it happened. */
export type DatedEvent = { readonly at: Instant; readonly event: CampaignEvent };

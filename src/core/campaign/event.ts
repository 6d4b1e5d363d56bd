// What happened, in the past tense, appended once and never changed. The journal of these is both the state's source
// and the audit trail.

import type { Instant } from '../brand.ts';
import type { BootId, CampaignId, HostId, PersonId } from '../fleet/ids.ts';
import type { Facts } from '../fleet/observation.ts';
import type { PlanDocument } from '../planning/plan.ts';
import type { EffectKey, EffectOutcome } from './effect.ts';
import type { ApprovalPolicy, CampaignEnd, HaltReason, HostFailure, SkipReason } from './state.ts';

export type ApprovalRefusal =
  | 'not-approver'
  | 'approver-unknown'
  | 'requester'
  | 'already-approved'
  | 'plan-changed'
  | 'fleet-changed'
  | 'expired'
  | 'already-decided'
  | 'reason-missing';

export type CampaignEvent =
  | {
      readonly kind: 'campaign-proposed';
      readonly id: CampaignId;
      readonly document: PlanDocument;
      readonly by: PersonId;
      readonly policy: ApprovalPolicy;
      readonly expiresAt: Instant;
    }
  | { readonly kind: 'plan-approved'; readonly by: PersonId; readonly of: number; readonly needed: number }
  | {
      readonly kind: 'decision-refused';
      readonly by: PersonId;
      readonly wanted: 'approve' | 'deny';
      readonly why: ApprovalRefusal;
      readonly detail: string;
    }
  | { readonly kind: 'campaign-started' }
  | { readonly kind: 'campaign-paused'; readonly by: PersonId }
  | { readonly kind: 'campaign-resumed'; readonly by: PersonId }
  | { readonly kind: 'campaign-halted'; readonly why: HaltReason }
  | { readonly kind: 'stop-requested'; readonly by: PersonId }
  | { readonly kind: 'campaign-ended'; readonly as: CampaignEnd }
  | { readonly kind: 'host-check-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  | { readonly kind: 'host-checked'; readonly host: HostId; readonly facts: Facts }
  | { readonly kind: 'host-drain-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  | { readonly kind: 'host-drained'; readonly host: HostId }
  | { readonly kind: 'host-recheck-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  | { readonly kind: 'host-made-ready'; readonly host: HostId; readonly facts: Facts }
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
  | { readonly kind: 'host-held'; readonly host: HostId; readonly effectKey: EffectKey }
  | { readonly kind: 'host-system-up'; readonly host: HostId; readonly facts: Facts }
  | {
      readonly kind: 'host-gate-asked';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly gateIndex: number;
    }
  | { readonly kind: 'host-gate-passed'; readonly host: HostId; readonly gateIndex: number }
  | { readonly kind: 'host-undrain-requested'; readonly host: HostId; readonly effectKey: EffectKey }
  | { readonly kind: 'host-undrained'; readonly host: HostId }
  | { readonly kind: 'host-soak-began'; readonly host: HostId; readonly untilAt: Instant }
  | { readonly kind: 'host-done'; readonly host: HostId }
  | {
      readonly kind: 'host-undo-requested';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly failure: HostFailure | null;
    }
  | { readonly kind: 'host-put-back'; readonly host: HostId }
  | { readonly kind: 'host-failed'; readonly host: HostId; readonly failure: HostFailure }
  | { readonly kind: 'host-skipped'; readonly host: HostId; readonly why: SkipReason }
  | { readonly kind: 'host-retry-requested'; readonly host: HostId; readonly by: PersonId }
  /** The daemon died during this effect and begins it again (observations and idempotent hooks only). */
  | {
      readonly kind: 'effect-repeated';
      readonly host: HostId;
      readonly effectKey: EffectKey;
      readonly lost: EffectOutcome;
    };

/** An event with when it happened. */
export type DatedEvent = { readonly at: Instant; readonly event: CampaignEvent };

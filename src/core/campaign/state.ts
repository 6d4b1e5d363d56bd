// A campaign: one run of one approved plan, from the proposal to its end. It is the fold of its events (evolve.ts);
// nothing here is stored apart from them.

import type { Instant } from '../brand.ts';
import type { BootId, CampaignId, HostId, PersonId } from '../fleet/ids.ts';
import type { Facts } from '../fleet/observation.ts';
import type { PlanDocument, PlanStep } from '../planning/plan.ts';
import type { PlanDiff } from '../planning/plan-diff.ts';
import type { Approval, ApprovalPolicy } from './approval-rules.ts';
import type { DriftItem } from '../drift/drift.ts';
import type { SeenSeat } from '../rotation/rotation.ts';
import type { FleetChange } from './decision-cause.ts';
import type { EffectKey } from './effect.ts';
import type { FailureCause } from './failure-cause.ts';

/** Hosts taken out before the approval: `version` of the plan is what came of it. */
export type PlanEdit = {
  readonly version: number;
  readonly by: PersonId;
  readonly at: Instant;
  readonly diff: PlanDiff;
  /** The campaign's version from which on this plan is in force. */
  readonly fromCampaignVersion: number;
};

/** Different failures stay different: the same word in the log, the metric, the message and the test. */
export type HostFailureKind =
  | 'check-failed'
  | 'drain-failed'
  | 'prepare-failed'
  | 'wrong-role'
  | 'reboot-refused'
  | 'reboot-not-sent'
  | 'did-not-go-down'
  | 'did-not-come-back'
  | 'host-key-changed'
  | 'came-back-same-boot'
  | 'boot-suspect'
  | 'reboot-loop'
  | 'lost-after-boot'
  | 'old-kernel'
  | 'system-not-up'
  | 'gate-timed-out'
  | 'undrain-failed'
  | 'ramp-failed'
  | 'drifted';

export type HostFailure = {
  readonly kind: HostFailureKind;
  /** In English, for logs and operators; it quotes what a server said. */
  readonly detail: string;
  /** Absent: only the detail says why. */
  readonly cause?: FailureCause;
};

export type SkipReason =
  | { readonly kind: 'already-rebooted'; readonly found: BootId }
  | { readonly kind: 'changed-since-plan'; readonly detail: string }
  | { readonly kind: 'removed-from-inventory' }
  | { readonly kind: 'by-person'; readonly by: PersonId };

/** The host itself, or guests of it, that could not be undrained: they stay drained, and their seats out; absent: nobody. */
export type Kept = readonly HostId[];

/** What follows once a drain has been undone. */
export type AfterUndo =
  | { readonly kind: 'wait-again'; readonly why: string }
  | { readonly kind: 'fail'; readonly failure: HostFailure }
  | { readonly kind: 'skip'; readonly why: SkipReason };

/**
 * Where one host is on its way. Only `rebooting` and later have sent a reboot. `effectKey` names the one effect whose
 * answer the stage waits for; `sinceAt` is when the stage began and the base of its deadline.
 */
export type HostStage =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'checking'; readonly effectKey: EffectKey }
  /** Reading how it stands in its load balancers, before anything is touched. */
  | { readonly kind: 'seating'; readonly effectKey: EffectKey }
  /** Taken out of its load balancers; its sessions are ending. */
  | { readonly kind: 'leaving'; readonly effectKey: EffectKey; readonly sinceAt: Instant }
  /** `guest`, here and below: the guest whose command is run; absent: its own is. */
  | { readonly kind: 'draining'; readonly effectKey: EffectKey; readonly guest?: HostId }
  | {
      readonly kind: 'preparing';
      readonly effectKey: EffectKey;
      readonly sinceAt: Instant;
      readonly gateIndex: number;
    }
  /** Drained: the last look before the reboot. */
  | { readonly kind: 'rechecking'; readonly effectKey: EffectKey }
  | { readonly kind: 'rebooting'; readonly effectKey: EffectKey }
  /** `accepted` is false while the request's outcome is unknown: the same boot may then mean that nothing was sent. */
  | {
      readonly kind: 'confirming';
      readonly effectKey: EffectKey;
      readonly sinceAt: Instant;
      readonly accepted: boolean;
    }
  | { readonly kind: 'holding'; readonly effectKey: EffectKey; readonly sinceAt: Instant }
  | { readonly kind: 'settling'; readonly effectKey: EffectKey; readonly sinceAt: Instant }
  | {
      readonly kind: 'gating';
      readonly effectKey: EffectKey;
      readonly sinceAt: Instant;
      readonly gateIndex: number;
    }
  | { readonly kind: 'undraining'; readonly effectKey: EffectKey; readonly guest?: HostId }
  /** Taking traffic again, step by step: `stepIndex` counts over all of its rotations. */
  | {
      readonly kind: 'ramping';
      readonly effectKey: EffectKey;
      readonly sinceAt: Instant;
      readonly stepIndex: number;
    }
  /** A step went wrong: out of its load balancers again. */
  | {
      readonly kind: 'retreating';
      readonly effectKey: EffectKey;
      readonly stepIndex: number;
      readonly failure: HostFailure;
    }
  /** Serving again, and watched: the slot is given on only if it is still the same boot at `untilAt`. */
  | { readonly kind: 'soaking'; readonly effectKey: EffectKey; readonly untilAt: Instant }
  | { readonly kind: 'done'; readonly at: Instant }
  /** Something before the reboot went wrong or changed: the drain is being undone at once. */
  | {
      readonly kind: 'undoing';
      readonly effectKey: EffectKey;
      readonly then: AfterUndo;
      readonly guest?: HostId;
      readonly kept?: Kept;
    }
  /** The drain is undone; its seats are being put back as they were found. */
  | {
      readonly kind: 'restoring';
      readonly effectKey: EffectKey;
      readonly then: AfterUndo;
      readonly kept?: Kept;
    }
  | { readonly kind: 'failed'; readonly at: Instant; readonly failure: HostFailure }
  | { readonly kind: 'skipped'; readonly at: Instant; readonly why: SkipReason };

export type HostReboot = {
  readonly step: PlanStep;
  readonly stage: HostStage;
  /** Effects asked for so far; the next key is `host#(effects + 1)`. */
  readonly effects: number;
  /** Reboot requests recorded so far, over all retries. */
  readonly attempts: number;
  /** When the last reboot request was recorded, before it was sent; null if none was. */
  readonly requestedAt: Instant | null;
  /** People said that it serves again, after the campaign had left it out. */
  readonly returned: boolean;
  /**
   * True once a request was accepted or nobody knows whether it was: from then on another boot of this host is ours
   * and is brought home through proof, hold and gates, and its drain is not undone while it may still go down.
   */
  readonly sent: boolean;
  /** True from the moment a drain was recorded until an undrain was confirmed. */
  readonly drained: boolean;
  /** Guests of it that were drained by their own commands, as `drained` says it of the host; in the order of that. */
  readonly drainedGuests: readonly HostId[];
  /** How its seats and those of its guests were found before anything was touched; empty where none were read. */
  readonly seats: readonly SeenSeat[];
  /** True from the moment leaving its load balancers was recorded until it is back in all of them. */
  readonly away: boolean;
  /** Keys that must survive, by the number of the gate that counted them. */
  readonly keysBefore: Readonly<Record<number, number>>;
  /** What the last look found missing; null before it. */
  readonly drift: readonly DriftItem[] | null;
  readonly startedAt: Instant | null;
  /** When its present stage (of a gate or a step of the ramp: this one) began; null before its first. */
  readonly stageSinceAt: Instant | null;
  /** Facts of the last check that saw the old boot: the reference for proof, failed units and drift. */
  readonly before: Facts | null;
  /** When those were read. */
  readonly checkedAt: Instant | null;
  /** Facts of the proven new boot, or null before the proof. */
  readonly after: Facts | null;
};

export type HaltReason =
  | { readonly kind: 'host-failed'; readonly host: HostId; readonly failure: HostFailure }
  | { readonly kind: 'clock-jumped'; readonly byMs: number };

export type CampaignPhase =
  | { readonly kind: 'awaiting-approval' }
  | { readonly kind: 'running' }
  | { readonly kind: 'paused'; readonly by: PersonId; readonly at: Instant }
  | { readonly kind: 'halted'; readonly why: HaltReason; readonly at: Instant }
  /**
   * `denial` is the reason of the denial that stops it, or null where somebody asked to stop. `was` is how it had ended
   * before it was opened again to bring back a host, or null.
   */
  | {
      readonly kind: 'stopping';
      readonly by: PersonId;
      readonly at: Instant;
      readonly denial: string | null;
      readonly was: CampaignEnd | null;
    }
  | { readonly kind: 'ended'; readonly as: CampaignEnd; readonly at: Instant };

export type CampaignEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped'; readonly by: PersonId }
  | { readonly kind: 'denied'; readonly by: PersonId; readonly reason: string }
  | { readonly kind: 'expired' }
  /** `why` is in English; `change` says the same. Absent in older journals. */
  | { readonly kind: 'voided'; readonly why: string; readonly change?: FleetChange };

export type Campaign = {
  readonly id: CampaignId;
  /** Number of events folded in; the store's optimistic lock. */
  readonly version: number;
  readonly document: PlanDocument;
  readonly requestedBy: PersonId;
  readonly proposedAt: Instant;
  readonly approvalPolicy: ApprovalPolicy;
  /** After this instant no approval counts and no host starts. */
  readonly expiresAt: Instant;
  readonly approvals: readonly Approval[];
  /** Oldest first; `document` is what came of the last one. */
  readonly edits: readonly PlanEdit[];
  /** The campaign that a person asked for in place of this one after it lapsed, or null. */
  readonly successor: CampaignId | null;
  readonly phase: CampaignPhase;
  /** Failures of its hosts so far. Neither a retry nor a skip takes one back: the budget is for the whole run. */
  readonly failures: number;
  /** In the plan's order. */
  readonly hosts: ReadonlyMap<HostId, HostReboot>;
};

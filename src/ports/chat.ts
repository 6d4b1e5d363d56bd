// Where people read and click. The adapter renders; nothing in here is Block Kit. A click comes in through
// `ChatInputs`, with nothing believed but who clicked what.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { ChaosDraw } from '../core/chaos/chaos-draw.ts';
import type { Campaign, HostReboot } from '../core/campaign/state.ts';
import type { DatedEvent } from '../core/campaign/event.ts';
import type { ClosingReport } from '../core/campaign/closing-report.ts';
import type { CampaignHold } from '../core/campaign/holds.ts';
import type { Outlook } from '../core/campaign/progress.ts';
import type { RebootedSince } from '../core/campaign/rebooted-since.ts';
import type { DecisionCause } from '../core/campaign/decision-cause.ts';
import type { ApprovalRule } from '../core/campaign/approval-rules.ts';
import type { ApproverJudgement, SeenPlan, Standing } from '../core/campaign/input.ts';
import type { PlanDiff } from '../core/planning/plan-diff.ts';
import type { PlanDocument } from '../core/planning/plan.ts';
import type { IncidentEvent, ServiceHit } from '../core/incident/event.ts';
import type { HostNote } from '../core/incident/host-note.ts';
import type { IncidentReport, OwnerToCall } from '../core/incident/incident-report.ts';
import type { DailyDigest } from '../core/uptime/daily-digest.ts';
import type { CampaignId, HostId, PersonId } from '../core/fleet/ids.ts';
import type { InventoryNote } from '../core/fleet/inventory-note.ts';
import type { HomeView } from '../core/home/home-view.ts';
import type { AuditNews } from '../core/placement/audit-news.ts';
import type { Reminder } from '../core/reminder/reminder.ts';
import type { Answer } from '../core/question/answer.ts';
import type { Audience } from '../core/question/question.ts';
import type { MessageKey, MessageRef } from './store.ts';

export type ChatMessage =
  | {
      readonly kind: 'campaign-card';
      readonly campaign: Campaign;
      /** Absent: nothing holds it. */
      readonly holds?: readonly CampaignHold[];
      /** Absent: none of its hosts. */
      readonly rebooted?: RebootedSince;
      readonly asOf: Instant;
    }
  /** The card of a version that an edit has replaced; `successor` is the card of the next one, null if it has none. */
  | {
      readonly kind: 'replaced-card';
      readonly campaign: Campaign;
      readonly version: number;
      readonly successor: MessageRef | null;
    }
  | {
      readonly kind: 'campaign-note';
      readonly campaign: Campaign;
      readonly event: DatedEvent;
      /** Chat ids of the owners who are wanted now; empty where nobody has to do anything. */
      readonly call: readonly string[];
      /** Waiting hosts that it will leave alone, because they have rebooted by themselves; absent: none. */
      readonly rebooted?: RebootedSince;
      readonly thread: MessageRef | null;
    }
  /** To one owner: how their own hosts stand in a campaign. */
  | {
      readonly kind: 'owner-message';
      readonly campaign: Campaign;
      readonly slack: string;
      readonly hosts: readonly HostReboot[];
      /** Which of their servers go down with each of these: itself, guests of it, or both. */
      readonly servers: ReadonlyMap<HostId, readonly HostId[]>;
      readonly outlook: Outlook;
      readonly card: MessageRef | null;
      readonly thread: MessageRef | null;
    }
  /** The last note of a campaign that rebooted something. */
  | {
      readonly kind: 'closing-report';
      readonly campaign: Campaign;
      readonly event: DatedEvent;
      readonly report: ClosingReport;
      readonly thread: MessageRef | null;
    }
  | { readonly kind: 'daily-digest'; readonly digest: DailyDigest }
  | { readonly kind: 'incident'; readonly report: IncidentReport }
  | {
      readonly kind: 'incident-note';
      readonly report: IncidentReport;
      /** What it tells of, all of one kind. */
      readonly events: readonly IncidentEvent[];
      /** To be called because of them, and not before. */
      readonly newOwners: readonly OwnerToCall[];
      readonly thread: MessageRef | null;
    }
  | {
      readonly kind: 'host-note';
      readonly note: HostNote;
      readonly hits: readonly ServiceHit[];
      /** Chat ids of owners who are to be mentioned; absent: none. */
      readonly call?: readonly string[];
    }
  | { readonly kind: 'placement-audit'; readonly news: AuditNews }
  | { readonly kind: 'reminder'; readonly reminder: Reminder }
  /** What chaos mode would have rebooted. */
  | { readonly kind: 'chaos-draw'; readonly draw: ChaosDraw }
  | { readonly kind: 'inventory-note'; readonly note: InventoryNote };

/**
 * - `later`: it was certainly not taken; try again after `afterMs`. `holds` says what else would be refused meanwhile:
 *   nothing but this message, every post (or every edit) of this channel, or everything.
 * - `lost`: it may have been taken (reply lost). Look for it before posting again.
 * - `gone`: the message to edit, or the one whose thread it belongs to, does not exist any more; post that one anew.
 * - `never`: this message can never be taken as it is (channel archived, not in channel).
 */
export type ShowOutcome =
  | { readonly kind: 'shown'; readonly ref: MessageRef }
  | {
      readonly kind: 'later';
      readonly afterMs: DurationMs;
      readonly holds: 'message' | 'channel' | 'chat';
      readonly why: string;
    }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'gone'; readonly why: string }
  | { readonly kind: 'never'; readonly why: string };

export type FindOutcome =
  | { readonly kind: 'found'; readonly ref: MessageRef }
  | { readonly kind: 'absent' }
  | { readonly kind: 'cannot-tell'; readonly why: string };

/** What a person asked for by a button or a command; the adapter shows them the returned text, to them alone. */
export type ChatClick =
  | { readonly kind: 'approve'; readonly campaign: CampaignId; readonly seen: SeenPlan }
  | { readonly kind: 'deny'; readonly campaign: CampaignId; readonly seen: SeenPlan; readonly reason: string }
  | { readonly kind: 'withdraw'; readonly campaign: CampaignId; readonly seen: SeenPlan }
  /** Takes hosts out of a plan that awaits its approval. */
  | ({ readonly kind: 'edit' } & PlanChange)
  /** Asks again for the hosts of a plan that lapsed. */
  | { readonly kind: 'replan'; readonly campaign: CampaignId }
  | { readonly kind: 'pause' | 'resume' | 'stop'; readonly campaign: CampaignId }
  | { readonly kind: 'retry' | 'skip'; readonly campaign: CampaignId; readonly host: HostId };

/** What became of a click: decided in the store before it is shown. */
export type ClickAnswer =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'refused';
      readonly why: string;
      /** In English; `cause` says the same. */
      readonly detail: string;
      readonly cause?: DecisionCause;
    };

/** Accepting a finding until an instant. */
export type WaiveRequest = {
  readonly code: string;
  readonly subject: string;
  readonly reason: string;
  readonly untilAt: Instant;
};

/** Hosts to be taken out of the plan that the person saw. */
export type PlanChange = {
  readonly campaign: CampaignId;
  readonly seen: SeenPlan;
  readonly without: readonly HostId[];
};

/** What an edit would make of the plan; nothing is decided by looking. */
export type EditPreview =
  | { readonly kind: 'preview'; readonly document: PlanDocument; readonly diff: PlanDiff }
  | Extract<ClickAnswer, { kind: 'refused' }>;

/** Asks the chat about a person, at this moment. Never rejects: what cannot be told is `unknown`. */
export type StandingLookup = (person: PersonId, rules: readonly ApprovalRule[]) => Promise<Standing>;

export interface ChatInputs {
  /** Decides a click: asks who the person is, commits, then resolves. */
  click(click: ChatClick, by: PersonId, standingOf: StandingLookup): Promise<ClickAnswer>;
  /**
   * Asks again about everybody whose approval waits for its window: an approval of somebody who is an approver no more
   * does not count at the start. To be called about once a minute while the chat is connected.
   */
  reviewApprovals(standingOf: StandingLookup): Promise<void>;
  /** For forms and details; null if there is no such campaign. */
  campaign(id: CampaignId): Promise<Campaign | null>;
  /** Hosts of a plan that waits for approval which its approval would reboot no more. */
  rebootedSince(campaign: Campaign): RebootedSince;
  preview(change: PlanChange): Promise<EditPreview>;
  /** Answers what somebody typed. Changes nothing. */
  ask(text: string): Promise<{ readonly answer: Answer; readonly audience: Audience }>;
  /** Sets the switch that keeps every campaign from starting another host. */
  stopFleet(by: PersonId, approver: ApproverJudgement): Promise<ClickAnswer>;
  waive(request: WaiveRequest, by: PersonId, approver: ApproverJudgement): Promise<ClickAnswer>;
  /** What one person's Home shows. `chatIds` are theirs: their own and their groups'. */
  home(chatIds: readonly string[]): Promise<HomeView>;
  /** The chat's ids that the inventory's owners are known by. */
  ownerChatIds(): readonly string[];
  /** `listener` is called when something that Homes show may have changed. Returns the way to stop listening. */
  onNews(listener: () => void): () => void;
}

export type ChatStatus = 'connected' | 'connecting' | 'refused' | 'off';

export interface Chat {
  /** Starts in the background and never rejects: Slack being away must not stop the daemon. */
  start(inputs: ChatInputs): void;
  /** `key` is stored in the message's metadata so that `find` can find it again. */
  post(key: MessageKey, channel: string, message: ChatMessage): Promise<ShowOutcome>;
  update(ref: MessageRef, key: MessageKey, message: ChatMessage): Promise<ShowOutcome>;
  find(key: MessageKey, channel: string, thread: MessageRef | null): Promise<FindOutcome>;
  /** `refused`: it is reached, and takes our token or address no more; a person has to repair that. */
  status(): ChatStatus;
  /** What the chat calls a person, as far as that is known at this moment; null otherwise. Never waits. */
  nameOf(person: PersonId): string | null;
  stop(): Promise<void>;
}

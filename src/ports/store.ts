// What must survive. Every method is one transaction; a method that resolves has been made durable.

import type { Instant } from '../core/brand.ts';
import type { ChaosDraw } from '../core/chaos/chaos-draw.ts';
import type { CampaignId, FleetDigest, HostId, HostNoteId, IncidentId, PersonId } from '../core/fleet/ids.ts';
import type { InventoryNote } from '../core/fleet/inventory-note.ts';
import type { HostView } from '../core/fleet/snapshot.ts';
import type { AuditDigest, StoredAudit } from '../core/placement/stored-audit.ts';
import type { BootRecord } from '../core/uptime/boot-history.ts';
import type { StopSubject } from '../core/campaign/input.ts';
import type { CampaignEvent, DatedEvent } from '../core/campaign/event.ts';
import type { Effect } from '../core/campaign/effect.ts';
import type { DatedEpisodeEvent, EpisodeEvent, EpisodeRef } from '../core/incident/event.ts';

/** Entries of the journal that belong to no campaign. */
export type FleetEvent =
  | {
      readonly kind: 'inventory-loaded';
      readonly digest: FleetDigest;
      readonly hosts: number;
      readonly services: number;
    }
  | { readonly kind: 'inventory-reloaded'; readonly digest: FleetDigest; readonly changes: readonly string[] }
  | { readonly kind: 'inventory-refused'; readonly reasons: readonly string[] }
  | {
      readonly kind: 'stop-switch-set';
      readonly by: PersonId;
      readonly reason: string;
      /** Absent: of the whole fleet. */
      readonly subject?: StopSubject | null;
    }
  | {
      readonly kind: 'stop-switch-cleared';
      readonly by: PersonId;
      readonly subject?: StopSubject | null;
      /** It had this name, which is nobody's switch. */
      readonly file?: string;
    }
  | { readonly kind: 'digest-posted'; readonly forAt: Instant }
  | { readonly kind: 'audit-posted'; readonly forAt: Instant }
  | { readonly kind: 'reminder-posted'; readonly name: string; readonly forAt: Instant }
  /** Whom chaos mode drew. Recorded before anybody is told or asked. */
  | { readonly kind: 'chaos-drawn'; readonly draw: ChaosDraw }
  | {
      readonly kind: 'finding-waived';
      readonly by: PersonId;
      readonly code: string;
      readonly subject: string;
      readonly reason: string;
      readonly untilAt: Instant;
    }
  | EpisodeEvent;

/** A finding that somebody accepted in chat, until when. The journal is its only record. */
export type StoredWaiver = {
  readonly at: Instant;
  readonly by: PersonId;
  readonly code: string;
  readonly subject: string;
  readonly reason: string;
  readonly untilAt: Instant;
};

/** One line of the append-only, hash-chained audit trail. */
export type JournalEntry = {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: PersonId;
  readonly campaign: CampaignId | null;
  readonly event: CampaignEvent | FleetEvent;
  readonly prevHash: string;
  readonly hash: string;
};

export type JournalVerdict =
  | { readonly kind: 'intact'; readonly entries: number; readonly headHash: string }
  | { readonly kind: 'broken'; readonly seq: number; readonly detail: string };

export type EffectState = 'pending' | 'started' | 'finished';

export type StoredEffect = {
  readonly campaign: CampaignId;
  readonly effect: Effect;
  readonly state: EffectState;
};

/**
 * One logical Slack message. Its content is not stored: it is rendered from the current state when it is sent, so
 * the last state always wins. `key` names it for ever; at most one message exists for a key.
 */
export type MessageKey = string;

export type StoredMessage = {
  readonly key: MessageKey;
  readonly channel: string;
  /** What to render: enough to find the data again. */
  readonly subject: MessageSubject;
  /** Raised by each change that the message must show. */
  readonly wantedRevision: number;
  /** The revision that the chat has confirmed; 0 before the first. */
  readonly shownRevision: number;
  /** A post whose answer was not seen: it may exist and must be looked for before posting again. */
  readonly postPending: boolean;
  readonly ref: MessageRef | null;
  /** Why it will never be shown, or null. */
  readonly abandoned: string | null;
};

export type MessageSubject =
  /** One card a version of the plan: the newest is the campaign's, the others say that they are replaced. */
  | { readonly kind: 'campaign-card'; readonly campaign: CampaignId; readonly planVersion: number }
  | { readonly kind: 'campaign-note'; readonly campaign: CampaignId; readonly version: number }
  /** How the hosts of one owner stand in a campaign; `slack` is the owner's id in chat. */
  | { readonly kind: 'owner-message'; readonly campaign: CampaignId; readonly slack: string }
  | { readonly kind: 'daily-digest'; readonly forAt: Instant }
  | { readonly kind: 'incident'; readonly incident: IncidentId }
  /** The news of the incident's `version`th event, in its thread. */
  | { readonly kind: 'incident-note'; readonly incident: IncidentId; readonly version: number }
  /** One or a few hosts, for their owner. */
  | { readonly kind: 'host-note'; readonly note: HostNoteId }
  | { readonly kind: 'placement-audit'; readonly forAt: Instant }
  /** It carries its words: the settings may have changed when it is shown. */
  | {
      readonly kind: 'reminder';
      readonly name: string;
      readonly template: string;
      readonly timeZone: string;
      readonly forAt: Instant;
    }
  /** The draw of that opening, which is in the journal. */
  | { readonly kind: 'chaos-draw'; readonly openingAt: Instant }
  /** News that never changes: it carries its own lines. */
  | { readonly kind: 'inventory-note'; readonly note: InventoryNote };

export type MessageRef = { readonly channel: string; readonly ts: string };

export type WantedMessage = {
  readonly key: MessageKey;
  readonly channel: string;
  readonly subject: MessageSubject;
};

export type Episode = {
  readonly id: string;
  readonly lastEventAt: Instant;
  /** How many events it has. */
  readonly version: number;
  /** An incident that is not closed; a note with a host that is not back. */
  readonly isOpen: boolean;
};

export type CampaignVersion = { readonly id: CampaignId; readonly version: number };

/** What a decision about a campaign reads, as of one moment. */
export type DecisionBasis = {
  /** Campaigns that have not ended, newest first. */
  readonly open: readonly CampaignVersion[];
  /** Ended campaigns that left hosts out of rotation which have not returned since, newest first. */
  readonly leavingOut: readonly CampaignVersion[];
  /** Reboots that campaigns asked for since then, oldest first. */
  readonly asked: readonly (DatedEvent & { readonly campaign: CampaignId })[];
  /** Boots first seen since then of hosts that had run another one before: reboots, whoever wanted them. */
  readonly boots: readonly BootRecord[];
};

/** What waits for somebody's hand. */
export type DueWork = {
  /** Campaigns that have not ended, newest first. */
  readonly open: readonly CampaignVersion[];
  /** Not finished, oldest first. */
  readonly effects: readonly StoredEffect[];
  /** True if the shown revision of some message is behind. */
  readonly hasUnshown: boolean;
};

export type CommitResult = { readonly kind: 'committed' } | { readonly kind: 'version-conflict' };

export interface Store {
  /**
   * Appends events, effects and wanted messages in one transaction, if the campaign still has `expectedVersion`
   * events. The first event of a campaign has `expectedVersion` 0.
   */
  commit(change: {
    readonly campaign: CampaignId;
    readonly expectedVersion: number;
    readonly at: Instant;
    readonly actor: PersonId;
    readonly events: readonly CampaignEvent[];
    readonly effects: readonly Effect[];
    readonly messages: readonly WantedMessage[];
  }): Promise<CommitResult>;
  /** One entry that belongs to no campaign, and the messages it makes necessary, in one transaction. */
  appendFleetEvent(entry: {
    readonly at: Instant;
    readonly actor: PersonId;
    readonly event: FleetEvent;
    readonly messages: readonly WantedMessage[];
  }): Promise<void>;

  /** Events of incidents and host notes, in order, and the messages they make necessary, in one transaction. */
  appendEpisodeEvents(entry: {
    readonly at: Instant;
    readonly actor: PersonId;
    readonly events: readonly EpisodeEvent[];
    readonly messages: readonly WantedMessage[];
  }): Promise<void>;
  /** Events of one episode, in order. */
  episodeEvents(episode: EpisodeRef): Promise<readonly DatedEpisodeEvent[]>;
  /** Newest first. */
  episodes(filter: {
    readonly kind: EpisodeRef['kind'];
    /** Those that are open, and those that had an event since then. */
    readonly sinceAt: Instant;
  }): Promise<readonly Episode[]>;

  /** Events with a version above `afterVersion`, in order. */
  campaignEvents(campaign: CampaignId, afterVersion: number): Promise<readonly DatedEvent[]>;
  /**
   * Newest first. `open` leaves out campaigns that have ended; `leaving-out` has those whose journal names hosts as left
   * out of rotation at their end, and not as returned since.
   */
  campaigns(filter: 'open' | 'all' | 'leaving-out'): Promise<readonly CampaignVersion[]>;
  /** All at once: a decision that asked for one after the other would see several moments, and wait for each. */
  decisionBasis(sinceAt: Instant): Promise<DecisionBasis>;
  /** Asked at each tick: other processes propose campaigns, record effects and want messages too. */
  dueWork(): Promise<DueWork>;

  /** Events of these kinds since then, over all campaigns, oldest first. */
  campaignEventsSince(filter: {
    readonly sinceAt: Instant;
    readonly kinds: readonly CampaignEvent['kind'][];
  }): Promise<readonly (DatedEvent & { readonly campaign: CampaignId })[]>;

  /** Effects that are not finished, oldest first. */
  unfinishedEffects(): Promise<readonly StoredEffect[]>;
  /** False if it is not pending any more: somebody else has it. */
  startEffect(campaign: CampaignId, key: string): Promise<boolean>;
  finishEffect(campaign: CampaignId, key: string): Promise<void>;

  wantMessages(messages: readonly WantedMessage[]): Promise<void>;
  /** Messages whose shown revision is behind, oldest first. */
  unshownMessages(): Promise<readonly StoredMessage[]>;
  message(key: MessageKey): Promise<StoredMessage | null>;
  markPostPending(key: MessageKey): Promise<void>;
  markShown(key: MessageKey, shown: { readonly ref: MessageRef; readonly revision: number }): Promise<void>;
  /** The shown message does not exist any more: it has to be posted anew. */
  markGone(key: MessageKey): Promise<void>;
  /** The chat will never take it (channel archived): not tried again, the reason is kept. */
  abandonMessage(key: MessageKey, reason: string): Promise<void>;

  /** Keeps the views and boots of hosts that changed; existing rows of the same host (and boot) are replaced. */
  recordObservations(changes: {
    readonly views: readonly HostView[];
    readonly boots: readonly BootRecord[];
  }): Promise<void>;
  hostViews(): Promise<readonly HostView[]>;
  /** The running boot of every host. */
  currentBoots(): Promise<readonly BootRecord[]>;
  /** Newest first. */
  boots(hostId: HostId): Promise<readonly BootRecord[]>;
  /** When each host was first observed. */
  firstSightings(): Promise<ReadonlyMap<HostId, Instant>>;
  /** Those that still hold at `at`, oldest first. */
  waivers(at: Instant): Promise<readonly StoredWaiver[]>;
  /** Draws of chaos mode since then, newest first. */
  chaosDraws(sinceAt: Instant): Promise<readonly ChaosDraw[]>;

  /** Keeps the audit if it found something else than the newest one that is kept. */
  recordAudit(audit: StoredAudit): Promise<'stored' | 'unchanged'>;
  /** What was found as of `at`: the newest audit kept up to then, or null before the first. */
  auditAsOf(at: Instant): Promise<StoredAudit | null>;
  /** The newest one with exactly this digest. */
  auditWithDigest(digest: AuditDigest): Promise<StoredAudit | null>;
  /** Newest first. */
  auditHeads(): Promise<readonly Pick<StoredAudit, 'at' | 'digest'>[]>;

  journal(range: { readonly afterSeq: number; readonly limit: number }): Promise<readonly JournalEntry[]>;
  /** The newest entry; `seq` 0 and a hash of zeros before the first. */
  journalHead(): Promise<{ readonly seq: number; readonly hash: string }>;
  verifyJournal(): Promise<JournalVerdict>;

  /** Small facts that must survive, such as when the digest was last posted. */
  remember(name: string, value: string): Promise<void>;
  recall(name: string): Promise<string | null>;

  close(): Promise<void>;
}

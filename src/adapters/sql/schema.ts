// The tables as Kysely sees them. JSON columns hold text; instants and durations are whole milliseconds.

import type { Generated } from 'kysely';

export type JournalTable = {
  /** 1, 2, 3 … without gaps; part of what is hashed. */
  seq: number;
  at: number;
  actor: string;
  /** Null for entries that belong to no campaign. */
  campaign: string | null;
  /** 1, 2, 3 … within the campaign: unique, so that no two writers can append the same one. Null where `campaign` is. */
  version: number | null;
  body: string;
  prev_hash: string;
  hash: string;
};

export type CampaignTable = {
  /** Order of proposal. */
  number: Generated<number>;
  id: string;
  /** Number of its events in the journal. */
  version: number;
  /** 1 once it has ended. */
  ended: number;
};

/** As the journal has it: `host-left-out` adds a row; `host-returned`, or opening the campaign again, takes it away. */
export type LeftOutTable = {
  campaign: string;
  host_id: string;
};

export type EffectTable = {
  /** Order of recording. */
  id: Generated<number>;
  campaign: string;
  key: string;
  body: string;
  state: 'pending' | 'started' | 'finished';
};

export type MessageTable = {
  id: Generated<number>;
  key: string;
  channel: string;
  subject: string;
  wanted_revision: number;
  shown_revision: number;
  post_pending: number;
  ref_channel: string | null;
  ref_ts: string | null;
  abandoned: string | null;
};

export type BootTable = {
  host_id: string;
  boot_id: string;
  first_seen_at: number;
  last_seen_at: number;
  last_uptime_ms: number;
  kernel: string;
  ended: 'planned' | 'unplanned' | 'unknown' | null;
  /** Both or neither: whose reboot ended it, and in which campaign. */
  ended_by_host: string | null;
  ended_by_campaign: string | null;
};

export type HostViewTable = { host_id: string; body: string };

export type MemoryTable = { name: string; value: string };

export type EpisodeTable = {
  /** Order of the first event. */
  number: Generated<number>;
  kind: 'incident' | 'host-note';
  id: string;
  /** What is open in it: the incident itself, or its hosts that are not back. */
  opened: number;
  last_event_at: number;
  version: number;
};

/** Which entries of the journal belong to an episode. */
export type EpisodeEntryTable = { kind: 'incident' | 'host-note'; id: string; seq: number };

export type PlacementAuditTable = {
  /** Order of recording. */
  number: Generated<number>;
  at: number;
  digest: string;
  fleet_digest: string;
  hosts: number;
  services: number;
  findings: string;
};

export type Tables = {
  episode: EpisodeTable;
  episode_entry: EpisodeEntryTable;
  journal: JournalTable;
  campaign: CampaignTable;
  effect: EffectTable;
  message: MessageTable;
  boot: BootTable;
  left_out: LeftOutTable;
  host_view: HostViewTable;
  memory: MemoryTable;
  placement_audit: PlacementAuditTable;
};

// A campaign in one line, for lists and the digest.

import type { CampaignId } from '../fleet/ids.ts';
import type { Campaign, CampaignPhase } from './state.ts';

export type CampaignSummary = {
  readonly campaign: CampaignId;
  readonly phase: CampaignPhase['kind'];
  readonly done: number;
  readonly total: number;
  /** Hosts that had something before their reboot that is missing now. */
  readonly drifted: number;
};

export function campaignSummary({ id, phase, hosts }: Campaign): CampaignSummary {
  const done = [...hosts.values()].filter(({ stage }) => stage.kind === 'done').length;
  const drifted = [...hosts.values()].filter(({ drift }) => (drift ?? []).length > 0).length;
  return { campaign: id, phase: phase.kind, done, total: hosts.size, drifted };
}

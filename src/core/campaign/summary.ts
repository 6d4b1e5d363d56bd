// A campaign in one line, for lists and the digest.

import type { CampaignId } from '../fleet/ids.ts';
import { noneRebooted, planLeft, type RebootedSince } from './rebooted-since.ts';
import type { Campaign, CampaignPhase } from './state.ts';

export type CampaignSummary = {
  readonly campaign: CampaignId;
  readonly phase: CampaignPhase['kind'];
  readonly done: number;
  readonly total: number;
  /** Hosts that it has not begun with and would reboot still, or would if it were approved now. */
  readonly toReboot: number;
  /** Hosts that had something before their reboot that is missing now. */
  readonly drifted: number;
};

/** @param rebooted waiting hosts that are left alone, because they have rebooted since. */
export function campaignSummary(campaign: Campaign, rebooted: RebootedSince = noneRebooted): CampaignSummary {
  const { id, phase, hosts } = campaign;
  const done = [...hosts.values()].filter(({ stage }) => stage.kind === 'done').length;
  const drifted = [...hosts.values()].filter(({ drift }) => (drift ?? []).length > 0).length;
  const toReboot = phase.kind === 'ended' ? 0 : planLeft(campaign, rebooted).steps.length;
  return { campaign: id, phase: phase.kind, done, total: hosts.size, toReboot, drifted };
}

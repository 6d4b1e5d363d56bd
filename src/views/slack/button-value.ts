// What a button carries and how it is read back. A value is only a pointer: which campaign, which plan the person
// saw, which host. Everything else is looked up again when the click is judged.

import type { CampaignId, HostId, PlanDigest } from '../../core/fleet/ids.ts';
import type { SeenPlan } from '../../core/campaign/input.ts';

export const actionIds = {
  approve: 'stagger.approve',
  deny: 'stagger.deny',
  pause: 'stagger.pause',
  resume: 'stagger.resume',
  stop: 'stagger.stop',
  retry: 'stagger.retry',
  skip: 'stagger.skip',
} as const;

/** The deny modal and its one input. */
export const denyModal = { callbackId: 'stagger.deny-reason', blockId: 'reason', actionId: 'text' } as const;

const planValue = /^([a-z0-9-]{1,64})\|([1-9][0-9]{0,8})\|([A-Za-z0-9:-]{1,128})$/;
const hostValue = /^([a-z0-9-]{1,64})\|([A-Za-z0-9._-]{1,253})$/;
const campaignValue = /^[a-z0-9-]{1,64}$/;

export function planButtonValue(campaign: CampaignId, seen: SeenPlan): string {
  return `${campaign}|${seen.version}|${seen.digest}`;
}

export function hostButtonValue(campaign: CampaignId, host: HostId): string {
  return `${campaign}|${host}`;
}

/** Null for a value that we did not write: then nothing is decided. */
export function parsePlanValue(
  value: string,
): { readonly campaign: CampaignId; readonly seen: SeenPlan } | null {
  const [, campaign, version, digest] = planValue.exec(value) ?? [];
  if (campaign === undefined || version === undefined || digest === undefined) return null;
  return {
    campaign: campaign as CampaignId,
    seen: { version: Number(version), digest: digest as PlanDigest },
  };
}

export function parseHostValue(
  value: string,
): { readonly campaign: CampaignId; readonly host: HostId } | null {
  const [, campaign, host] = hostValue.exec(value) ?? [];
  if (campaign === undefined || host === undefined) return null;
  return { campaign: campaign as CampaignId, host: host as HostId };
}

export function parseCampaignValue(value: string): CampaignId | null {
  return campaignValue.test(value) ? (value as CampaignId) : null;
}

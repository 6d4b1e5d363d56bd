// What a button carries and how it is read back. A value is only a pointer: which campaign, which plan the person
// saw, which host. Everything else is looked up again when the click is judged.

import type { CampaignId, HostId, PlanDigest } from '../../core/fleet/ids.ts';
import type { SeenPlan } from '../../core/campaign/input.ts';

export const actionIds = {
  approve: 'stagger.approve',
  deny: 'stagger.deny',
  edit: 'stagger.edit',
  details: 'stagger.details',
  withdraw: 'stagger.withdraw',
  replan: 'stagger.replan',
  pause: 'stagger.pause',
  resume: 'stagger.resume',
  stop: 'stagger.stop',
  retry: 'stagger.retry',
  skip: 'stagger.skip',
} as const;

/** The deny modal and its one input. */
export const denyModal = { callbackId: 'stagger.deny-reason', blockId: 'reason', actionId: 'text' } as const;

/** The form that takes hosts out of a plan: choosing them, then seeing what that changes. */
export const editModal = {
  chooseId: 'stagger.edit-choose',
  confirmId: 'stagger.edit-confirm',
  blockId: 'without',
  actionId: 'hosts',
} as const;

/** Elements of the details: another page, and the whole as a file in the thread. */
export const detailsActions = {
  previous: 'stagger.details-previous',
  next: 'stagger.details-next',
  file: 'stagger.details-file',
} as const;

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

/** Which of a plan's hosts were chosen, small enough for a form to carry: one bit a host, in hex, in the plan's order. */
export function chosenHostsValue(chosen: ReadonlySet<number>, hosts: number): string {
  return Array.from({ length: Math.ceil(hosts / 4) }, (_, digit) =>
    [0, 1, 2, 3].reduce((bits, bit) => bits | (chosen.has(digit * 4 + bit) ? 1 << bit : 0), 0).toString(16),
  ).join('');
}

/** Indexes into the plan's hosts, ascending; null for a value that we did not write. */
export function parseChosenHosts(value: string): readonly number[] | null {
  if (!/^[0-9a-f]{0,2600}$/.test(value)) return null;
  return [...value].flatMap((digit, index) =>
    [0, 1, 2, 3].filter((bit) => (Number.parseInt(digit, 16) >> bit) % 2 === 1).map((bit) => index * 4 + bit),
  );
}

// An owner gets one message a campaign about their own hosts, once it is approved, and edits of it after that.
import { describe, expect, it } from 'vitest';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { HostId, OwnerId } from '../../src/core/fleet/ids.ts';
import { serversOf } from '../../src/core/fleet/owner-place.ts';
import { ownerMessages } from '../../src/runtime/owner-messages.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { runningCampaign, sampleCampaign } from '../fakes/sample-campaign.ts';
import { sampleEvents } from '../fakes/sample-events.ts';

const built = buildFleet({
  hosts: {
    'web-01': { owner: 'store' as OwnerId },
    'web-02': { owner: 'store' as OwnerId },
    'batch-01': { owner: 'nobody' as OwnerId },
  },
  services: {
    web: { on: ['web-01', 'web-02'], owner: 'store' },
    search: { on: ['web-02'], owner: 'search' },
  },
});
const ids: Readonly<Record<string, string | null>> = {
  store: 'C0STORE01',
  search: 'S0SEARCHERS',
  nobody: null,
};
const owners = new Map(
  Object.entries(ids).map(([id, slack]) => [id as OwnerId, { id: id as OwnerId, slack, approvals: null }]),
);
const fleet = { ...built, owners };
const started: CampaignEvent = { kind: 'campaign-started' };
const done = (host: string): CampaignEvent => ({ kind: 'host-done', host: host as HostId });
const wanted = (events: readonly CampaignEvent[], campaign = runningCampaign()) =>
  ownerMessages('C0REBOOTS', campaign, events, fleet);

describe('messages to owners', () => {
  it('one each when the campaign starts, to their channel; a user group in the channel of all', () => {
    const { id } = runningCampaign();
    expect(wanted([started])).toEqual([
      {
        key: `campaign/${id}/owner/C0STORE01`,
        channel: 'C0STORE01',
        subject: { kind: 'owner-message', campaign: id, slack: 'C0STORE01' },
      },
      {
        key: `campaign/${id}/owner/S0SEARCHERS`,
        channel: 'C0REBOOTS',
        subject: { kind: 'owner-message', campaign: id, slack: 'S0SEARCHERS' },
      },
    ]);
  });

  it('a host that ends concerns its owner and the owners of what it serves, and nobody else', () => {
    expect(wanted([done('web-01')]).map(({ channel }) => channel)).toEqual(['C0STORE01']);
    expect(wanted([done('web-02')]).map(({ key }) => key.split('/').at(-1))).toEqual([
      'C0STORE01',
      'S0SEARCHERS',
    ]);
    expect(wanted([done('batch-01')])).toEqual([]);
    expect(wanted([sampleEvents['host-gate-passed'], sampleEvents['host-drained']])).toEqual([]);
  });

  it('owners of guests hear of it when their hypervisor goes, once each', () => {
    const virtual = buildFleet({
      hosts: {
        'web-01': { zone: 'z1', owner: 'store' as OwnerId },
        'vm-1': { hypervisor: 'web-01', owner: 'search' as OwnerId },
        'vm-2': { hypervisor: 'web-01', owner: 'store' as OwnerId },
        'inner-1': { hypervisor: 'vm-2', owner: 'deep' as OwnerId },
      },
    });
    const deep = { id: 'deep' as OwnerId, slack: 'U0DEEP', approvals: null };
    const of = { ...virtual, owners: new Map([...owners, [deep.id, deep]]) };
    const told = ownerMessages('C0REBOOTS', runningCampaign(), [done('web-01')], of);
    expect(told.map(({ channel }) => channel).sort()).toEqual(['C0REBOOTS', 'C0STORE01', 'U0DEEP']);
    expect(serversOf(of, 'C0STORE01', 'web-01' as HostId)).toEqual(['web-01', 'vm-2']);
    expect(serversOf(of, 'U0DEEP', 'web-01' as HostId)).toEqual(['inner-1']);
    expect(serversOf(of, 'U0DEEP', 'vm-1' as HostId)).toEqual([]);
  });

  it('none for a plan that is not approved, and none to the channel where the card stands', () => {
    const denied = { kind: 'campaign-ended', as: { kind: 'expired' } } as const;
    expect(wanted([sampleEvents['campaign-proposed'], denied], sampleCampaign())).toEqual([]);
    expect(ownerMessages('C0STORE01', runningCampaign(), [done('web-01')], fleet)).toEqual([]);
  });
});

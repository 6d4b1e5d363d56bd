// Who approves a plan is told which of its hosts have rebooted since: never on an older look, never of another phase.
import { expect, it } from 'vitest';
import { noneRebooted, rebootedSince } from '../../../src/core/campaign/rebooted-since.ts';
import type { Campaign } from '../../../src/core/campaign/state.ts';
import type { BootId, HostId } from '../../../src/core/fleet/ids.ts';
import { unobserved, type HostView } from '../../../src/core/fleet/snapshot.ts';
import { runningCampaign, sampleCampaign, samplePeople, sampleStartAt } from '../../fakes/sample-campaign.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';

const { createdAt, steps } = sampleCampaign().document.plan;
const another = 'ffffffff-0000-4000-8000-000000000000' as BootId;
const bootOf = (host: string): BootId => steps.find((step) => step.host === host)?.expectBootId ?? another;

/** What each host named was seen with, and when. */
function among(campaign: Campaign, boots: Readonly<Record<string, BootId>>, at = createdAt) {
  const views = Object.entries(boots).map(([name, bootId]): readonly [HostId, HostView] => {
    const host = name as HostId;
    return [host, { ...unobserved(host), lastSeen: { at, facts: { ...sampleFacts, bootId } } }];
  });
  return rebootedSince(campaign, { hosts: new Map(views) });
}

it('names the hosts that were seen with another boot, in the order of the plan', () => {
  const boots = { 'batch-01': another, 'web-02': bootOf('web-02'), 'web-01': another, 'not-in-it': another };
  expect(among(sampleCampaign(), boots)).toEqual({ hosts: ['web-01', 'batch-01'], left: 'some' });
  expect(among(sampleCampaign(), {})).toEqual(noneRebooted);
});

it('believes no look from before the plan, which may show the boot before the one it saw', () => {
  expect(among(sampleCampaign(), { 'web-01': another }, createdAt - 1)).toEqual(noneRebooted);
});

it('says nothing of a campaign that does not wait for approval', () => {
  expect(among(runningCampaign(), { 'orders-db-01': another })).toEqual(noneRebooted);
});

it('says that nothing is left once all have rebooted that nobody skipped', () => {
  const why = { kind: 'by-person', by: samplePeople.approver } as const;
  const campaign = sampleCampaign({ stages: { 'web-03': { kind: 'skipped', at: sampleStartAt, why } } });
  const all = Object.fromEntries(steps.map(({ host }) => [host, another]));
  const others = steps.map(({ host }) => host).filter((host) => host !== 'web-03');
  expect(among(campaign, all)).toEqual({ hosts: others, left: 'nothing' });
  expect(among(campaign, { ...all, 'web-01': bootOf('web-01') }).left).toBe('some');
});

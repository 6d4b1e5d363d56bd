// Who approves a plan is told which of its hosts have rebooted since: never on an older look, never of another phase.
import { describe, expect, it } from 'vitest';
import { mayBeReplanned } from '../../../src/core/campaign/decide-edit.ts';
import {
  noneRebooted,
  nothingLeft,
  planLeft,
  rebootedSince,
} from '../../../src/core/campaign/rebooted-since.ts';
import type { Campaign } from '../../../src/core/campaign/state.ts';
import type { BootId, HostId } from '../../../src/core/fleet/ids.ts';
import { unobserved, type HostView } from '../../../src/core/fleet/snapshot.ts';
import { ann, openScenario, scenarioStartAt, threeWebs } from '../../fakes/campaign-scenario.ts';
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
  expect(among(sampleCampaign(), boots)).toEqual(['web-01', 'batch-01']);
  expect(among(sampleCampaign(), {})).toEqual(noneRebooted);
});

it('believes no look from before the plan, which may show the boot before the one it saw', () => {
  expect(among(sampleCampaign(), { 'web-01': another }, createdAt - 1)).toEqual(noneRebooted);
});

it('of a campaign that runs names only those that wait and were never begun with', () => {
  const running = runningCampaign();
  const boots = { 'orders-db-01': another, 'web-01': another, 'web-03': another };
  expect(among(running, boots)).toEqual(['orders-db-01']);
  for (const held of [{ sent: true }, { drained: true }, { away: true }]) {
    const begun = new Map([...running.hosts].map(([id, host]) => [id, { ...host, ...held }]));
    expect(among({ ...running, hosts: begun }, boots)).toEqual(noneRebooted);
  }
  expect(among({ ...running, phase: { kind: 'ended', as: { kind: 'done' }, at: 1 } }, boots)).toEqual(
    noneRebooted,
  );
});

it('what is left is neither skipped by people nor rebooted', () => {
  const why = { kind: 'by-person', by: samplePeople.approver } as const;
  const campaign = sampleCampaign({ stages: { 'web-03': { kind: 'skipped', at: sampleStartAt, why } } });
  const left = (boots: Readonly<Record<string, BootId>>) =>
    planLeft(campaign, among(campaign, boots)).steps.map(({ host }) => host);
  const others = steps.map(({ host }) => host).filter((host) => host !== 'web-03');
  expect(left({})).toEqual(others);
  expect(left({ 'web-01': another })).toEqual(others.filter((host) => host !== 'web-01'));
  const all = Object.fromEntries(steps.map(({ host }) => [host, another]));
  expect(among(campaign, all)).toEqual(others);
  expect(left(all)).toEqual([]);
  expect(nothingLeft(campaign, among(campaign, all))).toBe(true);
  expect(nothingLeft(campaign, among(campaign, { ...all, 'web-01': bootOf('web-01') }))).toBe(false);
  expect(nothingLeft(sampleCampaign(), noneRebooted)).toBe(false);
});

describe('a plan with nothing left to reboot', () => {
  const hosts = ['web-1', 'web-2'] as HostId[];
  const proposed = () => {
    const scenario = openScenario({ fleet: threeWebs, hosts });
    const rebooted = (id: HostId): void =>
      scenario.setView({
        ...unobserved(id),
        lastSeen: { at: scenarioStartAt, facts: { ...sampleFacts, bootId: another } },
      });
    return { scenario, rebooted };
  };

  it('closes by itself, and not before the last host has rebooted', () => {
    const { scenario, rebooted } = proposed();
    rebooted(hosts[0]!);
    scenario.tick();
    expect(scenario.campaign().phase.kind).toBe('awaiting-approval');
    rebooted(hosts[1]!);
    scenario.tick();
    const { phase } = scenario.campaign();
    expect(phase).toMatchObject({
      kind: 'ended',
      as: { kind: 'voided', change: { kind: 'rebooted', hosts } },
    });
    // There is nothing to ask for again.
    expect(mayBeReplanned(scenario.campaign())).toBe(false);
  });

  it('cannot be approved, whichever of click and tick comes first', () => {
    for (const tickFirst of [false, true]) {
      const { scenario, rebooted } = proposed();
      for (const host of hosts) rebooted(host);
      if (tickFirst) scenario.tick();
      const { refusal } = scenario.approve(ann);
      expect(refusal).toMatchObject({
        why: 'nothing-left',
        cause: { kind: 'fleet', change: { kind: 'rebooted' } },
      });
      expect(scenario.campaign().phase).toMatchObject({ kind: 'ended', as: { kind: 'voided' } });
      expect(scenario.events('campaign-started')).toEqual([]);
    }
  });

  it('of which some are left is approved whole, and those are left alone at their start', () => {
    const { scenario, rebooted } = proposed();
    rebooted(hosts[0]!);
    expect(scenario.approve(ann).refusal).toBeNull();
    expect(scenario.campaign().phase.kind).toBe('running');
  });
});

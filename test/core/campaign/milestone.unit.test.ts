// What a thread hears of hosts that do well: the canary, a finished zone or rack, and never each host.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import type { CampaignEvent } from '../../../src/core/campaign/event.ts';
import { canaryOf, milestoneOf, milestonesIn } from '../../../src/core/campaign/milestone.ts';
import type { Campaign, HostStage } from '../../../src/core/campaign/state.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { sampleCampaign, sampleScope, sampleStartAt, sampleStep } from '../../fakes/sample-campaign.ts';

/** `sampleScope` puts hosts into two zones by turns, and into three racks. */
const hosts = ['a', 'b', 'c', 'd'];
const done = (index: number): HostStage => ({
  kind: 'done',
  at: sampleStartAt + (index + 1) * 20 * MINUTE_MS,
});
const skipped: HostStage = { kind: 'skipped', at: 0, why: { kind: 'removed-from-inventory' } };
const ended = (host: string): CampaignEvent => ({ kind: 'host-done', host: host as HostId });

function campaign(
  stages: Readonly<Record<string, HostStage>>,
  given: { readonly canary?: string; readonly oneZone?: boolean } = {},
): Campaign {
  const after = (host: string): readonly HostId[] =>
    given.canary === undefined || given.canary === host ? [] : [given.canary as HostId];
  const scope = sampleScope(hosts, []);
  const zone = scope.hosts[0]?.zone;
  return sampleCampaign({
    phase: { kind: 'running' },
    plan: {
      steps: hosts.map((host, index) => sampleStep(host, index, { after: after(host) })),
      scope:
        given.oneZone === true && zone !== undefined
          ? { ...scope, hosts: scope.hosts.map((host) => ({ ...host, zone })) }
          : scope,
    },
    stages,
  });
}

const drifts = (given: Campaign, drift: readonly never[] | null): Campaign => ({
  ...given,
  hosts: new Map([...given.hosts].map(([id, host]) => [id, { ...host, drift }])),
});

describe('a zone', () => {
  it('is finished with its last host, with how many, how long and whether anything is missing', () => {
    const state = drifts(campaign({ a: done(0), c: done(2), b: done(1) }), []);
    expect(milestoneOf(state, ended('c'))).toEqual({
      kind: 'group',
      group: { level: 'zone', id: 'icn1-a' },
      done: 2,
      total: 2,
      tookMs: 60 * MINUTE_MS,
      drifted: 0,
    });
    expect(milestoneOf(state, ended('b'))).toBeNull();
  });

  it('with a skipped host says how many were done, and one without any is not finished', () => {
    expect(milestoneOf(campaign({ a: done(0), c: skipped }), ended('a'))).toMatchObject({
      done: 1,
      total: 2,
    });
    const why = { kind: 'removed-from-inventory' } as const;
    const skip: CampaignEvent = { kind: 'host-skipped', host: 'c' as HostId, why };
    expect(milestoneOf(campaign({ a: done(0), c: skipped }), skip)).toMatchObject({ done: 1, total: 2 });
    expect(milestoneOf(campaign({ a: skipped, c: skipped }), skip)).toBeNull();
  });

  it('says nothing of drift where a host was not compared', () => {
    expect(milestoneOf(drifts(campaign({ a: done(0), c: done(2) }), null), ended('c'))).toMatchObject({
      drifted: null,
    });
  });
});

it('racks stand in where there is one zone, and a single host is no group', () => {
  // Racks r10 (a, d), r11 (b), r12 (c).
  const state = campaign({ a: done(0), b: done(1), d: done(3) }, { oneZone: true });
  expect(milestoneOf(state, ended('d'))).toMatchObject({ group: { level: 'rack', id: 'r10' }, total: 2 });
  expect(milestoneOf(state, ended('b'))).toBeNull();
});

it('the canary is the host that everybody waits for', () => {
  const state = campaign({ b: done(1) }, { canary: 'b' });
  expect(canaryOf(state)).toBe('b');
  expect(milestoneOf(state, ended('b'))).toMatchObject({ kind: 'canary', host: 'b' });
  expect(canaryOf(campaign({}))).toBeNull();
});

it('one note a milestone, by its last event, and none when the campaign ends with it', () => {
  const state = campaign({ a: done(0), b: done(1), c: done(2), d: done(3) });
  const events = [ended('a'), ended('b'), ended('c'), ended('d')];
  expect(milestonesIn(state, events)).toEqual([2, 3]);
  const over: Campaign = { ...state, phase: { kind: 'ended', as: { kind: 'done' }, at: 0 } };
  expect(milestonesIn(over, events)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { createMetrics, type Standing } from '../../../src/adapters/prometheus/metrics.ts';
import { observedHosts, observedStore } from '../../../src/adapters/prometheus/observed-ports.ts';
import { judgeHealth } from '../../../src/core/operation/health.ts';
import { decisionRefusals, startBlockKinds } from '../../../src/core/operation/label-sets.ts';
import { campaignStanding, fleetStanding } from '../../../src/core/operation/standing.ts';
import type { CampaignId, PersonId } from '../../../src/core/fleet/ids.ts';
import type { HostControl } from '../../../src/ports/host-control.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';

const fleet = sampleFleet();
const standing: Standing = {
  fleet: fleetStanding(fleet, { takenAt: 0, hosts: new Map() }, { now: 0, maxAgeMs: 1 }),
  campaigns: campaignStanding([]),
  health: judgeHealth({
    sinceTickMs: 0,
    sinceGoodTickMs: null,
    tickEveryMs: 1,
    store: { kind: 'answers' },
    hosts: 1,
    newestObservationMs: null,
    maxObservationAgeMs: 1,
    chat: 'off',
  }),
};

/** Samples by `name{labels}`, comments left out. */
async function samples(metrics: ReturnType<typeof createMetrics>): Promise<ReadonlyMap<string, number>> {
  const text = await metrics.text(standing);
  const lines = text.split('\n').filter((line) => line.startsWith('stagger_'));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(/ (\S+)$/.exec(line)?.[1])]));
}

describe('metrics', () => {
  it('show every reason from the start, at 0', async () => {
    const found = await samples(createMetrics('1.2.3'));
    for (const why of decisionRefusals)
      expect(found.get(`stagger_decisions_refused_total{why="${why}"}`)).toBe(0);
    for (const why of startBlockKinds) expect(found.get(`stagger_hosts_waiting{why="${why}"}`)).toBe(0);
    expect(found.get('stagger_build_info{version="1.2.3"}')).toBe(1);
    expect(found.get('stagger_hosts{status="unknown"}')).toBe(fleet.hosts.size);
    expect(found.get('stagger_hosts_never_seen')).toBe(fleet.hosts.size);
    // Unknown is not fresh.
    expect(found.get('stagger_observation_age_max_seconds')).toBeNaN();
    expect(found.get('stagger_health{part="pulse"}')).toBe(0);
  });

  it('count what was committed, and nothing that was not', async () => {
    const metrics = createMetrics('0');
    let kind: 'committed' | 'version-conflict' = 'version-conflict';
    const store = observedStore({ commit: () => Promise.resolve({ kind }) } as unknown as Store, metrics);
    const change = {
      campaign: 'c' as CampaignId,
      expectedVersion: 1,
      at: 0,
      actor: 'slack:T/U' as PersonId,
      events: [
        {
          kind: 'decision-refused',
          by: 'slack:T/U' as PersonId,
          wanted: 'approve',
          why: 'requester',
          detail: '',
        },
        { kind: 'campaign-ended', as: { kind: 'expired' } },
      ],
      effects: [],
      messages: [],
    } as const;
    await store.commit(change);
    kind = 'committed';
    await store.commit(change);
    const found = await samples(metrics);
    expect(found.get('stagger_decisions_refused_total{why="requester"}')).toBe(1);
    expect(found.get('stagger_decisions_refused_total{why="not-approver"}')).toBe(0);
    expect(found.get('stagger_campaigns_ended_total{as="expired"}')).toBe(1);
  });

  it('count looks by what became of them, under no label that a host could choose', async () => {
    const metrics = createMetrics('0');
    const missed = { kind: 'missed', failure: 'host-key-changed', detail: 'x' } as const;
    const hosts = observedHosts(
      { readFacts: () => Promise.resolve(missed) } as unknown as HostControl,
      metrics,
      createHandClock(0),
    );
    const target = { hostId: 'a', address: 'a', port: 22, user: 'u' } as Parameters<
      HostControl['readFacts']
    >[0];
    await hosts.readFacts(target, { deadlineMs: 1, fresh: false });
    metrics.probed('made up', 1);
    const found = await samples(metrics);
    expect(found.get('stagger_probes_total{result="host-key-changed"}')).toBe(1);
    expect([...found.keys()].filter((name) => name.includes('made up'))).toEqual([]);
  });
});

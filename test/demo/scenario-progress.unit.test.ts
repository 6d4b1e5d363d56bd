// What is said of a scenario is what the daemon has recorded, stage by stage, and has a sentence in both languages.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { Campaign, HostReboot } from '../../src/core/campaign/state.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { demoTexts } from '../../src/demo/demo-texts.ts';
import { hasShown, scenarioProgress, type Known } from '../../src/demo/scenario-progress.ts';
import type { ScenarioRun } from '../../src/demo/scenarios.ts';
import { runningCampaign, sampleCampaign } from '../fakes/sample-campaign.ts';
import { closedReport, lostAt, openReport } from '../fakes/sample-incident.ts';

const running = runningCampaign();
const host = [...running.hosts.keys()].at(-1) as HostId;
const run: ScenarioRun = { id: 'drift', at: 0, hosts: [host], campaign: running.id };

const known = (campaign: Campaign): Known => ({ campaigns: [campaign], incidents: [] });
const withHost = (change: Partial<HostReboot>): Campaign => {
  const hosts = new Map(running.hosts);
  const before = hosts.get(host);
  if (before !== undefined) hosts.set(host, { ...before, ...change });
  return { ...running, hosts };
};
const kindOf = (campaign: Campaign): string => scenarioProgress(run, known(campaign)).kind;

describe('a scenario at a host of a plan', () => {
  const at = { effectKey: `${host}#1`, sinceAt: 0 } as const;
  const failure = { kind: 'did-not-come-back', detail: '' } as const;
  it.each([
    ['awaits-approval', { ...sampleCampaign(), id: running.id }],
    ['awaits-turn', withHost({ stage: { kind: 'waiting' } })],
    ['under-way', withHost({ stage: { kind: 'confirming', accepted: true, ...at } as never })],
    ['gated', withHost({ stage: { kind: 'gating', gateIndex: 0, ...at } as never })],
    ['halted', withHost({ stage: { kind: 'failed', at: 0, failure } })],
    ['came-home', withHost({ stage: { kind: 'done', at: 0 } })],
    ['left-out', { ...running, hosts: new Map() }],
    [
      'left-out',
      {
        ...withHost({ stage: { kind: 'waiting' } }),
        phase: { kind: 'ended', as: { kind: 'done' }, at: 0 } as const,
      },
    ],
    [
      'drifted',
      withHost({
        stage: { kind: 'done', at: 0 },
        drift: [{ kind: 'units', severity: 'warn', what: 'a.service' }],
      }),
    ],
  ])('%s', (kind, campaign) => {
    expect(kindOf(campaign)).toBe(kind);
  });

  it('is gone with its campaign', () => {
    expect(scenarioProgress(run, { campaigns: [], incidents: [] })).toEqual({ kind: 'gone' });
  });
});

describe('a power loss', () => {
  const { incident } = openReport;
  const lost: ScenarioRun = {
    id: 'power-loss',
    at: lostAt - MINUTE_MS,
    hosts: [...incident.hosts.keys()],
    campaign: null,
  };
  it('is unnoticed until there is an incident of those hosts that began after it', () => {
    expect(scenarioProgress(lost, { campaigns: [], incidents: [] })).toMatchObject({ kind: 'unnoticed' });
    const later = { ...lost, at: incident.openedAt + 1 };
    expect(scenarioProgress(later, { campaigns: [], incidents: [incident] }).kind).toBe('unnoticed');
    const elsewhere = { ...lost, hosts: ['nobody' as HostId] };
    expect(scenarioProgress(elsewhere, { campaigns: [], incidents: [incident] }).kind).toBe('unnoticed');
  });

  it('is the incident, with its counts, and then its end', () => {
    const open = scenarioProgress(lost, { campaigns: [], incidents: [incident] });
    expect(open).toMatchObject({ kind: 'incident', incident: incident.id, of: incident.hosts.size });
    expect(hasShown(open)).toBe(true);
    const over = scenarioProgress(lost, { campaigns: [], incidents: [closedReport.incident] });
    expect(over).toMatchObject({ kind: 'incident-over', hosts: closedReport.incident.hosts.size });
  });
});

it('says each of them differently, in both languages', () => {
  const at = { campaign: running.id, host };
  const incident = openReport.incident.id;
  const kinds = ['awaits-turn', 'under-way', 'gated', 'came-home', 'left-out', 'halted'] as const;
  for (const { scenarios } of Object.values(demoTexts)) {
    const said = [
      ...kinds.map((kind) => scenarios.progress({ kind, ...at })),
      scenarios.progress({ kind: 'unnoticed', hosts: 17 }),
      scenarios.progress({ kind: 'incident', incident, down: 3, serving: 4, of: 17 }),
      scenarios.progress({ kind: 'incident-over', incident, hosts: 17 }),
      scenarios.progress({ kind: 'awaits-approval', ...at }),
      scenarios.progress({ kind: 'awaits-approval', campaign: running.id, host: null }),
      scenarios.progress({ kind: 'drifted', ...at, what: 'a.service' }),
      scenarios.progress({ kind: 'rolling', campaign: running.id, done: 1, total: 2 }),
      scenarios.progress({ kind: 'ended', campaign: running.id, done: 1, total: 2 }),
      scenarios.progress({ kind: 'gone' }),
    ];
    expect(new Set(said).size).toBe(said.length);
    expect(said.filter((text) => text.includes(host)).length).toBe(kinds.length + 2);
    expect(said.join()).not.toMatch(/undefined|NaN/);
  }
});

// Campaigns as a console finds them after some weeks: two that ended (one of them with drift, a failure and a skip), one
// that runs, one that waits for its approval; and the events of the one that ended well.
import { DAY_MS, MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import type { DatedEvent } from '../../src/core/campaign/event.ts';
import type { Campaign, HostReboot } from '../../src/core/campaign/state.ts';
import type { CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import {
  runningCampaign,
  sampleApprovals,
  sampleCampaign,
  samplePeople,
  sampleStartAt,
} from './sample-campaign.ts';

function earlier(campaign: Campaign, days: number): Campaign {
  const back = (host: HostReboot): HostReboot => ({
    ...host,
    startedAt: host.startedAt === null ? null : host.startedAt - days * DAY_MS,
    stage: 'at' in host.stage ? { ...host.stage, at: host.stage.at - days * DAY_MS } : host.stage,
  });
  return {
    ...campaign,
    proposedAt: campaign.proposedAt - days * DAY_MS,
    hosts: new Map([...campaign.hosts].map(([id, host]) => [id, back(host)])),
  };
}

const allDone = sampleCampaign({
  id: 'c-20261128' as CampaignId,
  approvals: sampleApprovals,
  phase: { kind: 'ended', as: { kind: 'done' }, at: sampleStartAt - 7 * DAY_MS + 95 * MINUTE_MS },
  stages: Object.fromEntries(
    [...sampleCampaign().hosts.keys()].map((id, index) => [
      id,
      { kind: 'done', at: sampleStartAt + (index + 1) * 11 * MINUTE_MS },
    ]),
  ),
});

const cutShort = sampleCampaign({
  id: 'c-20261121' as CampaignId,
  approvals: sampleApprovals,
  phase: {
    kind: 'ended',
    as: { kind: 'stopped', by: samplePeople.approver },
    at: sampleStartAt - 14 * DAY_MS + 40 * MINUTE_MS,
  },
  stages: {
    'web-01': { kind: 'done', at: sampleStartAt + 10 * MINUTE_MS },
    'web-02': {
      kind: 'failed',
      at: sampleStartAt + 30 * MINUTE_MS,
      failure: { kind: 'did-not-come-back', detail: 'no answer on port 22 for 15 min' },
    },
    'web-03': {
      kind: 'skipped',
      at: sampleStartAt + 35 * MINUTE_MS,
      why: { kind: 'by-person', by: samplePeople.approver },
    },
  },
});

/** `web-01` lost a mount and two processors on its way. */
function drifted(campaign: Campaign): Campaign {
  const host = 'web-01' as HostId;
  const reboot = campaign.hosts.get(host);
  if (reboot === undefined) throw new Error('the sample has no web-01');
  const drift: HostReboot['drift'] = [
    { kind: 'mounts', severity: 'fail', what: '/data' },
    { kind: 'cpus', severity: 'warn', what: '16 before, 14 now' },
  ];
  return { ...campaign, hosts: new Map([...campaign.hosts, [host, { ...reboot, drift }]]) };
}

/** Newest first. */
export const consoleCampaigns: readonly Campaign[] = [
  sampleCampaign({ id: 'c-20261206' as CampaignId }),
  runningCampaign(),
  earlier(allDone, 7),
  drifted(earlier(cutShort, 14)),
];

/** From check to rest, host after host. */
export function eventsOf({ hosts }: Campaign): readonly DatedEvent[] {
  return [...hosts].flatMap(([host, { startedAt, stage, step }]): readonly DatedEvent[] => {
    if (startedAt === null) return [];
    const after = (minutes: number): Instant => startedAt + minutes * MINUTE_MS;
    const effectKey = `${host}#1`;
    const begun: readonly DatedEvent[] = [
      { at: startedAt, event: { kind: 'host-check-requested', host, effectKey } },
      { at: after(1), event: { kind: 'host-drain-requested', host, effectKey } },
      {
        at: after(3),
        event: {
          kind: 'host-reboot-requested',
          host,
          effectKey,
          attempt: 1,
          expectBootId: step.expectBootId,
        },
      },
    ];
    if (stage.kind === 'failed')
      return [...begun, { at: stage.at, event: { kind: 'host-failed', host, failure: stage.failure } }];
    if (stage.kind === 'skipped')
      return [...begun, { at: stage.at, event: { kind: 'host-skipped', host, why: stage.why } }];
    if (stage.kind !== 'done') return begun;
    return [
      ...begun,
      { at: after(7), event: { kind: 'host-gate-asked', host, effectKey, gateIndex: 0 } },
      { at: stage.at, event: { kind: 'host-done', host } },
    ];
  });
}

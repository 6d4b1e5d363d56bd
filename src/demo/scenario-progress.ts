// What has become of a scenario, read from the campaigns and incidents that the daemon keeps: nothing is claimed that
// the daemon has not recorded.

import type { Campaign, HostReboot } from '../core/campaign/state.ts';
import { campaignSummary } from '../core/campaign/summary.ts';
import type { CampaignId, HostId, IncidentId } from '../core/fleet/ids.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { ScenarioRun } from './scenarios.ts';

export type Progress =
  | { readonly kind: 'unnoticed'; readonly hosts: number }
  | {
      readonly kind: 'incident';
      readonly incident: IncidentId;
      readonly down: number;
      readonly serving: number;
      readonly of: number;
    }
  | {
      readonly kind: 'incident-over';
      readonly incident: IncidentId;
      readonly hosts: number;
    }
  | { readonly kind: 'awaits-approval'; readonly campaign: CampaignId; readonly host: HostId | null }
  | {
      readonly kind: 'awaits-turn' | 'under-way' | 'gated' | 'came-home' | 'left-out';
      readonly campaign: CampaignId;
      readonly host: HostId;
    }
  | { readonly kind: 'halted'; readonly campaign: CampaignId; readonly host: HostId }
  | { readonly kind: 'drifted'; readonly campaign: CampaignId; readonly host: HostId; readonly what: string }
  | { readonly kind: 'rolling'; readonly campaign: CampaignId; readonly done: number; readonly total: number }
  | { readonly kind: 'ended'; readonly campaign: CampaignId; readonly done: number; readonly total: number }
  | { readonly kind: 'gone' };

/** What the daemon knows: campaigns and incidents, newest first. */
export type Known = { readonly campaigns: readonly Campaign[]; readonly incidents: readonly Incident[] };

/** True once the daemon has dealt with what was planted: the scenario has shown what it is there to show. */
export function hasShown({ kind }: Progress): boolean {
  return [
    'incident',
    'incident-over',
    'gated',
    'halted',
    'drifted',
    'came-home',
    'rolling',
    'ended',
  ].includes(kind);
}

export function scenarioProgress(run: ScenarioRun, known: Known): Progress {
  if (run.id === 'power-loss') return lossProgress(run, known.incidents);
  const campaign = known.campaigns.find(({ id }) => id === run.campaign);
  if (campaign === undefined) return { kind: 'gone' };
  const [host] = run.hosts;
  if (host === undefined) return campaignProgress(campaign);
  if (campaign.phase.kind === 'awaiting-approval')
    return { kind: 'awaits-approval', campaign: campaign.id, host };
  const reboot = campaign.hosts.get(host);
  const at = { campaign: campaign.id, host };
  return reboot === undefined ? { kind: 'left-out', ...at } : hostProgress(campaign, reboot, at);
}

function lossProgress({ at, hosts }: ScenarioRun, incidents: readonly Incident[]): Progress {
  const incident = incidents.find((one) => one.openedAt >= at && hosts.some((host) => one.hosts.has(host)));
  if (incident === undefined) return { kind: 'unnoticed', hosts: hosts.length };
  const stages = [...incident.hosts.values()].map(({ stage }) => stage.kind);
  const { id, phase } = incident;
  if (phase.kind === 'closed') return { kind: 'incident-over', incident: id, hosts: stages.length };
  const count = (wanted: string): number => stages.filter((stage) => stage === wanted).length;
  return {
    kind: 'incident',
    incident: id,
    down: count('down'),
    serving: count('serving'),
    of: stages.length,
  };
}

function campaignProgress(campaign: Campaign): Progress {
  const { id, phase } = campaign;
  if (phase.kind === 'awaiting-approval') return { kind: 'awaits-approval', campaign: id, host: null };
  const { done, total } = campaignSummary(campaign);
  return { kind: phase.kind === 'ended' ? 'ended' : 'rolling', campaign: id, done, total };
}

function hostProgress(
  campaign: Campaign,
  { stage, drift }: HostReboot,
  at: { readonly campaign: CampaignId; readonly host: HostId },
): Progress {
  const [missed] = drift ?? [];
  if (missed !== undefined) return { kind: 'drifted', ...at, what: missed.what };
  switch (stage.kind) {
    case 'waiting':
      return { kind: campaign.phase.kind === 'ended' ? 'left-out' : 'awaits-turn', ...at };
    case 'skipped':
      return { kind: 'left-out', ...at };
    case 'failed':
      return { kind: 'halted', ...at };
    case 'gating':
      return { kind: 'gated', ...at };
    case 'done':
      return { kind: 'came-home', ...at };
    default:
      return { kind: 'under-way', ...at };
  }
}

// `stagger campaign`: a list of campaigns, and one of them host by host.

import { assertNever, type Instant } from '../../core/brand.ts';
import type { Campaign, CampaignPhase, HostStage, SkipReason } from '../../core/campaign/state.ts';
import { planLeft, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import { guestsOut, leftOutHosts } from '../../core/campaign/left-out.ts';
import { driftText } from '../../core/drift/drift.ts';
import type { CampaignSummary } from '../../core/campaign/summary.ts';
import { counted } from '../../core/counted.ts';
import { plainTable, safeText, type Cell, type Paper } from './plain-table.ts';
import { durationText, instantText } from './time-text.ts';
import { namesText } from './wait-text.ts';

export type ListedCampaign = { readonly campaign: Campaign; readonly summary: CampaignSummary };

export function campaignList(campaigns: readonly ListedCampaign[], timeZone: string, paper: Paper): string {
  return plainTable(
    ['CAMPAIGN', 'PHASE', 'DONE', 'MISSING', 'PROPOSED', 'BY'],
    campaigns.map(({ campaign, summary }): readonly Cell[] => {
      const { phase, done, total, toReboot, drifted } = summary;
      return [
        campaign.id,
        phaseCell(campaign.phase),
        phase === 'awaiting-approval' && toReboot < total
          ? `0 of ${total}, ${toReboot} to reboot`
          : `${done} of ${total}`,
        drifted === 0 ? '-' : { text: `on ${drifted}`, tone: 'warn' },
        instantText(campaign.proposedAt, timeZone),
        campaign.requestedBy,
      ];
    }),
    paper,
  );
}

export function campaignView(
  campaign: Campaign,
  options: {
    readonly now: Instant;
    readonly timeZone: string;
    readonly paper: Paper;
    readonly rebooted: RebootedSince;
  },
): string {
  const { now, timeZone, paper } = options;
  const { plan, digest } = campaign.document;
  const rows = [...campaign.hosts].map(([id, host]): readonly Cell[] => [
    id,
    String(host.step.wave),
    stageCell(host.stage),
    host.startedAt === null ? '-' : durationText(endOf(host.stage, now) - host.startedAt),
    detailOf(host.stage, timeZone),
  ]);
  return [
    `campaign  ${campaign.id}`,
    `phase     ${phaseText(campaign.phase, timeZone)}`,
    `plan      version ${plan.version}, ${counted(plan.steps.length, 'host')}, digest ${digest.slice(0, 12)}`,
    `asked by  ${campaign.requestedBy} at ${instantText(campaign.proposedAt, timeZone)}`,
    `approved  ${campaign.approvals.length} of ${campaign.approvalPolicy.needed}${campaign.approvals.map(({ by, at }) => `\n          ${by} at ${instantText(at, timeZone)}`).join('')}`,
    `expires   ${instantText(campaign.expiresAt, timeZone)}`,
    ...rebootedLines(campaign, options.rebooted),
    '',
    plainTable(['HOST', 'WAVE', 'STAGE', 'TOOK', ''], rows, paper),
    ...driftLines(campaign),
    ...leftOutLines(campaign),
  ].join('\n');
}

function rebootedLines(campaign: Campaign, rebooted: RebootedSince): readonly string[] {
  if (rebooted.length === 0) return [];
  const left = planLeft(campaign, rebooted).steps.length;
  const consequence =
    left === 0
      ? 'Nothing is left to reboot: the plan closes by itself.'
      : `An approval reboots ${left} of ${counted(campaign.hosts.size, 'host')}.`;
  return [
    '',
    ...(campaign.phase.kind === 'awaiting-approval' ? [consequence] : []),
    'Rebooted since the plan was made, left alone:',
    ...rebooted.map((host) => `  ${host}`),
  ];
}

/** What hosts had before their reboot and have no more. */
function driftLines({ hosts }: Campaign): readonly string[] {
  const lines = [...hosts].flatMap(([id, { drift }]) =>
    drift === null || drift.length === 0 ? [] : [`  ${id}: ${safeText(driftText(drift))}`],
  );
  return lines.length === 0 ? [] : ['', 'Missing since the reboot:', ...lines];
}

/** What an ended campaign took out of rotation and did not bring back. */
function leftOutLines(campaign: Campaign): readonly string[] {
  const hosts = [...leftOutHosts([campaign]).keys()];
  if (hosts.length === 0) return [];
  return [
    '',
    'Left out of rotation, and counted as down until back:',
    ...hosts.map((host) => {
      const reboot = campaign.hosts.get(host);
      const guests = reboot === undefined ? [] : guestsOut(reboot);
      const withGuests = guests.length === 0 ? '' : `, with its guests ${namesText(guests, 12)}`;
      return `  ${host}${withGuests}: \`stagger put-back ${host}\` brings ${guests.length === 0 ? 'it' : 'them'} back`;
    }),
  ];
}

function phaseCell(phase: CampaignPhase): Cell {
  const text = phase.kind === 'ended' ? phase.as.kind : phase.kind;
  switch (phase.kind) {
    case 'halted':
      return { text, tone: 'bad' };
    case 'paused':
    case 'stopping':
      return { text, tone: 'warn' };
    case 'running':
      return { text, tone: 'good' };
    case 'awaiting-approval':
      return text;
    case 'ended':
      return { text, tone: phase.as.kind === 'done' ? 'good' : 'dim' };
  }
}

function phaseText(phase: CampaignPhase, timeZone: string): string {
  switch (phase.kind) {
    case 'awaiting-approval':
    case 'running':
      return phase.kind;
    case 'paused':
      return `paused by ${phase.by} at ${instantText(phase.at, timeZone)}`;
    case 'stopping':
      if (phase.was !== null)
        return `bringing back what it left out, asked by ${phase.by} at ${instantText(phase.at, timeZone)}`;
      return phase.denial === null
        ? `stopping, asked by ${phase.by} at ${instantText(phase.at, timeZone)}`
        : `stopping, denied by ${phase.by} at ${instantText(phase.at, timeZone)}: ${safeText(phase.denial)}`;
    case 'halted': {
      const why =
        phase.why.kind === 'host-failed'
          ? `${phase.why.host}: ${phase.why.failure.kind}: ${safeText(phase.why.failure.detail)}`
          : `the clock jumped by ${phase.why.byMs} ms`;
      return `halted at ${instantText(phase.at, timeZone)}: ${why}`;
    }
    case 'ended': {
      const { as } = phase;
      const how =
        as.kind === 'denied'
          ? `denied by ${as.by}: ${safeText(as.reason)}`
          : as.kind === 'voided'
            ? `voided: ${safeText(as.why)}`
            : as.kind === 'stopped'
              ? `stopped by ${as.by}`
              : as.kind;
      return `${how}, at ${instantText(phase.at, timeZone)}`;
    }
  }
}

function stageCell(stage: HostStage): Cell {
  switch (stage.kind) {
    case 'done':
      return { text: stage.kind, tone: 'good' };
    case 'failed':
      return { text: stage.kind, tone: 'bad' };
    case 'undoing':
    case 'restoring':
    case 'retreating':
      return { text: stage.kind, tone: 'warn' };
    case 'waiting':
    case 'skipped':
      return { text: stage.kind, tone: 'dim' };
    default:
      return stage.kind;
  }
}

function endOf(stage: HostStage, now: Instant): Instant {
  return 'at' in stage ? stage.at : now;
}

function detailOf(stage: HostStage, timeZone: string): string {
  switch (stage.kind) {
    case 'failed':
      return `${stage.failure.kind}: ${stage.failure.detail}`;
    case 'skipped':
      return skipText(stage.why);
    case 'soaking':
      return `until ${instantText(stage.untilAt, timeZone)}`;
    case 'confirming':
      return stage.accepted ? '' : 'whether the reboot arrived is not known yet';
    default:
      return '';
  }
}

export function skipText(why: SkipReason): string {
  switch (why.kind) {
    case 'already-rebooted':
      return 'somebody had rebooted it already';
    case 'changed-since-plan':
      return why.detail;
    case 'removed-from-inventory':
      return 'it left the inventory';
    case 'by-person':
      return `skipped by ${why.by}`;
    default:
      return assertNever(why);
  }
}

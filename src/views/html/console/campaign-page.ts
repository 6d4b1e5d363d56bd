// One campaign as a live timeline, one row a host, and the same as a table with what each host waits for.

import type { Instant } from '../../../core/brand.ts';
import type { HostTimeline } from '../../../core/campaign/host-timeline.ts';
import type { StartBlock } from '../../../core/campaign/start-conditions.ts';
import type { Campaign, HostReboot, HostStage } from '../../../core/campaign/state.ts';
import { campaignSummary } from '../../../core/campaign/summary.ts';
import { driftText } from '../../../core/drift/drift.ts';
import type { HostId } from '../../../core/fleet/ids.ts';
import { startBlockLines } from '../../terminal/start-block-text.ts';
import { durationText } from '../../terminal/time-text.ts';
import { html, type Html } from '../html-text.ts';
import { framed, instant, type Frame } from './frame.ts';
import { hostLink } from './links.ts';
import { denialText, phaseText } from './phase-text.ts';
import { scrollTable } from './table.ts';
import { timelinePicture } from './timeline-picture.ts';

export type CampaignPageInput = {
  readonly campaign: Campaign;
  readonly timelines: readonly HostTimeline[];
  /** Of waiting hosts of an open campaign: why they do not start now. */
  readonly blocks: ReadonlyMap<HostId, readonly StartBlock[]>;
};

export function campaignPage(frame: Frame, { campaign, timelines, blocks }: CampaignPageInput): string {
  const { text } = frame;
  const { done, total } = campaignSummary(campaign);
  const { plan, digest } = campaign.document;
  const needed = campaign.approvalPolicy.needed;
  const rows = [...campaign.hosts].map(([id, host]) => [
    hostLink(id),
    host.step.wave,
    html`<span class="tag ${stageClass(host.stage)}">${frame.words.progress.stage[host.stage.kind]}</span>`,
    host.startedAt === null ? '' : durationText(endOf(host.stage, frame.now) - host.startedAt),
    detail(frame, host, blocks.get(id) ?? []),
  ]);
  const main = html`
    <dl class="facts">
      <dt>${text.campaigns.phase}</dt>
      <dd><b>${phaseText(frame, campaign.phase)}</b> ${denialText(campaign.phase)}</dd>
      <dt>${text.campaigns.done}</dt>
      <dd>${text.campaigns.of(done, total)}</dd>
      <dt>${text.campaigns.proposed}</dt>
      <dd>${instant(frame, campaign.proposedAt)}, ${campaign.requestedBy}</dd>
      <dt>${text.campaigns.approvals(campaign.approvals.length, needed)}</dt>
      <dd>
        ${campaign.approvals.map(({ by, at }) => html`${by}, ${instant(frame, at)}<br />`)}
        <span class="hash">${text.campaigns.plan(plan.version, digest.slice(0, 12))}</span>
      </dd>
    </dl>
    ${
      timelines.length === 0
        ? null
        : html`<h2>${text.campaigns.timeline}</h2>
            <p class="note">${text.campaigns.timelineIntro}</p>
            ${timelinePicture(frame, timelines)}`
    }
    ${scrollTable(
      campaign.id,
      [
        { name: text.column.host },
        { name: text.campaigns.wave, kind: 'number' },
        { name: text.campaigns.stage },
        { name: text.campaigns.took },
        { name: text.campaigns.detail },
      ],
      rows,
    )}
  `;
  const downloads = [
    { href: `/campaigns/${encodeURIComponent(campaign.id)}.json`, name: `${campaign.id}.json` },
  ];
  return framed(frame, {
    section: 'campaigns',
    title: `${text.campaigns.campaign} ${campaign.id}`,
    main,
    downloads,
  });
}

function stageClass(stage: HostStage): string {
  switch (stage.kind) {
    case 'done':
      return 'fresh';
    case 'failed':
    case 'undoing':
      return 'overdue';
    case 'skipped':
      return 'exempt';
    case 'waiting':
      return 'unknown';
    default:
      return 'rebooting';
  }
}

function endOf(stage: HostStage, now: Instant): Instant {
  return 'at' in stage ? stage.at : now;
}

function detail(frame: Frame, { stage, drift }: HostReboot, blocks: readonly StartBlock[]): Html | string {
  if (stage.kind === 'failed') return `${frame.words.failure[stage.failure.kind]}: ${stage.failure.detail}`;
  if (stage.kind === 'soaking') return html`${instant(frame, stage.untilAt)}`;
  if (drift !== null && drift.length > 0)
    return html`<b>${frame.text.campaigns.drift}</b> ${driftText(drift)}`;
  const lines = [...new Set(blocks.flatMap((block) => startBlockLines(block, frame.timeZone)))];
  return html`${lines.map((line) => html`<span class="fold">${line}</span>`)}`;
}

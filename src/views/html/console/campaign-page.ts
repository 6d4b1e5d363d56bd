// One campaign: where it stands and what came of it, its live timeline with one row a host, and the same as a table with
// what each host waits for and what was gone after its reboot.

import type { Instant } from '../../../core/brand.ts';
import type { HostTimeline } from '../../../core/campaign/host-timeline.ts';
import { startableAt, type CampaignHold } from '../../../core/campaign/holds.ts';
import {
  estimatedEndAt,
  estimatedStartAt,
  progressOf,
  type Outlook,
} from '../../../core/campaign/progress.ts';
import { campaignSpan } from '../../../core/campaign/span.ts';
import { nothingLeft, planLeft, type RebootedSince } from '../../../core/campaign/rebooted-since.ts';
import type { StartBlock } from '../../../core/campaign/start-conditions.ts';
import type { Campaign, HostReboot, HostStage } from '../../../core/campaign/state.ts';
import type { HostId } from '../../../core/fleet/ids.ts';
import { failurePlain } from '../../slack/failure-words.ts';
import { html, type Html, type HtmlValue } from '../html-text.ts';
import { bothFormats, framed, instant, type Frame } from './frame.ts';
import { driftItems, skippedText } from './host-outcome.ts';
import { hostLink } from './links.ts';
import { personText } from './person-text.ts';
import { denialText, phaseClass, phaseText } from './phase-text.ts';
import { stackingTable } from './table.ts';
import { timelinePicture } from './timeline-picture.ts';
import { blockLines } from './wait-lines.ts';

const DETAIL_CHARS = 600;

export type CampaignPageInput = {
  readonly campaign: Campaign;
  readonly timelines: readonly HostTimeline[];
  /** Of waiting hosts of an open campaign: why they do not start now. */
  readonly blocks: ReadonlyMap<HostId, readonly StartBlock[]>;
  /** What keeps all or some of its hosts from starting. */
  readonly holds: readonly CampaignHold[];
  readonly rebooted: RebootedSince;
};

export function campaignPage(frame: Frame, input: CampaignPageInput): string {
  const { text } = frame;
  const { campaign, timelines } = input;
  const { phase, id } = campaign;
  const main = html`
    ${
      phase.kind === 'halted' && phase.why.kind === 'host-failed'
        ? html`<p class="alarm">
            ${phaseText(frame, phase)}: ${failurePlain(phase.why.failure, DETAIL_CHARS, frame.words)}
            <span class="fold">${text.campaigns.halted(id, phase.why.host)}</span>
          </p>`
        : null
    }
    ${rebootedNote(frame, campaign, input.rebooted)}
    <div class="columns">
      <section class="panel" aria-labelledby="report">
        <h2 id="report">${text.campaigns.report}</h2>
        ${report(frame, input)}
      </section>
      <section class="panel" aria-labelledby="approval">
        <h2 id="approval">${text.campaigns.approval}</h2>
        ${approval(frame, campaign)}
      </section>
    </div>
    ${
      timelines.length === 0
        ? null
        : html`<section class="panel" aria-labelledby="timeline">
            <h2 id="timeline">${text.campaigns.timeline}</h2>
            <p class="note">${text.campaigns.timelineIntro}</p>
            ${timelinePicture(frame, timelines)}
          </section>`
    }
    ${drifted(frame, campaign)}
    <h2>${text.column.hosts}</h2>
    ${hosts(frame, input)}
  `;
  return framed(frame, {
    section: 'campaigns',
    title: `${text.campaigns.campaign} ${id}`,
    intro: html`<span class="tag ${phaseClass(phase)}">${phaseText(frame, phase)}</span>
      ${denialText(frame, phase)}`,
    main,
    downloads: bothFormats(`/campaigns/${encodeURIComponent(id)}`),
  });
}

/** Hosts that wait and are rebooted no more, and of a plan that waits for approval what is left of it. */
function rebootedNote({ words }: Frame, campaign: Campaign, hosts: RebootedSince): Html | null {
  if (hosts.length === 0) return null;
  const named = html`${hosts.map((host, index) => html`${index === 0 ? '' : ', '}${hostLink(host)}`)}`;
  return html`<p class="note">
    ${
      campaign.phase.kind !== 'awaiting-approval'
        ? null
        : nothingLeft(campaign, hosts)
          ? words.approval.nothingLeft
          : html`<b
                >${words.approval.titleLeft(planLeft(campaign, hosts).steps.length, campaign.hosts.size)}</b
              >.`
    }
    ${words.approval.rebootedSince('')} ${named}
  </p>`;
}

function facts(list: readonly (readonly [string, HtmlValue])[]): Html {
  return html`<dl class="facts">
    ${list.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** What came of it so far, in figures. */
function report(frame: Frame, { campaign, holds }: CampaignPageInput): Html {
  const { text, words, now } = frame;
  const { total, done, failed, skipped, waiting, 'in-flight': inFlight } = progressOf(campaign);
  const span = campaignSpan(campaign, now);
  const outlook = { now, startableAt: startableAt(holds, now) };
  const endAt = isUnderWay(campaign) ? estimatedEndAt(campaign, outlook) : null;
  const drift = [...campaign.hosts.values()].filter((host) => (host.drift ?? []).length > 0).length;
  const counts = [
    [inFlight.length, text.campaigns.inFlight],
    [waiting.length, text.campaigns.waiting],
    [failed.length, text.campaigns.failed],
    [skipped.length, text.campaigns.skipped],
    [drift, text.campaigns.drifted],
  ] as const;
  return html`<progress
      max="${Math.max(1, total)}"
      value="${done.length}"
      aria-label="${text.campaigns.done}"
    ></progress>
    ${facts([
      [
        text.campaigns.done,
        html`<b>${text.campaigns.of(done.length, total)}</b>${counts.map(([count, name]) =>
            count === 0 ? null : html`, ${count} ${name}`,
          )}`,
      ],
      ...(span === null || span.kind === 'planned'
        ? []
        : [
            [text.campaigns.began, instant(frame, span.fromAt)] as const,
            [
              text.campaigns.took,
              words.duration((span.kind === 'past' ? span.untilAt : now) - span.fromAt),
            ] as const,
          ]),
      ...(endAt === null ? [] : [[text.campaigns.expectedEnd, instant(frame, endAt)] as const]),
    ])}`;
}

/** Of a paused or halted campaign, nobody knows when it goes on. */
function isUnderWay({ phase }: Campaign): boolean {
  return phase.kind === 'running' || phase.kind === 'awaiting-approval';
}

function approval(frame: Frame, campaign: Campaign): Html {
  const { text } = frame;
  const { approvals, approvalPolicy, phase, requestedBy, proposedAt, expiresAt, document } = campaign;
  return facts([
    [text.campaigns.proposed, html`${instant(frame, proposedAt)}, ${personText(frame, requestedBy)}`],
    [
      text.campaigns.approvals(approvals.length, approvalPolicy.needed),
      approvals.length === 0
        ? text.none
        : html`${approvals.map(({ by, at }) => html`${personText(frame, by)}, ${instant(frame, at)}<br />`)}`,
    ],
    ...(phase.kind === 'ended' ? [] : [[text.campaigns.expires, instant(frame, expiresAt)] as const]),
    [
      text.campaigns.plan,
      html`<span class="hash"
        >${text.campaigns.version(document.plan.version, document.digest.slice(0, 12))}</span
      >`,
    ],
  ]);
}

function drifted(frame: Frame, { hosts }: Campaign): Html | null {
  const { text } = frame;
  const rows = [...hosts].flatMap(([id, { drift }]) =>
    drift === null || drift.length === 0 ? [] : [[hostLink(id), driftItems(frame, drift)]],
  );
  if (rows.length === 0) return null;
  return html`<h2>${text.campaigns.drift}</h2>
    <p class="note">${text.campaigns.driftIntro}</p>
    ${stackingTable(text.campaigns.drift, [{ name: text.column.host }, { name: text.campaigns.gone }], rows)}`;
}

function hosts(frame: Frame, { campaign, blocks, holds }: CampaignPageInput): Html {
  const { text, words, now } = frame;
  const outlook = { now, startableAt: startableAt(holds, now) };
  return stackingTable(
    campaign.id,
    [
      { name: text.column.host },
      { name: text.campaigns.stage },
      { name: text.campaigns.wave, kind: 'number', cue: text.campaigns.wave },
      { name: text.campaigns.took, cue: text.campaigns.took },
      { name: text.campaigns.detail },
    ],
    [...campaign.hosts].map(([id, host]) => [
      hostLink(id),
      html`<span class="tag ${stageClass(host.stage)}">${words.progress.stage[host.stage.kind]}</span>`,
      host.step.wave,
      host.startedAt === null ? '' : words.duration(endOf(host.stage, frame.now) - host.startedAt),
      // Of an ended campaign nobody waits any more.
      host.stage.kind === 'waiting' && campaign.phase.kind === 'ended'
        ? ''
        : detail(frame, host, { campaign, outlook, blocks: blocks.get(id) ?? [] }),
    ]),
  );
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

type Waiting = {
  readonly campaign: Campaign;
  readonly outlook: Outlook;
  readonly blocks: readonly StartBlock[];
};

function detail(frame: Frame, host: HostReboot, waiting: Waiting): Html | string {
  const { text } = frame;
  const { stage } = host;
  switch (stage.kind) {
    case 'failed':
      return html`<b class="critical-text">${frame.words.failure[stage.failure.kind]}</b>:
        ${failurePlain(stage.failure, DETAIL_CHARS, frame.words)}`;
    case 'skipped':
      return skippedText(frame, stage.why);
    case 'soaking':
      return html`${text.calendar.until}: ${instant(frame, stage.untilAt)}`;
    case 'waiting': {
      const lines = blockLines(frame, waiting.blocks);
      if (lines.length === 0) {
        const startAt = estimatedStartAt(waiting.campaign, host, waiting.outlook);
        return startAt === null
          ? frame.words.progress.whenFree
          : html`${text.campaigns.expectedStart} ${instant(frame, startAt)}`;
      }
      return html`${lines.map((line, index) => (index === 0 ? line : html`<span class="fold">${line}</span>`))}`;
    }
    default:
      return '';
  }
}

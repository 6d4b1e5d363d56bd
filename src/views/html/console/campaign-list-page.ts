// Every campaign there was, newest first, and how long those took that ran.

import type { Campaign } from '../../../core/campaign/state.ts';
import { campaignSpan } from '../../../core/campaign/span.ts';
import { progressOf } from '../../../core/campaign/progress.ts';
import { campaignSummary } from '../../../core/campaign/summary.ts';
import type { ChartSvg } from '../../charts/page-chart.ts';
import { html, type Html } from '../html-text.ts';
import { chartFigure } from './chart-figure.ts';
import { bothFormats, framed, instant, type Frame } from './frame.ts';
import { campaignLink } from './links.ts';
import { personText } from './person-text.ts';
import { phaseClass, phaseText } from './phase-text.ts';
import { emptyNote, stackingTable } from './table.ts';

/** `lengths`: null where fewer than two campaigns have run, which is no picture. */
export function campaignListPage(
  frame: Frame,
  campaigns: readonly Campaign[],
  lengths: ChartSvg | null,
): string {
  const { text } = frame;
  const main = html`
    ${
      lengths === null
        ? null
        : html`<section class="panel" aria-labelledby="lengths">
            <h2 id="lengths">${text.campaigns.lengths}</h2>
            ${chartFigure({
              svg: lengths,
              says: text.campaigns.lengthsSay,
              legend: [
                { className: 'done-mark', name: text.campaigns.ends.done },
                { className: 'late-mark', name: text.campaigns.endedOtherwise },
              ],
            })}
          </section>`
    }
    ${campaigns.length === 0 ? emptyNote(text.campaigns.empty) : table(frame, campaigns)}
  `;
  return framed(frame, {
    section: 'campaigns',
    title: text.campaigns.title,
    intro: text.campaigns.intro,
    main,
    downloads: bothFormats('/campaigns'),
  });
}

function table(frame: Frame, campaigns: readonly Campaign[]): Html {
  const { text, words, now } = frame;
  return stackingTable(
    text.campaigns.title,
    [
      { name: text.campaigns.campaign },
      { name: text.campaigns.phase },
      { name: text.campaigns.done },
      { name: text.campaigns.failed, kind: 'number', cue: text.campaigns.failed },
      { name: text.campaigns.drifted, kind: 'number', cue: text.campaigns.drifted },
      { name: text.campaigns.took, cue: text.campaigns.took },
      { name: text.campaigns.proposed, cue: text.campaigns.proposed },
      { name: text.campaigns.by, cue: text.campaigns.by },
    ],
    campaigns.map((campaign) => {
      const { done, total, drifted } = campaignSummary(campaign);
      const failed = progressOf(campaign).failed.length;
      const span = campaignSpan(campaign, now);
      return [
        campaignLink(campaign.id),
        html`<span class="tag ${phaseClass(campaign.phase)}">${phaseText(frame, campaign.phase)}</span>`,
        html`<progress
            max="${Math.max(1, total)}"
            value="${done}"
            aria-label="${text.campaigns.done}"
          ></progress>
          ${text.campaigns.of(done, total)}`,
        failed === 0 ? '' : html`<b class="critical-text">${failed}</b>`,
        drifted === 0 ? '' : html`<b class="warning-text">${drifted}</b>`,
        span === null || span.kind === 'planned'
          ? ''
          : words.duration((span.kind === 'past' ? span.untilAt : now) - span.fromAt),
        instant(frame, campaign.proposedAt),
        personText(frame, campaign.requestedBy),
      ];
    }),
  );
}

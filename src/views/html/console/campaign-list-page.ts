// Every campaign there was, newest first.

import type { Campaign } from '../../../core/campaign/state.ts';
import { campaignSummary } from '../../../core/campaign/summary.ts';
import { html } from '../html-text.ts';
import { framed, instant, type Frame } from './frame.ts';
import { campaignLink } from './links.ts';
import { phaseText } from './phase-text.ts';
import { scrollTable } from './table.ts';

export function campaignListPage(frame: Frame, campaigns: readonly Campaign[]): string {
  const { text } = frame;
  const columns = [
    { name: text.campaigns.campaign },
    { name: text.campaigns.phase },
    { name: text.campaigns.done },
    { name: text.campaigns.proposed },
    { name: text.campaigns.by },
  ];
  const rows = campaigns.map((campaign) => {
    const { done, total } = campaignSummary(campaign);
    return [
      campaignLink(campaign.id),
      phaseText(frame, campaign.phase),
      text.campaigns.of(done, total),
      instant(frame, campaign.proposedAt),
      campaign.requestedBy,
    ];
  });
  const main =
    rows.length === 0
      ? html`<p>${text.campaigns.empty}</p>`
      : scrollTable(text.campaigns.title, columns, rows);
  const downloads = [{ href: '/campaigns.json', name: 'campaigns.json' }];
  return framed(frame, { section: 'campaigns', title: text.campaigns.title, main, downloads });
}

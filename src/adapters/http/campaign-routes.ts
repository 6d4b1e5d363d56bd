// Campaigns: all of them with how long they took, and one as a live timeline.

import type { Hono } from 'hono';
import { hostTimelines } from '../../core/campaign/host-timeline.ts';
import { rebootedSince } from '../../core/campaign/rebooted-since.ts';
import { campaignSpan } from '../../core/campaign/span.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import { campaignSummary } from '../../core/campaign/summary.ts';
import type { CampaignId } from '../../core/fleet/ids.ts';
import type { CampaignLength } from '../../views/charts/durations-chart.ts';
import type { ChartSvg } from '../../views/charts/page-chart.ts';
import { campaignsTable, campaignTable } from '../../views/csv/campaign-rows.ts';
import { campaignListPage } from '../../views/html/console/campaign-list-page.ts';
import { campaignPage } from '../../views/html/console/campaign-page.ts';
import type { Frame } from '../../views/html/console/frame.ts';
import { missingPage } from '../../views/html/console/missing-page.ts';
import { campaignJson } from '../../views/json/campaign-json.ts';
import { instantText } from '../../views/terminal/time-text.ts';
import {
  addDownloads,
  addDownloadsOf,
  CAMPAIGNS_SHOWN,
  frameOf,
  type ConsoleOptions,
} from './console-frame.ts';

/** Bars of the picture; the table below it has more. */
const LENGTHS_DRAWN = 20;

export function addCampaignRoutes(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/campaigns', async (context) => {
    const frame = frameOf(options);
    const campaigns = await reader.campaigns(CAMPAIGNS_SHOWN);
    return context.html(campaignListPage(frame, campaigns, await lengthsOf(frame, campaigns)));
  });
  addDownloads(app, '/campaigns', async () => {
    const campaigns = await reader.campaigns(CAMPAIGNS_SHOWN);
    return {
      shape: 'campaigns/1',
      data: {
        campaigns: campaigns.map((campaign) =>
          campaignSummary(campaign, rebootedSince(campaign, reader.snapshot())),
        ),
      },
      table: campaignsTable(campaigns, reader.now()),
    };
  });
  addDownloadsOf(app, '/campaigns', async (id) => {
    const found = await reader.campaign(id as CampaignId);
    if (found === null) return null;
    const { campaign } = found;
    return {
      shape: 'campaign/1',
      data: campaignJson(campaign, rebootedSince(campaign, reader.snapshot())),
      table: campaignTable(campaign),
    };
  });
  app.get('/campaigns/:id', async (context) => {
    const id = context.req.param('id');
    const frame = frameOf(options);
    const found = await reader.campaign(id as CampaignId);
    if (found === null)
      return context.html(
        missingPage(frame, 'campaigns', frame.text.missing.campaign(id.slice(0, 100))),
        404,
      );
    const { campaign, events } = found;
    const standing = await reader.standing(campaign);
    const rebooted = rebootedSince(campaign, reader.snapshot());
    const timelines = hostTimelines(events);
    return context.html(campaignPage(frame, { campaign, timelines, rebooted, ...standing }));
  });
}

/** Null where fewer than two have run. */
async function lengthsOf(
  { now, timeZone, words }: Frame,
  campaigns: readonly Campaign[],
): Promise<ChartSvg | null> {
  const lengths = campaigns.flatMap((campaign): readonly CampaignLength[] => {
    const span = campaignSpan(campaign, now);
    if (span?.kind !== 'past' || campaign.phase.kind !== 'ended') return [];
    const tookMs = span.untilAt - span.fromAt;
    return [
      {
        label: instantText(span.fromAt, timeZone).slice(5, 10),
        tookMs,
        took: words.duration(tookMs),
        ended: campaign.phase.as.kind === 'done' ? 'done' : 'otherwise',
      },
    ];
  });
  if (lengths.length < 2) return null;
  const { durationsChart } = await import('../../views/charts/durations-chart.ts');
  return durationsChart(lengths.slice(0, LENGTHS_DRAWN).reverse());
}

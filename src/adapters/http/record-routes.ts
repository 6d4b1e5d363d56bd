// The console's records: campaigns, hosts with their boots, the audit trail; as pages and as files.

import type { Hono } from 'hono';
import { DAY_MS } from '../../core/brand.ts';
import { hostTimelines } from '../../core/campaign/host-timeline.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import { campaignSummary } from '../../core/campaign/summary.ts';
import type { CampaignId, HostId, IncidentId } from '../../core/fleet/ids.ts';
import { auditPlacement } from '../../core/placement/audit.ts';
import type { JournalEntry } from '../../ports/store.ts';
import { campaignListPage } from '../../views/html/console/campaign-list-page.ts';
import { campaignPage } from '../../views/html/console/campaign-page.ts';
import { hostPage, missingPage } from '../../views/html/console/host-page.ts';
import { incidentListPage, incidentPage } from '../../views/html/console/incident-pages.ts';
import { journalPage } from '../../views/html/console/journal-page.ts';
import { incidentJson, incidentSummaryJson } from '../../views/json/incident-json.ts';
import { hostRows } from '../../views/terminal/hosts-table.ts';
import { CAMPAIGNS_SHOWN, download, frameOf, jsonText, type ConsoleOptions } from './console-frame.ts';

const INCIDENTS_SHOWN_MS = 90 * DAY_MS;
const ENTRIES_SHOWN = 100;
const ENTRIES_DOWNLOADED = 10_000;

export function addRecordRoutes(app: Hono, options: ConsoleOptions): void {
  addCampaigns(app, options);
  addIncidents(app, options);
  addHosts(app, options);
  addJournal(app, options);
}

function campaignJson(campaign: Campaign): Readonly<Record<string, unknown>> {
  const { hosts, ...rest } = campaign;
  return { ...rest, hosts: Object.fromEntries(hosts) };
}

function addCampaigns(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/campaigns', async (context) =>
    context.html(campaignListPage(frameOf(options), await reader.campaigns(CAMPAIGNS_SHOWN))),
  );
  app.get('/campaigns.json', async (context) => {
    const campaigns = (await reader.campaigns(CAMPAIGNS_SHOWN)).map(campaignSummary);
    return download(context, 'campaigns.json', jsonText('campaigns/1', { campaigns }));
  });
  app.get('/campaigns/:file{.+\\.json}', async (context) => {
    const id = context.req.param('file').slice(0, -'.json'.length);
    const found = await reader.campaign(id as CampaignId);
    if (found === null) return context.notFound();
    return download(context, 'campaign.json', jsonText('campaign/1', campaignJson(found.campaign)));
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
    const blocks = await reader.startBlocks(campaign);
    return context.html(campaignPage(frame, { campaign, timelines: hostTimelines(events), blocks }));
  });
}

function addIncidents(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/incidents', async (context) =>
    context.html(incidentListPage(frameOf(options), await reader.incidents(INCIDENTS_SHOWN_MS))),
  );
  app.get('/incidents.json', async (context) => {
    const incidents = (await reader.incidents(INCIDENTS_SHOWN_MS)).map(incidentSummaryJson);
    return download(context, 'incidents.json', jsonText('incidents/1', { incidents }));
  });
  app.get('/incidents/:file{.+\\.json}', async (context) => {
    const id = context.req.param('file').slice(0, -'.json'.length);
    const incident = await reader.incident(id as IncidentId);
    if (incident === null) return context.notFound();
    return download(context, 'incident.json', jsonText('incident/1', incidentJson(incident, reader.now())));
  });
  app.get('/incidents/:id', async (context) => {
    const id = context.req.param('id');
    const frame = frameOf(options);
    const incident = await reader.incident(id as IncidentId);
    return incident === null
      ? context.html(missingPage(frame, 'incidents', frame.text.incidents.missing(id.slice(0, 100))), 404)
      : context.html(incidentPage(frame, incident));
  });
}

function addHosts(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/hosts/:file{.+\\.json}', async (context) => {
    const id = context.req.param('file').slice(0, -'.json'.length) as HostId;
    const fleet = reader.fleet();
    const host = fleet.hosts.get(id);
    if (host === undefined) return context.notFound();
    const [row] = hostRows({ ...fleet, hosts: new Map([[id, host]]) }, reader.snapshot(), {
      now: reader.now(),
      maxAgeMs: reader.maxAgeMs,
      leftOut: await reader.leftOut(),
    });
    return download(context, 'host.json', jsonText('host/1', { host: row, boots: await reader.boots(id) }));
  });
  app.get('/hosts/:id', async (context) => {
    const id = context.req.param('id') as HostId;
    const frame = frameOf(options);
    const fleet = reader.fleet();
    const host = fleet.hosts.get(id);
    if (host === undefined)
      return context.html(missingPage(frame, 'fleet', frame.text.host.missing(id.slice(0, 100))), 404);
    const having = (await reader.campaigns(CAMPAIGNS_SHOWN)).filter(({ hosts }) => hosts.has(id));
    const campaigns = await Promise.all(
      having.map(async (campaign) => ({
        campaign,
        blocks: (await reader.startBlocks(campaign)).get(id) ?? [],
      })),
    );
    return context.html(
      hostPage(frame, {
        fleet,
        host,
        view: reader.snapshot().hosts.get(id),
        maxAgeMs: reader.maxAgeMs,
        boots: await reader.boots(id),
        campaigns,
        findings: auditPlacement(fleet, frame.now).findings.filter(({ hosts }) => hosts.includes(id)),
      }),
    );
  });
}

/** As `stagger audit-log list --json` prints it. */
function entryJson({
  seq,
  at,
  actor,
  campaign,
  event,
  prevHash,
  hash,
}: JournalEntry): Readonly<Record<string, unknown>> {
  return { seq, at, actor, campaign, event, prevHash, hash };
}

function addJournal(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/journal', async (context) => {
    const head = await reader.journalHead();
    const asked = Number(context.req.query('before') ?? head.seq + 1);
    const before = Number.isSafeInteger(asked) && asked >= 1 ? Math.min(asked, head.seq + 1) : head.seq + 1;
    const afterSeq = Math.max(0, before - 1 - ENTRIES_SHOWN);
    const entries = await reader.journal({ afterSeq, limit: before - 1 - afterSeq });
    const rows = [...entries].reverse();
    return context.html(
      journalPage(frameOf(options), { rows, head, olderBefore: afterSeq === 0 ? null : afterSeq + 1 }),
    );
  });
  app.get('/journal.json', async (context) => {
    const { seq } = await reader.journalHead();
    const entries = await reader.journal({
      afterSeq: Math.max(0, seq - ENTRIES_DOWNLOADED),
      limit: ENTRIES_DOWNLOADED,
    });
    return download(context, 'journal.json', jsonText('audit-log/1', { entries: entries.map(entryJson) }));
  });
}

// The fleet and its hosts: the first page, every host as a file, and one host with what is known of it.

import type { Hono } from 'hono';
import { DAY_MS, type Instant } from '../../core/brand.ts';
import { agendaOf } from '../../core/calendar/agenda.ts';
import { mergedOpenings, openingFrom } from '../../core/calendar/opening.ts';
import { heldHosts } from '../../core/campaign/holding.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import { uptimeBuckets, type UptimeBucket } from '../../core/uptime/uptime-buckets.ts';
import { hostRowCells, hostRowHeader } from '../../views/csv/host-rows.ts';
import { bootsTable } from '../../views/csv/record-rows.ts';
import { fleetPage, type FleetPageInput } from '../../views/html/console/fleet-page.ts';
import type { OpeningSoon } from '../../views/html/console/fleet-tiles.ts';
import { fleetViews } from '../../views/html/console/fleet-view.ts';
import { sortOf } from '../../views/html/console/host-list.ts';
import { hostLooks, judgeLooks } from '../../views/html/console/host-look.ts';
import { hostPage } from '../../views/html/console/host-page.ts';
import { missingPage } from '../../views/html/console/missing-page.ts';
import { pageOf } from '../../views/html/console/pager.ts';
import { catalogues } from '../../views/text/language.ts';
import { hostRows } from '../../views/terminal/hosts-table.ts';
import { auditOf } from './audit-memory.ts';
import {
  addDownloads,
  addDownloadsOf,
  CAMPAIGNS_SHOWN,
  frameOf,
  queryOneOf,
  queryText,
  type ConsoleOptions,
} from './console-frame.ts';
import { keptDrawing } from './kept-drawing.ts';

/** A next window later than this is no help on a first page; nor is the end of one that stays open for longer. */
const WINDOW_WITHIN_MS = 14 * DAY_MS;

export function addFleetRoutes(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  const drawnAges = keptDrawing((buckets: readonly UptimeBucket[]) => drawAges(buckets, options));
  app.get('/', async (context) => {
    const frame = frameOf(options);
    const [fleet, snapshot] = [reader.fleet(), reader.snapshot()];
    const open = await reader.openCampaigns();
    const judged = judgeLooks(fleet, snapshot, {
      now: frame.now,
      maxAgeMs: reader.maxAgeMs,
      inFlight: new Set(open.flatMap((one) => [...heldHosts(one)])),
    });
    const buckets = uptimeBuckets(
      [...judged.values()].flatMap(({ verdict }) => (verdict === null ? [] : [verdict])),
    );
    return context.html(
      fleetPage(frame, {
        fleet,
        snapshot,
        judged,
        filter: {
          owner: queryText(context, 'owner'),
          service: queryText(context, 'service'),
          look: queryOneOf(context, 'state', hostLooks),
        },
        overview: {
          campaigns: open,
          incidents: (await reader.incidents(0)).filter(({ phase }) => phase.kind !== 'closed'),
          audit: auditOf(await reader.judged(), frame.now),
          opening: openingSoon(fleet, frame.now),
          holds: await reader.holds(),
          leftOut: await reader.leftOut(),
          unreadFreezes: fleet.unreadFreezes,
        },
        ages: { ...(await drawnAges(buckets)), buckets },
        view: queryOneOf(context, 'view', fleetViews),
        sort: sortOf(context.req.query('sort')),
        page: pageOf(context.req.query('page')),
      }),
    );
  });
  const rowsOf = async (fleet: Fleet) =>
    hostRows(fleet, reader.snapshot(), {
      now: reader.now(),
      maxAgeMs: reader.maxAgeMs,
      leftOut: await reader.leftOut(),
    });
  addDownloads(app, '/hosts', async () => {
    const hosts = await rowsOf(reader.fleet());
    return {
      shape: 'hosts/1',
      data: { hosts },
      table: { header: hostRowHeader, rows: hosts.map(hostRowCells) },
    };
  });
  addDownloadsOf(app, '/hosts', async (id) => {
    const fleet = reader.fleet();
    const host = fleet.hosts.get(id as HostId);
    if (host === undefined) return null;
    const boots = await reader.boots(host.id);
    const [row] = await rowsOf({ ...fleet, hosts: new Map([[host.id, host]]) });
    return { shape: 'host/1', data: { host: row, boots }, table: bootsTable(boots) };
  });
  addHostPage(app, options);
}

/** The charting library is loaded with the first drawing: a daemon that nobody looks at does without. */
async function drawAges(
  buckets: readonly UptimeBucket[],
  { language }: ConsoleOptions,
): Promise<Pick<FleetPageInput['ages'], 'svg' | 'says'>> {
  const { ageCharts } = await import('../../views/charts/age-chart.ts');
  const { uptimeChartAlt } = await import('../../views/charts/uptime-chart.ts');
  const words = catalogues[language];
  return { svg: ageCharts(buckets, words), says: uptimeChartAlt(buckets, words) };
}

/** When some host may be rebooted: the time that is open now, else the next. */
function openingSoon(fleet: Fleet, now: Instant): OpeningSoon {
  const horizon = now + WINDOW_WITHIN_MS;
  const turns = agendaOf(fleet, { fromAt: now, untilAt: horizon });
  const soon = openingFrom(mergedOpenings(turns.flatMap(({ startable }) => startable)), now);
  if (soon === null) return { kind: 'none' };
  if (soon.fromAt > now) return { kind: 'ahead', fromAt: soon.fromAt };
  return { kind: 'open', untilAt: soon.untilAt < horizon ? soon.untilAt : null };
}

function addHostPage(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  app.get('/hosts/:id', async (context) => {
    const id = context.req.param('id') as HostId;
    const frame = frameOf(options);
    const fleet = await reader.judged();
    const host = fleet.hosts.get(id);
    if (host === undefined)
      return context.html(missingPage(frame, 'fleet', frame.text.host.missing(id.slice(0, 100))), 404);
    const having = (await reader.campaigns(CAMPAIGNS_SHOWN)).filter(({ hosts }) => hosts.has(id));
    const campaigns = await Promise.all(
      having.map(async (campaign) => ({
        campaign,
        blocks: (await reader.standing(campaign)).blocks.get(id) ?? [],
      })),
    );
    const planned = context.req.query('explain') === '1' ? await reader.planned() : null;
    return context.html(
      hostPage(frame, {
        fleet,
        host,
        view: reader.snapshot().hosts.get(id),
        maxAgeMs: reader.maxAgeMs,
        boots: await reader.boots(id),
        campaigns,
        findings: auditOf(fleet, frame.now).findings.filter(({ hosts }) => hosts.includes(id)),
        leftOut: (await reader.leftOut()).get(id) ?? null,
        learned: await reader.learned(id),
        explanation:
          planned === null
            ? null
            : {
                row: planned.report.hosts.find((row) => row.host === id) ?? null,
                steps: planned.steps,
              },
      }),
    );
  });
}

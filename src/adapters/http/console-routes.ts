// The console's pages: reads what a page needs from the daemon, and hands it to the view. No page decides anything.

import { readFileSync } from 'node:fs';
import type { Context, Hono } from 'hono';
import { heldHosts } from '../../core/campaign/holding.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { ConsoleReader } from '../../ports/console-reader.ts';
import { csvText } from '../../views/csv/csv-text.ts';
import { hostRowCells, hostRowHeader } from '../../views/csv/host-rows.ts';
import { fleetPage } from '../../views/html/console/fleet-page.ts';
import { hostLooks, type HostLook } from '../../views/html/console/host-look.ts';
import { hostRows } from '../../views/terminal/hosts-table.ts';
import { CAMPAIGNS_SHOWN, download, frameOf, jsonText, type ConsoleOptions } from './console-frame.ts';
import { addJudgementRoutes } from './judgement-routes.ts';
import { addRecordRoutes } from './record-routes.ts';

const asset = (name: string): string => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');

async function hostsInFlight(reader: ConsoleReader): Promise<ReadonlySet<HostId>> {
  const campaigns = await reader.campaigns(CAMPAIGNS_SHOWN);
  const open = campaigns.filter(({ phase }) => phase.kind !== 'ended');
  return new Set(open.flatMap((campaign) => [...heldHosts(campaign)]));
}

function queryText(context: Context, name: string): string | null {
  const value = context.req.query(name) ?? '';
  return value === '' ? null : value;
}

/** Every page of the console and its assets; the fleet itself is here. */
export function addConsoleRoutes(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  const style = asset('console.css');
  const script = asset('console.js');
  app.get('/assets/console.css', (context) =>
    context.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  );
  // Browsers ask for it whatever the page says.
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.get('/assets/console.js', (context) =>
    context.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/', async (context) => {
    const look = queryText(context, 'state');
    return context.html(
      fleetPage(frameOf(options), {
        fleet: reader.fleet(),
        snapshot: reader.snapshot(),
        looks: { maxAgeMs: reader.maxAgeMs, inFlight: await hostsInFlight(reader) },
        filter: {
          owner: queryText(context, 'owner'),
          service: queryText(context, 'service'),
          look: hostLooks.find((one): one is HostLook => one === look) ?? null,
        },
      }),
    );
  });
  const rows = async () =>
    hostRows(reader.fleet(), reader.snapshot(), {
      now: reader.now(),
      maxAgeMs: reader.maxAgeMs,
      leftOut: await reader.leftOut(),
    });
  app.get('/hosts.json', async (context) =>
    download(context, 'hosts.json', jsonText('hosts/1', { hosts: await rows() })),
  );
  app.get('/hosts.csv', async (context) =>
    download(context, 'hosts.csv', csvText(hostRowHeader, (await rows()).map(hostRowCells))),
  );
  addJudgementRoutes(app, options);
  addRecordRoutes(app, options);
}

// Walks the console from its first page along every link that stays inside it, and fetches every file that a page
// offers: each is a table, or JSON of a shape that is written down.
import { describe, expect, it } from 'vitest';
import { addConsoleRoutes } from '../../../src/adapters/http/console-routes.ts';
import { createHttpApp } from '../../../src/adapters/http/http-server.ts';
import { consoleShapes } from '../../../src/cli/json/console-shapes.ts';
import { jsonShapes, type JsonShape } from '../../../src/cli/json/json-shapes.ts';
import { consoleCampaigns } from '../../fakes/sample-console-campaigns.ts';
import { sampleReader } from '../../fakes/sample-console.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { openReport } from '../../fakes/sample-incident.ts';
import { silentLog } from '../../fakes/silent-log.ts';

const shapes = new Map<string, JsonShape>([...Object.entries(jsonShapes), ...Object.entries(consoleShapes)]);

const reader = sampleReader(sampleFleet(), {
  campaigns: consoleCampaigns,
  incidents: [openReport.incident],
});
const app = createHttpApp({
  address: '127.0.0.1',
  token: null,
  allowedHosts: [],
  log: silentLog,
  routes: [(routes) => addConsoleRoutes(routes, { reader, language: 'en', timeZone: 'UTC', speed: 1 })],
});
const ask = async (path: string): Promise<Response> =>
  app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });

/** `/hosts/web-01?x=1` is of the kind `/hosts/*`: one page of each kind is walked. */
function kindOf(href: string): string {
  return href.replace(/[?#].*$/, '').replace(/^(\/(?:hosts|campaigns|incidents)\/).+$/, '$1*');
}

async function walk(): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = new Map<string, readonly string[]>();
  const ahead = ['/'];
  for (let path = ahead.shift(); path !== undefined; path = ahead.shift()) {
    if (files.has(kindOf(path))) continue;
    const text = await (await ask(path)).text();
    const links = [...text.matchAll(/href="(\/[^"#]*)/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    const isFile = (href: string): boolean => /\.(?:csv|json)(?:\?|$)/.test(href);
    files.set(kindOf(path), links.filter(isFile));
    ahead.push(...links.filter((href) => !isFile(href) && !href.startsWith('/assets/')));
  }
  return files;
}

const walked = await walk();

it('finds every page', () => {
  expect([...walked.keys()].sort()).toEqual([
    '/',
    '/calendar',
    '/campaigns',
    '/campaigns/*',
    '/findings',
    '/forecast',
    '/hosts/*',
    '/incidents',
    '/incidents/*',
    '/journal',
    '/services',
    '/what-if',
  ]);
});

describe.each([...walked])('%s', (_, files) => {
  it('offers a table and a shape', () => {
    expect(files.map((file) => /\.(\w+)(?:\?|$)/.exec(file)?.[1])).toEqual(['csv', 'json']);
  });

  it.each(files)('%s is what it says', async (file) => {
    const answer = await ask(file);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[a-z-]+\.(?:csv|json)"$/,
    );
    if (file.includes('.csv')) {
      expect(answer.headers.get('content-type')).toContain('text/csv');
      const [header = '', ...rows] = (await answer.text()).trimEnd().split('\r\n');
      expect(header).toMatch(/^[a-z_]+(?:,[a-z_]+)+$/);
      // The sample's journal is empty, and nothing is lost before something is chosen.
      if (!/^\/(?:journal)/.test(file)) expect(rows.length).toBeGreaterThan(0);
      return;
    }
    const { schema, ...data } = (await answer.json()) as { readonly schema: string };
    const shape = shapes.get(schema.slice('stagger/'.length));
    expect(shape, schema).toBeDefined();
    expect(shape?.schema.safeParse(data).error?.issues ?? []).toEqual([]);
  });
});

it.each(['/campaigns/nowhere', '/incidents/nowhere', '/hosts/nowhere'])('%s has no files', async (path) => {
  expect((await ask(`${path}.csv`)).status).toBe(404);
  expect((await ask(`${path}.json`)).status).toBe(404);
});

// Every page of the console in a real browser: with and without a script, in the light and in the dark, at the width of
// a phone, judged by axe-core; and that an open page follows the daemon. Pictures of all of them are kept where CI asks
// for artefacts.
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addConsoleRoutes } from '../../../src/adapters/http/console-routes.ts';
import { startHttpServer, type HttpServer } from '../../../src/adapters/http/http-server.ts';
import { addLiveEvents } from '../../../src/adapters/http/live-events.ts';
import type { PersonId } from '../../../src/core/fleet/ids.ts';
import type { JournalEntry } from '../../../src/ports/store.ts';
import type { Language } from '../../../src/views/text/language.ts';
import { runningCampaign } from '../../fakes/sample-campaign.ts';
import { consoleCampaigns, eventsOf } from '../../fakes/sample-console-campaigns.ts';
import { openReport } from '../../fakes/sample-incident.ts';
import { sampleReader } from '../../fakes/sample-console.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { silentLog } from '../../fakes/silent-log.ts';
import { chromiumOptions, keepPicture, violations } from '../../lab/browser.ts';

const campaign = runningCampaign();
const campaigns = [...consoleCampaigns];
let revision = 1;
/** As long as real ones: what an entry says must not make the page wide. */
const journal = consoleCampaigns.flatMap((each) =>
  eventsOf(each)
    .slice(0, 12)
    .map(({ at, event }, index): JournalEntry => ({
      seq: index + 1,
      at,
      actor: index % 3 === 0 ? each.requestedBy : ('daemon' as PersonId),
      campaign: each.id,
      event,
      prevHash: '0'.repeat(64),
      hash: 'f'.repeat(64),
    })),
);

const pages = {
  fleet: '/',
  'fleet-filtered': '/?service=db-proxy',
  'fleet-cells': '/?view=cells',
  'fleet-list': '/?view=list&sort=owner',
  services: '/services?level=rack',
  findings: '/findings?suggest=1',
  'findings-of-one': '/findings?owner=store&sort=subject',
  'what-if': '/what-if',
  'what-if-rack': '/what-if?lose=rack:r12',
  forecast: '/forecast',
  calendar: '/calendar',
  campaigns: '/campaigns',
  campaign: `/campaigns/${campaign.id}`,
  'campaign-ended': '/campaigns/c-20261121',
  incidents: '/incidents',
  incident: `/incidents/${openReport.incident.id}`,
  host: '/hosts/web-01?explain=1',
  journal: '/journal',
  nowhere: '/hosts/nowhere',
};

let browser: Browser;
const servers = new Map<Language, HttpServer>();

beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
  for (const language of ['en', 'ko'] as const) {
    const reader = {
      ...sampleReader(sampleFleet(), { campaigns, journal, incidents: [openReport.incident] }),
      revision: () => Promise.resolve(String(revision)),
    };
    const server = await startHttpServer({
      address: '127.0.0.1',
      port: 0,
      token: null,
      allowedHosts: [],
      log: silentLog,
      routes: [
        (app) => addConsoleRoutes(app, { reader, language, timeZone: 'Asia/Seoul', speed: 1 }),
        (app) => addLiveEvents(app, reader),
      ],
    });
    servers.set(language, server);
  }
});

afterAll(async () => {
  await browser.close();
  for (const server of servers.values()) await server.stop();
});

const address = (path: string, language: Language = 'en'): string =>
  new URL(path, servers.get(language)?.url).href;

/** How wide it is beside the channel in the demo. */
const BESIDE = 660;

const looks = [
  { name: 'desk', width: 1280, colorScheme: 'light', language: 'en' },
  { name: 'desk-dark', width: 1280, colorScheme: 'dark', language: 'en' },
  { name: 'phone', width: 390, colorScheme: 'light', language: 'ko' },
] as const;

/** The page, its navigation, a table or the ages, where they are wider than what is in sight of them. */
const outOfSight = `[
  ...[...document.querySelectorAll('html, nav, .scroll, .ages .chart')]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ tagName, className }) => tagName + ' ' + className + ' is cut off'),
  ...[...document.querySelectorAll('.ages .chart')]
    .filter(({ clientHeight }) => clientHeight < 60)
    .map(() => 'no chart is in sight'),
]`;

describe.each(looks)('on a $name, in $language', ({ name, width, colorScheme, language }) => {
  let page: Page;
  let errors: string[] = [];

  beforeAll(async () => {
    page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
  });

  afterAll(() => page.close());

  it.each(Object.entries(pages))('%s can be read by everybody', async (what, path) => {
    errors = [];
    await page.goto(address(path, language));
    expect(await violations(page)).toEqual([]);
    // The browser says it of the page that is meant to be missing.
    if (what !== 'nowhere') expect(errors).toEqual([]);
    expect(await page.evaluate(outOfSight)).toEqual([]);
    await keepPicture(page, `console-${what}-${name}`, { whole: true });
    await page.setViewportSize({ width: BESIDE, height: 900 });
    expect(await page.evaluate(outOfSight)).toEqual([]);
    await page.setViewportSize({ width, height: 900 });
  });
});

describe('without a script', () => {
  let both: readonly Page[] = [];

  beforeAll(async () => {
    both = await Promise.all(
      [false, true].map((javaScriptEnabled) => browser.newPage({ javaScriptEnabled })),
    );
  });

  afterAll(() => Promise.all(both.map((page) => page.close())));

  it.each(Object.entries(pages))('%s says the same', async (_, path) => {
    const [quiet, lively] = await Promise.all(
      both.map(async (page) => {
        await page.goto(address(path));
        return page.locator('main').innerText();
      }),
    );
    expect(quiet).toBe(lively);
    expect(quiet?.length).toBeGreaterThan(20);
  });

  it('one chooses what is lost, by links alone', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address('/what-if'));
    await page.getByRole('link', { name: 'Lose rack:r12' }).click();
    await page.getByText('17 hosts down').waitFor();
    await page.getByRole('link', { name: 'Lose rack:r13' }).click();
    expect(new URL(page.url()).searchParams.getAll('lose')).toEqual(['rack:r12', 'rack:r13']);
    await page.getByRole('link', { name: 'Keep rack:r12' }).click();
    expect(new URL(page.url()).searchParams.getAll('lose')).toEqual(['rack:r13']);
    await context.close();
  });
});

describe('with a script', () => {
  it('an open page follows the daemon, and what has the focus keeps it', async () => {
    const page = await browser.newPage();
    await page.goto(address('/campaigns'));
    await page.getByText('Live').waitFor();
    await page.getByRole('link', { name: campaign.id }).focus();
    campaigns[1] = {
      ...campaign,
      phase: { kind: 'stopping', by: campaign.requestedBy, at: campaign.proposedAt, denial: null, was: null },
    };
    revision += 1;
    await page.getByRole('cell', { name: 'stopping' }).waitFor();
    expect(await page.evaluate('document.activeElement?.textContent')).toBe(campaign.id);
    campaigns[1] = campaign;
    await page.close();
  });

  it('goes through the fleet by keyboard: first to the content, then from rack to rack', async () => {
    const page = await browser.newPage();
    await page.goto(address('/'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('To the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.querySelector("main").contains(document.activeElement)')).toBe(true);
    await page.close();
  });

  it('says that the daemon is gone', async () => {
    const reader = sampleReader(sampleFleet());
    const server = await startHttpServer({
      address: '127.0.0.1',
      port: 0,
      token: null,
      allowedHosts: [],
      log: silentLog,
      routes: [
        (app) => addConsoleRoutes(app, { reader, language: 'en', timeZone: 'UTC', speed: 1 }),
        (app) => addLiveEvents(app, reader),
      ],
    });
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.getByText('Live').waitFor();
    await server.stop();
    await page.getByRole('alert').waitFor();
    expect(await page.getByText('Live').isVisible()).toBe(false);
    await page.close();
  });
});

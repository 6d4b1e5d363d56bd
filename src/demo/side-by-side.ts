// Serves the demo's one page, keeps it current by server-sent events, and starts scenarios. What it shows is read from
// the daemon and the workspace each time; only what the visitor did on the page itself is kept here.

import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DAY_MS } from '../core/brand.ts';
import type { ConsoleReader } from '../ports/console-reader.ts';
import type { Store } from '../ports/store.ts';
import { cardKey } from '../runtime/campaign-messages.ts';
import { incidentKey } from '../runtime/incident-messages.ts';
import type { Language } from '../views/text/language.ts';
import { deedInJournal, deedOnPage, guideHint, guideSteps, type Deed } from './guide.ts';
import { hasShown, scenarioProgress, type Known, type Progress } from './scenario-progress.ts';
import {
  scenarioIds,
  startScenario,
  type ScenarioId,
  type ScenarioOutcome,
  type ScenarioWorld,
} from './scenarios.ts';
import {
  changingParts,
  sideBySideHtml,
  type ScenarioView,
  type SideBySideView,
} from './side-by-side-html.ts';
import type { PageUse } from './workspace/page.ts';
import type { PageHandler } from './workspace/workspace.ts';

export type SideBySideOptions = {
  readonly world: ScenarioWorld;
  readonly reader: ConsoleReader;
  readonly store: Pick<Store, 'message'>;
  readonly workspacePath: string;
  readonly consoleUrl: string;
  readonly speed: number;
  readonly timeZone: string;
  readonly language: Language;
};

export type SideBySide = {
  readonly handler: PageHandler;
  /** The visitor used the workspace's page. */
  readonly onUse: (use: PageUse) => void;
  readonly start: (id: ScenarioId) => Promise<ScenarioOutcome>;
};

const LOOK_EVERY_MS = 500;
const JOURNAL_AT_ONCE = 1_000;

const asset = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Only a page of this machine's own may press: the browser names where a form was sent from. */
function isOwn({ headers: { host = '', origin } }: IncomingMessage): boolean {
  const named = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
  return named && (origin === undefined || origin === `http://${host}`);
}

export function createSideBySide(options: SideBySideOptions): SideBySide {
  const { world, reader, store, consoleUrl, workspacePath, speed, timeZone, language } = options;
  const deeds = new Set<Deed>();
  const outcomes = new Map<ScenarioId, ScenarioOutcome>();
  let latest: ScenarioId | null = null;
  let seenSeq = 0;

  const readJournal = async (): Promise<void> => {
    for (const entry of await reader.journal({ afterSeq: seenSeq, limit: JOURNAL_AT_ONCE })) {
      seenSeq = Math.max(seenSeq, entry.seq);
      const deed = deedInJournal(entry);
      if (deed !== null) deeds.add(deed);
    }
  };
  const messagePath = async (progress: Progress, known: Known): Promise<string | null> => {
    const key = messageKey(progress, known);
    const ref = key === null ? null : ((await store.message(key))?.ref ?? null);
    return ref === null ? null : `/archives/${ref.channel}/p${ref.ts.replace('.', '')}`;
  };
  const view = async (): Promise<SideBySideView> => {
    await readJournal();
    const known: Known = {
      campaigns: await reader.campaigns(50),
      incidents: await reader.incidents(DAY_MS),
    };
    const scenarios = new Map<ScenarioId, ScenarioView>();
    for (const [id, outcome] of outcomes) {
      if (outcome.kind === 'not-now') scenarios.set(id, { kind: 'refused', why: outcome.why });
      else {
        const progress = scenarioProgress(outcome.run, known);
        if (hasShown(progress)) deeds.add('troubled');
        scenarios.set(id, { kind: 'begun', progress, messagePath: await messagePath(progress, known) });
      }
    }
    const steps = guideSteps(deeds);
    const hint = guideHint(steps.find(({ state }) => state === 'now')?.id ?? null, {
      phases: known.campaigns.map(({ phase }) => phase.kind),
      incidents: known.incidents.filter(({ phase }) => phase.kind !== 'closed').length,
    });
    const fixed = { language, timeZone, speed, workspacePath, consoleUrl };
    return { ...fixed, now: reader.now(), steps, hint, scenarios, latest };
  };
  const start = async (id: ScenarioId): Promise<ScenarioOutcome> => {
    const outcome = await startScenario(id, world);
    outcomes.set(id, outcome);
    latest = id;
    return outcome;
  };
  return {
    start,
    onUse: (use) => {
      const deed = deedOnPage(use);
      if (deed !== null) deeds.add(deed);
    },
    handler: routes({ view, start, consoleUrl }),
  };
}

/** The message in which it shows: that of the incident, or the newest card of the campaign. */
function messageKey(progress: Progress, { campaigns }: Known): string | null {
  if ('incident' in progress) return incidentKey(progress.incident);
  if (!('campaign' in progress)) return null;
  const campaign = campaigns.find(({ id }) => id === progress.campaign);
  return cardKey(progress.campaign, campaign?.document.plan.version ?? 1);
}

type Parts = {
  readonly view: () => Promise<SideBySideView>;
  readonly start: SideBySide['start'];
  readonly consoleUrl: string;
};

/** `/` is the page; what it needs is below `/demo/`. */
function routes({ view, start, consoleUrl }: Parts): PageHandler {
  const headers = {
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self' ${new URL(consoleUrl).origin}; frame-ancestors 'none'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  const assets: Readonly<Record<string, readonly [string, string]>> = {
    '/demo/page.css': ['text/css', asset('side-by-side.css')],
    '/demo/page-client.js': ['text/javascript', asset('side-by-side-client.js')],
  };
  const send = (response: ServerResponse, type: string, body: string): void => {
    response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(body);
  };
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!['/', '/favicon.ico'].includes(pathname) && !pathname.startsWith('/demo/')) return false;
    const failed = (): unknown =>
      response.headersSent ? response.end() : response.writeHead(500, headers).end();
    const file = assets[pathname];
    const scenario = scenarioIds.find((id) => pathname === `/demo/scenarios/${id}`);
    if (!isOwn(request)) response.writeHead(403, headers).end();
    else if (file !== undefined) send(response, ...file);
    else if (scenario !== undefined && request.method === 'POST')
      start(scenario)
        .then(() => response.writeHead(303, { ...headers, location: '/' }).end())
        .catch(failed);
    else if (pathname === '/demo/events') {
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
      void keepCurrent(response, view);
    } else if (pathname === '/')
      view()
        .then((seen) => send(response, 'text/html', sideBySideHtml(seen)))
        .catch(failed);
    // Browsers ask for it whatever the page says.
    else response.writeHead(pathname === '/favicon.ico' ? 204 : 404, headers).end();
    return true;
  };
}

/** Sends what changed, and with it what time it is in the demo; looks again and again until the page is closed. */
async function keepCurrent(response: ServerResponse, view: () => Promise<SideBySideView>): Promise<void> {
  let shown = '';
  while (!response.closed) {
    const seen = await view().catch(() => null);
    if (seen === null) break;
    const parts = changingParts(seen);
    const now = JSON.stringify(parts);
    if (now !== shown) response.write(`data: ${JSON.stringify({ now: seen.now, parts })}\n\n`);
    shown = now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  response.end();
}

// The console's pages and assets. Routes read what a page needs from the daemon and hand it to the view; none decides
// anything.

import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { paletteCss } from '../../views/palette.ts';
import { missingPage } from '../../views/html/console/missing-page.ts';
import { addCampaignRoutes } from './campaign-routes.ts';
import { frameOf, type ConsoleOptions } from './console-frame.ts';
import { addFleetRoutes } from './fleet-routes.ts';
import { addJudgementRoutes } from './judgement-routes.ts';
import { addRecordRoutes } from './record-routes.ts';
import { addTimeRoutes } from './time-routes.ts';

const asset = (name: string): string => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');

export function addConsoleRoutes(app: Hono, options: ConsoleOptions): void {
  const style = paletteCss() + asset('console.css') + asset('content.css') + asset('pictures.css');
  const script = asset('console.js');
  app.get('/assets/console.css', (context) =>
    context.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  );
  // Browsers ask for it whatever the page says.
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.get('/assets/console.js', (context) =>
    context.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
  addFleetRoutes(app, options);
  addJudgementRoutes(app, options);
  addTimeRoutes(app, options);
  addCampaignRoutes(app, options);
  addRecordRoutes(app, options);
  app.notFound((context) => {
    const isRead = context.req.header('accept')?.includes('text/html') ?? false;
    if (!isRead) return context.text('there is no such page\n', 404);
    const frame = frameOf(options);
    return context.html(missingPage(frame, 'fleet', frame.text.missing.page), 404);
  });
}

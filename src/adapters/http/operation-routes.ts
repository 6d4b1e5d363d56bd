// What machines ask of the daemon: is it alive, is it ready, and its metrics.

import type { Hono } from 'hono';
import type { Health } from '../../core/operation/health.ts';

export type OperationSource = {
  readonly health: () => Promise<Health>;
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
};

export function operationRoutes(app: Hono, source: OperationSource): void {
  app.get('/health/live', async (context) => {
    const { isLive } = await source.health();
    return context.text(isLive ? 'live\n' : 'not live\n', isLive ? 200 : 503);
  });
  app.get('/health/ready', async (context) => {
    const health = await source.health();
    return context.json({ schema: 'stagger/health/1', ...health }, health.isReady ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const { text, contentType } = await source.metrics();
    return context.body(text, 200, { 'content-type': contentType });
  });
}

// Open pages follow the daemon: how many may, and that one that goes makes room.
import { afterEach, expect, it, vi } from 'vitest';
import { startHttpServer, type HttpServer } from '../../../src/adapters/http/http-server.ts';
import { addLiveEvents } from '../../../src/adapters/http/live-events.ts';
import { sampleReader } from '../../fakes/sample-console.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { silentLog } from '../../fakes/silent-log.ts';

let server: HttpServer | null = null;
afterEach(async () => server?.stop());

async function startFollowed(most: number): Promise<(given?: RequestInit) => Promise<Response>> {
  const started = await startHttpServer({
    address: '127.0.0.1',
    port: 0,
    token: null,
    allowedHosts: [],
    log: silentLog,
    routes: [(app) => addLiveEvents(app, sampleReader(sampleFleet()), most)],
  });
  server = started;
  return (given = {}) => fetch(new URL('/events', started.url), given);
}

it('greets who follows, and tells no address, host or figure', async () => {
  const follow = await startFollowed(1);
  const leaving = new AbortController();
  const answer = await follow({ signal: leaving.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const { value } = (await answer.body?.getReader().read()) ?? {};
  expect(new TextDecoder().decode(value)).toBe('event: hello\ndata: \n\n');
  leaving.abort();
});

it('refuses one too many, and takes the next once somebody has gone', async () => {
  const follow = await startFollowed(2);
  const leaving = new AbortController();
  await follow({ signal: leaving.signal });
  await follow();
  expect((await follow()).status).toBe(503);
  leaving.abort();
  await vi.waitFor(async () => expect((await follow()).status).toBe(200), { timeout: 10_000 });
});

it('is not followed by who only asks for its headers', async () => {
  const follow = await startFollowed(1);
  for (let times = 0; times < 3; times += 1) expect((await follow({ method: 'HEAD' })).status).toBe(200);
  expect((await follow()).status).toBe(200);
});

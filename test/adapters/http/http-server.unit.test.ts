// Who may ask the daemon's HTTP server, and what every answer carries.
import { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { createHttpApp, isLoopbackAddress, startHttpServer } from '../../../src/adapters/http/http-server.ts';
import type { HttpServerOptions } from '../../../src/adapters/http/http-server.ts';
import { boundedRate } from '../../../src/adapters/http/http-limits.ts';
import { silentLog } from '../../fakes/silent-log.ts';

const options: HttpServerOptions = {
  address: '127.0.0.1',
  port: 0,
  token: null,
  allowedHosts: [],
  routes: [
    (app) => {
      app.get('/', (context) => context.text('the page'));
      app.get('/broken', () => {
        throw new Error('a secret detail');
      });
    },
  ],
  log: silentLog,
};

const ask = (
  given: Partial<HttpServerOptions> = {},
  {
    path = '/',
    headers = {},
    method = 'GET',
  }: { path?: string; headers?: Record<string, string>; method?: string } = {},
): Promise<Response> =>
  Promise.resolve(
    createHttpApp({ ...options, ...given }).request(`http://127.0.0.1${path}`, {
      method,
      headers: { host: '127.0.0.1:8420', ...headers },
    }),
  );

describe('who may show it inside a page of theirs', () => {
  it('nobody, or the origins that are named', async () => {
    const shut = (await ask()).headers;
    expect(shut.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(shut.get('x-frame-options')).toBe('DENY');
    const named = (await ask({ framedBy: ['http://127.0.0.1:7788'] })).headers;
    expect(named.get('content-security-policy')).toContain('frame-ancestors http://127.0.0.1:7788');
    expect(named.get('x-frame-options')).toBeNull();
  });
});

describe('who may ask', () => {
  it.each(['127.0.0.1:8420', 'localhost:8420', '[::1]:8420', 'LOCALHOST'])('by the name %s', async (host) => {
    expect((await ask({}, { headers: { host } })).status).toBe(200);
  });

  it.each(['evil.example', 'evil.example:8420', '127.0.0.1.evil.example', '10.0.0.1:8420'])(
    'not by the name %s: a foreign page that points its name at us reads nothing',
    async (host) => {
      const answer = await ask({}, { headers: { host } });
      expect(answer.status).toBe(421);
      expect(await answer.text()).not.toContain('the page');
    },
  );

  it('by a name that the settings allow', async () => {
    const answer = await ask(
      { allowedHosts: ['stagger.example'] },
      { headers: { host: 'stagger.example:443' } },
    );
    expect(answer.status).toBe(200);
  });

  it('nobody on another address without a token', () => {
    expect(() => createHttpApp({ ...options, address: '0.0.0.0' })).toThrow('without a token');
    expect(() => createHttpApp({ ...options, address: '::' })).toThrow('without a token');
  });

  it.each([
    ['nothing', {}],
    ['another token', { authorization: 'Bearer other' }],
    ['a prefix of the token', { authorization: 'Bearer the-toke' }],
    ['another password', { authorization: `Basic ${btoa('me:other')}` }],
    ['garbage', { authorization: 'Basic %%%' }],
  ])('not with %s where a token is set', async (_, headers) => {
    const answer = await ask({ token: 'the-token' }, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  it.each([
    ['a bearer token', 'Bearer the-token'],
    ['the password of any user', `Basic ${btoa('anybody:the-token')}`],
  ])('with %s', async (_, authorization) => {
    expect((await ask({ token: 'the-token' }, { headers: { authorization } })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('nothing is changed by %s', async (method) => {
    expect((await ask({}, { method })).status).toBe(405);
  });
});

describe('a flood', () => {
  const asked = async (app: Hono): Promise<Response> =>
    app.request('http://127.0.0.1/', { headers: { host: '127.0.0.1' } });

  it('is refused shortly, and forgotten a second later', async () => {
    let now = 0;
    const app = new Hono();
    app.use(boundedRate(() => now));
    app.get('/', (context) => context.text('the page'));
    const statuses: number[] = [];
    for (let count = 0; count < 400; count += 1) statuses.push((await asked(app)).status);
    expect(statuses.indexOf(429)).toBe(300);
    expect(statuses.lastIndexOf(200)).toBe(299);
    const refused = await asked(app);
    expect(refused.headers.get('retry-after')).toBe('1');
    now += 1_000;
    expect((await asked(app)).status).toBe(200);
  });

  it('of wrong tokens is bounded too', async () => {
    // All at once, however long this machine takes to ask.
    vi.useFakeTimers({ toFake: ['performance'] });
    const app = createHttpApp({ ...options, token: 'the-token' });
    const statuses = new Set<number>();
    for (let count = 0; count < 400; count += 1) statuses.add((await asked(app)).status);
    vi.useRealTimers();
    expect([...statuses]).toEqual([401, 429]);
  });
});

describe('every answer', () => {
  it.each(['/', '/nowhere', '/broken'])('of %s forbids scripts and frames from elsewhere', async (path) => {
    const { headers } = await ask({}, { path });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('of a page that failed tells nothing of why', async () => {
    const answer = await ask({}, { path: '/broken' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
  });
});

describe('the socket', () => {
  it('serves on a free port, and is gone after stop', async () => {
    const server = await startHttpServer(options);
    expect(await (await fetch(server.url)).text()).toBe('the page');
    await server.stop();
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('says that the address is taken', async () => {
    const first = await startHttpServer(options);
    const port = Number(new URL(first.url).port);
    await expect(startHttpServer({ ...options, port })).rejects.toThrow('EADDRINUSE');
    await first.stop();
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.9.8.7', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example', false],
])('%s is loopback: %s', (address, is) => {
  expect(isLoopbackAddress(address)).toBe(is);
});

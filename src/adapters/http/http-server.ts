// The daemon's own HTTP server: who may ask, what every answer carries, and how it starts and stops. Routes only read;
// nothing that a browser sends changes anything. By default only this machine can ask, and on any other address nobody
// can without the token. A page of a foreign site that resolves its own name to this machine (DNS rebinding) is refused
// by the name it asks for.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import type { Log } from '../../ports/log.ts';
import { boundedRate, HEADERS_WITHIN_MS, MAX_CONNECTIONS } from './http-limits.ts';

export type HttpServerOptions = {
  /** An IP literal; anything but loopback needs `token`. */
  readonly address: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** What a browser or a program has to know, or null: everybody on this machine may read. */
  readonly token: string | null;
  /** Names besides this machine's own by which it may be asked, in lower case, without port. */
  readonly allowedHosts: readonly string[];
  /** Pages of these origins may show this one inside theirs; none where nothing is said. */
  readonly framedBy?: readonly string[];
  /** Adds routes, in order. */
  readonly routes: readonly ((app: Hono) => void)[];
  readonly log: Log;
};

export type HttpServer = {
  readonly url: string;
  /** Ends every open answer; bounded by the operating system's close. */
  readonly stop: () => Promise<void>;
};

/** Read by people and by nothing else: no page needs more than its own style, script and pictures. */
const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

const ownNames: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** True for addresses that only this machine can reach. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

function sameText(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** `Authorization: Bearer TOKEN`, or the password of a browser's own dialog. */
function presented(header: string | undefined): string | null {
  const [scheme, value = ''] = (header ?? '').split(' ', 2);
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return null;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1);
}

function askedByKnownName(allowed: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const name = (context.req.header('host') ?? '').toLowerCase().replace(/:\d+$/, '');
    if (!allowed.includes(name))
      return context.text(
        `asked for "${name.slice(0, 100)}", which is not a name of this console: add it to http.allowed_hosts\n`,
        421,
      );
    return next();
  };
}

function withToken(token: string): MiddlewareHandler {
  return async (context, next) => {
    const given = presented(context.req.header('authorization'));
    if (given === null || !sameText(given, token)) {
      context.header('WWW-Authenticate', 'Basic realm="Stagger", charset="UTF-8"');
      return context.text('the token of http.token is needed: as a bearer token, or as the password\n', 401);
    }
    return next();
  };
}

const onlyReading: MiddlewareHandler = async (context, next) => {
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
  context.header('Allow', 'GET, HEAD');
  return context.text('nothing can be changed here\n', 405);
};

/** The application without a socket: what tests ask, and what `startHttpServer` serves. */
export function createHttpApp(options: Omit<HttpServerOptions, 'port'>): Hono {
  const { address, token, allowedHosts, framedBy = [], log } = options;
  if (token === null && !isLoopbackAddress(address))
    throw new Error(`http: listening on ${address} without a token would show the fleet to everybody`);
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: framedBy.length === 0 ? policy : { ...policy, frameAncestors: [...framedBy] },
      crossOriginOpenerPolicy: 'same-origin',
      crossOriginResourcePolicy: 'same-origin',
      referrerPolicy: 'no-referrer',
      // It cannot name an origin.
      xFrameOptions: framedBy.length === 0 ? 'DENY' : false,
      strictTransportSecurity: false,
    }),
  );
  app.use(async (context, next) => {
    await next();
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
  });
  const own = address.includes(':') ? `[${address}]` : address;
  app.use(askedByKnownName([...ownNames, own, ...allowedHosts]));
  app.use(boundedRate());
  if (token !== null) app.use(withToken(token));
  app.use(onlyReading);
  app.use(compress());
  // Before the routes: the console has a page for it.
  app.notFound((context) => context.text('there is no such page\n', 404));
  for (const add of options.routes) add(app);
  app.onError((error, context) => {
    log.error('http: a page failed', { path: context.req.path, error: String(error) });
    return context.text('this page failed; the daemon’s log says why\n', 500);
  });
  return app;
}

/** @throws Error where the address cannot be listened on, with the system's code. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = createHttpApp(options);
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, hostname: options.address, port: options.port }, () => {
      started.off('error', reject);
      resolve(started);
    });
    started.once('error', reject);
    started.maxConnections = MAX_CONNECTIONS;
    if ('headersTimeout' in started) started.headersTimeout = HEADERS_WITHIN_MS;
  });
  const { port } = server.address() as AddressInfo;
  const host = options.address.includes(':') ? `[${options.address}]` : options.address;
  return {
    url: `http://${host}:${port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

// The web console beside the daemon. It only reads, and it never decides whether the daemon runs: an address that is
// taken is said in the log, and reboots go on.

import type { Hono } from 'hono';
import { addConsoleRoutes } from '../adapters/http/console-routes.ts';
import { startHttpServer, type HttpServer } from '../adapters/http/http-server.ts';
import { addLiveEvents } from '../adapters/http/live-events.ts';
import type { HttpSettings } from '../config/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { createConsoleReader } from '../runtime/console-reader.ts';
import type { Daemon } from '../runtime/daemon.ts';
import type { Language } from '../views/text/language.ts';
import { OperatorError } from './operator-error.ts';
import { listenProblem } from './taken-address.ts';

export type ConsoleParts = {
  readonly daemon: Pick<Daemon, 'fleet' | 'sweeper' | 'runner' | 'makePlan' | 'flags' | 'nameOf'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly maxAgeMs: number;
  readonly language: Language;
  /** IANA name of the zone that instants are shown in. */
  readonly timeZone: string;
  /** How much faster than ours `clock` runs. */
  readonly speed: number;
  readonly log: Log;
  /** As of the server: nobody where nothing is said. */
  readonly framedBy?: readonly string[];
  /** Routes beside the console's own. */
  readonly more: readonly ((app: Hono) => void)[];
};

type ConsoleAddress = Pick<HttpSettings, 'address' | 'port' | 'allowedHosts'> & {
  /** The revealed secret, or null for none. */
  readonly token: string | null;
};

/** Null where it could not be started; the log says why, and what to do. */
export async function openConsole(http: ConsoleAddress, parts: ConsoleParts): Promise<HttpServer | null> {
  const place = `${http.address}:${http.port}`;
  try {
    return await startConsole(http, parts);
  } catch (error) {
    const problem = listenProblem(error, {
      what: `the console at ${place}`,
      hint: `end what holds it (\`ss -ltnp sport = :${http.port}\` names it), or name another address in http.listen of settings.yaml; then start the daemon again`,
    });
    parts.log.error('the console could not be started; the daemon runs without it', {
      address: place,
      error: String(problem),
      ...(problem instanceof OperatorError && { next: problem.hint }),
    });
    return null;
  }
}

/** @throws Error where the address cannot be listened on, with the system's code. */
export async function startConsole(http: ConsoleAddress, parts: ConsoleParts): Promise<HttpServer> {
  const { store, clock, daemon, maxAgeMs, language, timeZone, speed, log } = parts;
  const reader = createConsoleReader({
    store,
    clock,
    fleet: daemon.fleet,
    sweeper: daemon.sweeper,
    runner: daemon.runner,
    maxAgeMs,
    makePlan: daemon.makePlan,
    flags: daemon.flags,
    nameOf: daemon.nameOf,
  });
  const server = await startHttpServer({
    ...http,
    log,
    framedBy: parts.framedBy ?? [],
    routes: [
      (app) => addConsoleRoutes(app, { reader, language, timeZone, speed }),
      (app) => addLiveEvents(app, reader),
      ...parts.more,
    ],
  });
  log.info('console', { url: server.url });
  return server;
}

// What Slack sends over HTTP: Bolt's receiver checks the signature over the raw body and answers Slack's own questions;
// this keeps the address open whatever happens to it, lets no request be used twice, and says how many were refused.
// Nothing of a request is believed, logged or counted by name before its signature was checked.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HTTPReceiver, type App, type ReceiverEvent } from '@slack/bolt';
import { MINUTE_MS, SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { KeptSocket } from './kept-socket.ts';
import { createSeenRequests, type RequestVerdict, type SeenRequests } from './seen-requests.ts';
import { createSlackLogger, errorText } from './slack-log.ts';

export type RequestListenerOptions = {
  readonly app: Pick<App, 'processEvent'>;
  readonly signingSecret: string;
  /** An IP literal. */
  readonly address: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Begins with a slash. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly reconnectMinMs: DurationMs;
  readonly reconnectMaxMs: DurationMs;
};

/** Slack's largest payloads are views of 250 KB, percent-encoded. */
const BODY_BYTES = 1_000_000;
const MOST_CONNECTIONS = 200;
const REFUSALS_SAID_EVERY_MS: DurationMs = MINUTE_MS;

/** Signed by Slack, and not to be taken. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
  readonly verdict: Exclude<RequestVerdict, 'first'>;

  constructor(verdict: Exclude<RequestVerdict, 'first'>) {
    super(`a signed request was not taken: ${verdict}`);
    this.verdict = verdict;
  }
}

/**
 * `signature` is what was checked: the header may be written in several ways that Bolt takes for the same (`v0=HASH=…`),
 * and a replay could be.
 */
function signatureOf(headers: Readonly<Record<string, unknown>>) {
  const [, signature = ''] = String(headers['x-slack-signature']).split('=');
  return { signature, signedAt: Number(headers['x-slack-request-timestamp']) * SECOND_MS };
}

/** The app as the receiver sees it: each signed request reaches it once. */
function onceEach(app: RequestListenerOptions['app'], seen: SeenRequests): Pick<App, 'processEvent'> {
  return {
    processEvent: async (event: ReceiverEvent) => {
      const { signature, signedAt } = event.customProperties as ReturnType<typeof signatureOf>;
      const verdict = seen.take({ signature, signedAt });
      // Taken before: Slack hears that it was, and nothing is done.
      if (verdict === 'replayed') return event.ack();
      if (verdict !== 'first') throw new NotTaken(verdict);
      try {
        await app.processEvent(event);
      } catch (error) {
        seen.giveBack(signature);
        throw error;
      }
    },
  };
}

/** Requests that were refused, said once a minute: the address is open to everybody who finds it. */
function createRefusals({ clock, log }: Pick<RequestListenerOptions, 'clock' | 'log'>) {
  let count = 0;
  let saidMs: DurationMs | null = null;
  return (status: number): void => {
    count += 1;
    const nowMs = clock.monotonicMs();
    if (saidMs !== null && nowMs - saidMs < REFUSALS_SAID_EVERY_MS) return;
    log.warn('requests to the address for Slack were refused', { count, lastStatus: status });
    saidMs = nowMs;
    count = 0;
  };
}

function createHandler({ app, signingSecret, path, clock, log }: RequestListenerOptions): RequestListener {
  const refused = createRefusals({ clock, log });
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [path],
    bodyLimit: BODY_BYTES,
    // It warns of every request that is not Slack's; those are counted here.
    logger: { ...createSlackLogger(log), warn: () => undefined },
    customPropertiesExtractor: ({ headers }) => signatureOf(headers),
    processEventErrorHandler: ({ error, response }) => {
      const notTaken = error instanceof NotTaken ? error.verdict : null;
      if (notTaken === null) log.warn('a Slack request could not be handled', { error: errorText(error) });
      // Slack sends an event again that is answered so; a person sees that their click was not taken.
      if (!response.headersSent) response.writeHead(notTaken === 'too-old' ? 401 : 503).end();
      return Promise.resolve(true);
    },
  });
  receiver.init(onceEach(app, createSeenRequests(clock)) as App);
  return (request, response) => {
    response.on('finish', () => {
      if (response.statusCode >= 400) refused(response.statusCode);
    });
    // One connection a request: the rest of a body that was refused must not be taken for the next request.
    response.setHeader('connection', 'close');
    // Bolt throws, out of the server's event, at any path but its own: anybody could end the daemon.
    if (request.method === 'POST' && request.url === path) receiver.requestListener(request, response);
    else response.writeHead(404).end();
  };
}

function open(handler: RequestListener, { address, port }: RequestListenerOptions): Promise<Server> {
  const server = createServer(
    {
      // A request that trickles in is not Slack's.
      headersTimeout: 5 * SECOND_MS,
      requestTimeout: 10 * SECOND_MS,
      connectionsCheckingInterval: 2 * SECOND_MS,
      maxHeaderSize: 16_384,
    },
    handler,
  );
  server.maxConnections = MOST_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Listens until stopped, and again where the address is taken or lost. */
export function createRequestListener(options: RequestListenerOptions): KeptSocket {
  const { clock, log } = options;
  const stopping = new AbortController();
  const handler = createHandler(options);
  let listening = false;

  const listenOnce = async (): Promise<void> => {
    const server = await open(handler, options);
    const ended = new AbortController();
    server.once('close', () => ended.abort());
    server.on('error', (error) =>
      log.warn('the address for Slack has a problem', { error: errorText(error) }),
    );
    const { address, port } = server.address() as AddressInfo;
    log.info('listening for Slack', { address, port, path: options.path });
    listening = true;
    await aborted(AbortSignal.any([ended.signal, stopping.signal]));
    listening = false;
    server.close();
    server.closeAllConnections();
  };

  return {
    connected: () => listening,
    stop: () => stopping.abort(),
    async run() {
      for (let failures = 0; !stopping.signal.aborted;) {
        try {
          await listenOnce();
          failures = 0;
        } catch (error) {
          if (failures === 0)
            log.error('the address for Slack cannot be listened on; trying again', {
              address: options.address,
              port: options.port,
              error: errorText(error),
              next: `end what holds it (\`ss -ltnp sport = :${options.port}\` names it), or name another address in slack.listen of settings.yaml; until then nothing can be approved in Slack`,
            });
          failures += 1;
        }
        const pauseMs = options.reconnectMinMs * 2 ** Math.min(Math.max(0, failures - 1), 10);
        await clock.sleep(Math.min(pauseMs, options.reconnectMaxMs), stopping.signal);
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

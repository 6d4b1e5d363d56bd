// One Socket Mode connection, kept: connected in the background, again after every loss, never an unhandled rejection.
// The library's own reconnecting is off: it waits 5 s after each of Slack's refreshes and can reject with nobody
// listening (node-slack-sdk#2656). Each connection has a receiver of its own, so nothing of a broken one remains.

import { SocketModeReceiver, type App } from '@slack/bolt';
import type { Logger } from '@slack/bolt';
import type { DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { clientOptions, type ClientSettings } from './slack-client.ts';
import { errorText } from './slack-log.ts';

export type KeptSocketOptions = {
  readonly app: App;
  readonly appToken: string;
  readonly settings: ClientSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly connectMs: DurationMs;
  readonly reconnectMinMs: DurationMs;
  readonly reconnectMaxMs: DurationMs;
  readonly firstAfterMs: DurationMs;
  readonly closeMs: DurationMs;
};

/** A way for Slack to reach us. */
export type KeptSocket = {
  connected(): boolean;
  /** Runs until `stop`; never rejects. */
  run(): Promise<void>;
  stop(): void;
};

type Client = SocketModeReceiver['client'];

/** A message that the library cannot read (`app_rate_limited`) rejects inside its listener, which nobody awaits. */
function guardMessages(client: Client, log: Log): void {
  const handlers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...message: unknown[]) => {
    for (const handle of handlers)
      Promise.resolve((handle as (...given: unknown[]) => unknown)(...message)).catch((error: unknown) =>
        log.warn('a Slack message could not be read', { error: errorText(error) }),
      );
  });
}

type Connection = { readonly client: Client; readonly start: () => Promise<unknown> };

function createReceiver(options: KeptSocketOptions, logger: Logger): Connection {
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    autoReconnectEnabled: false,
    logger,
    installerOptions: { clientOptions: clientOptions(options.settings) },
    processEventErrorHandler: ({ error }) => {
      options.log.warn('a Slack event could not be handled', { error: errorText(error) });
      // Not acknowledged: then Slack shows the person that nothing happened.
      return Promise.resolve(false);
    },
  });
  receiver.init(options.app);
  guardMessages(receiver.client, options.log);
  return { client: receiver.client, start: () => receiver.start() };
}

export function createKeptSocket(options: KeptSocketOptions): KeptSocket {
  const { clock, log } = options;
  const stopping = new AbortController();
  let connected = false;
  /** Attempts since the last hello. */
  let failures = 0;

  /** Waits for the close handshake, or not longer than `closeMs`: cut off in the middle it leaves a timer behind. */
  const closed = async (client: Client): Promise<void> => {
    const done = new AbortController();
    const disconnect = client.disconnect().catch((error: unknown) => {
      log.debug('a Slack socket did not close cleanly', { error: errorText(error) });
    });
    await Promise.race([disconnect, clock.sleep(options.closeMs, done.signal)]);
    done.abort();
  };

  /** Resolves when the connection has ended: true if Slack had said hello. */
  const connectOnce = async (): Promise<boolean> => {
    const { client, start } = createReceiver(options, options.settings.logger);
    const hello = new AbortController();
    const ended = new AbortController();
    client.once('connected', () => hello.abort());
    client.once('disconnected', () => ended.abort());
    start().catch((error: unknown) => {
      // Said once a break: the attempts after the first are only of interest to somebody who looks closely.
      if (failures === 0 && !stopping.signal.aborted)
        log.warn('no Slack socket; trying again', { error: errorText(error) });
      else log.debug('no Slack socket', { error: errorText(error) });
      ended.abort();
    });
    const over = AbortSignal.any([ended.signal, stopping.signal]);
    await clock.sleep(options.connectMs, AbortSignal.any([hello.signal, over]));
    const greeted = hello.signal.aborted;
    if (greeted) {
      connected = true;
      log.debug('a Slack socket is connected');
      await aborted(over);
      connected = false;
    }
    await closed(client);
    return greeted;
  };

  return {
    connected: () => connected,
    stop: () => stopping.abort(),
    async run() {
      await clock.sleep(options.firstAfterMs, stopping.signal);
      while (!stopping.signal.aborted) {
        failures = (await connectOnce()) ? 0 : failures + 1;
        // Refreshed by Slack: at once, so that the gap is a handshake long. Failing: 1, 2, 4 … up to the longest.
        const pauseMs = failures === 0 ? 0 : options.reconnectMinMs * 2 ** Math.min(failures - 1, 10);
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

// Socket Mode, Slack's side: tickets that open one connection each, hello, envelopes to any one of the connections,
// acknowledgements, and the refresh that Slack does every few hours.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isObject, objectAt, parseJson, stringAt, type JsonObject } from './json.ts';
import { newId } from './workspace-state.ts';

/** Slack allows ten connections an app. */
const MAX_CONNECTIONS = 10;

const PING_EVERY_MS = 10_000;

export type Delivery =
  | { readonly kind: 'acked'; readonly payload: JsonObject }
  /** No connection was open: Slack shows an error and does not try again. */
  | { readonly kind: 'not-delivered' }
  /** It was sent and not acknowledged in time, or the connection went away. */
  | { readonly kind: 'not-acked' };

export type EnvelopeType = 'interactive' | 'slash_commands' | 'events_api';

export type SocketHub = {
  /** A URL with a ticket for one connection. */
  url(): string;
  /** Open connections. */
  count(): number;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  deliver(type: EnvelopeType, payload: JsonObject): Promise<Delivery>;
  /** Slack asks the oldest connection, or every one, to reconnect and closes it. */
  refresh(which: 'oldest' | 'all'): void;
  /** A message on every connection, as it is (for envelopes that a client may not expect). */
  broadcast(message: JsonObject): void;
  /** Cuts every connection without a close frame. */
  cut(): void;
};

export function createSocketHub(given: {
  readonly baseUrl: () => string;
  readonly appId: string;
  /** What the person sees a warning for: no acknowledgement within this. */
  readonly ackWithinMs: number;
  readonly onChange: () => void;
}): SocketHub {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const waiting = new Map<string, (delivery: Delivery) => void>();
  let turn = 0;

  const onMessage = (data: { toString(): string }): void => {
    const message = parseJson(data.toString());
    if (!isObject(message)) return;
    const id = stringAt(message, 'envelope_id') ?? '';
    waiting.get(id)?.({ kind: 'acked', payload: objectAt(message, 'payload') ?? {} });
  };

  /** Nothing is delivered on it any more. */
  const retire = (socket: WebSocket): void => {
    const index = open.indexOf(socket);
    if (index >= 0) open.splice(index, 1);
    given.onChange();
  };

  const accept = (socket: WebSocket): void => {
    open.push(socket);
    const pings = setInterval(() => socket.ping('from slack'), PING_EVERY_MS);
    pings.unref();
    socket.on('message', onMessage);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(pings);
      retire(socket);
    });
    send(socket, {
      type: 'hello',
      num_connections: open.length,
      connection_info: { app_id: given.appId },
      debug_info: { host: 'workspace', approximate_connection_time: 18_060 },
    });
    given.onChange();
  };

  return {
    url() {
      const ticket = newId('');
      tickets.add(ticket);
      return `${given.baseUrl().replace(/^http/, 'ws')}link/?ticket=${ticket}&app_id=${given.appId}`;
    },
    count: () => open.length,
    upgrade(request, socket, head) {
      const { searchParams } = new URL(request.url ?? '/', 'http://loopback');
      const ticket = searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket) || open.length >= MAX_CONNECTIONS) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, accept);
    },
    deliver(type, payload) {
      const socket = open[turn % Math.max(1, open.length)];
      turn += 1;
      if (socket === undefined) return Promise.resolve({ kind: 'not-delivered' });
      const id = newId('env-');
      return new Promise((resolve) => {
        const settle = (delivery: Delivery): void => {
          clearTimeout(timer);
          socket.off('close', onClose);
          waiting.delete(id);
          resolve(delivery);
        };
        const onClose = (): void => settle({ kind: 'not-acked' });
        const timer = setTimeout(onClose, given.ackWithinMs);
        waiting.set(id, settle);
        socket.on('close', onClose);
        send(socket, { type, envelope_id: id, payload, accepts_response_payload: type !== 'events_api' });
      });
    },
    refresh(which) {
      for (const socket of which === 'all' ? [...open] : open.slice(0, 1)) {
        send(socket, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'workspace' } });
        retire(socket);
        socket.close(1000);
      }
    },
    broadcast(message) {
      for (const socket of open) send(socket, message);
    },
    cut() {
      for (const socket of [...open]) socket.terminate();
    },
  };
}

function send(socket: WebSocket, message: JsonObject): void {
  socket.send(JSON.stringify(message));
}

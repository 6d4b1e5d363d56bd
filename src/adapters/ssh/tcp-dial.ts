// The TCP half of a connection. The socket is ours, not ssh2's: ssh2's own destroy() does nothing once the peer has
// half-closed (ssh2#1124), and a frozen peer would then hold socket and callbacks for minutes.

import { isIP, Socket, type LookupFunction } from 'node:net';
import type { DurationMs } from '../../core/brand.ts';
import { firstOf } from './deadline.ts';
import { connectTimeout, tcpFailure, type ConnectionFailure } from './ssh-failure.ts';

export type DialOutcome =
  | { readonly kind: 'connected'; readonly socket: Socket }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure };

/** Wait for one of a name's addresses before the next is tried as well (RFC 8305 recommends 250 ms). */
const nextAddressAfterMs = 250;

/**
 * Connects to the first of `addresses` (IP literals) that answers. The socket keeps an `error` listener for ever, so
 * that a late reset cannot end the process.
 */
export async function dial(options: {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly where: string;
  readonly timeoutMs: DurationMs;
  /** Told of the socket before it connects, so that whoever shuts down can end it at any time. */
  readonly onSocket: (socket: Socket) => void;
}): Promise<DialOutcome> {
  const { addresses, port, where, timeoutMs, onSocket } = options;
  const socket = new Socket();
  onSocket(socket);
  const outcome = await firstOf<DialOutcome>(
    timeoutMs,
    () => ({ kind: 'failed', failure: connectTimeout(where, timeoutMs) }),
    (settle) => {
      const onError = (error: Error): void =>
        settle({ kind: 'failed', failure: tcpFailure(firstError(error), where) });
      socket.on('error', () => undefined);
      socket.once('error', onError);
      socket.once('connect', () => {
        socket.off('error', onError);
        settle({ kind: 'connected', socket });
      });
      connect(socket, addresses, port);
    },
  );
  if (outcome.kind === 'failed') socket.destroy();
  else socket.setNoDelay(true);
  return outcome;
}

function connect(socket: Socket, addresses: readonly string[], port: number): void {
  const [only] = addresses;
  if (addresses.length === 1 && only !== undefined) {
    socket.connect({ host: only, port });
    return;
  }
  const lookup: LookupFunction = (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  socket.connect({
    host: 'addresses.invalid',
    port,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
  });
}

/** Several addresses fail together as one AggregateError; the first tells most. */
function firstError(error: Error): Error {
  const [first] = error instanceof AggregateError ? (error.errors as readonly Error[]) : [];
  return first ?? error;
}

// From a target to a live connection: name, TCP, handshake, login, each bounded, the expensive part at most so many
// at once. Remembers who refused our key: a second attempt at once would only earn a lock-out (PerSourcePenalties).

import type { Socket } from 'node:net';
import type { DurationMs } from '../../core/brand.ts';
import type { SshTarget } from '../../core/fleet/fleet.ts';
import { handshake, type HandshakeOutcome, type Keepalive } from './connection.ts';
import type { Deadline } from './deadline.ts';
import type { Identity } from './identity.ts';
import type { KnownHostsFile } from './known-hosts-file.ts';
import type { NameResolver } from './name-resolver.ts';
import { slots, type Slots } from './slots.ts';
import {
  connectionFailure,
  internalError,
  loginCutBackOffMs,
  type ConnectionFailure,
} from './ssh-failure.ts';
import { dial } from './tcp-dial.ts';

export type ConnectorOptions = {
  readonly identities: readonly Identity[];
  readonly knownHosts: KnownHostsFile;
  readonly resolver: NameResolver;
  readonly keepalive: Keepalive;
  /** Handshakes at once, 1 to 64. More only adds latency: at 256 a 3 s limit makes false failures. */
  readonly concurrency: number;
  readonly tcpTimeoutMs: DurationMs;
  readonly handshakeTimeoutMs: DurationMs;
  readonly monotonicMs: () => number;
};

export type Connector = {
  /**
   * A new connection. `insist` shortens the back-off after a refused login to the least that stays clear of a
   * lock-out: the proof of a reboot must be able to ask a host that refuses logins while it boots.
   */
  readonly connect: (
    target: SshTarget,
    options: { readonly deadline: Deadline; readonly insist: boolean },
  ) => Promise<HandshakeOutcome>;
  /** Ends every connection that it made or is making, and makes no more. */
  readonly close: () => void;
};

export const maxConcurrency = 64;

/**
 * TCP connects at once: a silent host holds one of these for the whole TCP timeout and must not hold up the handshakes.
 * 4 × 32 = 128 is also the backlog of an sshd, for the case that many "hosts" are one machine.
 */
const dialsPerHandshake = 4;

type Refusal = { readonly failure: ConnectionFailure; readonly atMs: number };

/** How people read a target in messages. */
export function placeOf(target: SshTarget): string {
  return `${target.user}@${target.address}${target.port === 22 ? '' : ` port ${target.port}`}`;
}

export function connector(options: ConnectorOptions): Connector {
  const { identities, knownHosts, resolver, keepalive, monotonicMs } = options;
  const concurrency = Math.min(Math.max(1, options.concurrency), maxConcurrency);
  const handshakes = slots(concurrency);
  const dials = slots(concurrency * dialsPerHandshake);
  const refusals = new Map<string, Refusal>();
  const sockets = new Set<Socket>();
  let isClosed = false;

  const noSlot = (where: string): HandshakeOutcome => ({
    kind: 'failed',
    failure: internalError(
      where,
      new Error(`${concurrency} connections were being made at once and none became free in time`),
    ),
  });

  const backingOff = (target: SshTarget, insist: boolean): ConnectionFailure | null => {
    const refusal = refusals.get(placeOf(target));
    if (refusal === undefined) return null;
    const { failure, atMs } = refusal;
    const waitMs = insist ? Math.min(failure.backOffMs, loginCutBackOffMs) : failure.backOffMs;
    const leftMs = atMs + waitMs - monotonicMs();
    if (leftMs <= 0) return null;
    const seconds = Math.ceil(leftMs / 1000);
    return { ...failure, detail: `${failure.detail} (Not tried again for another ${seconds} s.)` };
  };

  const reach = async (target: SshTarget, deadline: Deadline): Promise<HandshakeOutcome> => {
    const where = placeOf(target);
    const resolved = await resolver.resolve(target.address, deadline);
    if (resolved.kind === 'failed') return resolved;
    const dialled = await within(dials, deadline, () =>
      dial({
        addresses: resolved.addresses,
        port: target.port,
        where,
        timeoutMs: Math.min(options.tcpTimeoutMs, deadline.remainingMs()),
        onSocket: (socket) => {
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket));
        },
      }),
    );
    if (dialled === null) return noSlot(where);
    if (dialled.kind === 'failed') {
      resolver.forget(target.address);
      return dialled;
    }
    const { socket } = dialled;
    try {
      const shaken = await within(handshakes, deadline, () => shake(target, socket, deadline));
      if (shaken?.kind !== 'open') socket.destroy();
      return shaken ?? noSlot(where);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };

  const shake = (target: SshTarget, socket: Socket, deadline: Deadline): Promise<HandshakeOutcome> => {
    const { address: host, port, user } = target;
    const hostKeys = {
      host,
      port,
      knownHostsPath: knownHosts.path,
      answer: knownHosts.keysFor({ name: host, port }),
    };
    const timeoutMs = Math.min(options.handshakeTimeoutMs, deadline.remainingMs());
    return handshake({ socket, where: placeOf(target), user, identities, hostKeys, keepalive, timeoutMs });
  };

  const connect: Connector['connect'] = async (target, { deadline, insist }) => {
    if (isClosed) return { kind: 'failed', failure: closed };
    if (identities.length === 0)
      return {
        kind: 'failed',
        failure: connectionFailure(
          'login-refused',
          'no SSH key is configured: set the private key to log in with',
        ),
      };
    const held = backingOff(target, insist);
    if (held !== null) return { kind: 'failed', failure: held };
    const outcome = await reach(target, deadline);
    const place = placeOf(target);
    if (isClosed) return { kind: 'failed', failure: closed };
    if (outcome.kind === 'failed' && outcome.failure.backOffMs > 0)
      refusals.set(place, { failure: outcome.failure, atMs: monotonicMs() });
    else refusals.delete(place);
    return outcome;
  };

  return {
    connect,
    close: () => {
      isClosed = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** `work` in a slot, which is given back whatever happens; null if none became free in time. */
async function within<T>(slot: Slots, deadline: Deadline, work: () => Promise<T>): Promise<T | null> {
  const release = await slot.take(deadline.remainingMs());
  if (release === null) return null;
  try {
    return await work();
  } finally {
    release();
  }
}

const closed = connectionFailure('internal-error', 'not asked: this daemon has closed its connections');

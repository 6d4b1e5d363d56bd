// From a target to a live connection: way, name, TCP (or a stream through a jump host), handshake, login, each bounded,
// the expensive part at most so many at once. Every hop's host key is checked. Remembers who refused our key: a second attempt at once would only earn a lock-out (PerSourcePenalties).

import type { Duplex } from 'node:stream';
import type { DurationMs } from '../../core/brand.ts';
import type { SshTarget } from '../../core/fleet/ssh-target.ts';
import { handshake, type HandshakeOutcome, type Keepalive } from './connection.ts';
import { deadlineIn, type Deadline } from './deadline.ts';
import { hopIdentities } from './hop-identities.ts';
import type { Identity } from './identity.ts';
import { jumpConnections, placeOfHop } from './jump-connections.ts';
import type { KnownHostsFile } from './known-hosts-file.ts';
import type { NameResolver } from './name-resolver.ts';
import { slots, type Slots } from './slots.ts';
import {
  connectionFailure,
  internalError,
  loginCutBackOffMs,
  type ConnectionFailure,
} from './ssh-failure.ts';
import type { SshHop, SshRoutes } from './ssh-route.ts';
import { dial } from './tcp-dial.ts';

export type ConnectorOptions = {
  readonly identities: readonly Identity[];
  readonly knownHosts: KnownHostsFile;
  readonly resolver: NameResolver;
  /** The way to each host. */
  readonly routes: SshRoutes;
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

type StreamOutcome =
  | { readonly kind: 'stream'; readonly stream: Duplex }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure };

type Refusal = { readonly failure: ConnectionFailure; readonly atMs: number };

/** How people read a target in messages. */
export function placeOf(target: SshTarget): string {
  return `${target.user}@${target.address}${target.port === 22 ? '' : ` port ${target.port}`}`;
}

export function connector(options: ConnectorOptions): Connector {
  const { identities, knownHosts, resolver, routes, keepalive, monotonicMs } = options;
  const concurrency = Math.min(Math.max(1, options.concurrency), maxConcurrency);
  const handshakes = slots(concurrency);
  const dials = slots(concurrency * dialsPerHandshake);
  const refusals = new Map<string, Refusal>();
  const keys = hopIdentities(identities);
  const streams = new Set<Duplex>();
  let isClosed = false;

  const noSlot = (where: string): { readonly kind: 'failed'; readonly failure: ConnectionFailure } => ({
    kind: 'failed',
    failure: internalError(
      where,
      new Error(`${concurrency} connections were being made at once and none became free in time`),
    ),
  });

  const backingOff = (hop: SshHop, insist: boolean): ConnectionFailure | null => {
    const refusal = refusals.get(placeOfHop(hop));
    if (refusal === undefined) return null;
    const { failure, atMs } = refusal;
    const waitMs = insist ? Math.min(failure.backOffMs, loginCutBackOffMs) : failure.backOffMs;
    const leftMs = atMs + waitMs - monotonicMs();
    if (leftMs <= 0) return null;
    const seconds = Math.ceil(leftMs / 1000);
    return { ...failure, detail: `${failure.detail} (Not tried again for another ${seconds} s.)` };
  };

  const watch = (stream: Duplex): void => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
  };

  /** A stream to the first hop of a way. */
  const dialled = async (hop: SshHop, deadline: Deadline): Promise<StreamOutcome> => {
    const where = placeOfHop(hop);
    const resolved = await resolver.resolve(hop.address, deadline);
    if (resolved.kind === 'failed') return resolved;
    const outcome = await within(dials, deadline, () =>
      dial({
        addresses: resolved.addresses,
        port: hop.port,
        where,
        timeoutMs: Math.min(options.tcpTimeoutMs, deadline.remainingMs()),
        onSocket: watch,
      }),
    );
    if (outcome === null) return noSlot(where);
    if (outcome.kind === 'connected') return { kind: 'stream', stream: outcome.socket };
    resolver.forget(hop.address);
    return outcome;
  };

  /** A stream to a hop through those before it. */
  const forwarded = async (
    before: readonly SshHop[],
    hop: SshHop,
    deadline: Deadline,
  ): Promise<StreamOutcome> => {
    const jump = await jumps.lease(before, deadline.remainingMs());
    if (jump.kind === 'failed') return jump;
    const outcome = await within(dials, deadline, () =>
      jump.connection.forward(hop, {
        where: placeOfHop(hop),
        through: placeOfHop(before.at(-1)),
        timeoutMs: Math.min(options.tcpTimeoutMs, deadline.remainingMs()),
      }),
    );
    if (outcome?.kind !== 'stream') {
      jump.release();
      return outcome ?? noSlot(placeOfHop(hop));
    }
    watch(outcome.stream);
    outcome.stream.once('close', jump.release);
    return outcome;
  };

  const shake = (hop: SshHop, stream: Duplex, deadline: Deadline): Promise<HandshakeOutcome> => {
    const hostKeys = {
      host: hop.knownAs.name,
      port: hop.knownAs.port,
      knownHostsPath: knownHosts.path,
      answer: knownHosts.keysFor(hop.knownAs),
    };
    const offered = keys.for(hop.identityPaths);
    const where = placeOfHop(hop);
    if (offered.identities.length === 0)
      return Promise.resolve({ kind: 'failed', failure: noKey(where, offered.problems) });
    return handshake({
      socket: stream,
      where,
      user: hop.user,
      identities: offered.identities,
      hostKeys,
      keepalive,
      timeoutMs: Math.min(options.handshakeTimeoutMs, deadline.remainingMs()),
    });
  };

  const reach = async (
    hops: readonly SshHop[],
    choice: { readonly deadline: Deadline; readonly insist: boolean },
  ): Promise<HandshakeOutcome> => {
    const { deadline } = choice;
    const hop = hops.at(-1);
    if (hop === undefined) throw new RangeError('a way without hops');
    const held = backingOff(hop, choice.insist);
    if (held !== null) return { kind: 'failed', failure: held };
    const outcome = await tried(hop, hops.slice(0, -1), deadline);
    if (isClosed) return { kind: 'failed', failure: closed };
    if (outcome.kind === 'open') refusals.delete(placeOfHop(hop));
    else if (outcome.failure.backOffMs > 0)
      refusals.set(placeOfHop(hop), { failure: outcome.failure, atMs: monotonicMs() });
    return outcome;
  };

  const tried = async (
    hop: SshHop,
    before: readonly SshHop[],
    deadline: Deadline,
  ): Promise<HandshakeOutcome> => {
    const found = before.length === 0 ? await dialled(hop, deadline) : await forwarded(before, hop, deadline);
    if (found.kind === 'failed') return found;
    const { stream } = found;
    try {
      const shaken = await within(handshakes, deadline, () => shake(hop, stream, deadline));
      if (shaken?.kind !== 'open') stream.destroy();
      return shaken ?? noSlot(placeOfHop(hop));
    } catch (error) {
      stream.destroy();
      throw error;
    }
  };

  // A jump host is reached within bounds of its own: the first who asks must not cut it short for the others.
  const jumps = jumpConnections((hops) =>
    reach(hops, { deadline: deadlineIn(jumpTimeoutMs * hops.length, monotonicMs), insist: false }),
  );
  const jumpTimeoutMs = options.tcpTimeoutMs + options.handshakeTimeoutMs;

  const connect: Connector['connect'] = async (target, choice) => {
    if (isClosed) return { kind: 'failed', failure: closed };
    const route = routes.routeTo(target);
    // What we may not or cannot follow says nothing about the host.
    if (route.kind === 'refused')
      return { kind: 'failed', failure: connectionFailure('internal-error', route.detail) };
    return reach(route.hops, choice);
  };

  return {
    connect,
    close: () => {
      isClosed = true;
      for (const stream of streams) stream.destroy();
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

function noKey(where: string, problems: readonly string[]): ConnectionFailure {
  const why = problems.length === 0 ? '' : `: ${problems.join('; ')}`;
  return connectionFailure(
    'login-refused',
    `no SSH key is configured for ${where}${why}. Set ssh.identity_file in settings.yaml to the private key to log in with`,
  );
}

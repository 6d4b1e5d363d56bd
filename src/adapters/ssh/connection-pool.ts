// One live connection a host, kept: its keepalive is the heartbeat, and a lost one is reported at once. A connection
// that is replaced or too old ends when its last user is done; nobody's work is cut off by housekeeping.

import type { DurationMs } from '../../core/brand.ts';
import type { SshTarget } from '../../core/fleet/ssh-target.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { ReadFactsOutcome } from '../../ports/host-control.ts';
import type { SshConnection } from './connection.ts';
import { placeOf, type Connector } from './connector.ts';
import type { Deadline } from './deadline.ts';
import { firstOf } from './deadline.ts';
import { ProbeChannel } from './probe-channel.ts';
import { connectionFailure, tooSlow, type ConnectionFailure } from './ssh-failure.ts';

/** A connection in somebody's use. Call `release` exactly once. */
export type Lease = {
  readonly connection: SshConnection;
  /** True if it was there before: its peer may have gone without a word. */
  readonly reused: boolean;
  readonly readFacts: (timeoutMs: DurationMs) => Promise<ReadFactsOutcome>;
  /** Nobody gets this connection any more; it ends with its last user. For one that may be dead. */
  readonly giveUp: () => void;
  readonly release: () => void;
};

export type LeaseOutcome =
  | { readonly kind: 'lease'; readonly lease: Lease }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure };

export type ConnectionPool = {
  /** `fresh`: a new TCP connection, which then takes the place of the kept one. */
  readonly lease: (
    target: SshTarget,
    options: { readonly deadline: Deadline; readonly fresh: boolean },
  ) => Promise<LeaseOutcome>;
  readonly onLost: (listener: (hostId: HostId) => void) => () => void;
  /** Reports nothing any more. The connector ends the connections. */
  readonly close: () => void;
};

type Kept = {
  readonly target: SshTarget;
  readonly connection: SshConnection;
  readonly probe: () => ProbeChannel;
  readonly recycleAtMs: number;
  users: number;
  /** No longer offered; ends with its last user. */
  retired: boolean;
};

type PoolOptions = {
  readonly connector: Connector;
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** A connection older than this is replaced at its next use: host keys and accounts are checked again. */
  readonly maxAgeMs: DurationMs;
};

type Attempt = { readonly deadline: Deadline; readonly opened: Promise<Kept | ConnectionFailure> };

export function connectionPool(options: PoolOptions): ConnectionPool {
  const { connector, now, monotonicMs, maxAgeMs } = options;
  const keptByHost = new Map<HostId, Kept>();
  const connecting = new Map<string, Attempt>();
  const listeners = new Set<(hostId: HostId) => void>();

  const retire = (kept: Kept): void => {
    kept.retired = true;
    if (keptByHost.get(kept.target.hostId) === kept) keptByHost.delete(kept.target.hostId);
    if (kept.users === 0) kept.connection.destroy(ownEnd);
  };

  /** Nobody gets it any more. Lost without our doing: its listeners hear of it, once. */
  const giveUp = (kept: Kept, why: ConnectionFailure): void => {
    const lost = !kept.retired && why.failure === 'connection-lost';
    retire(kept);
    if (!lost) return;
    for (const listener of listeners) listener(kept.target.hostId);
  };

  const keep = (target: SshTarget, connection: SshConnection): Kept => {
    let probe: ProbeChannel | null = null;
    const kept: Kept = {
      target,
      connection,
      probe: () =>
        (probe ??= new ProbeChannel({
          connection,
          where: placeOf(target),
          now,
          onBroken: (why) => giveUp(kept, why),
        })),
      recycleAtMs: monotonicMs() + maxAgeMs * (1 + spread(target.hostId) / 4),
      users: 0,
      retired: false,
    };
    const previous = keptByHost.get(target.hostId);
    if (previous !== undefined) retire(previous);
    keptByHost.set(target.hostId, kept);
    connection.onEnd((why) => giveUp(kept, why));
    return kept;
  };

  const open = async (
    target: SshTarget,
    choice: { readonly deadline: Deadline; readonly insist: boolean },
  ): Promise<Kept | ConnectionFailure> => {
    const outcome = await connector.connect(target, choice);
    if (outcome.kind === 'failed') return outcome.failure;
    return keep(target, outcome.connection);
  };

  /**
   * Joins an attempt that is under way, within the caller's own deadline; but not one that ends much sooner than the
   * caller would give up, because its failure would say nothing about the host.
   */
  const openShared = (target: SshTarget, deadline: Deadline): Promise<Kept | ConnectionFailure> => {
    const name = `${target.hostId} ${placeOf(target)}`;
    const running = connecting.get(name);
    const waitMs = deadline.remainingMs();
    if (running !== undefined && running.deadline.remainingMs() >= waitMs / 2) {
      const place = { where: placeOf(target), stage: 'handshake', banner: null } as const;
      return firstOf<Kept | ConnectionFailure>(
        waitMs,
        () => tooSlow(place, waitMs),
        (settle) => void running.opened.then(settle),
      );
    }
    const opened = open(target, { deadline, insist: false }).finally(() => {
      if (connecting.get(name)?.opened === opened) connecting.delete(name);
    });
    connecting.set(name, { deadline, opened });
    return opened;
  };

  /** The kept connection if it is alive, for this address, and not too old. */
  const usable = (target: SshTarget): Kept | null => {
    const kept = keptByHost.get(target.hostId);
    if (kept === undefined) return null;
    const same = placeOf(kept.target) === placeOf(target);
    const recycle = kept.users === 0 && kept.recycleAtMs <= monotonicMs();
    if (same && !recycle) return kept;
    retire(kept);
    return null;
  };

  const lease: ConnectionPool['lease'] = async (target, { deadline, fresh }) => {
    const alive = fresh ? null : usable(target);
    const found =
      alive ?? (fresh ? await open(target, { deadline, insist: true }) : await openShared(target, deadline));
    if ('failure' in found) return { kind: 'failed', failure: found };
    // Somebody's fresh connection has taken its place in the meantime.
    if (found.retired && !fresh && deadline.remainingMs() > 0) return lease(target, { deadline, fresh });
    found.users += 1;
    return { kind: 'lease', lease: leaseOf(found, alive !== null, () => retire(found)) };
  };

  return {
    lease,
    onLost: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}

const ownEnd = connectionFailure('internal-error', 'this daemon closed the connection');

function leaseOf(kept: Kept, reused: boolean, giveUp: () => void): Lease {
  return {
    connection: kept.connection,
    reused,
    readFacts: (timeoutMs) => kept.probe().ask(timeoutMs),
    giveUp,
    release: () => {
      kept.users -= 1;
      if (kept.retired && kept.users === 0) kept.connection.destroy(ownEnd);
    },
  };
}

/** In [0, 1), fixed for a host: connections made in one sweep must not all be recycled in one sweep. */
function spread(hostId: HostId): number {
  let sum = 0;
  for (const character of hostId) sum = (sum * 31 + character.charCodeAt(0)) % 65_536;
  return sum / 65_536;
}

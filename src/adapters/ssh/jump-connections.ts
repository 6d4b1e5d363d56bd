// Connections to jump hosts, each shared by all hosts behind it (a bastion that met one login a host would refuse them)
// and ended with its last user. A host behind a jump host is lost when the jump host is: nothing can be said of it then.

import type { DurationMs } from '../../core/brand.ts';
import type { HandshakeOutcome, SshConnection } from './connection.ts';
import { firstOf } from './deadline.ts';
import { connectionFailure, tooSlow, type ConnectionFailure } from './ssh-failure.ts';
import type { SshHop } from './ssh-route.ts';

export type JumpLease =
  | {
      readonly kind: 'jump';
      readonly connection: SshConnection;
      /** Call once, when the stream through it has ended. */
      readonly release: () => void;
    }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure };

type Shared = { readonly opened: Promise<HandshakeOutcome>; users: number };

/** `open` makes a connection to the last of `hops` through the others, within its own bounds. */
export function jumpConnections(open: (hops: readonly SshHop[]) => Promise<HandshakeOutcome>): {
  readonly lease: (hops: readonly SshHop[], waitMs: DurationMs) => Promise<JumpLease>;
} {
  const shared = new Map<string, Shared>();

  const join = (key: string, hops: readonly SshHop[]): Shared => {
    const known = shared.get(key);
    if (known !== undefined) return known;
    const entry: Shared = { opened: open(hops), users: 0 };
    shared.set(key, entry);
    const forget = (): void => {
      if (shared.get(key) === entry) shared.delete(key);
    };
    void entry.opened.then((outcome) => {
      if (outcome.kind === 'failed') forget();
      else {
        outcome.connection.onEnd(forget);
        if (entry.users === 0) outcome.connection.destroy(unused);
      }
    });
    return entry;
  };

  return {
    lease: async (hops, waitMs) => {
      const key = JSON.stringify(hops);
      const entry = join(key, hops);
      entry.users += 1;
      const where = placeOfHop(hops.at(-1));
      const outcome = await firstOf<HandshakeOutcome>(
        waitMs,
        () => ({ kind: 'failed', failure: tooSlow({ where, stage: 'handshake', banner: null }, waitMs) }),
        (settle) => void entry.opened.then(settle),
      );
      const release = once(() => {
        entry.users -= 1;
        if (entry.users > 0) return;
        void entry.opened.then((opened) => {
          if (opened.kind === 'open' && entry.users === 0) opened.connection.destroy(unused);
        });
      });
      if (outcome.kind === 'open') return { kind: 'jump', connection: outcome.connection, release };
      release();
      const { failure } = outcome;
      return { kind: 'failed', failure: { ...failure, detail: `jump host ${where}: ${failure.detail}` } };
    },
  };
}

export function placeOfHop(hop: SshHop | undefined): string {
  if (hop === undefined) return 'no host';
  return `${hop.user}@${hop.address}${hop.port === 22 ? '' : ` port ${hop.port}`}`;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

const unused = connectionFailure('internal-error', 'nobody uses this jump host any more');

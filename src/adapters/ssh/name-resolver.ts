// Names to addresses, through the system's own resolver (so /etc/hosts and search domains count, as for ssh), with a
// cache: getaddrinfo runs two at a time on Node's thread pool, and a fleet must not queue there on every sweep.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { MINUTE_MS, SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Deadline } from './deadline.ts';
import { firstOf } from './deadline.ts';
import { connectionFailure, type ConnectionFailure } from './ssh-failure.ts';

export type ResolveOutcome =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure };

export type NameResolver = {
  readonly resolve: (name: string, deadline: Deadline) => Promise<ResolveOutcome>;
  /** The next question asks anew: after a failed connection the address may have moved. */
  readonly forget: (name: string) => void;
};

export type Lookup = (name: string) => Promise<readonly string[]>;

/** An address that was right is asked for again after this. */
const freshForMs: DurationMs = 5 * MINUTE_MS;
/** A name that did not resolve is asked for again after this. */
const failedForMs: DurationMs = 10 * SECOND_MS;

type Entry = {
  addresses: readonly string[];
  /** Why the last question had no answer, or null. */
  problem: string | null;
  askAgainAtMs: number;
  asking: Promise<void> | null;
};

async function systemLookup(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** While the name service fails, the last known addresses stay in use: a DNS outage must not look like a fleet down. */
export function nameResolver(options: {
  readonly monotonicMs: () => number;
  readonly lookup?: Lookup;
}): NameResolver {
  const { monotonicMs, lookup: ask = systemLookup } = options;
  const entries = new Map<string, Entry>();

  const refresh = async (name: string, entry: Entry): Promise<void> => {
    try {
      const found = await ask(name);
      if (found.length > 0) entry.addresses = found;
      entry.problem = found.length > 0 ? null : 'the name has no address';
    } catch (error) {
      entry.problem = error instanceof Error ? error.message : String(error);
    }
    entry.askAgainAtMs = monotonicMs() + (entry.problem === null ? freshForMs : failedForMs);
    entry.asking = null;
  };

  const resolve: NameResolver['resolve'] = async (name, deadline) => {
    if (isIP(name.split('%')[0] ?? '') !== 0) return { kind: 'addresses', addresses: [name] };
    const entry: Entry = entries.get(name) ?? {
      addresses: [],
      problem: null,
      askAgainAtMs: -Infinity,
      asking: null,
    };
    entries.set(name, entry);
    let slow: string | null = null;
    if (entry.askAgainAtMs <= monotonicMs()) {
      const asking = (entry.asking ??= refresh(name, entry));
      // Known addresses are used while the answer is under way.
      const waitMs = entry.addresses.length > 0 ? 0 : deadline.remainingMs();
      slow = await firstOf<string | null>(
        waitMs,
        () => `no answer of the name service within ${Math.round(waitMs)} ms`,
        (settle) => void asking.then(() => settle(null)),
      );
    }
    if (entry.addresses.length > 0) return { kind: 'addresses', addresses: entry.addresses };
    return {
      kind: 'failed',
      failure: connectionFailure(
        'name-not-resolved',
        `the name ${name} does not resolve (${entry.problem ?? slow ?? 'no answer'}): correct the address in the ` +
          'inventory, or look at DNS',
      ),
    };
  };

  return {
    resolve,
    forget: (name) => {
      const entry = entries.get(name);
      if (entry !== undefined) entry.askAgainAtMs = -Infinity;
    },
  };
}

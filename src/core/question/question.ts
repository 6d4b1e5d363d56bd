// What people may ask in chat, as a closed union. Asking changes nothing; `stop` alone leads to something that does,
// and only to a button that asks again.

import type { DurationMs, Instant } from '../brand.ts';

/** Since when: a length before now, or the beginning of a day (UTC). */
export type Since =
  { readonly kind: 'ago'; readonly lengthMs: DurationMs } | { readonly kind: 'day'; readonly at: Instant };

export type Question =
  | { readonly kind: 'help' }
  /** A name alone, of whatever kind. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'host' | 'rack' | 'service' | 'owner'; readonly name: string }
  | { readonly kind: 'overdue' | 'due' | 'next' }
  /** Domains as written: `rack:r12`, or a bare name. */
  | { readonly kind: 'what-if'; readonly domains: readonly string[] }
  | { readonly kind: 'rebooted' | 'added'; readonly since: Since }
  /** Null: all open ones. */
  | { readonly kind: 'campaign'; readonly id: string | null }
  /** Null: the whole fleet. */
  | { readonly kind: 'stop'; readonly id: string | null };

export type Parsed =
  | { readonly kind: 'question'; readonly question: Question; readonly audience: Audience }
  /** `nearest` is a word that would have been understood, or null. */
  | { readonly kind: 'not-understood'; readonly found: string; readonly nearest: string | null }
  /** The word needs something after it. */
  | { readonly kind: 'incomplete'; readonly word: string; readonly needs: 'name' | 'domain' | 'time' };

/** Who sees the answer to a command: the asker alone, or the channel. */
export type Audience = 'asker' | 'channel';

/** The known name that is nearest to what was written, or null if none is near. */
export type NearestName = (name: string, known: readonly string[]) => string | null;

// Requests of Slack's that were taken: a signed request may be used once. Known by the signature that was checked, and for
// longer than a signature may be old. What was signed before this process began is not taken, because nobody remembers
// whether the process before took it.

import { MINUTE_MS, type DurationMs, type Instant } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';

/** Slack's own: a signature is good for five minutes. */
export const SIGNATURE_LIFE_MS: DurationMs = 5 * MINUTE_MS;

/** Slack sends at most 30,000 events an hour: 2,500 in five minutes. */
const MOST = 20_000;

export type RequestVerdict = 'first' | 'replayed' | 'too-old' | 'from-before' | 'too-many';

export type SeenRequests = {
  /** May this request be taken? `first` takes it. */
  take(request: { readonly signature: string; readonly signedAt: Instant }): RequestVerdict;
  /** It could not be handled: the same request may come again. */
  giveBack(signature: string): void;
};

export function createSeenRequests(clock: Clock): SeenRequests {
  const seen = new Map<string, DurationMs>();
  const beganAt = clock.now();
  return {
    take({ signature, signedAt }) {
      const nowMs = clock.monotonicMs();
      for (const [old, atMs] of seen) {
        // A signature of the future is good for twice its life.
        if (nowMs - atMs <= 2 * SIGNATURE_LIFE_MS) break;
        seen.delete(old);
      }
      if (!(Math.abs(clock.now() - signedAt) <= SIGNATURE_LIFE_MS)) return 'too-old';
      if (seen.has(signature)) return 'replayed';
      // Slack signs in whole seconds.
      if (signedAt < Math.floor(beganAt / 1_000) * 1_000) return 'from-before';
      if (seen.size >= MOST) return 'too-many';
      seen.set(signature, nowMs);
      return 'first';
    },
    giveBack: (signature) => void seen.delete(signature),
  };
}

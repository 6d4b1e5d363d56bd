// Events that Slack delivers again are answered once. Their ids are remembered for longer than Slack repeats them.

import type { DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';

export type SeenEvents = {
  /** True the first time that this id is asked for. */
  first(id: string): boolean;
};

export function createSeenEvents(clock: Clock, keepMs: DurationMs): SeenEvents {
  const seen = new Map<string, DurationMs>();
  return {
    first(id) {
      const now = clock.monotonicMs();
      for (const [old, atMs] of seen) {
        if (now - atMs <= keepMs) break;
        seen.delete(old);
      }
      if (seen.has(id)) return false;
      seen.set(id, now);
      return true;
    },
  };
}

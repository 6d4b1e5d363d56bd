// The instants that a cron text in a named zone stands for.

import type { Instant } from '../core/brand.ts';

export interface Schedule {
  /** The first instant after `afterAt`, or null if there is none. */
  next(afterAt: Instant): Instant | null;
  /** Resolves at `at` by the wall clock, or when `signal` aborts. Only wakes: what is due is decided by the caller. */
  wakeAt(at: Instant, signal: AbortSignal): Promise<void>;
}

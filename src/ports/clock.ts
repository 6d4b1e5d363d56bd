// Time as the daemon sees it. Core never asks: it is told.

import type { DurationMs, Instant } from '../core/brand.ts';

export interface Clock {
  /** Wall clock, for calendars and records. */
  now(): Instant;
  /** Milliseconds of a clock that never steps, for measuring lengths. */
  monotonicMs(): DurationMs;
  /** Resolves after `delayMs`, or at once when `signal` aborts. Never rejects. */
  sleep(delayMs: DurationMs, signal?: AbortSignal): Promise<void>;
}

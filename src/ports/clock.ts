// Time as the daemon sees it. Core never asks: it is told.

import type { DurationMs, Instant } from '../core/brand.ts';

/** Ends a sleep early. Every AbortSignal is one. */
export interface Interruption {
  readonly aborted: boolean;
  addEventListener(kind: 'abort', listener: () => void): void;
  removeEventListener(kind: 'abort', listener: () => void): void;
}

export interface Clock {
  /** Wall clock, for calendars and records. */
  now(): Instant;
  /** Milliseconds of a clock that never steps, for measuring lengths. */
  monotonicMs(): DurationMs;
  /** Resolves after `delayMs`, or at once when `signal` aborts. Never rejects. */
  sleep(delayMs: DurationMs, signal?: Interruption): Promise<void>;
}

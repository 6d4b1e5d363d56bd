// How much the console may be asked. Whoever floods it gets short refusals: the daemon has reboots to look after, and one
// event loop for everything.

import type { MiddlewareHandler } from 'hono';

/** Requests at once, and how many more each second; far above what people and their open pages ask. */
const BURST = 300;
const PER_SECOND = 100;

/** Open connections, followers of live events among them; each page has one. */
export const MAX_CONNECTIONS = 256;
export const MAX_FOLLOWERS = 128;

/** A header that takes longer than this to come is not a browser's. */
export const HEADERS_WITHIN_MS = 10_000;

/** Refuses with 429 what is more than `BURST` at once. `now` in milliseconds of a clock that only goes forward. */
export function boundedRate(now: () => number = () => performance.now()): MiddlewareHandler {
  let left = BURST;
  let at = now();
  return async (context, next) => {
    const elapsedMs = now() - at;
    at += elapsedMs;
    left = Math.min(BURST, left + (elapsedMs / 1_000) * PER_SECOND);
    if (left < 1) {
      context.header('Retry-After', '1');
      return context.text('too many requests at once; try again in a second\n', 429);
    }
    left -= 1;
    return next();
  };
}

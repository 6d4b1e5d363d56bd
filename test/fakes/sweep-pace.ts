// The pace of a sweeper under test: everybody once a minute, one after the other.
import type { SweeperPace } from '../../src/runtime/sweeper.ts';

export const sweepPace: SweeperPace = {
  intervalMs: 60_000,
  retryMs: 5_000,
  probeWithinMs: 1_000,
  missesUntilUnreachable: 2,
  concurrency: 1,
  maxAgeMs: 120_000,
};

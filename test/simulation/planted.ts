// Looks for a planted bug: runs seeds until one of the promises that the bug breaks is broken.
import { expect } from 'vitest';
import { simulate, type SimulationOptions } from './simulation.ts';
import type { Promise_ } from './verdicts.ts';

/** A bug that is not found within these is not found. Most are found within twenty. */
const SEEDS = 400;

/** The seed that found it. */
export async function expectFound(
  breaks: readonly Promise_[],
  options: Omit<SimulationOptions, 'seed'> = {},
): Promise<number> {
  const others = new Set<string>();
  // That everything ends is judged only where faults do.
  const mode = breaks.every((promise) => promise === 'liveness') ? ({ mode: 'liveness' } as const) : {};
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations } = await simulate({ ...options, ...mode, seed });
    if (violations.some(({ promise }) => breaks.includes(promise))) return seed;
    for (const { promise } of violations) others.add(promise);
  }
  return expect.fail(
    `not found within ${SEEDS} seeds; other promises broken: ${[...others].join(', ') || 'none'}`,
  );
}

// Many runs and what they found together.
import { simulate, type SimulationOptions, type SimulationResult } from './simulation.ts';
import { sometimes, type Sometimes } from './verdicts.ts';

export type ManySeeds = {
  readonly seeds: number;
  readonly days: number;
  readonly failed: readonly SimulationResult[];
  /** What happened in no run at all. */
  readonly never: readonly Sometimes[];
};

/** Runs the seeds from `first` to `last`, or until `goOn` says no. */
export async function runSeeds(
  range: { readonly first: number; readonly last: number },
  options: Omit<SimulationOptions, 'seed'> & { readonly goOn?: (result: SimulationResult) => boolean } = {},
): Promise<ManySeeds> {
  const failed: SimulationResult[] = [];
  const seen = new Set<string>();
  let [seeds, days] = [0, 0];
  for (let seed = range.first; seed <= range.last; seed += 1) {
    const result = await simulate({ ...options, seed });
    seeds += 1;
    days += result.days;
    for (const what of result.sometimes.keys()) seen.add(what);
    if (result.violations.length > 0) failed.push(result);
    if (options.goOn?.(result) === false) break;
  }
  return { seeds, days, failed, never: sometimes.filter((what) => !seen.has(what)) };
}

/** One line a violation, with the seed that replays it. */
export function complaints(failed: readonly SimulationResult[]): readonly string[] {
  return failed.flatMap(({ seed, violations }) =>
    violations.map(({ promise, what }) => `npm run sim -- --seed ${seed}: ${promise}: ${what}`),
  );
}

// The words of `npm run sim` and what they do: one seed, a range of seeds, or as many as fit into some minutes.
import { parseArgs } from 'node:util';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { shrink } from './shrink.ts';
import { simulate, type SimulationOptions, type SimulationResult } from './simulation.ts';
import { storyOf } from './story.ts';
import type { Plant } from './supervisor.ts';

const usage = `npm run sim -- --seed N | --seeds A..B | --minutes M [--seeds A..] [--mode safety|liveness] [--over memory|sqlite] [--lines]
  --seed     one seed, told: the same event log each time
  --seeds    every seed from A to B
  --minutes  as many seeds as fit, from A on, or from a number that the clock gives
  --mode     safety: faults until the end; liveness: they stop, and everything must come to its end
  --over     the store that the daemon runs on (memory)
  --lines    with --seed: everything that happened`;

export type CommandOptions = {
  readonly say: (line: string) => void;
  readonly commit: string;
  readonly clockMs: () => number;
  /** A bug put in on purpose. */
  readonly plant?: Plant;
};

type Wanted = {
  readonly first: number;
  readonly last: number;
  readonly untilMs: number;
  readonly options: Pick<SimulationOptions, 'mode' | 'plant' | 'record'>;
  readonly over: 'memory' | 'sqlite';
};

const MOST_SHRINK_RUNS = 400;

/** @returns the exit code: 0 all promises held, 1 one was broken, 2 the words were wrong. */
export async function simulationCommand(words: readonly string[], given: CommandOptions): Promise<0 | 1 | 2> {
  const wanted = read(words, given);
  if (typeof wanted === 'string') {
    given.say(`${wanted}\n${usage}`);
    return 2;
  }
  const { say, commit, clockMs } = given;
  const begunMs = clockMs();
  let [seeds, days] = [0, 0];
  for (let seed = wanted.first; seed <= wanted.last && clockMs() < wanted.untilMs; seed += 1) {
    const result = await runOver(wanted.over, { ...wanted.options, seed });
    seeds += 1;
    days += result.days;
    if (wanted.first === wanted.last) tellOne(result, given);
    if (result.violations.length > 0) {
      await tellBroken(result, wanted, given);
      return 1;
    }
  }
  const took = (clockMs() - begunMs) / 1_000;
  say(
    `${seeds} seeds from ${wanted.first}, ${days.toFixed(0)} fleet-days in ${took.toFixed(1)} s; commit ${commit}; every promise held`,
  );
  return 0;
}

function tellOne(result: SimulationResult, { say, commit }: CommandOptions): void {
  for (const { at, text } of result.lines) say(`${new Date(at).toISOString()} ${text}`);
  say(`seed ${result.seed}; commit ${commit}; event log ${result.hash}`);
  say(`${result.days.toFixed(1)} days; faults: ${result.faults.join(', ') || 'none'}`);
}

async function tellBroken(
  result: SimulationResult,
  wanted: Wanted,
  { say, commit }: CommandOptions,
): Promise<void> {
  const [first] = result.violations;
  if (first === undefined) return;
  say(`seed ${result.seed}; commit ${commit}; event log ${result.hash}: BROKEN`);
  for (const { promise, what } of result.violations) say(`  ${promise}: ${what}`);
  const options = { ...wanted.options, seed: result.seed };
  const small = await shrink(options, first.promise, { maxRuns: MOST_SHRINK_RUNS }).catch(() => null);
  if (small === null) return say('over the store in memory this promise holds: look at the store first');
  say(`the same with as little as possible (${small.runs} runs):`);
  for (const line of storyOf(small.result, first.promise)) say(`  ${line}`);
}

async function runOver(over: Wanted['over'], options: SimulationOptions): Promise<SimulationResult> {
  if (over === 'memory') return simulate(options);
  const store = await openSqlStore(':memory:');
  try {
    return await simulate({ ...options, store });
  } finally {
    await store.close();
  }
}

function read(words: readonly string[], { clockMs, plant }: CommandOptions): Wanted | string {
  const text = { type: 'string' } as const;
  let values;
  try {
    const options = {
      seed: text,
      seeds: text,
      minutes: text,
      mode: text,
      over: text,
      lines: { type: 'boolean' },
    } as const;
    ({ values } = parseArgs({ args: [...words], options, strict: true }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { seed, seeds, minutes, mode, over = 'memory', lines = false } = values;
  if (mode !== undefined && mode !== 'safety' && mode !== 'liveness')
    return `--mode: found ${mode}, expected safety or liveness`;
  if (over !== 'memory' && over !== 'sqlite') return `--over: found ${over}, expected memory or sqlite`;
  const chosen: Pick<SimulationOptions, 'mode'> = mode === 'safety' || mode === 'liveness' ? { mode } : {};
  const options: Wanted['options'] = { record: lines, ...chosen, ...(plant === undefined ? {} : { plant }) };
  const range = rangeOf({ seed, seeds, minutes }, clockMs());
  return typeof range === 'string' ? range : { ...range, options, over };
}

type RangeWords = Readonly<Record<'seed' | 'seeds' | 'minutes', string | undefined>>;

function rangeOf(
  { seed, seeds, minutes }: RangeWords,
  nowMs: number,
): Pick<Wanted, 'first' | 'last' | 'untilMs'> | string {
  const whole = (text: string | undefined): number | null =>
    /^\d{1,12}$/.test(text ?? '') ? Number(text) : null;
  if (seed !== undefined) {
    const only = whole(seed);
    return only === null
      ? `--seed: found ${seed}, expected a whole number`
      : { first: only, last: only, untilMs: Infinity };
  }
  const [from, until] = seeds?.split('..') ?? [];
  const [first, last] = [whole(from), whole(until)];
  if (minutes !== undefined) {
    const length = Number(minutes);
    if (!(length > 0)) return `--minutes: found ${minutes}, expected a number above 0`;
    // Nobody's seeds of yesterday: each minute of the clock has ten thousand of its own.
    const newSeed = Math.floor(nowMs / 60_000) * 10_000;
    return { first: first ?? newSeed, last: last ?? Infinity, untilMs: nowMs + length * 60_000 };
  }
  if (first === null || last === null || last < first)
    return seeds === undefined ? 'which seeds?' : `--seeds: found ${seeds}, expected A..B with A not above B`;
  return { first, last, untilMs: Infinity };
}

// Makes the scenario of a broken promise as small as it can be made by leaving parts out: time after it, kinds of
// faults, plans, services, hosts, single acts of the world and of people. Everything else is drawn as before, and a part
// stays out only if the same promise is still broken without it. Deterministic, and bounded by the number of runs.
import type { Cut } from './cut.ts';
import type { FaultKind } from './fault-kinds.ts';
import { simulate, type SimulationOptions, type SimulationResult } from './simulation.ts';
import type { Promise_ } from './verdicts.ts';

export type Small = {
  /** Of the smallest run, recorded. */
  readonly result: SimulationResult;
  readonly runs: number;
};

type Scenario = { readonly without: ReadonlySet<FaultKind>; readonly cut: Cut };

/** Judged at the end of a run: cutting the end off would hide them. */
const judgedAtTheEnd: ReadonlySet<Promise_> = new Set(['liveness', 'journal', 'digest', 'boots']);

export async function shrink(
  options: SimulationOptions,
  promise: Promise_,
  { maxRuns }: { readonly maxRuns: number },
): Promise<Small> {
  let runs = 0;
  const run = (scenario: Scenario, record = false): Promise<SimulationResult> =>
    simulate({ ...options, ...scenario, record });
  const breaks = (result: SimulationResult): boolean =>
    result.violations.some((violation) => violation.promise === promise);

  let scenario: Scenario = {
    without: options.without ?? new Set(),
    cut: { acts: new Set(), plans: new Set(), hosts: new Set(), services: new Set(), untilAt: null },
  };
  let result = await run(scenario);
  if (!breaks(result)) throw new Error(`seed ${options.seed} does not break ${promise}`);

  const take = async (smaller: Scenario): Promise<boolean> => {
    if (runs >= maxRuns) return false;
    runs += 1;
    const tried = await run(smaller).catch(() => null);
    if (tried === null || !breaks(tried)) return false;
    [scenario, result] = [smaller, tried];
    return true;
  };

  /** Leaves out as many of `parts` as possible: all, then halves, then quarters, down to each by itself. */
  const drop = async <Part>(
    parts: readonly Part[],
    without: (out: readonly Part[]) => Scenario,
  ): Promise<void> => {
    let left = parts;
    for (let size = left.length; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < left.length;) {
        const some = left.slice(from, from + size);
        if (await take(without(some))) left = [...left.slice(0, from), ...left.slice(from + size)];
        else from += size;
      }
      if (left.length === 0) return;
    }
  };

  const cutAlso = (cut: Partial<Cut>): Scenario => ({ ...scenario, cut: { ...scenario.cut, ...cut } });
  const plus = <Part>(set: ReadonlySet<Part>, more: readonly Part[]): ReadonlySet<Part> =>
    new Set([...set, ...more]);

  const endSooner = async (): Promise<void> => {
    const brokenAt = result.violations.find((violation) => violation.promise === promise)?.at;
    if (brokenAt !== undefined && !judgedAtTheEnd.has(promise))
      await take(cutAlso({ untilAt: brokenAt + 1 }));
  };

  /** Tried while nothing else is left out: in a small fleet with few acts one kind may not be enough any more. */
  const oneKindOfFault = async (): Promise<void> => {
    const all = result.faults;
    for (const one of all.length > 1 ? all : [])
      if (
        await take({
          ...scenario,
          without: plus(
            scenario.without,
            all.filter((kind) => kind !== one),
          ),
        })
      )
        return;
  };

  await oneKindOfFault();
  for (let before = -1; before !== runs && runs < maxRuns;) {
    before = runs;
    const sizeBefore = sizeOf(result);
    await endSooner();
    await drop([...result.faults], (out) => ({ ...scenario, without: plus(scenario.without, out) }));
    const plans = result.scenario.plans.map((_, number) => number);
    await drop(plans, (out) => cutAlso({ plans: plus(scenario.cut.plans, out) }));
    await drop([...new Set(result.acts)], (out) => cutAlso({ acts: plus(scenario.cut.acts, out) }));
    const { services = {}, hosts } = result.scenario.fleet;
    await drop(Object.keys(services), (out) => cutAlso({ services: plus(scenario.cut.services, out) }));
    await drop(Object.keys(hosts), (out) => cutAlso({ hosts: plus(scenario.cut.hosts, out) }));
    await endSooner();
    if (sizeOf(result) === sizeBefore) break;
  }
  return { result: await run(scenario, true), runs };
}

function sizeOf({ faults, acts, scenario }: SimulationResult): number {
  const { services = {}, hosts } = scenario.fleet;
  return (
    faults.length +
    acts.length +
    scenario.plans.length +
    Object.keys(services).length +
    Object.keys(hosts).length
  );
}

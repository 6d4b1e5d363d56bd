// How much simulated time a core gets through. Aims: 50 seeds and 100 fleet-days a second. Seeds are those of the tests,
// with everything judged as there; processor time counts all threads, because on a busy machine the clock says too much.
// Rounds of the same seeds: in the first ones the code is still being compiled.
import { runSeeds } from '../simulation/many-seeds.ts';

const warmUp = { first: 2_001, last: 2_060 };
const measured = { first: 1, last: 400 };
const rounds = 6;

type Round = {
  readonly cpuS: number;
  readonly clockS: number;
  readonly seeds: number;
  readonly days: number;
};

async function round(): Promise<Round> {
  const [clock, processor] = [performance.now(), process.cpuUsage()];
  const { seeds, days, failed } = await runSeeds(measured);
  const { user, system } = process.cpuUsage(processor);
  if (failed.length > 0) throw new Error(`${failed.length} of ${seeds} seeds broke a promise`);
  return { cpuS: (user + system) / 1e6, clockS: (performance.now() - clock) / 1e3, seeds, days };
}

const rates = ({ cpuS, seeds, days }: Round): string =>
  `${(seeds / cpuS).toFixed(0)} seeds, ${(days / cpuS).toFixed(0)} fleet-days`;

/** Prints what a core did in a second, for each round and for the best of them. */
export async function bench(): Promise<void> {
  await runSeeds(warmUp);
  const done: Round[] = [];
  for (let number = 1; number <= rounds; number += 1) {
    const one = await round();
    done.push(one);
    if (number === 1)
      console.log(`${one.seeds} seeds, ${one.days.toFixed(0)} fleet-days; Node ${process.versions.node}`);
    const took = `${one.cpuS.toFixed(1)} s of processor time, ${one.clockS.toFixed(1)} s by the clock`;
    console.log(`round ${number}: ${took}; a core and second: ${rates(one)}`);
  }
  const best = done.reduce((one, other) => (other.cpuS < one.cpuS ? other : one));
  console.log(`best of ${rounds}, a core and second: ${rates(best)} (aims 50 and 100)`);
}

// How much simulated time a core gets through. Aims: 50 seeds and 100 fleet-days a second. Seeds are those of the tests,
// with everything judged as there; processor time counts all threads, because on a busy machine the clock says too much.
import { runSeeds } from '../simulation/many-seeds.ts';

const warmUp = { first: 2_001, last: 2_060 };
const measured = { first: 1, last: 400 };

export async function bench(): Promise<void> {
  await runSeeds(warmUp);
  const [clock, processor] = [performance.now(), process.cpuUsage()];
  const { seeds, days, failed } = await runSeeds(measured);
  const { user, system } = process.cpuUsage(processor);
  const [cpuS, clockS] = [(user + system) / 1e6, (performance.now() - clock) / 1e3];
  const rate = (amount: number): string => (amount / cpuS).toFixed(0);
  console.log(
    `${seeds} seeds, ${days.toFixed(0)} fleet-days, ${failed.length} failed; Node ${process.versions.node}`,
  );
  console.log(`${cpuS.toFixed(1)} s of processor time, ${clockS.toFixed(1)} s by the clock`);
  console.log(`a core and second: ${rate(seeds)} seeds (aim 50), ${rate(days)} fleet-days (aim 100)`);
}

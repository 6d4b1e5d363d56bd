// `npm test`: installs the Debian packages that end-to-end tests run, runs every tier (or those named as arguments),
// and ends with one plain line of figures. Exit code 0 only if at least one test ran and nothing failed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundedRun } from './bounded-run.ts';
import { installTestPackages } from './install-test-packages.ts';
import { figuresLine, judgeTier, sumFigures, type TierResult } from './test-report.ts';

const minuteMs = 60_000;
const cores = availableParallelism();

/**
 * One after another: simulations and lab hosts share the machine's cores. Together below 80 minutes. Simulations keep a
 * core busy each; integration tests mostly wait for other processes.
 */
const tiers = [
  { name: 'unit', withinMs: 8 * minuteMs, workers: cores },
  { name: 'int', withinMs: 12 * minuteMs, workers: cores + 1 },
  { name: 'sim', withinMs: 20 * minuteMs, workers: cores },
  { name: 'e2e', withinMs: 40 * minuteMs, workers: cores },
];

async function runTier(tier: (typeof tiers)[number], reportPath: string): Promise<TierResult> {
  console.log(`\n== ${tier.name} ==`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  const { exitCode } = await boundedRun(
    ['vitest', 'run', '--project', tier.name, `--maxWorkers=${tier.workers}`, ...reporters],
    {
      withinMs: tier.withinMs,
      output: 'show',
    },
  );
  const result = judgeTier(existsSync(reportPath) ? readFileSync(reportPath, 'utf8') : null, exitCode);
  for (const trouble of result.troubles) console.log(`${tier.name}: ${trouble}`);
  for (const skip of result.skips) console.log(`${tier.name}: skipped ${skip}`);
  return result;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !tiers.some((tier) => tier.name === name));
if (unknown.length > 0) {
  console.error(
    `no test tier is called ${unknown.join(', ')}; there are ${tiers.map(({ name }) => name).join(', ')}`,
  );
  process.exit(64);
}

await installTestPackages();
const reports = mkdtempSync(join(tmpdir(), 'stagger-test-'));
const results: TierResult[] = [];
try {
  for (const tier of tiers.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
    results.push(await runTier(tier, join(reports, `${tier.name}.json`)));
} finally {
  rmSync(reports, { recursive: true, force: true });
}
const figures = sumFigures(results.map((result) => result.figures));
// A log of thousands of lines is read from its end.
for (const failure of results.flatMap(({ failures, troubles }) => [...failures, ...troubles]))
  console.log(`\nFAILED ${failure}`);
process.exitCode = figures.failed === 0 && figures.passed > 0 ? 0 : 1;
console.log(`\n${figuresLine(figures)}`);

// `npm run check`: everything that can be said of the sources without running them. Stops at the first step that
// fails, with that step's output.
import { boundedRun } from './bounded-run.ts';

const steps: readonly { readonly name: string; readonly argv: readonly [string, ...string[]] }[] = [
  { name: 'types', argv: ['tsc', '--noEmit'] },
  { name: 'lint', argv: ['eslint', '.'] },
  { name: 'format', argv: ['prettier', '--check', '.'] },
  { name: 'unused code and dependencies', argv: ['knip', '--no-progress'] },
];

const withinMs = 600_000;

for (const { name, argv } of steps) {
  const { exitCode, output } = await boundedRun(argv, { withinMs, output: 'keep' });
  if (exitCode !== 0) {
    const how = exitCode === null ? 'was killed or did not start' : `ended with exit code ${exitCode}`;
    console.log(`${name}: failed\n${output.trimEnd()}\n\n${argv.join(' ')} ${how}`);
    process.exit(1);
  }
  console.log(`${name}: ok`);
}

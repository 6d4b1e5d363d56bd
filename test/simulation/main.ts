// `npm run sim`: runs seeds and ends with 1 if a promise was broken, after telling the smallest story of it in words.
import { execFileSync } from 'node:child_process';
import { simulationCommand } from './command.ts';

function commit(): string {
  try {
    const git = (...words: string[]): string => execFileSync('git', words, { encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--', 'src', 'test/simulation', 'test/fakes') !== '';
    return git('rev-parse', '--short', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}

process.exitCode = await simulationCommand(process.argv.slice(2), {
  say: (line) => console.log(line),
  commit: commit(),
  clockMs: () => Date.now(),
});

import { describe, expect, it } from 'vitest';
import { boundedRun, projectRoot } from '../../scripts/bounded-run.ts';

describe('a bounded run', () => {
  it('gives the exit code and everything that was printed', async () => {
    const result = await boundedRun(['sh', '-c', 'echo out; echo err >&2; exit 3'], {
      withinMs: 10_000,
      output: 'keep',
    });
    expect(result).toEqual({
      exitCode: 3,
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/) as string,
    });
  });

  it('runs in the project, with the environment it was given and the project tools first', async () => {
    const { output } = await boundedRun(['sh', '-c', 'pwd; echo "$WORD"; command -v tsc'], {
      withinMs: 10_000,
      output: 'keep',
      env: { WORD: 'hello' },
    });
    expect(output).toBe(`${projectRoot}\nhello\n${projectRoot}/node_modules/.bin/tsc\n`);
  });

  it('ends a program at its limit', async () => {
    const result = await boundedRun(['sleep', '60'], { withinMs: 100, output: 'keep' });
    expect(result.exitCode).toBe(null);
  });

  it('says that a program is not there', async () => {
    const result = await boundedRun(['/nonexistent/program'], { withinMs: 10_000, output: 'keep' });
    expect(result).toEqual({ exitCode: null, output: expect.stringContaining('ENOENT') as string });
  });
});

import { describe, expect, it } from 'vitest';
import { figuresLine, judgeTier, sumFigures } from '../../scripts/test-report.ts';

type Assertion = { status: string; ancestorTitles: string[]; title: string; failureMessages?: string[] };

function assertion(status: string, group = 'a lab host'): Assertion {
  return { status, ancestorTitles: [group], title: `is ${status}` };
}

function report(
  files: readonly { status: string; message?: string; assertionResults: Assertion[] }[],
): string {
  const all = files.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string): number => all.filter((one) => one.status === status).length;
  return JSON.stringify({
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    numTodoTests: count('todo'),
    testResults: files.map((file, index) => ({ name: `file-${index}.test.ts`, ...file })),
  });
}

describe('the judgement of a tier', () => {
  it('counts what the runner counted', () => {
    const text = report([
      {
        status: 'passed',
        assertionResults: [assertion('passed'), assertion('passed'), assertion('skipped')],
      },
      { status: 'failed', assertionResults: [assertion('failed'), assertion('passed')] },
      { status: 'passed', assertionResults: [assertion('todo', 'later')] },
    ]);
    expect(judgeTier(text, 1)).toEqual({
      figures: { passed: 3, failed: 1, skipped: 2 },
      troubles: [],
      skips: ['1 of "a lab host"', '1 of "later"'],
      failures: ['file-1.test.ts: a lab host > is failed'],
    });
  });

  it('tells a failed test with its file and the beginning of what it said, without colours', () => {
    const said = [
      '\u001b[31mexpected 1 to be 2\u001b[39m',
      ...Array.from({ length: 100 }, () => '    at somewhere'),
    ];
    const failed = { ...assertion('failed'), failureMessages: [said.join('\n')] };
    const [told, ...others] = judgeTier(
      report([{ status: 'failed', assertionResults: [failed] }]),
      1,
    ).failures;
    expect(others).toEqual([]);
    const lines = told?.split('\n');
    expect(lines?.slice(0, 2)).toEqual(['file-0.test.ts: a lab host > is failed', '  expected 1 to be 2']);
    expect(lines).toHaveLength(41);
  });

  it('tells why a file failed outside its tests', () => {
    const file = { status: 'failed', message: 'Cannot find module x\n    at y', assertionResults: [] };
    expect(judgeTier(report([file]), 1).troubles).toEqual([
      'file-0.test.ts failed outside its tests\n  Cannot find module x\n      at y',
    ]);
  });

  it.each([
    ['a runner that wrote nothing', null, 1, 'the runner ended with exit code 1 and wrote no report'],
    ['a runner that was killed', null, null, 'the runner was killed and wrote no report'],
    ['a tier without tests', report([]), 0, 'no test ran'],
    [
      'a file that did not load',
      report([{ status: 'failed', assertionResults: [] }]),
      1,
      'file-0.test.ts failed outside its tests',
    ],
    [
      'a beforeAll that failed and left its tests skipped',
      report([{ status: 'failed', assertionResults: [assertion('skipped')] }]),
      1,
      'file-0.test.ts failed outside its tests',
    ],
    [
      'an error after the last test',
      report([{ status: 'passed', assertionResults: [assertion('passed')] }]),
      1,
      'the runner ended with exit code 1, no test failed',
    ],
  ])('counts %s as failed', (_name, text, exitCode, trouble) => {
    const result = judgeTier(text, exitCode);
    expect(result.figures.failed).toBe(1);
    expect(result.troubles).toEqual([trouble]);
  });
});

describe('the last line of npm test', () => {
  it('sums the tiers', () => {
    const tiers = [
      { passed: 10, failed: 0, skipped: 1 },
      { passed: 2, failed: 3, skipped: 4 },
    ];
    expect(figuresLine(sumFigures(tiers))).toBe('12 passed, 3 failed, 5 skipped');
  });
});

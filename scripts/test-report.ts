// Reads the test runner's own JSON report. Owns the figures of the last line of `npm test`: whatever went wrong
// without a failed test (a file that did not load, a runner that crashed, a tier that ran nothing) counts as failed.
import { stripVTControlCharacters } from 'node:util';

export type TestFigures = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** The part of vitest's JSON report that is read here. */
type RunnerReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file failed outside its tests. */
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      /** One text a failure: the message, then the stack. */
      readonly failureMessages?: readonly string[];
    }[];
  }[];
};

export type TierResult = {
  readonly figures: TestFigures;
  /** What is wrong although no test says so, in words. */
  readonly troubles: readonly string[];
  /** Groups of skipped tests; a lab test's group says why. */
  readonly skips: readonly string[];
  /** The tests that failed, each with its file and what it said: told again at the end, where a long log is read. */
  readonly failures: readonly string[];
};

/** Judges one tier by the report's text (null: none was written) and the runner's exit code (null: it was killed). */
export function judgeTier(reportText: string | null, exitCode: number | null): TierResult {
  if (reportText === null) {
    const how = exitCode === null ? 'was killed' : `ended with exit code ${exitCode}`;
    return inTrouble({ passed: 0, failed: 0, skipped: 0 }, [`the runner ${how} and wrote no report`], [], []);
  }
  const report = JSON.parse(reportText) as RunnerReport;
  const figures: TestFigures = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  const troubles = report.testResults
    .filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed))
    .map(({ name, message = '' }) =>
      [`${name} failed outside its tests`, ...saidLines([message])].join('\n'),
    );
  if (figures.passed + figures.failed + figures.skipped === 0 && troubles.length === 0)
    troubles.push('no test ran');
  if (exitCode !== 0 && figures.failed === 0 && troubles.length === 0)
    troubles.push(
      exitCode === null
        ? 'the runner was killed'
        : `the runner ended with exit code ${exitCode}, no test failed`,
    );
  const skips = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ ancestorTitles, title }) => ancestorTitles[0] ?? title),
  );
  const failures = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(isFailed).map((failed) => failureText(name, failed)),
  );
  return inTrouble(figures, troubles, countEach(skips), failures);
}

const linesOfAFailure = 40;

type RunnerAssertion = RunnerReport['testResults'][number]['assertionResults'][number];

function failureText(file: string, { ancestorTitles, title, failureMessages = [] }: RunnerAssertion): string {
  const test = `${file}: ${[...ancestorTitles, title].join(' > ')}`;
  return [test, ...saidLines(failureMessages)].join('\n');
}

function saidLines(messages: readonly string[]): readonly string[] {
  const said = messages.filter((message) => message !== '').flatMap((message) => message.split('\n'));
  return said.slice(0, linesOfAFailure).map((line) => `  ${stripVTControlCharacters(line)}`);
}

function isFailed({ status }: { readonly status: string }): boolean {
  return status === 'failed';
}

function inTrouble(
  figures: TestFigures,
  troubles: readonly string[],
  skips: readonly string[],
  failures: readonly string[],
): TierResult {
  return { figures: { ...figures, failed: figures.failed + troubles.length }, troubles, skips, failures };
}

function countEach(names: readonly string[]): readonly string[] {
  return [...new Set(names)].map((name) => `${names.filter((other) => other === name).length} of "${name}"`);
}

export function sumFigures(figures: readonly TestFigures[]): TestFigures {
  return figures.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The last line of `npm test`; programs read it. */
export function figuresLine({ passed, failed, skipped }: TestFigures): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

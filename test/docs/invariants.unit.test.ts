// docs/safety.md has all 25 invariants, each with what holds it; and every promise of the simulator belongs to one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { promises } from '../simulation/verdicts.ts';
import { missingTest, tableRows } from './named-tests.ts';

const markdown = readFileSync(join(import.meta.dirname, '../../docs/safety.md'), 'utf8');
const rows = tableRows(markdown, '## The invariants');
const promisesOf = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Not an invariant of its own: an error that nobody simulated, and the order of parts, which is a budget of the plan. */
const besides = ['crash', 'order'];

describe('the invariants', () => {
  it('are 25, in order', () => {
    expect(rows.map(([number]) => number)).toEqual(Array.from({ length: 25 }, (_, index) => `${index + 1}`));
  });

  it('are each held by a promise of the simulator or by tests that are there', () => {
    for (const [number = '', , simulated = '', also = ''] of rows) {
      const tests = [...also.matchAll(/`([^`]+)`: (.*?)(?=<br>|$)/g)];
      expect(promisesOf(simulated).length + tests.length, `invariant ${number}`).toBeGreaterThan(0);
      for (const name of promisesOf(simulated)) expect(promises).toContain(name);
      for (const [, file = '', title = ''] of tests) expect(missingTest(`${file}.test.ts`, title)).toBeNull();
    }
  });

  it('leave out no promise that the simulator reports', () => {
    const named = new Set(rows.flatMap(([, , simulated = '']) => promisesOf(simulated)));
    expect(promises.filter((promise) => !named.has(promise)).sort()).toEqual([...besides].sort());
  });
});

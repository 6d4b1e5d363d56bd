// docs/safety.md says of every fault where it is tried: all that the simulator has, and no test that is not there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultKinds } from '../simulation/fault-kinds.ts';
import { tableRows } from './named-tests.ts';

const markdown = readFileSync(join(import.meta.dirname, '../../docs/safety.md'), 'utf8');
const rows = tableRows(markdown, '## The faults');
const named = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

describe('the faults', () => {
  it('are all those of the simulator, and no others', () => {
    const tried = rows.flatMap(([, simulated = '']) => named(simulated));
    expect([...new Set(tried)].sort()).toEqual([...faultKinds].sort());
  });

  it('are each tried somewhere, or said not to be', () => {
    expect(rows.length).toBeGreaterThan(25);
    for (const [what = '', simulated = '', also = ''] of rows) {
      expect(named(simulated).length + also.length, what).toBeGreaterThan(0);
      const tests = named(also).filter((name) => /\.(unit|int|sim|e2e)$/.test(name));
      for (const test of tests)
        expect(existsSync(join(import.meta.dirname, '..', `${test}.test.ts`)), test).toBe(true);
    }
  });
});

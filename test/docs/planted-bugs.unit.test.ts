// The list of planted bugs is the one of docs/safety.md, and whatever must find each of them is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantedBugs } from '../simulation/planted-bugs.ts';
import { missingTest, tableRows } from './named-tests.ts';

const safety = readFileSync(join(import.meta.dirname, '../../docs/safety.md'), 'utf8');

describe('the planted bugs', () => {
  it('are those of docs/safety.md, no fewer than the twenty that other tools had', () => {
    const documented = tableRows(safety, '## Planted bugs').map(([bug]) => bug);
    expect(documented).toEqual(Object.keys(plantedBugs));
    expect(documented.length).toBeGreaterThanOrEqual(20);
  });

  it('are each found by a test that is there', () => {
    const missing = Object.values(plantedBugs)
      .flat()
      .flatMap(({ file, title }) => missingTest(file, title) ?? []);
    expect(missing).toEqual([]);
  });
});

// docs/failure-modes.md has all 71, and each names tests that are there. What is not held yet is listed here as well, so
// that the list cannot grow unseen.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingTest, tableRows } from './named-tests.ts';

const markdown = readFileSync(join(import.meta.dirname, '../../docs/failure-modes.md'), 'utf8');
const rows = tableRows(markdown, '# Failure modes of other tools, and what Stagger does');

/** Those that no test holds yet. */
const open: readonly string[] = [];

describe('the failure modes', () => {
  it('are 71, in order', () => {
    expect(rows.map(([number]) => number)).toEqual(Array.from({ length: 71 }, (_, index) => `${index + 1}`));
  });

  it('are each held by tests that are there, but for those that are known to be open', () => {
    const missing: string[] = [];
    const notHeld: string[] = [];
    for (const [number = '', , , held = ''] of rows) {
      const tests = [...held.matchAll(/`([^`]+)`: (.*?)(?=<br>|$)/g)];
      if (tests.length === 0) notHeld.push(number);
      for (const [, file = '', title = ''] of tests) {
        const why = missingTest(`${file}.test.ts`, title);
        if (why !== null) missing.push(`${number}: ${why}`);
      }
    }
    expect(missing).toEqual([]);
    expect(notHeld).toEqual(open);
  });
});

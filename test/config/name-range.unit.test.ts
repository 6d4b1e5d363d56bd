import { describe, expect, it } from 'vitest';
import { expandRange, rangeLimit } from '../../src/config/name-range.ts';
import { fc } from '../fakes/properties.ts';

const names = (pattern: string) => {
  const range = expandRange(pattern);
  return range.kind === 'names' ? range.names : range.why;
};

describe('ranges of names', () => {
  it.each([
    ['web', ['web']],
    ['web-[01:03]', ['web-01', 'web-02', 'web-03']],
    ['web-[8:11]', ['web-8', 'web-9', 'web-10', 'web-11']],
    ['r[a:c]', ['ra', 'rb', 'rc']],
    ['[A:B]x', ['Ax', 'Bx']],
    ['r[1:2]-h[1:2]', ['r1-h1', 'r1-h2', 'r2-h1', 'r2-h2']],
    ['10.0.[0:1].[9:10]', ['10.0.0.9', '10.0.0.10', '10.0.1.9', '10.0.1.10']],
    ['web-[5:5]', ['web-5']],
    ['web-[0:0]', ['web-0']],
  ])('%s', (pattern, expected) => {
    expect(names(pattern)).toEqual(expected);
  });

  it.each([
    'web-[]',
    'web-[1]',
    'web-[1:]',
    'web-[:2]',
    'web-[a:3]',
    'web-[a:C]',
    'web-[1:2:3]',
    'web-[[1:2]]',
    'web-]1:2[',
  ])('refuses %s', (pattern) => {
    expect(expandRange(pattern).kind).toBe('bad-range');
  });

  it('keeps count, order and padding for every width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 6 }),
        (from, more, width) => {
          const text = (number: number): string => String(number).padStart(width, '0');
          const found = names(`a[${text(from)}:${text(from + more)}]b`);
          const isPadded = text(from).length > 1 && text(from).startsWith('0');
          // 9 to 10 with one digit, 099 to 0100: the ends must be written in one width.
          if (isPadded && text(from).length !== text(from + more).length) {
            expect(found).toContain('pads its start');
            return;
          }
          expect(found).toEqual(Array.from({ length: more + 1 }, (_, index) => `a${text(from + index)}b`));
        },
      ),
    );
  });

  it('is the product of its groups, each name once', () => {
    const group = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 3 }), (groups) => {
        const found = names(groups.map(([from, more]) => `x[${from}:${from + more}]`).join('-'));
        expect(new Set(found).size).toBe(groups.reduce((count, [, more]) => count * (more + 1), 1));
      }),
    );
  });

  it('never gives nothing and never more than the limit, whatever the text', () => {
    const pieces = fc.array(fc.constantFrom('[', ']', ':', '0', '1', '9', '99', 'a', 'z', '-', ''), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(pieces, (parts) => {
        const range = expandRange(parts.join(''));
        if (range.kind === 'bad-range') return;
        expect(range.names.length).toBeGreaterThan(0);
        expect(range.names.length).toBeLessThanOrEqual(rangeLimit);
        for (const name of range.names) expect(name).not.toMatch(/[[\]]/);
      }),
      { numRuns: 2_000 },
    );
  });
});

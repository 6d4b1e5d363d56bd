import { describe, expect, it } from 'vitest';
import { canonicalDigest } from '../../src/core/canonical-bytes.ts';
import { canonicalText } from '../../src/core/canonical-text.ts';
import { newSha256, sha256Hex } from '../fakes/plan-maker.ts';
import { fc } from '../fakes/properties.ts';

/** What the digest was taken over, as a text. */
function written(value: unknown): string {
  const pieces: Buffer[] = [];
  canonicalDigest(value, { add: (bytes) => void pieces.push(Buffer.from(bytes)), hex: () => '' });
  return Buffer.concat(pieces).toString('utf8');
}

describe('the digest of a large value', () => {
  it('is that of its canonical text, shared objects included', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue(), (value, other) => {
        const shared = { b: other, a: [value] };
        const objects = [
          shared,
          { x: shared, y: value },
          { y: shared, x: shared },
          { x: shared, y: other },
          { x: other, y: shared },
        ];
        expect(written(objects)).toBe(canonicalText(objects));
        expect(canonicalDigest(value, newSha256())).toBe(sha256Hex(canonicalText(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes every text and number as the canonical text does', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes)),
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          texts,
          fc.oneof(texts, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()),
        ),
        (value) => {
          expect(written(value)).toBe(canonicalText(value));
        },
      ),
      { numRuns: 500 },
    );
    const numbers = [
      0,
      -0,
      9,
      10,
      2 ** 31 - 1,
      2 ** 31,
      2 ** 31 + 1,
      21_474_836_480,
      Number.MAX_SAFE_INTEGER,
      2 ** 53,
      1e21,
      -7,
    ];
    expect(written(numbers)).toBe(canonicalText(numbers));
  });

  it('is the same wherever its pieces end', () => {
    const shared = { text: 'é'.repeat(300), list: [1, 2, 3] };
    for (const length of [65_000, 65_500, 65_536, 66_000, 200_000]) {
      const value = Array.from({ length: 8 }, (_, at) => ({
        at,
        shared,
        long: 'x'.repeat(length),
        again: shared,
      }));
      expect(written(value)).toBe(canonicalText(value));
    }
  });

  it('is the same whichever members of a row of objects stay what they were', () => {
    // Rows of about a hundred bytes over several pieces of 64 KiB: what is repeated may stand before a piece's end.
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(6), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 40 }),
        fc.nat(400),
        (changes, padding) => {
          const values = [0, 'text', null, true, [1], { a: 1 }, 'x'.repeat(padding)];
          const rows = Array.from({ length: 400 }, (_, at) => {
            const [a, b, c, d, e] = changes[at % changes.length]?.map((change) => values[change]) ?? [];
            return { b, e, a, d, c, again: { a, c, b: { a } } };
          });
          expect(written(rows)).toBe(canonicalText(rows));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not repeat what a repetition has just been written over', () => {
    // `b` was last written at the very start of a piece, and `a` takes its place when it no longer fits at the end.
    const long = 'x'.repeat(30_000);
    const rows = [{ a: 'short', b: 'early' }, ...Array.from({ length: 5 }, () => ({ a: long, b: 'early' }))];
    expect(written(rows)).toBe(canonicalText(rows));
  });

  it('keeps objects apart that look alike from one key to the next', () => {
    const nested = { child: { child: { child: {} } } };
    const value = [nested, nested.child, nested, { child: nested }];
    expect(written(value)).toBe(canonicalText(value));
  });

  it.each([
    undefined,
    NaN,
    Infinity,
    1n,
    Symbol('x'),
    () => 1,
    new Map([['a', 1]]),
    new Set([1]),
    { a: undefined },
    [undefined],
  ])('refuses %s, which has no JSON text', (value) => {
    expect(() => canonicalDigest(value, newSha256())).toThrow(TypeError);
  });
});

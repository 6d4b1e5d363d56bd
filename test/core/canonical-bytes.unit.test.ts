import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDigest } from '../../src/core/canonical-bytes.ts';
import { canonicalText } from '../../src/core/canonical-text.ts';
import { newSha256, sha256Hex } from '../fakes/plan-maker.ts';

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
    new Map(),
    new Set(),
    { a: undefined },
    [undefined],
  ])('refuses %s, which has no JSON text', (value) => {
    expect(() => canonicalDigest(value, newSha256())).toThrow(TypeError);
  });
});

import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../src/core/canonical-text.ts';
import { fc } from '../fakes/properties.ts';

/** RFC 8785 for JSON values, as plainly as it can be written. */
function plainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = value as Record<string, unknown>;
  const keys = Object.keys(members).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${plainly(members[key])}`).join(',')}}`;
}

describe('the canonical text', () => {
  it('is that of RFC 8785 for every JSON value, shared objects included', () => {
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
        expect(canonicalText(value)).toBe(plainly(value));
        expect(canonicalText(objects)).toBe(plainly(objects));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps objects apart that look alike from one key to the next', () => {
    const steps = [
      { host: 'a', timing: { ms: 1 }, inner: { host: 'b', timing: { ms: 2 } } },
      { host: 'c', timing: { ms: 2 }, inner: { host: 'd', timing: { ms: 1 } } },
    ];
    expect(canonicalText(steps)).toBe(plainly(steps));
    const nested = { child: { child: { child: {} } } };
    expect(canonicalText([nested, nested.child, nested])).toBe(plainly([nested, nested.child, nested]));
  });

  it('is the same whatever the order of keys', () => {
    expect(canonicalText({ b: 1, a: { d: [], c: null } })).toBe('{"a":{"c":null,"d":[]},"b":1}');
    expect(canonicalText({ a: { c: null, d: [] }, b: 1 })).toBe('{"a":{"c":null,"d":[]},"b":1}');
  });

  it('sorts by UTF-16 code unit, escapes as JSON does, and takes integer-like keys as text', () => {
    expect(canonicalText({ '\u{1F600}': 1, '\uFFFD': 2, '10': 3, '9': 4, é: '\u2028"\n' })).toBe(
      plainly({ '\u{1F600}': 1, '\uFFFD': 2, '10': 3, '9': 4, é: '\u2028"\n' }),
    );
    expect(canonicalText({ '9': 1, '10': 2 })).toBe('{"10":2,"9":1}');
    expect(canonicalText([-0, 1e21, 0.1, {}])).toBe('[0,1e+21,0.1,{}]');
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
    expect(() => canonicalText(value)).toThrow(TypeError);
  });

  it('does not slow down on dictionaries whose keys all differ', () => {
    const dictionaries = Array.from({ length: 2_000 }, (_, at) => ({ [`key-${at}`]: at }));
    expect(canonicalText(dictionaries)).toBe(plainly(dictionaries));
  });
});

// Paths to one value, and what is no such path.
import { describe, expect, it } from 'vitest';
import { parseJsonPath, valueAt } from '../../../src/core/fleet/json-path.ts';

const document = { status: 'ok', checks: [{ 'the state': 0 }], none: null };

describe('a JSON path', () => {
  it.each([
    ['$', document],
    ['$.status', 'ok'],
    ['$.none', null],
    ["$.checks[0]['the state']", 0],
    ['$.checks[1]', undefined],
    ['$.checks.length', undefined],
    ['$.status[0]', undefined],
    ['$.toString', undefined],
    ['$.status.deeper', undefined],
  ])('%s', (path, value) => {
    const steps = parseJsonPath(path);
    expect(steps).not.toBeNull();
    expect(valueAt(document, steps ?? [])).toEqual(value);
  });

  it.each([
    '',
    'status',
    '$..status',
    '$.*',
    '$.checks[*]',
    '$.checks[-1]',
    '$.checks[?(@.x)]',
    '$.a b',
    '$[',
  ])('refuses %s', (path) => {
    expect(parseJsonPath(path)).toBeNull();
  });
});

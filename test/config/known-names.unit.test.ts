import { describe, expect, it } from 'vitest';
import { listedNames, nearestName, unknownName } from '../../src/config/known-names.ts';

describe('help for an unknown name', () => {
  it.each([
    ['onwer', ['owner', 'user', 'zone'], 'owner'],
    ['Max_Uptime', ['max_uptime', 'warn_before'], 'max_uptime'],
    ['timezone', ['time_zone', 'zone'], 'time_zone'],
    ['r21', ['r11', 'r12'], 'r11'],
    ['kr', ['en', 'ko'], 'ko'],
    ['wbe', ['db', 'web'], 'web'],
    ['wbe', ['cbe', 'web', 'wxe'], 'wxe'],
    ['altitude', ['site'], null],
    ['z', ['abc'], null],
    ['x'.repeat(5_000), ['x'.repeat(4_999)], null],
  ])('%s', (name, known, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  it('lists the nearest of many first, and says how many more there are', () => {
    const known = Array.from({ length: 20 }, (_, index) => `rack-${String(index).padStart(2, '0')}`);
    expect(listedNames('rack-77', known)).toBe(
      'rack-07, rack-17, rack-00, rack-01, rack-02, rack-03, rack-04, rack-05 (and 12 more)',
    );
  });

  it('lists a few with the nearest first, and as they are declared where none is near', () => {
    expect(listedNames('sevice', ['host', 'rack', 'service'])).toMatch(/^service, /);
    expect(listedNames('x', ['monday', 'tuesday', 'wednesday'])).toBe('monday, tuesday, wednesday');
  });

  it('says so when nothing of the kind is declared', () => {
    expect(unknownName('a', [], 'rack')).toEqual({
      expected: 'the id of a declared rack',
      hint: 'the inventory declares no rack',
    });
  });
});
